package dev.interlock.server.replay.read;

import dev.interlock.policy.catalog.Identifiers;
import java.text.Normalizer;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The names of event logs as they are compared: without white space around them, and in Unicode normalisation form C. So two spellings
 * that look alike are one person or activity, and letters of every script stay what they are. Not thread-safe.
 */
final class Names {

    private static final String SERVER = "xes/";
    private static final int MAX_TOOL = 128;
    /** Runs of characters that stand in no name of a tool. */
    private static final Pattern NO_TOOL_NAME = Pattern.compile("[^\\p{L}\\p{M}\\p{Nd}_.-]+");
    /** Runs of characters that no path of a catalogue can name without brackets. */
    private static final Pattern NO_ARGUMENT = Pattern.compile("[^A-Za-z0-9_.-]+");

    private static final int REMEMBERED = 10_000;

    private final Map<String, String> tools = new HashMap<>();
    private final Map<String, String> arguments = new HashMap<>();

    /** The name as it is compared; empty for a text of white space alone. */
    static String of(String text) {
        int from = 0;
        int to = text.length();
        while (from < to && isSpace(text.codePointAt(from))) {
            from += Character.charCount(text.codePointAt(from));
        }
        while (from < to && isSpace(text.codePointBefore(to))) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return Normalizer.normalize(text.substring(from, to), Normalizer.Form.NFC);
    }

    /** The name in an attribute, whatever its type is; null where there is none. */
    static @Nullable String ofAttribute(@Nullable Object attribute) {
        String name = attribute == null ? "" : of(attribute.toString());
        return name.isEmpty() ? null : name;
    }

    /** The fault in a text as the name of somebody who acts; empty when it is a name. */
    static Optional<String> fault(String name) {
        return Identifiers.misspelling(name);
    }

    /**
     * The tool that stands for an activity in a catalogue: letters and digits of all scripts, {@code .}, {@code -} and {@code _} stay, and
     * what is between them becomes {@code _}. Two activities may become one, which {@link Collision} tells.
     */
    String tool(String activity) {
        return remembered(tools, activity, Names::makeTool);
    }

    /** The argument by which a catalogue reads an attribute or column. */
    String argument(String key) {
        return remembered(arguments, key, text -> NO_ARGUMENT.matcher(text).replaceAll("_"));
    }

    private interface Making {
        String make(String text);
    }

    private static String remembered(Map<String, String> made, String text, Making making) {
        String known = made.get(text);
        if (known != null) {
            return known;
        }
        String name = making.make(text);
        if (made.size() < REMEMBERED) {
            made.put(text, name);
        }
        return name;
    }

    private static String makeTool(String activity) {
        String name = NO_TOOL_NAME.matcher(activity).replaceAll("_");
        int end = name.length() <= MAX_TOOL
                ? name.length()
                : Character.isHighSurrogate(name.charAt(MAX_TOOL - 1)) ? MAX_TOOL - 1 : MAX_TOOL;
        return SERVER + name.substring(0, end);
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
    }
}
