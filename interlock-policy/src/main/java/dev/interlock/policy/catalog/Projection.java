package dev.interlock.policy.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** Copies what rules and people may see of the arguments: chosen paths, scalars only, bounded, nothing secret. */
final class Projection {

    private static final int MAX_ENTRIES = 64;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_TEXT = 1_024;

    private final List<ArgumentPath> secret;
    private final SortedMap<String, Object> out;

    Projection(List<ArgumentPath> secret, SortedMap<String, Object> out) {
        this.secret = secret;
        this.out = out;
    }

    void add(Collection<ArgumentPath> paths, Map<?, ?> args) {
        for (ArgumentPath path : paths) {
            Object value = path.resolve(args);
            if (value != null) {
                put(path.steps(), value);
            }
        }
    }

    private void put(List<String> steps, @Nullable Object value) {
        ArgumentPath here = new ArgumentPath(ArgumentPath.ARGS, steps, false);
        // INVARIANT: nothing at or below a secret path is copied, however the path to it was chosen.
        if (out.size() >= MAX_ENTRIES || steps.size() > MAX_DEPTH || secret.stream().anyMatch(s -> s.covers(here))) {
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> put(append(steps, String.valueOf(key)), item));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), MAX_ENTRIES); i++) {
                put(append(steps, Integer.toString(i)), list.get(i));
            }
        } else {
            out.put(here.toString(), scalar(value));
        }
    }

    private static List<String> append(List<String> steps, String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }

    /** The engine knows text, integers, booleans and null; other numbers become text. */
    @SuppressWarnings("NullAway")
    private static Object scalar(@Nullable Object value) {
        if (value == null || value instanceof Boolean || value instanceof Long) {
            return value;
        }
        if (value instanceof Integer i) {
            return i.longValue();
        }
        String text = value.toString();
        return text.length() <= MAX_TEXT ? text : text.substring(0, cut(text)) + "...";
    }

    private static int cut(String text) {
        return Character.isHighSurrogate(text.charAt(MAX_TEXT - 1)) ? MAX_TEXT - 1 : MAX_TEXT;
    }
}
