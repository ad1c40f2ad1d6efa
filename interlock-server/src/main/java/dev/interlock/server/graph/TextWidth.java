package dev.interlock.server.graph;

/**
 * How wide a text gets, at most: layouts are computed where no font is, and pages use those of the reader's system. The widths are those
 * of the widest of the usual ones, so a text may leave room but does not leave its place.
 */
final class TextWidth {

    private static final String NARROW = "fijlrt|!',.:;I()[]`/- ";
    private static final String WIDE = "mwMWQOG%@+<>=~—…";

    /** The first of the scripts with square characters, and of pictures, but for the first block of them. */
    private static final int SQUARE = 0x2e80;

    /** By character, what it takes in a font that gives each what it needs: texts are measured again and again until they fit. */
    private static final double[] PROPORTIONAL = new double[SQUARE];

    static {
        for (int c = 0; c < SQUARE; c++) {
            PROPORTIONAL[c] = proportional(c);
        }
    }

    private TextWidth() {}

    /** The size of the font that the classes give, in pixels. */
    static double size(String classes) {
        if (has(classes, "t16")) {
            return 16;
        }
        return has(classes, "t11") || has(classes, "badge-t") ? 11 : has(classes, "tm") ? 11.5 : 12;
    }

    private static boolean has(String classes, String one) {
        int at = classes.indexOf(one);
        while (at >= 0) {
            int end = at + one.length();
            if ((at == 0 || classes.charAt(at - 1) == ' ') && (end == classes.length() || classes.charAt(end) == ' ')) {
                return true;
            }
            at = classes.indexOf(one, end);
        }
        return false;
    }

    /** The width of the text in pixels. */
    static double of(String text, String classes) {
        boolean mono = has(classes, "tm");
        double em = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            em += width(c, mono);
        }
        return em * size(classes) * (!mono && has(classes, "tb") ? 1.1 : 1);
    }

    private static double width(int c, boolean mono) {
        if (isSquare(c)) {
            return 1.05;
        }
        return mono ? 0.605 : PROPORTIONAL[c];
    }

    private static boolean isSquare(int c) {
        return c >= 0x1100 && (c < 0x2000 || c >= SQUARE);
    }

    private static double proportional(int c) {
        if (NARROW.indexOf(c) >= 0) {
            return 0.4;
        }
        if (WIDE.indexOf(c) >= 0) {
            return 0.95;
        }
        return Character.isUpperCase(c) ? 0.74 : 0.64;
    }
}
