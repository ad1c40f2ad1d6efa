package dev.interlock.policy.format;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lays out scalars over several lines. */
final class BlockText {

    private static final Pattern EXPLICIT = Pattern.compile("[|>][-+]?[1-9].*");
    private static final Pattern FOLDABLE = Pattern.compile("\\S+( \\S+)*");

    private BlockText() {}

    /** A scalar written with {@code |} or {@code >}, moved to an indentation; empty when that could change it. */
    static Optional<List<Printer.Line>> of(Piece.Leaf leaf, String prefix, String beside, int indent) {
        String[] lines = leaf.raw().split("\n", -1);
        String header = leaf.raw().substring(0, signLength(leaf));
        if (EXPLICIT.matcher(header).matches()) {
            return Optional.empty();
        }
        int least = Integer.MAX_VALUE;
        int first = -1;
        int last = 0;
        for (int i = 1; i < lines.length; i++) {
            if (!lines[i].isBlank()) {
                int own = lines[i].length() - lines[i].stripLeading().length();
                first = first < 0 ? own : first;
                least = Math.min(least, own);
                last = i;
            }
        }
        // With `+` the blank lines at the end count. A first line that is indented further than others counts so as
        // well.
        if (first != least || header.contains("+")) {
            return Optional.empty();
        }
        List<Printer.Line> out = new ArrayList<>();
        out.add(new Printer.Line(prefix + " " + header, beside));
        for (int i = 1; i <= last; i++) {
            out.add(Printer.Line.of(lines[i].isBlank() ? "" : " ".repeat(indent) + lines[i].substring(least)));
        }
        return Optional.of(out);
    }

    /** The length of the sign that a block begins with, as in {@code |-}; of another scalar, its own length. */
    static int signLength(Piece.Leaf leaf) {
        String raw = leaf.raw();
        int end = 0;
        while (leaf.isBlock() && end < raw.length() && !Character.isWhitespace(raw.charAt(end))) {
            end++;
        }
        return leaf.isBlock() ? end : raw.codePointCount(0, raw.length());
    }

    static boolean canFold(String value) {
        return FOLDABLE.matcher(value).matches() && !value.contains("\t");
    }

    /** The lines of a folded scalar, broken between its words. */
    static List<Printer.Line> fold(String value, String prefix, String beside, int indent) {
        List<Printer.Line> out = new ArrayList<>();
        out.add(new Printer.Line(prefix + " >-", beside));
        StringBuilder line = new StringBuilder();
        for (String word : value.split(" ")) {
            if (!line.isEmpty() && indent + line.length() + 1 + word.length() > Printer.WIDTH) {
                out.add(Printer.Line.of(" ".repeat(indent) + line));
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        out.add(Printer.Line.of(" ".repeat(indent) + line));
        return out;
    }
}
