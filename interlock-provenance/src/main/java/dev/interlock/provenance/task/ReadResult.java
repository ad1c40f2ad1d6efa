package dev.interlock.provenance.task;

import dev.interlock.provenance.label.ToolLabels;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Splits a result into records. Where the catalogue gives roles to its fields, the structured content is read by them, or a text
 * that is JSON as a whole; the objects in the outermost lists are records of their own. All other texts are read as texts.
 *
 * <p>Values are plain: String, Boolean, Number, null, List and Map.
 */
public final class ReadResult {

    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]{0,63}");

    private final ToolLabels tool;
    private final Function<String, Optional<?>> json;
    private final List<ResultRecord> records = new ArrayList<>();

    private ReadResult(ToolLabels tool, Function<String, Optional<?>> json) {
        this.tool = tool;
        this.json = json;
    }

    /**
     * Reads a result.
     *
     * @param structured its structured content; null where there is none
     * @param texts everything else
     * @param json reads a text that is a JSON object or list as a whole; empty for every other text
     */
    public static List<ResultRecord> of(
            @Nullable Object structured, @Nullable Object texts, ToolLabels tool, Function<String, Optional<?>> json) {
        var read = new ReadResult(tool, json);
        if (structured == null || tool.fields().isEmpty()) {
            read.texts(structured, null);
            read.texts(texts, null);
        } else {
            read.structured(structured);
            read.texts(texts, structured);
        }
        return read.records;
    }

    private void texts(@Nullable Object value, @Nullable Object structured) {
        var fields = new ArrayList<ResultField>();
        leaves("", value, fields);
        for (ResultField field : fields) {
            Optional<?> whole = tool.fields().isEmpty() ? Optional.empty() : json.apply(field.text());
            if (whole.isPresent() && whole.get().equals(structured)) {
                continue; // the same once more
            }
            if (whole.isPresent() && structured == null) {
                structured(whole.get());
            } else {
                records.add(new ResultRecord(List.of(new ResultField(ResultField.TEXT, field.text()))));
            }
        }
    }

    private void structured(Object value) {
        var rest = new ArrayList<ResultField>();
        split("", value, rest);
        if (!rest.isEmpty()) {
            records.add(new ResultRecord(rest));
        }
    }

    /** Makes a record of each object in a list; everything else is left over. */
    private void split(String path, @Nullable Object value, List<ResultField> rest) {
        switch (value) {
            case List<?> list -> {
                for (Object element : list) {
                    if (element instanceof Map<?, ?> object) {
                        var fields = new ArrayList<ResultField>();
                        leaves(path, object, fields);
                        records.add(new ResultRecord(fields));
                    } else {
                        split(path, element, rest);
                    }
                }
            }
            case Map<?, ?> map ->
                map.forEach((name, inner) -> split(key(path, String.valueOf(name), rest), inner, rest));
            case null, default -> leaves(path, value, rest);
        }
    }

    private static void leaves(String path, @Nullable Object value, List<ResultField> fields) {
        switch (value) {
            case null -> {}
            case List<?> list -> list.forEach(element -> leaves(path, element, fields));
            case Map<?, ?> map ->
                map.forEach((name, inner) -> leaves(key(path, String.valueOf(name), fields), inner, fields));
            default -> fields.add(new ResultField(path, value.toString()));
        }
    }

    /** The path of a member. A key that is no name of a field is content, too: the name of a hotel, an address. */
    private static String key(String path, String key, List<ResultField> fields) {
        if (!NAME.matcher(key).matches()) {
            fields.add(new ResultField(path, key));
        }
        return path.isEmpty() ? key : path + "." + key;
    }
}
