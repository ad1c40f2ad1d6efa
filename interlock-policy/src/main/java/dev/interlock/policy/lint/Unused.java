package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.Pairs;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.diagnostic.Check;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Finds levels, tiers, object types and marks that are defined and used nowhere. */
final class Unused {

    private final Subject subject;
    private final Set<String> levels = new TreeSet<>();
    private final Set<String> tiers = new TreeSet<>();
    private final Set<String> kinds = new TreeSet<>();
    private final Set<String> marks = new TreeSet<>();

    Unused(Subject subject) {
        this.subject = subject;
    }

    void check() {
        subject.bundle().tiers().values().forEach(t -> uses(t.independence()));
        subject.bundle().rules().forEach(this::rule);
        subject.bundle().intents().values().stream().map(Intent::about).forEach(a -> kinds.addAll(a.keySet()));
        subject.tools().values().stream().flatMap(ToolEntry::mappings).forEach(this::mapping);
        owners();
        report();
    }

    private void rule(Rule rule) {
        rule.head().risk().ifPresent(tiers::add);
        marks.addAll(rule.allMarks());
        rule.head().until().ifPresent(marks::add);
        switch (rule) {
            case Rule.Separate separate -> {
                kinds.addAll(Pairs.parts(separate.per()));
                separate.independence().ifPresent(this::uses);
            }
            case Rule.Require require -> {
                require.done().forEach(d -> {
                    kinds.addAll(Pairs.parts(d.per()));
                    d.independence().ifPresent(this::uses);
                });
                require.approval().flatMap(Approval::independence).ifPresent(this::uses);
            }
            case Rule.Limit limit -> kinds.addAll(Pairs.parts(limit.per()));
            case Rule.Bind bind -> kinds.addAll(Pairs.parts(bind.per()));
            case Rule.Order order -> kinds.addAll(Pairs.parts(order.per()));
            case Rule.Forbid forbid -> {}
            case Rule.Flow flow -> marks.add(flow.from());
            case Rule.FirstUse use -> {
                kinds.addAll(use.of());
                use.from().ifPresent(marks::add);
            }
            case Rule.Unusual unusual -> {}
            case Rule.Wall wall -> {
                wall.independence().ifPresent(this::uses);
                if (wall.datasets() instanceof Rule.Datasets.Objects objects) {
                    kinds.add(objects.between());
                    objects.conflictClass().ifPresent(kinds::add);
                }
            }
        }
    }

    private void uses(Level level) {
        levels.add(level.name());
    }

    private void mapping(Mapping mapping) {
        mapping.risk().ifPresent(tiers::add);
        kinds.addAll(mapping.on().keySet());
        kinds.addAll(mapping.creates().keySet());
        kinds.addAll(mapping.of().keySet());
        kinds.addAll(mapping.derives().keySet());
        kinds.addAll(mapping.check().keySet());
    }

    /** Adds the types to which objects of used types belong: they are used as well. */
    private void owners() {
        Deque<String> open = new ArrayDeque<>(kinds);
        while (!open.isEmpty()) {
            ObjectType type = subject.bundle().types().get(open.pop());
            if (type != null) {
                type.of().keySet().stream().filter(kinds::add).forEach(open::push);
            }
        }
    }

    private void report() {
        for (String level : subject.bundle().levels().keySet()) {
            if (!levels.contains(level)) {
                unused(Check.UNUSED_LEVEL, Sources.Part.LEVEL, level, "no tier and no rule uses the level");
            }
        }
        Tier strictest = subject.bundle().strictest();
        for (Tier tier : subject.bundle().tiers().values()) {
            // The strictest tier is never unused: calls and rules that name no tier are in it.
            if (!tier.equals(strictest) && !tiers.contains(tier.name())) {
                unused(Check.UNUSED_TIER, Sources.Part.TIER, tier.name(), "no tool and no rule is in the tier");
            }
        }
        for (String type : subject.bundle().types().keySet()) {
            if (!kinds.contains(type)) {
                unused(Check.UNUSED_TYPE, Sources.Part.TYPE, type, "no tool, intent or rule names the object type");
            }
        }
        marks();
    }

    private void unused(Check check, Sources.Part part, String name, String message) {
        subject.warning(check, subject.sources().name(part, name), message + " `" + name + "`", "remove it, or use it");
    }

    private void marks() {
        TreeMap<String, String> first = new TreeMap<>();
        for (ToolEntry tool : subject.tools().values()) {
            tool.mappings()
                    .flatMap(m -> m.marks().stream())
                    .filter(m -> m.indexOf('/') >= 0)
                    .forEach(m -> first.putIfAbsent(m, tool.name()));
        }
        first.forEach((mark, tool) -> {
            if (!marks.contains(mark)) {
                subject.warning(
                        Check.UNUSED_MARK,
                        subject.sources().word(Sources.Part.TOOL, tool, mark.substring(mark.indexOf('/') + 1)),
                        "no rule reads `" + mark + "`",
                        "write a rule about it, or remove it");
            }
        });
    }
}
