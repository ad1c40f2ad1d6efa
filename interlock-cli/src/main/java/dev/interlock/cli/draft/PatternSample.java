package dev.interlock.cli.draft;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** A text that matches a pattern of ids, for patterns as they usually are: letters, classes and repetitions, one after the other. */
final class PatternSample {

    private static final int MOST = 64;

    private final String pattern;
    private final StringBuilder out = new StringBuilder();
    private int at;

    private PatternSample(String pattern) {
        this.pattern = pattern;
    }

    /** Returns a text that the whole pattern matches; empty where none was found. */
    static Optional<String> of(String pattern) {
        try {
            String text = new PatternSample(pattern).text();
            return !text.isEmpty() && Pattern.matches(pattern, text) ? Optional.of(text) : Optional.empty();
        } catch (IndexOutOfBoundsException | NumberFormatException | PatternSyntaxException e) {
            return Optional.empty(); // a pattern of another kind
        }
    }

    private String text() {
        while (at < pattern.length() && out.length() < MOST) {
            char c = one();
            out.append(String.valueOf(c).repeat(times()));
        }
        return out.toString();
    }

    /** Reads what stands for one character, and returns one that it takes. */
    private char one() {
        char c = pattern.charAt(at++);
        if (c == '[') {
            char first = pattern.charAt(at);
            if (first == '^' || first == '[' || first == '\\') {
                throw new IndexOutOfBoundsException("a class of another kind");
            }
            at = pattern.indexOf(']', at + 1) + 1;
            return first;
        }
        if (c == '\\') {
            char escaped = pattern.charAt(at++);
            return escaped == 'd' ? '1' : escaped == 'w' ? 'a' : escaped;
        }
        return c == '.' ? 'a' : c;
    }

    private int times() {
        if (at >= pattern.length()) {
            return 1;
        }
        switch (pattern.charAt(at)) {
            case '+', '*', '?' -> {
                at++;
                return 1;
            }
            case '{' -> {
                int end = pattern.indexOf('}', at);
                int least = Integer.parseInt(pattern.substring(at + 1, end).replaceFirst(",.*", ""));
                at = end + 1;
                return Math.min(least, MOST);
            }
            default -> {
                return 1;
            }
        }
    }
}
