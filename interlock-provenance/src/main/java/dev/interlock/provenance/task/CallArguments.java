package dev.interlock.provenance.task;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that a call carries, one by one: the elements of a list have the path of the list. */
public final class CallArguments {

    /** The most values of a call that are looked at; of a call with more nothing is known. */
    public static final int MOST = 10_000;

    private CallArguments() {}

    public static List<ArgumentValue> of(Map<String, ? extends @Nullable Object> arguments) {
        var values = new ArrayList<ArgumentValue>();
        arguments.forEach((name, value) -> add(name, value, values));
        return values;
    }

    private static void add(String path, @Nullable Object value, List<ArgumentValue> values) {
        switch (value) {
            case null -> {}
            case Map<?, ?> map -> map.forEach((name, inner) -> add(path + "." + name, inner, values));
            case List<?> list -> list.forEach(element -> add(path, element, values));
            default -> {
                if (values.size() <= MOST) {
                    values.add(new ArgumentValue(path, value.toString()));
                }
            }
        }
    }
}
