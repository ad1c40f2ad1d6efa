package dev.interlock.server.render;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Lines of labelled text, wrapped to a width: labels in the left column, each shown once. Not thread-safe.
 *
 * <pre>
 *   why        AP-01  whoever creates a vendor does not pay it: and so on
 *                     up to the width
 * </pre>
 */
public final class Sheet {

    private static final int LABEL = 14;
    private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

    private final int width;
    private final Paint paint;
    private final List<String> lines = new ArrayList<>();
    private String last = "";

    /** @param width columns of a line; a word that is longer stands alone in a longer line */
    public Sheet(int width, Paint paint) {
        this.width = width;
        this.paint = paint;
    }

    /** A line in the label column's place: a title. */
    public void title(String text) {
        lines.add(text);
        last = "";
    }

    /** An empty line. */
    public void blank() {
        lines.add("");
        last = "";
    }

    /** A labelled line. A label that is the same as that of the line before is not repeated. */
    public void line(String label, String text) {
        item(label, "", text);
    }

    /** A labelled line whose continuation is indented by the length of {@code lead}, which stands before the text. */
    public void item(String label, String lead, String text) {
        String shown = label.equals(last) ? "" : label;
        last = label;
        String margin = "  " + paint.faint(shown) + " ".repeat(Math.max(1, LABEL - 2 - shown.length()));
        String indent = " ".repeat(LABEL + length(lead));
        String before = margin + lead;
        for (String part : wrap(text, width - LABEL - length(lead))) {
            lines.add((before + part).stripTrailing());
            before = indent;
        }
    }

    /** Returns the lines that were laid out, without line ends. */
    public List<String> lines() {
        return List.copyOf(lines);
    }

    /** Breaks a line as {@link #wrap} does into lines of at most {@code room} columns, each with the indentation of the line. */
    public static List<String> folded(String line, int room) {
        String words = line.stripLeading();
        String indent = line.substring(0, line.length() - words.length());
        return wrap(words, room - indent.length()).stream()
                .map(part -> indent + part)
                .toList();
    }

    /** Breaks a line at spaces into lines of at most {@code room} columns; spaces within a line stay as they are, and longer words stay whole. */
    public static List<String> wrap(String text, int room) {
        var parts = new ArrayList<String>();
        var part = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!part.isEmpty() && length(part) + 1 + length(word) > room) {
                parts.add(part.toString());
                part.setLength(0);
                if (word.isEmpty()) {
                    continue;
                }
            } else if (!part.isEmpty()) {
                part.append(' ');
            }
            part.append(word);
        }
        parts.add(part.toString());
        return parts;
    }

    /** Columns that the text takes; colours take none. */
    static int length(CharSequence text) {
        String plain = COLOUR.matcher(text).replaceAll("");
        return plain.codePointCount(0, plain.length());
    }

    /** The text with spaces up to a width. */
    static String pad(String text, int to) {
        return text + " ".repeat(Math.max(0, to - length(text)));
    }
}
