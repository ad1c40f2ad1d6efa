package dev.interlock.engine.codec;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Leaves of records in tests: their JSON, the places in them, and changed copies. */
final class Leaves {

    private Leaves() {}

    /** A place: the steps from the root, each a String (field) or an Integer (index). */
    record Spot(List<Object> steps) {
        Spot then(Object step) {
            List<Object> longer = new ArrayList<>(steps);
            longer.add(step);
            return new Spot(List.copyOf(longer));
        }

        Object last() {
            return steps.getLast();
        }

        /** The path as messages write it. */
        String path() {
            StringBuilder path = new StringBuilder();
            for (Object step : steps) {
                if (step instanceof Integer index) {
                    path.append('[').append(index).append(']');
                } else {
                    path.append(path.isEmpty() ? "" : ".").append(step);
                }
            }
            return path.toString();
        }
    }

    static String json(Object value) {
        return switch (value) {
            case null -> "null";
            case String text -> quoted(text);
            case Long number -> number.toString();
            case Boolean truth -> truth.toString();
            case Map<?, ?> map -> {
                List<String> members = new ArrayList<>();
                map.forEach((key, member) -> members.add(quoted((String) key) + ":" + json(member)));
                yield "{" + String.join(",", members) + "}";
            }
            case List<?> list -> "[" + String.join(",", list.stream().map(Leaves::json).toList()) + "]";
            default -> throw new AssertionError("not a plain value: " + value.getClass());
        };
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (char c : text.toCharArray()) {
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** Every place in the leaf, without the root. */
    static List<Spot> spots(Map<String, Object> leaf) {
        List<Spot> spots = new ArrayList<>();
        collect(leaf, new Spot(List.of()), spots);
        return spots;
    }

    private static void collect(Object value, Spot here, List<Spot> spots) {
        if (!here.steps().isEmpty()) {
            spots.add(here);
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, member) -> collect(member, here.then(key), spots));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                collect(list.get(i), here.then(i), spots);
            }
        }
    }

    static Object at(Object root, Spot spot) {
        Object value = root;
        for (Object step : spot.steps()) {
            value = step instanceof Integer index ? ((List<?>) value).get(index) : ((Map<?, ?>) value).get(step);
        }
        return value;
    }

    static Map<String, Object> without(Map<String, Object> leaf, Spot spot) {
        Map<String, Object> copy = copy(leaf);
        Object owner = ownerOf(copy, spot);
        if (owner instanceof Map<?, ?> map) {
            map.remove(spot.last());
        } else {
            ((List<?>) owner).remove((int) (Integer) spot.last());
        }
        return copy;
    }

    @SuppressWarnings("unchecked")
    static Map<String, Object> with(Map<String, Object> leaf, Spot spot, Object value) {
        Map<String, Object> copy = copy(leaf);
        Object owner = ownerOf(copy, spot);
        if (owner instanceof Map<?, ?> map) {
            ((Map<Object, Object>) map).put(spot.last(), value);
        } else {
            ((List<Object>) owner).set((Integer) spot.last(), value);
        }
        return copy;
    }

    private static Object ownerOf(Map<String, Object> leaf, Spot spot) {
        return at(leaf, new Spot(spot.steps().subList(0, spot.steps().size() - 1)));
    }

    @SuppressWarnings("unchecked")
    static <T> T copy(T value) {
        if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new LinkedHashMap<>();
            map.forEach((key, member) -> copy.put(key, copy(member)));
            return (T) copy;
        }
        if (value instanceof List<?> list) {
            List<Object> copy = new ArrayList<>();
            list.forEach(element -> copy.add(copy(element)));
            return (T) copy;
        }
        return value;
    }
}
