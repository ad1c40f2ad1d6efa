package dev.interlock.policy.argument;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The names that arguments are declared under, for people to read: as paths, those nearest to the top first. A server chose
 * them, so their number is bounded, and none holds a character that a reader would not see.
 *
 * @param paths such as {@code vendor_id} and {@code lines[*].amount}
 * @param further the number of those that are not listed
 */
public record DeclaredNames(List<String> paths, int further) {

    public DeclaredNames {
        paths = List.copyOf(paths);
    }

    /** A place that is looked at, under the path that leads there. */
    private record Spot(String path, Declared declared) {}

    /**
     * The names below the declaration. A place that several paths lead to, as in a circle, is looked into once.
     *
     * @param most the most names that are listed
     * @param longest the longest path that is listed, in characters
     */
    public static DeclaredNames of(Declared declared, int most, int longest) {
        List<String> paths = new ArrayList<>();
        int further = 0;
        Set<Declared> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Spot> todo = new ArrayDeque<>();
        todo.add(new Spot("", declared));
        while (!todo.isEmpty()) {
            Spot at = todo.poll();
            if (!seen.add(at.declared())) {
                continue;
            }
            for (String name : at.declared().members()) {
                String path = at.path() + Written.step(name);
                if (paths.size() < most && path.length() <= longest) {
                    paths.add(path.startsWith(".") ? path.substring(1) : path);
                } else {
                    further++;
                }
                below(path, at.declared().member(name), todo);
            }
            below(at.path() + "[*]", at.declared().elements(), todo);
        }
        return new DeclaredNames(paths, further);
    }

    private static void below(String path, @Nullable Declared declared, Deque<Spot> todo) {
        if (declared != null) {
            todo.add(new Spot(path, declared));
        }
    }
}
