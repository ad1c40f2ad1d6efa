package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import dev.interlock.policy.argument.Skeleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the objects that a call created from what its server answered. An answer that names two in the place of one names none. */
final class CreatedReading {

    /** Ids that are kept of one type; a result may hold more than anybody would look through. */
    private static final int MOST_NAMED = 64;

    private final SortedMap<String, ArgumentPath> paths;
    private final ObjectIds ids;

    /**
     * A reading by a tool's catalogue entry.
     *
     * @param paths where the id of each created type stands
     * @param ids as results spell them
     */
    CreatedReading(SortedMap<String, ArgumentPath> paths, ObjectIds ids) {
        this.paths = paths;
        this.ids = ids;
    }

    Created read(@Nullable Map<String, ?> structured, @Nullable String text) {
        if (paths.isEmpty()) {
            return new Created.Named(List.of());
        }
        @Nullable
        Map<String, ?> asText = text == null ? null : JsonText.object(text).orElse(null);
        @Nullable Map<String, ?> result = structured != null ? structured : asText;
        if (result == null) {
            return new Created.Unnamed("the result has no structured content and is not a json object");
        }
        List<Key> keys = new ArrayList<>();
        List<String> wrongs = new ArrayList<>();
        for (Map.Entry<String, ArgumentPath> path : paths.entrySet()) {
            read(path.getKey(), path.getValue(), result, keys, wrongs);
            if (structured != null && asText != null) {
                compare(path.getKey(), path.getValue(), asText, keys, wrongs);
            }
        }
        return wrongs.isEmpty() ? new Created.Named(keys) : new Created.Unnamed(wrongs.getFirst(), keys);
    }

    private void read(String type, ArgumentPath path, Map<String, ?> result, List<Key> keys, List<String> wrongs) {
        @Nullable Object value = path.resolve(result);
        switch (ids.read(type, value)) {
            case Identifiers.Ok ok -> keys.add(new Key(type, ok.text()));
            case Identifiers.Wrong wrong -> {
                wrongs.add("`" + path + "`: " + wrong.message());
                keys.addAll(each(type, value));
            }
        }
        var otherwise = new ArrayList<@Nullable Object>();
        spelledOtherwise(result, path.steps(), 0, false, otherwise);
        for (Key other : each(type, otherwise)) {
            if (!keys.contains(other)) {
                wrongs.add(
                        "`" + path + "`: a member whose name differs in case or separators alone names another object");
                keys.add(other);
            }
        }
    }

    /** A result says it twice, for readers of either kind. Where the text names another object, one of the two was created. */
    private void compare(String type, ArgumentPath path, Map<String, ?> text, List<Key> keys, List<String> wrongs) {
        if (ids.read(type, path.resolve(text)) instanceof Identifiers.Ok ok
                && !keys.contains(new Key(type, ok.text()))) {
            wrongs.add("`" + path + "`: the text of the result names another object than its structured content");
            keys.add(new Key(type, ok.text()));
        }
    }

    /** The ids where several stand in the place of one: any of them may be what was created. */
    private List<Key> each(String type, @Nullable Object value) {
        List<Key> keys = new ArrayList<>();
        if (value instanceof List<?> several) {
            for (Object item : several.subList(0, Math.min(several.size(), MOST_NAMED))) {
                if (ids.read(type, item) instanceof Identifiers.Ok ok) {
                    keys.add(new Key(type, ok.text()));
                }
            }
        }
        return keys;
    }

    /**
     * The values at a path for a reader to whom names of one {@linkplain Skeleton skeleton} are one name, and
     * {@code vendorId} is {@code vendor.id}; but for the value of the path as it is written.
     */
    private static void spelledOtherwise(
            @Nullable Object at, List<String> steps, int step, boolean other, List<@Nullable Object> values) {
        if (step == steps.size()) {
            if (other && values.size() < MOST_NAMED) {
                values.add(at);
            }
        } else if (at instanceof Map<?, ?> object) {
            object.forEach((name, member) -> {
                if (name.equals(steps.get(step))) {
                    spelledOtherwise(member, steps, step + 1, other, values);
                } else {
                    int end = sameSkeleton(String.valueOf(name), steps, step);
                    if (end > step) {
                        spelledOtherwise(member, steps, end, true, values);
                    }
                }
            });
        }
    }

    /** The end of the steps which, joined, have the skeleton of the name; the first step itself where there are none. */
    private static int sameSkeleton(String name, List<String> steps, int from) {
        String skeleton = Skeleton.of(name);
        StringBuilder joined = new StringBuilder();
        for (int to = from; to < steps.size(); to++) {
            joined.append(Skeleton.of(steps.get(to)));
            if (skeleton.contentEquals(joined)) {
                return to + 1;
            }
        }
        return from;
    }
}
