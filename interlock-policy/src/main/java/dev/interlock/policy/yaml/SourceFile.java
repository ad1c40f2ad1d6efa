package dev.interlock.policy.yaml;

/**
 * A text file of a bundle, or a configuration.
 *
 * @param path relative to the bundle's folder, with {@code /}
 * @param shown the path that people are shown, which tells the file from those of other folders
 */
public record SourceFile(String path, String text, String shown) {

    /** A file that is shown by its path. */
    public SourceFile(String path, String text) {
        this(path, text, path);
    }

    /** The text of a line, without its end; empty for a line that does not exist. Lines count from 1. */
    public String line(int number) {
        int from = 0;
        for (int line = 1; line < number && from < text.length(); line++) {
            from = next(end(from));
        }
        return number < 1 ? "" : text.substring(from, end(from));
    }

    /** The end of the line in which an index lies. */
    private int end(int index) {
        int at = index;
        while (at < text.length() && text.charAt(at) != '\n' && text.charAt(at) != '\r') {
            at++;
        }
        return at;
    }

    /** The beginning of the line after the one with this end. */
    private int next(int end) {
        return Math.min(text.length(), text.startsWith("\r\n", end) ? end + 2 : end + 1);
    }

    /** The place that starts at a line and column and is {@code length} characters wide. */
    public Place at(int line, int column, int length) {
        return new Place(this, line, column, Math.max(1, length));
    }

    /** The start of the file, as the place of errors of the file as a whole. */
    public Place start() {
        return at(1, 1, 1);
    }

    @Override
    public String toString() {
        return shown;
    }
}
