package dev.interlock.policy.lint;

import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.Mapping;
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

/** Every way to call the tools of a bundle, and which of them some intent allows. */
final class Calls {

    private final Bundle bundle;
    private final List<Variant> all = new ArrayList<>();
    private final Set<Variant> reachable = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<String, List<Variant>> byDuty = new HashMap<>();
    private final Map<String, List<Variant>> byMark = new HashMap<>();
    private final Map<String, List<Variant>> byIntent = new LinkedHashMap<>();

    Calls(Bundle bundle, Collection<ToolEntry> tools) {
        this.bundle = bundle;
        tools.forEach(this::variants);
        for (Variant variant : all) {
            variant.duties()
                    .forEach(d ->
                            byDuty.computeIfAbsent(d, k -> new ArrayList<>()).add(variant));
        }
        for (Intent intent : bundle.intents().values()) {
            Set<Variant> callable = Collections.newSetFromMap(new IdentityHashMap<>());
            List<Variant> inOrder = new ArrayList<>();
            for (String duty : intent.allow()) {
                for (Variant variant : byDuty.getOrDefault(duty, List.of())) {
                    if (intent.allow().containsAll(variant.duties()) && callable.add(variant)) {
                        inOrder.add(variant);
                    }
                }
            }
            reachable.addAll(callable);
            byIntent.put(intent.name(), inOrder);
        }
        for (Variant variant : all) {
            if (reachable.contains(variant)) {
                variant.marks()
                        .forEach(m -> byMark.computeIfAbsent(m, k -> new ArrayList<>())
                                .add(variant));
            }
        }
    }

    private void variants(ToolEntry tool) {
        Mapping base = tool.base();
        if (tool.anyOf().isEmpty() || tool.otherwise() == ToolEntry.Otherwise.EVERYTHING) {
            all.add(variant(tool, List.of(base), List.of(base), Set.of(tier(base.risk()))));
        }
        // Where entries may hold together, a call may have the keys and the tier of any of them.
        List<Mapping> together = tool.mappings().toList();
        Set<Tier> tiers = tool.anyOf().stream()
                .map(a -> tier(a.mapping().risk().or(base::risk)))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        tool.anyOf().forEach(a -> all.add(variant(tool, List.of(base, a.mapping()), together, tiers)));
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
            created.addAll(mapping.creates().keySet());
        }
        derive(own);
        maybe.forEach(m -> own.addAll(m.values().keySet()));
        own.addAll(Scopes.ALL);
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

    /**
     * Whether some intent allows a call like this. A call of a tool whose calls are only observed would be reachable as well:
     * nobody asks an intent about it.
     */
    boolean isReachable(Variant variant) {
        return reachable.contains(variant);
    }

    /** The calls with a duty, allowed or not. */
    List<Variant> doing(String duty) {
        return byDuty.getOrDefault(duty, List.of());
    }

    /** The calls with a mark that some intent allows. */
    List<Variant> carrying(String mark) {
        return byMark.getOrDefault(mark, List.of());
    }

    /** The calls with one of the marks that some intent allows, each once. */
    List<Variant> carryingAny(Collection<String> marks) {
        Set<Variant> out = Collections.newSetFromMap(new IdentityHashMap<>());
        return marks.stream()
                .flatMap(m -> carrying(m).stream())
                .filter(out::add)
                .toList();
    }

    /** The calls that an intent allows. */
    List<Variant> allowedBy(Intent intent) {
        return byIntent.getOrDefault(intent.name(), List.of());
    }
}
