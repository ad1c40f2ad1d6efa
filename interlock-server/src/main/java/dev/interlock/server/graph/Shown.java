package dev.interlock.server.graph;

import dev.interlock.server.render.Plain;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Recorded text made fit for a picture: bounded, on one line, and with every character that nobody sees, or that turns the direction of
 * text, written out as {@code U+202E}.
 */
final class Shown {

    /** The most characters of a text that is shown whole, in a title. */
    static final int MOST = 400;

    private static final String GAP = "…";

    private Shown() {}

    /** The text, whole but for its bound. */
    static String whole(String text) {
        var shown = new StringBuilder();
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (shown.length() >= MOST) {
                return shown.append(GAP).toString();
            }
            append(shown, c);
        }
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        if (c == '\n' || c == '\r' || c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR) {
            shown.append(' ');
        } else if (Plain.isHidden(c)) {
            shown.append("U+").append(String.format("%04X", c));
        } else {
            shown.appendCodePoint(c);
        }
    }

    /** The text in at most this width, shortened in its middle, where names that are alike differ least. */
    static String middle(String text, String classes, double width) {
        String whole = whole(text);
        if (TextWidth.of(whole, classes) <= width) {
            return whole;
        }
        int[] points = whole.codePoints().toArray();
        return longest(points.length, classes, width, kept -> {
            int head = (kept + 1) / 2;
            int tail = kept - head;
            return new String(points, 0, head) + GAP + new String(points, points.length - tail, tail);
        });
    }

    /** The longest of texts that fits into this width, by how many characters are kept: the more, the wider. */
    private static String longest(int all, String classes, double width, IntFunction<String> keeping) {
        int fits = 0;
        int tooMany = all;
        while (tooMany - fits > 1) {
            int kept = (fits + tooMany) >>> 1;
            if (TextWidth.of(keeping.apply(kept), classes) <= width) {
                fits = kept;
            } else {
                tooMany = kept;
            }
        }
        return fits == 0 ? GAP : keeping.apply(fits);
    }

    /** The text in at most this width, without its end: for sentences. */
    static String end(String text, String classes, double width) {
        String whole = whole(text);
        if (TextWidth.of(whole, classes) <= width) {
            return whole;
        }
        int[] points = whole.codePoints().toArray();
        return longest(points.length, classes, width, kept -> new String(points, 0, kept).stripTrailing() + GAP);
    }

    /** The text on lines of at most this width, broken between words; the last one without its end where that does not fit. */
    static List<String> lines(String text, String classes, double width, int most) {
        var lines = new ArrayList<String>();
        String rest = whole(text).strip();
        while (!rest.isEmpty()) {
            String line = rest;
            while (lines.size() + 1 < most && TextWidth.of(line, classes) > width && line.lastIndexOf(' ') > 0) {
                line = line.substring(0, line.lastIndexOf(' '));
            }
            lines.add(end(line, classes, width));
            rest = rest.substring(line.length()).strip();
        }
        return lines;
    }

    /** Returns whether some of the text runs from right to left. */
    static boolean turns(String text) {
        return text.codePoints().anyMatch(c -> switch (Character.getDirectionality(c)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC -> true;
            default -> false;
        });
    }
}
