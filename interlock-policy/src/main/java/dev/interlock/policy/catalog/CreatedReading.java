package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import dev.interlock.policy.argument.Skeleton;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Reads the objects that a call created from the answer of its server. An answer that names two in the place of one names none. */
final class CreatedReading {

    /** The most ids that are kept of one type; a result may hold more than anybody would look through. */
    private static final int MOST_NAMED = 64;

    private final SortedMap<String, ArgumentPath> paths;
    private final ObjectIds ids;
    private final int elements;
    private final List<Integer> undone;

    /**
     * A reading by a tool's catalogue entry.
     *
     * @param paths where the id of each created type stands
     * @param ids as results spell them
     * @param elements the number of elements in the list of the call
     * @param undone places of those that were not done, ascending: they created nothing
     */
    CreatedReading(SortedMap<String, ArgumentPath> paths, ObjectIds ids, int elements, List<Integer> undone) {
        this.paths = paths;
        this.ids = ids;
        this.elements = elements;
        this.undone = undone;
    }

    Created read(@Nullable Map<String, ?> structured, @Nullable String text) {
        if (paths.isEmpty()) {
            return new Created.Named(List.of());
        }
        @Nullable
        Map<String, ?> asText = text == null ? null : JsonText.object(text).orElse(null);
        @Nullable Map<String, ?> result = structured != null ? structured : asText;
        if (result == null) {
            return new Created.Unnamed("the result has no structured content and is not a JSON object");
        }
        @Nullable Map<String, ?> repeated = structured == null ? null : asText;
        List<Key> keys = new ArrayList<>();
        List<String> wrongs = new ArrayList<>();
        for (Map.Entry<String, ArgumentPath> path : paths.entrySet()) {
            if (path.getValue().each()) {
                readEach(path.getKey(), path.getValue(), result, repeated, keys, wrongs);
            } else {
                read(path.getKey(), path.getValue(), result, keys, wrongs);
                compare(path.getKey(), path.getValue(), repeated, keys, wrongs);
            }
        }
        return wrongs.isEmpty() ? new Created.Named(keys) : new Created.Unnamed(wrongs.getFirst(), keys);
    }

    /**
     * Reads one object for each element that was done. The result lists them in the order of the elements: one for each, where those that
     * were not done have none, or only those that were.
     */
    private void readEach(
            String type,
            ArgumentPath path,
            Map<String, ?> result,
            @Nullable Map<String, ?> text,
            List<Key> keys,
            List<String> wrongs) {
        @Nullable Object value = path.toList().resolve(result);
        int listed = value instanceof List<?> list ? list.size() : 0;
        int done = elements - undone.size();
        if (listed != elements && listed != done) {
            wrongs.add("`" + path + "`: names " + listed + " objects, and " + done + " elements of the list were done");
        }
        var lists = new ArrayList<@Nullable Object>();
        spelledOtherwise(result, path.toList().steps(), 0, false, lists);
        int mostListed = Math.min(listed, ListReading.MOST_ELEMENTS + 1);
        for (int i = 0; i < mostListed; i++) {
            ArgumentPath at = path.at(i);
            int before = keys.size();
            if (listed == elements && Collections.binarySearch(undone, i) >= 0) {
                readUndone(type, at, result, keys, wrongs);
            } else {
                readOne(type, at, result, lists, keys, wrongs);
            }
            compare(type, at, text, keys.subList(before, keys.size()), wrongs);
        }
        if (text != null && path.toList().resolve(text) instanceof List<?> other) {
            for (int i = mostListed; i < Math.min(other.size(), ListReading.MOST_ELEMENTS + 1); i++) {
                compare(type, path.at(i), text, keys.subList(keys.size(), keys.size()), wrongs);
            }
        }
    }

    /** Reads the place of an element that was not done: it created nothing, so that an object there is wrong. */
    private void readUndone(String type, ArgumentPath at, Map<String, ?> result, List<Key> keys, List<String> wrongs) {
        @Nullable Object value = at.resolve(result);
        if (value != null) {
            wrongs.add("`" + at + "`: names an object for an element that was not done");
            if (ids.read(type, value) instanceof Identifiers.Ok ok) {
                keys.add(new Key(type, ok.text()));
            }
        }
    }

    /** @param lists the values in the place of the list under other spellings of its name */
    private void readOne(
            String type,
            ArgumentPath at,
            Map<String, ?> result,
            List<@Nullable Object> lists,
            List<Key> keys,
            List<String> wrongs) {
        @Nullable Object value = at.resolve(result);
        Identifiers.Result read = ids.read(type, value);
        if (read instanceof Identifiers.Ok ok) {
            keys.add(new Key(type, ok.text()));
        } else if (read instanceof Identifiers.Wrong wrong) {
            wrongs.add("`" + at + "`: " + wrong.message());
            keys.addAll(each(type, value));
        }
        var otherwise = new ArrayList<@Nullable Object>();
        List<String> below = at.steps().subList(at.list(), at.steps().size());
        spelledOtherwise(element(at.toList().resolve(result), at.index()), below, 0, false, otherwise);
        lists.forEach(list -> spelledOtherwise(element(list, at.index()), below, 0, true, otherwise));
        for (Key other : each(type, otherwise)) {
            if (!(read instanceof Identifiers.Ok ok && other.value().equals(ok.text()))) {
                addOther(at, other, keys, wrongs);
            }
        }
    }

    private static @Nullable Object element(@Nullable Object list, int place) {
        return list instanceof List<?> elements && place < elements.size() ? elements.get(place) : null;
    }

    private static void addOther(ArgumentPath path, Key other, List<Key> keys, List<String> wrongs) {
        wrongs.add("`" + path + "`: a member whose name differs only in case or separators names another object");
        keys.add(other);
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
                addOther(path, other, keys, wrongs);
            }
        }
    }

    /**
     * Compares the text of a result with its structured content: if they name two objects, either may have been created.
     *
     * @param text null if the result has only one of the two
     * @param keys the objects that the structured content names, to which the other one is added
     */
    private void compare(
            String type, ArgumentPath path, @Nullable Map<String, ?> text, List<Key> keys, List<String> wrongs) {
        if (text != null
                && ids.read(type, path.resolve(text)) instanceof Identifiers.Ok ok
                && !keys.contains(new Key(type, ok.text()))) {
            wrongs.add("`" + path + "`: the text of the result names a different object from its structured content");
            keys.add(new Key(type, ok.text()));
        }
    }

    /** The ids in a list that stands in the place of one id: each may be the created object. */
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
