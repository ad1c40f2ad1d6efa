package dev.interlock.server.replay.read;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of one event, by the names by which a catalogue reads them. Two attributes that become one name and say different things
 * are both left out: whoever reads the name is told that it is missing, and not one of two values by chance.
 */
public final class LogArguments {

    /** The argument that is the name of the case, whatever attributes an event has. */
    public static final String CASE = "case";

    private static final String ACTIVITY = "activity";
    private static final String RESOURCE = "resource";

    private final Map<String, @Nullable Object> values = new LinkedHashMap<>();
    /** The keys in the log, in the order of the values. */
    private final List<String> keys = new ArrayList<>();

    private @Nullable TreeSet<String> ambiguous;
    private @Nullable String fault;

    /**
     * Adds an attribute.
     *
     * @param argument the name by which a catalogue reads it
     * @param key the name that it has in the log
     */
    void put(String argument, String key, Object value) {
        Object before = values.putIfAbsent(argument, value);
        if (before == null) {
            keys.add(key);
        } else if (!before.equals(value)) {
            ambiguous(argument, key);
        }
    }

    private void ambiguous(String argument, String key) {
        ambiguous = Objects.requireNonNullElseGet(ambiguous, TreeSet::new);
        ambiguous.add(argument);
        String first = keys.get(new ArrayList<>(values.keySet()).indexOf(argument));
        fault = first.equals(key)
                ? "`" + key + "` occurs twice, with different values"
                : "`" + first + "` and `" + key + "` both become `" + argument + "`, but have different values";
    }

    /** The fault of attributes that are left out; empty where there are none. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }

    /** All arguments, with what every event has: these three are not replaced by an attribute of such a name. */
    Map<String, @Nullable Object> with(@Nullable String ofCase, String activity, @Nullable String resource) {
        if (ambiguous != null) {
            ambiguous.forEach(values::remove);
        }
        values.put(ACTIVITY, activity);
        put(CASE, ofCase);
        put(RESOURCE, resource);
        return values;
    }

    /** A value that the log does not have is missing, whatever other attribute has this name. */
    private void put(String argument, @Nullable String value) {
        if (value == null) {
            values.remove(argument);
        } else {
            values.put(argument, value);
        }
    }

    /** The activity among the arguments of an event. */
    static String activity(Map<String, @Nullable Object> arguments) {
        return String.valueOf(arguments.get(ACTIVITY));
    }
}
