package dev.interlock.server.graph;

import java.util.Set;

/**
 * How wide a text gets, at most: layouts are computed where no font is, and pages use those of the reader's system. The widths are those
 * of the widest of the usual ones, so a text may leave room but does not leave its place.
 */
final class TextWidth {

    private static final String NARROW = "fijlrt|!',.:;I()[]`/- ";
    private static final String WIDE = "mwMWQOG%@+<>=~—…";

    private TextWidth() {}

    /** The size of the font that the classes give, in pixels. */
    static double size(String classes) {
        Set<String> all = Set.of(classes.split(" "));
        return all.contains("t16")
                ? 16
                : all.contains("t11") || all.contains("badge-t") ? 11 : all.contains("tm") ? 11.5 : 12;
    }

    /** The width of the text in pixels. */
    static double of(String text, String classes) {
        Set<String> all = Set.of(classes.split(" "));
        boolean mono = all.contains("tm");
        double em = text.codePoints().mapToDouble(c -> width(c, mono)).sum();
        return em * size(classes) * (all.contains("tb") && !mono ? 1.1 : 1);
    }

    private static double width(int c, boolean mono) {
        if (c >= 0x1100 && (c < 0x2000 || c >= 0x2e80)) {
            return 1.05; // scripts with square characters, and pictures
        }
        if (mono) {
            return 0.605;
        }
        if (NARROW.indexOf(c) >= 0) {
            return 0.4;
        }
        if (WIDE.indexOf(c) >= 0) {
            return 0.95;
        }
        return Character.isUpperCase(c) ? 0.74 : 0.64;
    }
}
