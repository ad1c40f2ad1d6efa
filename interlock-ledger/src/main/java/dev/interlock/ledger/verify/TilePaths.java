package dev.interlock.ledger.verify;

import java.util.Locale;

/** The paths of C2SP tlog-tiles. */
final class TilePaths {
    private TilePaths() {}

    static String tile(int level, long index, int width) {
        return "tile/" + level + "/" + number(index) + partial(width);
    }

    static String entries(long index, int width) {
        return "tile/entries/" + number(index) + partial(width);
    }

    /** The openings of the entries of {@link #entries}, which C2SP knows nothing of. */
    static String openings(long index, int width) {
        return "openings/" + number(index) + partial(width);
    }

    private static String partial(int width) {
        return width == 256 ? "" : ".p/" + width;
    }

    /** The index in groups of three digits, all but the last with an {@code x}: 1234067 is {@code x001/x234/067}. */
    static String number(long index) {
        String path = String.format(Locale.ROOT, "%03d", index % 1000);
        for (long rest = index / 1000; rest > 0; rest /= 1000) {
            path = String.format(Locale.ROOT, "x%03d/", rest % 1000) + path;
        }
        return path;
    }
}
