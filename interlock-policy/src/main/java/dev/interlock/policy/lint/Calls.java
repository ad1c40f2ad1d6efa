package dev.interlock.policy.lint;

import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.Pairs;
import dev.interlock.policy.catalog.ToolEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Every way to call the tools of a bundle. A call can be made if some intent allows it, or a lane may be for it. If the bundle has
 * sources, a call of any tool can happen as well, since these may tell of it, allowed or not.
 */
final class Calls {

    private final Bundle bundle;
    private final List<Variant> all = new ArrayList<>();
    private final Set<Variant> callable = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Set<String> trusted = new TreeSet<>();
    /** The kinds of the keys of rules, those made of several among them. */
    private final Set<String> pairs = new TreeSet<>();

    private final Map<String, List<Variant>> byDuty = new HashMap<>();
    private final Map<String, List<Variant>> byMark = new HashMap<>();
    private final Map<String, List<Variant>> byIntent = new LinkedHashMap<>();

    Calls(Bundle bundle, Collection<ToolEntry> tools) {
        this.bundle = bundle;
        bundle.sources().values().forEach(s -> trusted.addAll(s.trustedFor()));
        bundle.rules().forEach(rule -> pairs.addAll(Shape.keyKinds(rule)));
        tools.forEach(this::variants);
        for (Variant variant : all) {
            variant.duties()
                    .forEach(d ->
                            byDuty.computeIfAbsent(d, k -> new ArrayList<>()).add(variant));
        }
        for (Intent intent : bundle.intents().values()) {
            Set<Variant> allowed = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Variant> inOrder = new ArrayList<>();
            for (String duty : intent.allow()) {
                for (Variant variant : byDuty.getOrDefault(duty, List.of())) {
                    if (!variant.observed() && intent.allow().containsAll(variant.duties()) && allowed.add(variant)) {
                        inOrder.add(variant);
                    }
                }
            }
            callable.addAll(allowed);
            byIntent.put(intent.name(), inOrder);
        }
        bundle.breakGlass()
                .ifPresent(lanes -> all.stream()
                        .filter(v -> !v.observed()
                                && !v.duties().isEmpty()
                                && lanes.allow().containsAll(v.duties()))
                        .forEach(callable::add));
        for (Variant variant : all) {
            if (callable.contains(variant) || isObserving()) {
                variant.marks()
                        .forEach(m -> byMark.computeIfAbsent(m, k -> new ArrayList<>())
                                .add(variant));
            }
        }
    }

    private void variants(ToolEntry tool) {
        Mapping base = tool.base();
        if (tool.anyOf().isEmpty() || tool.otherwise() == ToolEntry.Otherwise.EVERYTHING) {
            add(tool, List.of(base), List.of(base), Set.of(tier(base.risk())));
        }
        // Entries may hold together, so that a call may have the keys and the tier of any of them.
        List<Mapping> together = tool.mappings().toList();
        Set<Tier> tiers = tool.anyOf().stream()
                .map(a -> tier(a.mapping().risk().or(base::risk)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        tool.anyOf().forEach(a -> add(tool, List.of(base, a.mapping()), together, tiers));
    }

    /** Adds a variant, and one with all that may be found in the answer, since rules about that are evaluated then. */
    private void add(ToolEntry tool, List<Mapping> surely, List<Mapping> maybe, Set<Tier> tiers) {
        all.add(variant(tool, surely, maybe, tiers));
        tool.found().ifPresent(found -> {
            List<Mapping> with = new ArrayList<>(surely);
            with.add(found);
            all.add(variant(tool, with, maybe, tiers));
        });
    }

    private Tier tier(Optional<String> name) {
        Tier tier = name.map(bundle.tiers()::get).orElse(null);
        return tier == null ? bundle.strictest() : tier;
    }

    private Variant variant(ToolEntry tool, List<Mapping> surely, List<Mapping> maybe, Set<Tier> tiers) {
        Set<String> marks = new TreeSet<>();
        surely.forEach(m -> marks.addAll(m.marks()));
        Set<String> duties = new TreeSet<>(marks);
        duties.removeIf(m -> m.indexOf('/') >= 0);
        Set<String> own = new TreeSet<>();
        Set<String> created = new TreeSet<>();
        for (Mapping mapping : maybe) {
            own.addAll(mapping.on().keySet());
            own.addAll(mapping.of().keySet());
            own.addAll(mapping.derives().keySet());
            created.addAll(mapping.creates().keySet());
        }
        derive(own);
        maybe.forEach(m -> own.addAll(m.values().keySet()));
        own.addAll(Scopes.ALL);
        own.addAll(Pairs.of(pairs, own, created));
        return new Variant(tool, marks, duties, own, created, tiers);
    }

    /** Adds the types to which objects of these types belong, directly or not. */
    private void derive(Set<String> types) {
        Deque<String> open = new ArrayDeque<>(types);
        while (!open.isEmpty()) {
            ObjectType type = bundle.types().get(open.pop());
            if (type != null) {
                type.of().keySet().stream().filter(types::add).forEach(open::push);
            }
        }
    }

    List<Variant> all() {
        return all;
    }

    /** Returns whether some intent or lane allows a call like this, and the tool is one that is called. */
    boolean isCallable(Variant variant) {
        return callable.contains(variant);
    }

    /** Returns whether somebody may tell of calls that nobody asked for. */
    boolean isObserving() {
        return !bundle.sources().isEmpty();
    }

    /** Returns whether a duty counts as done, on a key of the kind, when a source tells of it. A call that is told is in no task. */
    boolean isTold(String duty, String kind) {
        return trusted.contains(duty)
                && !kind.equals(Scopes.TASK)
                && doing(duty).stream().anyMatch(v -> v.touches(kind));
    }

    /** Returns whether no two calls like this are on one key of the kind. A source may tell twice that the same was created. */
    boolean isAlwaysNew(Variant variant, String kind) {
        return variant.onlyCreates(kind) && !isObserving();
    }

    /** The calls with a duty, allowed or not. */
    List<Variant> doing(String duty) {
        return byDuty.getOrDefault(duty, List.of());
    }

    /** The calls with one of the marks that can happen, each once. */
    List<Variant> carrying(Collection<String> marks) {
        Set<Variant> out = Collections.newSetFromMap(new IdentityHashMap<>());
        return marks.stream()
                .flatMap(m -> byMark.getOrDefault(m, List.of()).stream())
                .filter(out::add)
                .toList();
    }

    /** The calls with one of the marks that may be on a key of the kind together with others: a call that is told is in no task. */
    List<Variant> carrying(Collection<String> marks, String kind) {
        return kind.equals(Scopes.TASK) ? callable(marks) : carrying(marks);
    }

    /** The calls with one of the marks that some intent allows, each once. */
    List<Variant> callable(Collection<String> marks) {
        return carrying(marks).stream().filter(callable::contains).toList();
    }

    /** The calls with a mark that some intent allows. */
    List<Variant> callable(String mark) {
        return callable(List.of(mark));
    }

    /** The calls that an intent allows. */
    List<Variant> allowedBy(Intent intent) {
        return byIntent.getOrDefault(intent.name(), List.of());
    }
}
