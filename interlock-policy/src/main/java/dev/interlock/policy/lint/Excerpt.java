package dev.interlock.policy.lint;

import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/**
 * A part of a bundle as its author wrote it, with its comments, and without the indentation that all of it has.
 *
 * @param path the file, relative to the folder of the bundle
 * @param line its first line, counted from 1
 * @param cut whether there are further lines, or a line goes on, beyond what is shown
 */
public record Excerpt(String path, int line, List<String> lines, boolean cut) {

    private static final int MOST_CHARACTERS = 400;

    public Excerpt {
        lines = List.copyOf(lines);
    }

    /**
     * The lines from the place of a mapping on, as long as they are empty or indented as far as its keys.
     *
     * @param all the lines of its file
     */
    static Excerpt of(List<String> all, Place place, int mostLines) {
        int indentation = place.column() - 1;
        var lines = new ArrayList<String>();
        boolean cut = false;
        int end = end(all, place.line(), indentation);
        for (int line = place.line(); line <= end; line++) {
            if (lines.size() == mostLines) {
                return new Excerpt(place.file().path(), place.line(), lines, /* cut= */ true);
            }
            String text = all.get(line - 1);
            String shown = text.isBlank() ? "" : text.substring(indentation);
            String first = beginning(shown);
            cut |= first.length() < shown.length();
            lines.add(first);
        }
        return new Excerpt(place.file().path(), place.line(), lines, cut);
    }

    /** The beginning of a line, not cut within a character. */
    private static String beginning(String text) {
        if (text.length() <= MOST_CHARACTERS) {
            return text;
        }
        boolean within = Character.isHighSurrogate(text.charAt(MOST_CHARACTERS - 1));
        return text.substring(0, within ? MOST_CHARACTERS - 1 : MOST_CHARACTERS);
    }

    /** The last line that belongs to it; empty lines at its end do not. */
    private static int end(List<String> all, int first, int indentation) {
        int end = first;
        for (int line = first + 1; line <= all.size(); line++) {
            String text = all.get(line - 1);
            if (text.isBlank()) {
                continue;
            }
            if (text.length() - text.stripLeading().length() < indentation) {
                return end;
            }
            end = line;
        }
        return end;
    }
}
