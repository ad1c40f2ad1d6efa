package dev.interlock.policy.format;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** The characters of a file by offset, in code points. */
final class SourceText {

    /**
     * A comment.
     *
     * @param text the text from its {@code #}
     * @param alone whether nothing else stands on its line
     */
    record Comment(int start, int column, String text, boolean alone) {}

    private final String text;
    private final int[] points;

    SourceText(String text) {
        this.text = text;
        this.points = text.codePoints().toArray();
    }

    String text() {
        return text;
    }

    String slice(int from, int to) {
        return new String(points, from, Math.max(0, Math.min(to, points.length) - from));
    }

    private int lineStart(int at) {
        int start = Math.min(at, points.length);
        while (start > 0 && points[start - 1] != '\n') {
            start--;
        }
        return start;
    }

    /** The offset of the dash of an item, which is at or above the item, in the column of its list. */
    int dash(int item, int column) {
        for (int line = lineStart(item); ; line = lineStart(line - 1)) {
            if (line + column < points.length && line + column <= item && points[line + column] == '-') {
                return line + column;
            }
            if (line == 0) {
                return item;
            }
        }
    }

    /** Returns whether nothing but white space stands before an offset on its line. */
    boolean isFirstOnLine(int at) {
        for (int i = lineStart(at); i < at; i++) {
            if (!isSpace(points[i])) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether the line above the one of an offset is blank. */
    boolean isBlankAbove(int at) {
        int line = lineStart(at);
        if (line == 0) {
            return false;
        }
        for (int i = line - 2; i >= 0 && points[i] != '\n'; i--) {
            if (!isSpace(points[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean isSpace(int c) {
        return c == ' ' || c == '\t';
    }

    /** @param scalars the offsets that belong to scalars, in which a {@code #} begins no comment */
    List<Comment> comments(BitSet scalars) {
        List<Comment> out = new ArrayList<>();
        int line = 0;
        for (int i = 0; i < points.length; i++) {
            if (points[i] == '\n') {
                line = i + 1;
            } else if (points[i] == '#' && !scalars.get(i)) {
                int end = i;
                while (end < points.length && points[end] != '\n') {
                    end++;
                }
                out.add(new Comment(i, i - line, slice(i, end).stripTrailing(), isFirstOnLine(i)));
                i = end - 1;
            }
        }
        return out;
    }
}
