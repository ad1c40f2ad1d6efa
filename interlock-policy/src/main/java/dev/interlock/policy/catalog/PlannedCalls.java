package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Steps of plans, as the catalogue maps them. Immutable and thread-safe. */
public final class PlannedCalls {

    private final Catalog catalog;

    public PlannedCalls(Catalog catalog) {
        this.catalog = catalog;
    }

    /** A step, or the fault in it. */
    public sealed interface Planned {
        record Step(PlanStep step) implements Planned {}

        /**
         * @param field the part of the step that is wrong
         * @param message the fault
         * @param remedy the way out
         */
        record Wrong(String field, String message, String remedy) implements Planned {}
    }

    /** A step that is one call of the tool ({@code server/tool}). */
    public Planned ofTool(String id, String tool, List<Key> objects, List<String> after, List<String> by) {
        ToolEntry entry = catalog.tools().get(tool);
        if (entry == null) {
            return new Planned.Wrong(
                    "tool",
                    "the catalogue has no tool `" + tool + "`",
                    Suggestion.remedy(tool, catalog.tools().keySet(), "add it to the catalogue"));
        }
        return new Planned.Step(step(id, tool, marks(entry), List.of(entry), objects, after, by));
    }

    /** A step that is one call of any tool with the duty; of these tools the strictest counts. */
    public Planned ofDuty(String id, String duty, List<Key> objects, List<String> after, List<String> by) {
        List<ToolEntry> entries = catalog.tools().values().stream()
                .filter(entry -> entry.mayCarry(Set.of(duty)))
                .toList();
        if (entries.isEmpty()) {
            SortedSet<String> duties = new TreeSet<>();
            catalog.tools().values().forEach(entry -> duties.addAll(marks(entry)));
            return new Planned.Wrong(
                    "duty",
                    "no tool of the catalogue has the duty `" + duty + "`",
                    Suggestion.remedy(duty, duties, "add it to a tool"));
        }
        return new Planned.Step(step(id, "", new TreeSet<>(Set.of(duty)), entries, objects, after, by));
    }

    private PlanStep step(
            String id,
            String tool,
            SortedSet<String> marks,
            List<ToolEntry> entries,
            List<Key> objects,
            List<String> after,
            List<String> by) {
        SortedSet<String> creates = new TreeSet<>();
        for (ToolEntry entry : entries) {
            entry.mappings().forEach(mapping -> creates.addAll(mapping.creates().keySet()));
        }
        // A tool that creates and one that does not may share a duty; an object that the step does not name is not
        // created.
        creates.removeIf(
                type -> objects.stream().noneMatch(object -> object.kind().equals(type)));
        return new PlanStep(id, tool, marks, catalog.strictest(entries), objects, List.copyOf(creates), after, by);
    }

    private static SortedSet<String> marks(ToolEntry entry) {
        SortedSet<String> marks = new TreeSet<>();
        entry.mappings().forEach(mapping -> marks.addAll(mapping.marks()));
        return marks;
    }

    /** The fault in an object of a step, written {@code type/id}; empty when it may be one. */
    public static Optional<String> misspelling(String object, Set<String> kinds) {
        int slash = object.indexOf('/');
        if (slash <= 0) {
            return Optional.of("an object has the form `type/id`, such as `invoice/7`");
        }
        String kind = object.substring(0, slash);
        if (!kinds.contains(kind)) {
            return Optional.of("the bundle has no object type or value `" + kind + "`; "
                    + Suggestion.remedy(kind, kinds, "it has none"));
        }
        return Identifiers.misspelling(object.substring(slash + 1)).map(why -> "the id " + why);
    }

    /** Object types and values that a step may name. */
    public Set<String> kinds(Set<String> types) {
        SortedSet<String> kinds = new TreeSet<>(types);
        for (ToolEntry entry : catalog.tools().values()) {
            entry.mappings().forEach(mapping -> kinds.addAll(mapping.values().keySet()));
        }
        return kinds;
    }
}
