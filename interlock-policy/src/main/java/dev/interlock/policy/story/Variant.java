package dev.interlock.policy.story;

import dev.interlock.policy.catalog.ArgumentPath;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Mapping;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Condition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One way in which a tool can be called: its base, or the base with one entry of the allow-list. */
public record Variant(ToolEntry tool, Optional<ToolEntry.Alternative> entry) {

    /** All variants of a catalogue, by the names of the tools. */
    public static List<Variant> of(Catalog catalog) {
        List<Variant> all = new ArrayList<>();
        for (ToolEntry tool : catalog.tools().values()) {
            if (tool.anyOf().isEmpty() || tool.otherwise() == ToolEntry.Otherwise.EVERYTHING) {
                all.add(new Variant(tool, Optional.empty()));
            }
            tool.anyOf().forEach(entry -> all.add(new Variant(tool, Optional.of(entry))));
        }
        return all;
    }

    List<Mapping> mappings() {
        return entry.isPresent() ? List.of(tool.base(), entry.get().mapping()) : List.of(tool.base());
    }

    public SortedSet<String> marks() {
        SortedSet<String> marks = new TreeSet<>();
        mappings().forEach(mapping -> marks.addAll(mapping.marks()));
        return marks;
    }

    public boolean carriesAny(Set<String> marks) {
        return marks().stream().anyMatch(marks::contains);
    }

    /** The marks that an intent has to allow. */
    public SortedSet<String> duties() {
        SortedSet<String> duties = marks();
        duties.removeIf(mark -> mark.contains("/"));
        return duties;
    }

    public SortedSet<String> types(Function<Mapping, Map<String, ?>> part) {
        SortedSet<String> types = new TreeSet<>();
        mappings().forEach(mapping -> types.addAll(part.apply(mapping).keySet()));
        return types;
    }

    /** The arguments of a call of this variant; empty when none were found for its conditions. */
    Optional<Map<String, @Nullable Object>> args(Sample sample, Optional<Condition> also) {
        List<Condition> all = Stream.concat(entry.map(ToolEntry.Alternative::when).stream(), also.stream())
                .toList();
        if (all.isEmpty()) {
            return Optional.of(sample.args(mappings()));
        }
        return Conditions.satisfy(
                all,
                chosen -> {
                    Map<String, @Nullable Object> args = new LinkedHashMap<>(sample.args(mappings()));
                    chosen.forEach((path, value) ->
                            ArgumentPath.parse(path).ifPresent(parsed -> Sample.put(args, parsed, value)));
                    return args;
                },
                tool,
                sample);
    }
}
