package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;

/** The shown part of a source line: all of it, or of a long one the part around a column. Columns count from 0 here. */
final class Excerpt {

    private static final int WIDTH = 160;

    private final int from;
    private final String shown;

    /** @param column the column around which a long line is shown, counted from 1 */
    Excerpt(String line, int column) {
        int points = line.codePointCount(0, line.length());
        from = Math.max(0, Math.min(column - 1, points) - WIDTH / 2);
        int start = line.offsetByCodePoints(0, from);
        shown = line.substring(start, line.offsetByCodePoints(start, Math.min(points - from, WIDTH)));
    }

    String text() {
        return TextRenderer.printable(shown);
    }

    private int points() {
        return shown.codePointCount(0, shown.length());
    }

    /** The column at which a place begins in the excerpt; the edge of the excerpt for a place beyond. */
    int column(Place place) {
        return Math.max(0, Math.min(place.column() - 1 - from, points()));
    }

    /** The width of the part of a place that is in the excerpt, at least 1. */
    int width(Place place) {
        return Math.min(place.length(), Math.max(1, points() - column(place)));
    }
}
