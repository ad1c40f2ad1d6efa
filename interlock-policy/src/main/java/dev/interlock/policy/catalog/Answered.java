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
        Map<String, ?> result, String text, @Nullable Object whole) {}
