package dev.interlock.policy.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a tool answered, as plain values.
 *
 * @param result what conditions call {@code result}: the structured content, else the object that the only text is, else the
 *     answer itself where it is none of a tool; empty where there is none
 * @param text all texts of the content, a line each
 * @param whole everything, in which secrets are looked for
 */
public record Answered(
        Map<String, ?> result, String text, @Nullable Object whole) {

    /**
     * Of a tool.
     *
     * @param structured its structured content, where there is one
     * @param onlyText its single text content, where there is one
     */
    public static Answered ofTool(
            @Nullable Map<String, ?> structured, @Nullable String onlyText, String text, @Nullable Object whole) {
        if (structured != null) {
            return new Answered(structured, text, whole);
        }
        Map<String, ?> read =
                onlyText == null ? Map.of() : JsonText.object(onlyText).orElse(Map.of());
        return new Answered(read, text, whole);
    }
}
