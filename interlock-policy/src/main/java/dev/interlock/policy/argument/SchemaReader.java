package dev.interlock.policy.argument;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the declarations of a JSON Schema. A place of the arguments is described by a set of schemas: those that reach it by
 * {@code properties} and {@code items}, united over local {@code $ref}, {@code allOf}, {@code anyOf}, {@code oneOf},
 * {@code if}, {@code then} and {@code else}. Two places with the same set are one, so circles end.
 *
 * <p>Names are taken from all of the set. Constraints hold only where the schema holds for every value: not those of an
 * alternative or of a condition.
 */
final class SchemaReader {

    /** The most places that are read; further ones have nothing declared. */
    private static final int MOST_PLACES = 4_000;
    /** The most schemas that are looked at, over all places. */
    private static final int MOST_STEPS = 100_000;

    private static final List<String> ALL = List.of("allOf");
    private static final List<String> SOME = List.of("anyOf", "oneOf");
    private static final List<String> CONDITIONAL = List.of("if", "then", "else");

    private final Map<String, ?> root;
    private final IdentityHashMap<Map<?, ?>, Integer> numbers = new IdentityHashMap<>();
    private final List<Map<?, ?>> schemas = new ArrayList<>();
    private final Map<Set<Integer>, SchemaDeclared> places = new HashMap<>();
    private final Deque<Open> open = new ArrayDeque<>();
    private int steps;

    SchemaReader(Map<String, ?> root) {
        this.root = root;
    }

    /** A place whose members are still to be read. */
    private record Open(Set<Integer> reached, SchemaDeclared declared) {}

    SchemaDeclared read() {
        SchemaDeclared top = place(closure(List.of(new Reached(root, true))));
        while (!open.isEmpty()) {
            Open next = open.poll();
            members(next.reached(), next.declared());
        }
        return top;
    }

    /**
     * A schema that is said of a place.
     *
     * @param always whether it is said of every value there
     */
    private record Reached(Map<?, ?> schema, boolean always) {}

    private SchemaDeclared place(Set<Integer> reached) {
        SchemaDeclared known = places.get(reached);
        if (known != null) {
            return known;
        }
        SortedSet<ValueType> types = new TreeSet<>(List.of(ValueType.values()));
        List<Constraint> constraints = new ArrayList<>();
        var keywords = new SchemaKeywords(this::referred);
        for (int each : reached) {
            if (isAlways(each)) {
                keywords.types(schema(each)).ifPresent(types::retainAll);
                keywords.constraints(schema(each), constraints);
            }
        }
        // A schema that nothing fits declares no type, and the server will say so.
        boolean any = types.isEmpty() || types.size() == ValueType.values().length;
        var made = new SchemaDeclared(any ? Set.of() : types, constraints);
        if (places.size() < MOST_PLACES) {
            places.put(reached, made);
            open.add(new Open(reached, made));
        }
        return made;
    }

    private void members(Set<Integer> reached, SchemaDeclared declared) {
        Map<String, List<Reached>> byName = new TreeMap<>();
        List<Reached> elements = new ArrayList<>();
        for (int each : reached) {
            Map<?, ?> schema = schema(each);
            if (schema.get("properties") instanceof Map<?, ?> properties) {
                properties.forEach((name, property) -> byName.computeIfAbsent(
                                String.valueOf(name), n -> new ArrayList<>())
                        .add(new Reached(property instanceof Map<?, ?> map ? map : Map.of(), isAlways(each))));
            }
            if (schema.get("items") instanceof Map<?, ?> items) {
                elements.add(new Reached(items, isAlways(each) && !schema.containsKey("prefixItems")));
            }
            for (String listed : List.of("prefixItems", "items")) {
                if (schema.get(listed) instanceof List<?> items) {
                    items.forEach(item -> {
                        if (item instanceof Map<?, ?> map) {
                            elements.add(new Reached(map, false));
                        }
                    });
                }
            }
        }
        byName.forEach((name, found) -> declared.add(name, place(closure(found))));
        if (!elements.isEmpty()) {
            declared.elements(place(closure(elements)));
        }
    }

    /** The schemas about a place: these, and all that they are made of. */
    private Set<Integer> closure(List<Reached> from) {
        Set<Integer> found = new TreeSet<>();
        Deque<Reached> todo = new ArrayDeque<>(from);
        while (!todo.isEmpty() && steps < MOST_STEPS) {
            steps++;
            Reached next = todo.poll();
            if (!found.add(number(next))) {
                continue;
            }
            Map<?, ?> schema = next.schema();
            Map<?, ?> referred = referred(schema.get("$ref"));
            if (referred != null) {
                todo.add(new Reached(referred, next.always()));
            }
            ALL.forEach(keyword -> addAll(schema.get(keyword), next.always(), todo));
            SOME.forEach(keyword -> addAll(schema.get(keyword), false, todo));
            CONDITIONAL.forEach(keyword -> {
                if (schema.get(keyword) instanceof Map<?, ?> map) {
                    todo.add(new Reached(map, false));
                }
            });
            if (schema.get("dependentSchemas") instanceof Map<?, ?> dependent) {
                addAll(List.copyOf(dependent.values()), false, todo);
            }
        }
        return found;
    }

    private static void addAll(@Nullable Object list, boolean always, Deque<Reached> todo) {
        if (list instanceof List<?> all) {
            all.forEach(one -> {
                if (one instanceof Map<?, ?> map) {
                    todo.add(new Reached(map, always));
                }
            });
        }
    }

    /** The schema that a local reference leads to; null if it leads nowhere, or out of this schema. */
    private @Nullable Map<?, ?> referred(@Nullable Object reference) {
        if (!(reference instanceof String text) || !(text.equals("#") || text.startsWith("#/"))) {
            return null;
        }
        Object at = root;
        if (text.length() > 2) {
            for (String step : text.substring(2).split("/", -1)) {
                String name = step.replace("~1", "/").replace("~0", "~");
                if (at instanceof Map<?, ?> map) {
                    at = map.get(name);
                } else if (at instanceof List<?> list
                        && name.matches("[0-9]{1,6}")
                        && Integer.parseInt(name) < list.size()) {
                    at = list.get(Integer.parseInt(name));
                } else {
                    return null;
                }
            }
        }
        return at instanceof Map<?, ?> map ? map : null;
    }

    private int number(Reached reached) {
        Integer known = numbers.get(reached.schema());
        if (known == null) {
            known = schemas.size();
            numbers.put(reached.schema(), known);
            schemas.add(reached.schema());
        }
        return known * 2 + (reached.always() ? 1 : 0);
    }

    private Map<?, ?> schema(int reached) {
        return schemas.get(reached / 2);
    }

    private static boolean isAlways(int reached) {
        return reached % 2 == 1;
    }
}
