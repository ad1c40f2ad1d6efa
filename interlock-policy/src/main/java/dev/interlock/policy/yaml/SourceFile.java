package dev.interlock.policy.yaml;

import java.util.List;

/**
 * A text file of a bundle.
 *
 * @param path relative to the bundle's folder, with {@code /}
 */
public record SourceFile(String path, String text) {

    /** The text of a line, without its end; empty for a line that does not exist. Lines count from 1. */
    public String line(int number) {
        List<String> lines = text.lines().skip(number - 1L).limit(1).toList();
        return number < 1 || lines.isEmpty() ? "" : lines.get(0);
    }

    /** The place that starts at a line and column and is {@code length} characters wide. */
    public Place at(int line, int column, int length) {
        return new Place(this, line, column, Math.max(1, length));
    }

    /** The start of the file, for what is wrong with the file as a whole. */
    public Place start() {
        return at(1, 1, 1);
    }

    @Override
    public String toString() {
        return path;
    }
}
