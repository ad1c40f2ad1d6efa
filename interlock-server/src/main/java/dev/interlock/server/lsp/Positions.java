package dev.interlock.server.lsp;

import dev.interlock.policy.yaml.Place;
import org.eclipse.lsp4j.Position;
import org.eclipse.lsp4j.Range;

/** Places count code points from 1; the protocol counts UTF-16 units from 0. */
final class Positions {

    private Positions() {}

    static Range range(Place place) {
        String line = place.file().line(place.line());
        int from = units(line, place.column() - 1);
        int to = units(line, place.column() - 1 + place.length());
        return new Range(new Position(place.line() - 1, from), new Position(place.line() - 1, Math.max(to, from)));
    }

    private static int units(String line, int points) {
        int bounded = Math.max(0, Math.min(points, line.codePointCount(0, line.length())));
        return line.offsetByCodePoints(0, bounded);
    }

    /** Returns whether a place covers a position, its end included: there the cursor still touches the word. */
    static boolean covers(Place place, Position position) {
        Range range = range(place);
        return range.getStart().getLine() == position.getLine()
                && range.getStart().getCharacter() <= position.getCharacter()
                && position.getCharacter() <= range.getEnd().getCharacter();
    }

    /** The offset of a position into a text, kept within it. */
    static int offset(String text, Position position) {
        int at = 0;
        for (int line = 0; line < position.getLine(); line++) {
            int end = text.indexOf('\n', at);
            if (end < 0) {
                return text.length();
            }
            at = end + 1;
        }
        int end = text.indexOf('\n', at);
        int length = (end < 0 ? text.length() : end) - at;
        return at + Math.max(0, Math.min(position.getCharacter(), length));
    }
}
