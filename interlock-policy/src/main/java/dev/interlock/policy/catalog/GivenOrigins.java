package dev.interlock.policy.catalog;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Origin;
import dev.interlock.provenance.task.ArgumentValue;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;

/** The origins that the values of a call have whatever its task has read: those that the bundle and people give them. */
final class GivenOrigins implements Function<ArgumentValue, Set<Origin>> {

    private final List<AllowList> lists;
    /** The objects that the call is about and to which people bound its task. */
    private final Set<Key> bound;
    /** The types of the objects whose ids an argument is, by its path. */
    private final Map<String, Set<String>> types;

    /**
     * @param tool of the call; empty where the catalogue does not know it
     * @param bound the objects to which people bound the task
     */
    GivenOrigins(Collection<AllowList> lists, Optional<ToolEntry> tool, CallFacts facts, Set<Key> bound) {
        this.lists = lists.stream().filter(list -> list.isFor(facts)).toList();
        this.bound = new HashSet<>();
        for (List<Key> named : List.of(facts.objects(), facts.related(), facts.checks())) {
            named.stream().filter(bound::contains).forEach(this.bound::add);
        }
        this.types = tool.isEmpty() || this.bound.isEmpty() ? Map.of() : types(tool.get());
    }

    private static Map<String, Set<String>> types(ToolEntry tool) {
        var types = new HashMap<String, Set<String>>();
        tool.mappings().forEach(mapping -> {
            for (SortedMap<String, ArgumentPath> part : List.of(mapping.on(), mapping.of(), mapping.check())) {
                part.forEach(
                        (type, path) -> types.computeIfAbsent(String.join(".", path.steps()), any -> new HashSet<>())
                                .add(type));
            }
        });
        return types;
    }

    @Override
    public Set<Origin> apply(ArgumentValue value) {
        Set<Origin> origins = EnumSet.noneOf(Origin.class);
        if (isBound(value)) {
            origins.add(Origin.INTENT_OBJECT);
        }
        if (lists.stream().anyMatch(list -> list.contains(value.text()))) {
            origins.add(Origin.ALLOW_LIST);
        }
        return origins;
    }

    private boolean isBound(ArgumentValue value) {
        Set<String> ids = types.getOrDefault(value.path(), Set.of());
        return bound.stream()
                .anyMatch(
                        object -> ids.contains(object.kind()) && object.value().equals(value.text()));
    }
}
