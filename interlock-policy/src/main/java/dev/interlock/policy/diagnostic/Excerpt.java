package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;

/** What is shown of a source line: all of it, or of a long one the part around a column. Columns count from 0 here. */
final class Excerpt {

    private static final int WIDTH = 160;

    private final int from;
    private final String shown;

    /** @param column where the excerpt of a long line has to be, counted from 1 */
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

    /** Where a place begins in the excerpt; its edge for a place beyond. */
    int column(Place place) {
        return Math.max(0, Math.min(place.column() - 1 - from, points()));
    }

    /** How much of a place is in the excerpt, at least 1. */
    int width(Place place) {
        return Math.min(place.length(), Math.max(1, points() - column(place)));
    }
}
