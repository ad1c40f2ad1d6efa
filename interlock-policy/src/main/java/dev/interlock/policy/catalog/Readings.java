package dev.interlock.policy.catalog;

import dev.interlock.policy.argument.ReadPaths;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The ways in which servers may have read arguments: by their names as they are written, or with a name that differs in case or
 * separators alone from one that is read in its place. For calls that happened already, of which nobody is left to be refused.
 */
final class Readings {

    /** The most ways to read one call; a call with more of them is left to a person. */
    static final int MOST = 1_000;

    private Readings() {}

    /** The arguments in each way, as they are written first; empty if there are too many. */
    static Optional<List<Map<String, ?>>> of(ReadPaths read, Map<String, ?> args) {
        Set<Map<String, ?>> found = new LinkedHashSet<>();
        Deque<Map<String, ?>> todo = new ArrayDeque<>();
        found.add(args);
        todo.add(args);
        while (!todo.isEmpty()) {
            for (Map<String, ?> other : next(read, todo.poll())) {
                if (found.add(other)) {
                    todo.add(other);
                }
                if (found.size() > MOST) {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(List.copyOf(found));
    }

    /** The readings of the object in which one more name is taken for the name that is read and of which it is another spelling. */
    private static List<Map<String, ?>> next(ReadPaths read, Map<?, ?> object) {
        List<Map<String, ?>> all = new ArrayList<>();
        object.forEach((key, value) -> {
            String name = String.valueOf(key);
            for (List<String> path : read.spelledOtherwise(name)) {
                Map<String, @Nullable Object> other = copy(object);
                other.remove(name);
                put(other, path, value);
                all.add(other);
            }
            ReadPaths below = read.step(name);
            if (below != null) {
                for (Object within : within(below, value)) {
                    Map<String, @Nullable Object> other = copy(object);
                    other.put(name, within);
                    all.add(other);
                }
            }
        });
        return all;
    }

    /** The other ways to read a value: an object, or one element of a list. */
    private static List<Object> within(ReadPaths read, @Nullable Object value) {
        if (value instanceof Map<?, ?> object) {
            return List.copyOf(next(read, object));
        }
        List<Object> all = new ArrayList<>();
        if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                if (list.get(i) instanceof Map<?, ?> element) {
                    for (Map<String, ?> other : next(read, element)) {
                        List<@Nullable Object> changed = new ArrayList<>(list);
                        changed.set(i, other);
                        all.add(changed);
                    }
                }
            }
        }
        return all;
    }

    private static void put(Map<String, @Nullable Object> object, List<String> path, @Nullable Object value) {
        Map<String, @Nullable Object> at = object;
        for (String step : path.subList(0, path.size() - 1)) {
            Map<String, @Nullable Object> below =
                    at.get(step) instanceof Map<?, ?> there ? copy(there) : copy(Map.of());
            at.put(step, below);
            at = below;
        }
        at.put(path.getLast(), value);
    }

    private static Map<String, @Nullable Object> copy(Map<?, ?> object) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        object.forEach((name, value) -> copy.put(String.valueOf(name), value));
        return copy;
    }
}
