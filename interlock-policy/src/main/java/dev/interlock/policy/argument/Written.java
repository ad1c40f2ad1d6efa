package dev.interlock.policy.argument;

import java.util.Set;
import java.util.stream.Collectors;

/** Names that others chose, as messages show them: short, and with escapes for characters that a reader would not see. */
final class Written {

    private static final int LONGEST = 64;

    private Written() {}

    /** A step of a path. */
    static String step(String name) {
        var text = new StringBuilder(name.length() + 4);
        step(name, text);
        return text.toString();
    }

    /** Adds a step to a path. */
    static void step(String name, StringBuilder to) {
        if (isPlain(name)) {
            to.append('.').append(name);
        } else {
            to.append("[\"").append(cut(name)).append("\"]");
        }
    }

    static String cut(String name) {
        StringBuilder out = new StringBuilder();
        int shown = 0;
        for (int i = 0; i < name.length() && shown < LONGEST; shown++) {
            int c = name.codePointAt(i);
            if (c == '"' || c == '\\' || c == '`') {
                out.append('\\').append((char) c);
            } else if (c < ' ' || c > '~') {
                out.append(String.format("\\u{%x}", c));
            } else {
                out.append((char) c);
            }
            i += Character.charCount(c);
        }
        return shown < LONGEST ? out.toString() : out + "...";
    }

    static String types(Set<ValueType> types) {
        return types.stream()
                .sorted()
                .filter(type -> type != ValueType.INTEGER || !types.contains(ValueType.NUMBER))
                .map(ValueType::text)
                .collect(Collectors.joining(" or "));
    }

    private static boolean isPlain(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-')) {
                return false;
            }
        }
        return !name.isEmpty() && name.length() <= LONGEST;
    }
}
