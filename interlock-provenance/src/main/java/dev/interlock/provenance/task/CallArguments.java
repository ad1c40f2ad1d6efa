package dev.interlock.provenance.task;

import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** The texts of a call by the path of their argument: each one, and the elements of a list also together. */
    public static Map<String, List<String>> texts(Map<String, ? extends @Nullable Object> arguments) {
        var texts = new LinkedHashMap<String, List<String>>();
        arguments.forEach((name, value) -> addTexts(name, value, texts));
        texts.values().stream().filter(all -> all.size() > 1).forEach(all -> all.add(String.join("\n", all)));
        return texts;
    }

    private static void addTexts(String path, @Nullable Object value, Map<String, List<String>> texts) {
        switch (value) {
            case Map<?, ?> map -> map.forEach((name, inner) -> addTexts(path + "." + name, inner, texts));
            case List<?> list -> list.forEach(element -> addTexts(path, element, texts));
            case String text ->
                texts.computeIfAbsent(path, any -> new ArrayList<>()).add(text);
            case null, default -> {}
        }
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
