package dev.interlock.policy.scenario;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values, texts and durations as a scenario file writes them. */
public final class ScenarioText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|null|yes|no|on|off");

    private ScenarioText() {}

    /** The value as it is written in a scenario. */
    public static String value(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Map<?, ?> map -> {
                List<String> entries = new ArrayList<>();
                map.forEach((key, inner) -> entries.add(text(String.valueOf(key)) + ": " + value(inner)));
                yield "{" + String.join(", ", entries) + "}";
            }
            case BigDecimal number -> number.toPlainString();
            case String text -> text(text);
            default -> String.valueOf(value);
        };
    }

    /** The text as it is written in a scenario: quoted where it would be read as something else. */
    public static String text(String text) {
        boolean plain = PLAIN.matcher(text).matches() && !WORD.matcher(text).matches();
        return plain ? text : "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    /** The duration as the language writes it, for whole seconds; the language has no milliseconds, which are written as {@code ms}. */
    public static String duration(long millis) {
        long[] sizes = {86_400_000L, 3_600_000L, 60_000L, 1000L, 1L};
        String[] units = {"d", "h", "m", "s", "ms"};
        StringBuilder out = new StringBuilder();
        long rest = millis;
        for (int i = 0; i < sizes.length; i++) {
            if (rest >= sizes[i]) {
                out.append(rest / sizes[i]).append(units[i]);
                rest %= sizes[i];
            }
        }
        return out.isEmpty() ? "0s" : out.toString();
    }
}
