package dev.interlock.policy.catalog;

import dev.interlock.policy.condition.Condition;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Copies the part of the arguments that rules and people may see: chosen paths, scalars only, bounded, nothing secret. Every
 * value that is cut or left out is marked, so that nobody approves an argument unseen without knowing it.
 */
final class Projection {

    static final int MAX_ENTRIES = 64;
    private static final int MAX_DEPTH = 8;
    private static final int MAX_STEP = 64;
    /** The most bytes of all names and texts together, each character counted as large as it can get in the record. */
    private static final int MAX_SIZE = 40_000;
    /** The largest integer that the record holds as a number. */
    private static final BigDecimal MAX_INTEGER = BigDecimal.valueOf((1L << 53) - 1);
    /** The most digits, and the largest exponent, of a number that is written out. */
    private static final int MAX_SCALE = 400;

    private static final String MORE = "not everything is shown";

    private final List<ArgumentPath> secret;
    private final SortedMap<String, @Nullable Object> out;
    private int size;

    Projection(List<ArgumentPath> secret, SortedMap<String, @Nullable Object> out) {
        this.secret = secret;
        this.out = out;
    }

    /**
     * The arguments that the meaning of a call and its conditions read, and those that people see besides.
     *
     * @param covered the meaning of the call
     * @param rules the conditions of rules that concern it
     */
    static SortedMap<String, @Nullable Object> of(
            PreparedTool tool, List<Mapping> covered, List<RuleCondition> rules, Map<String, ?> args) {
        SortedMap<String, @Nullable Object> out = new TreeMap<>();
        Projection projection = new Projection(tool.entry().secret(), out);
        for (Mapping m : covered) {
            projection.add(m.on().values(), args);
            projection.add(m.of().values(), args);
            projection.add(m.derives().values(), args);
            projection.add(m.check().values(), args);
            for (ValueMapping value : m.values().values()) {
                projection.add(value.path(), args);
            }
            m.amount().ifPresent(a -> projection.add(a.paths().toList(), args));
        }
        for (Condition all : tool.entry().all().values()) {
            projection.add(tool.readBy(all), args);
        }
        for (ToolEntry.Alternative alternative : tool.entry().anyOf()) {
            projection.add(tool.readBy(alternative.when()), args);
        }
        for (RuleCondition rule : rules) {
            projection.add(tool.readBy(rule.when()), args);
        }
        projection.add(tool.shown(), args);
        return Collections.unmodifiableSortedMap(out);
    }

    void add(Collection<ArgumentPath> paths, Map<?, ?> args) {
        if (paths.isEmpty()) {
            return; // as most parts of a mapping are
        }
        for (ArgumentPath path : paths) {
            add(path, args);
        }
    }

    void add(ArgumentPath path, Map<?, ?> args) {
        if (path.each()) {
            addEach(path, args);
        } else {
            addOne(path, args);
        }
    }

    private void addEach(ArgumentPath path, Map<?, ?> args) {
        int size = path.toList().resolve(args) instanceof List<?> list ? list.size() : 0;
        for (int i = 0; i < Math.min(size, MAX_ENTRIES + 1); i++) {
            addOne(path.at(i), args);
        }
    }

    private void addOne(ArgumentPath path, Map<?, ?> args) {
        Object value = path.resolve(args);
        if (value != null) {
            put(path.withIndex(), path.steps(), value);
        }
    }

    /** @param names the steps without the places in lists, through which servers look as if they were not there */
    private void put(List<String> steps, List<String> names, @Nullable Object value) {
        // INVARIANT: nothing at or below a secret path is copied, however the path to it was chosen.
        if (isSecret(secret, steps, names, value)) {
            return;
        }
        if (out.size() >= MAX_ENTRIES
                || steps.size() > MAX_DEPTH
                || steps.getLast().length() > MAX_STEP) {
            more();
            return;
        }
        if (value instanceof Map<?, ?> map) {
            map.forEach(
                    (key, item) -> put(append(steps, String.valueOf(key)), append(names, String.valueOf(key)), item));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < Math.min(list.size(), MAX_ENTRIES + 1); i++) {
                put(append(steps, Integer.toString(i)), names, list.get(i));
            }
        } else {
            keep(name(steps), scalar(value));
        }
    }

    /**
     * Returns whether the value lies at or below a secret path, with or without the places in lists, or is a text in the place of
     * an object that has a secret in it.
     */
    static boolean isSecret(List<ArgumentPath> secret, List<String> steps, List<String> names, @Nullable Object value) {
        if (secret.isEmpty()) {
            return false;
        }
        ArgumentPath here = new ArgumentPath(ArgumentPath.ARGS, steps, false);
        ArgumentPath named = new ArgumentPath(ArgumentPath.ARGS, names, false);
        return secret.stream()
                .anyMatch(path -> path.covers(here)
                        || path.covers(named)
                        || value instanceof String && (here.covers(path) || named.covers(path)));
    }

    private void keep(String name, @Nullable Object value) {
        if (out.containsKey(name)) {
            return; // the same argument, by another path of the catalogue
        }
        int more = recorded(name) + (value instanceof String text ? recorded(text) : 20);
        if (size + more > MAX_SIZE) {
            more();
            return;
        }
        size += more;
        out.put(name, value);
    }

    private void more() {
        out.put(ArgumentPath.ARGS, MORE);
    }

    /** INVARIANT: two arguments never have one name, or one of them could be shown in place of the other. */
    static String name(List<String> steps) {
        StringBuilder name = new StringBuilder(ArgumentPath.ARGS);
        for (String step : steps) {
            ArgumentPath.append(step, name);
        }
        return name.toString();
    }

    /** The most bytes that a text has in the record: an escape has six. */
    static int recorded(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            bytes += c < ' ' ? 6 : c < 0x80 ? 2 : 3;
        }
        return bytes;
    }

    static List<String> append(List<String> steps, String step) {
        List<String> longer = new ArrayList<>(steps);
        longer.add(step);
        return longer;
    }

    /** The value as the engine knows it: text, an integer, a boolean or null. Other numbers become text, and long text is cut. */
    static @Nullable Object scalar(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return value;
        }
        if (value instanceof Number number) {
            return number(number);
        }
        return RecordedText.of(value.toString());
    }

    /** The number in one spelling, whatever the caller wrote: the server gets one, too. */
    private static Object number(Number number) {
        BigDecimal exact;
        try {
            exact = new BigDecimal(number.toString());
        } catch (NumberFormatException e) {
            return number.toString(); // no decimal form, as infinity
        }
        if (Math.abs((long) exact.scale()) > MAX_SCALE || exact.precision() > MAX_SCALE) {
            return number.toString();
        }
        BigDecimal plain = exact.signum() == 0 ? BigDecimal.ZERO : exact.stripTrailingZeros();
        return plain.scale() <= 0 && plain.abs().compareTo(MAX_INTEGER) <= 0
                ? (Object) plain.longValueExact()
                : plain.toPlainString();
    }
}
