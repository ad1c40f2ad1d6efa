package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionInput;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The read by which Interlock itself finds out what became of a call of unknown outcome.
 *
 * @param call the tool of the same server that is asked, which only reads
 * @param with the arguments of the read, each from an argument of the call that is recorded in clear
 * @param succeeded whether the answer shows that the call had its effect
 * @param failed whether the answer shows that it had none; without it nothing does
 * @param finalMillis the time after which a call that was given up can take no effect any more
 * @param creates the objects that the call created, as the answer names them
 */
public record Confirm(
        String call,
        SortedMap<String, ArgumentPath> with,
        Condition succeeded,
        Optional<Condition> failed,
        long finalMillis,
        SortedMap<String, ArgumentPath> creates) {

    /** The longest text that is sure to be recorded whole. */
    private static final int MOST_TEXT = 1_000;

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,400}(\\.[0-9]{1,400})?");

    public Confirm {
        with = Collections.unmodifiableSortedMap(new TreeMap<>(with));
        creates = Collections.unmodifiableSortedMap(new TreeMap<>(creates));
    }

    /** The verdict of an answer on the call. */
    public sealed interface Verdict {

        /** The call had its effect, and created these objects. */
        record Succeeded(List<Key> created) implements Verdict {
            public Succeeded {
                created = List.copyOf(created);
            }
        }

        /** The call had no effect until then. */
        record Failed() implements Verdict {}

        /** The answer leaves open whether the call had its effect, or which objects it created. */
        record Open(String reason) implements Verdict {}
    }

    /**
     * The arguments of the read; empty where one of them is not recorded, or not whole.
     *
     * @param recorded the recorded arguments of the call, by path
     */
    public Optional<Map<String, Object>> arguments(Map<String, ?> recorded) {
        Map<String, Object> arguments = new LinkedHashMap<>();
        for (Map.Entry<String, ArgumentPath> each : with.entrySet()) {
            Object value = recorded.get(each.getValue().toString());
            if (value == null || value instanceof String text && text.length() > MOST_TEXT) {
                return Optional.empty();
            }
            arguments.put(each.getKey(), value);
        }
        return Optional.of(arguments);
    }

    /**
     * The verdict of an answer to the read. An answer by which the server says that the read failed can show that there is nothing,
     * such as that nothing was found, and never that the call succeeded.
     *
     * @param elements the number of elements in the list of the call, each of which has to be named; 0 where it has none
     * @param arguments of the read
     * @param isError whether the tool says that it failed
     */
    public Verdict verdict(String server, int elements, Map<String, ?> arguments, Answered answered, boolean isError) {
        boolean yes = !isError && holds(succeeded, server, arguments, answered);
        boolean no = failed.isPresent()
                && arguments.values().stream().noneMatch(Confirm::mayBeANumber)
                && holds(failed.get(), server, arguments, answered);
        if (yes && no) {
            return new Verdict.Open("the answer shows both success and failure");
        }
        return yes
                ? named(answered.result(), elements)
                : no ? new Verdict.Failed() : new Verdict.Open("the answer shows neither");
    }

    /**
     * Returns whether the call may have had a number where the read has this text: the record holds other numbers than integers as
     * text. A server that tells numbers from text finds nothing by the text, which shows nothing.
     */
    private static boolean mayBeANumber(@Nullable Object value) {
        return value instanceof String text
                && NUMBER.matcher(text).matches()
                && text.equals(Projection.scalar(new BigDecimal(text)));
    }

    /** Returns whether the condition holds; one that errs shows nothing. */
    private boolean holds(Condition condition, String server, Map<String, ?> arguments, Answered answered) {
        return condition.evaluate(new ConditionInput(server, call, arguments), answered.result(), answered.text())
                        instanceof Condition.Answer answer
                && answer.value();
    }

    private Verdict named(Map<String, ? extends @Nullable Object> result, int elements) {
        List<Key> keys = new ArrayList<>();
        for (Map.Entry<String, ArgumentPath> path : creates.entrySet()) {
            ArgumentPath whole = path.getValue();
            if (!whole.each()) {
                Optional<Verdict> open = named(path.getKey(), whole, result, keys);
                if (open.isPresent()) {
                    return open.get();
                }
                continue;
            }
            int listed = whole.toList().resolve(result) instanceof List<?> list ? list.size() : 0;
            if (listed != elements) {
                return new Verdict.Open(
                        "`" + whole + "`: names " + listed + " objects, and the list has " + elements + " elements");
            }
            for (int i = 0; i < listed; i++) {
                Optional<Verdict> open = named(path.getKey(), whole.at(i), result, keys);
                if (open.isPresent()) {
                    return open.get();
                }
            }
        }
        return Set.copyOf(keys).size() < keys.size()
                ? new Verdict.Open("the answer names an object twice")
                : new Verdict.Succeeded(keys);
    }

    /** Adds the object at the path; a verdict where there is none. */
    private static Optional<Verdict> named(
            String type, ArgumentPath path, Map<String, ? extends @Nullable Object> result, List<Key> keys) {
        return switch (Identifiers.read(path.resolve(result))) {
            case Identifiers.Ok ok -> {
                keys.add(new Key(type, ok.text()));
                yield Optional.empty();
            }
            case Identifiers.Wrong wrong -> Optional.of(new Verdict.Open("`" + path + "`: " + wrong.message()));
        };
    }
}
