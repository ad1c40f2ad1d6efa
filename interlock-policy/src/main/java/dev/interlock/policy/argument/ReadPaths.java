package dev.interlock.policy.argument;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The arguments that the catalogue or a rule reads by name, as a tree: each place has the steps that lead on, and the
 * skeletons of their other spellings. Immutable once made, and thread-safe.
 */
public final class ReadPaths {

    private final SortedMap<String, ReadPaths> steps = new TreeMap<>();
    /** The names by skeleton: of a step, or of steps below it joined, since a server may read {@code vendor.id} as {@code vendorId}. */
    private final Map<String, String> spellings = new HashMap<>();

    private boolean end;

    private ReadPaths() {}

    /** @param paths each the names from the top of the arguments to one that is read */
    public static ReadPaths of(Collection<List<String>> paths) {
        var top = new ReadPaths();
        for (List<String> path : paths) {
            ReadPaths at = top;
            for (int i = 0; i < path.size(); i++) {
                StringBuilder joined = new StringBuilder();
                for (int to = i; to < path.size(); to++) {
                    joined.append(Skeleton.of(path.get(to)));
                    String shown = String.join(".", path.subList(i, to + 1));
                    at.spellings.merge(joined.toString(), shown, (a, b) -> a.compareTo(b) <= 0 ? a : b);
                }
                at = at.steps.computeIfAbsent(path.get(i), name -> new ReadPaths());
            }
            at.end = true;
        }
        return top;
    }

    /** The paths that are read below the name; null where nothing is read there. */
    public @Nullable ReadPaths step(String name) {
        return steps.get(name);
    }

    /** The name that is read and has this skeleton, such as {@code vendor.id}; null where none has. */
    @Nullable
    String spelled(String skeleton) {
        return spellings.get(skeleton);
    }

    /** Returns whether the value here is read, with all that is in it. */
    public boolean end() {
        return end;
    }

    /** The paths from here whose joined names have the skeleton of the name, each as its names; none for a name that is a step itself. */
    public List<List<String>> spelledOtherwise(String name) {
        String skeleton = Skeleton.of(name);
        if (steps.containsKey(name) || !spellings.containsKey(skeleton)) {
            return List.of();
        }
        Set<List<String>> found = new LinkedHashSet<>();
        for (List<String> path : all()) {
            StringBuilder joined = new StringBuilder();
            for (int to = 0; to < path.size(); to++) {
                joined.append(Skeleton.of(path.get(to)));
                if (skeleton.contentEquals(joined)) {
                    found.add(List.copyOf(path.subList(0, to + 1)));
                }
            }
        }
        return List.copyOf(found);
    }

    /** The paths from here, each as its names. */
    public List<List<String>> all() {
        List<List<String>> all = new ArrayList<>();
        collect(List.of(), all);
        return all;
    }

    private void collect(List<String> before, List<List<String>> all) {
        if (end) {
            all.add(before);
        }
        steps.forEach((name, below) -> {
            List<String> longer = new ArrayList<>(before);
            longer.add(name);
            below.collect(longer, all);
        });
    }
}
