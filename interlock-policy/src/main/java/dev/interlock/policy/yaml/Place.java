package dev.interlock.policy.yaml;

import java.util.Comparator;

/**
 * A place in a file: line and column count from 1, columns in code points.
 *
 * @param length the number of code points of the line that it covers, at least 1
 */
public record Place(SourceFile file, int line, int column, int length) implements Comparable<Place> {

    private static final Comparator<Place> ORDER = Comparator.comparing(
                    (Place p) -> p.file().shown())
            .thenComparingInt(Place::line)
            .thenComparingInt(Place::column);

    @Override
    public int compareTo(Place other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file.shown() + ":" + line + ":" + column;
    }
}
