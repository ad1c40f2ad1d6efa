package dev.interlock.policy.catalog;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The answer of a tool, as plain values.
 *
 * @param result the {@code result} of conditions: the structured content, else the JSON object in the only text, else the
 *     answer itself if no tool gave it; empty if there is none
 * @param text all texts of the content, a line each
 * @param whole the whole answer, in which secrets are looked for
 */
public record Answered(
        Map<String, ?> result, String text, @Nullable Object whole) {

    /**
     * The answer of a tool.
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
