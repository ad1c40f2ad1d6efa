package dev.interlock.policy.format;

import dev.interlock.policy.schema.SchemaView;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lays pieces out. A piece that the author wrote in braces stays on one line if it fits; others have a line for each part. */
final class Printer {

    /** The longest line; longer ones are broken. Comments do not count. */
    static final int WIDTH = 120;

    private static final int STEP = 2;

    /** The sections of the language that always have a line for each part. */
    private static final Set<String> SECTIONS = Set.of("rules", "tools", "intents", "scenarios", "steps", "plan");

    private static final String CONDITION = "when";

    /** @param comment stands beside the text; empty for none */
    record Line(String text, String comment) {
        static Line of(String text) {
            return new Line(text, "");
        }
    }

    private Printer() {}

    /** The lines of a mapping or list that begins in a column. */
    static List<Line> branch(Piece.Branch branch, int indent, Optional<SchemaView> view) {
        List<Line> out = new ArrayList<>();
        for (Piece.Part part : ordered(branch, view)) {
            comments(part.above, indent, out);
            if (part.key != null) {
                out.addAll(entry(part, part.key, indent, child(branch, part, view)));
            } else {
                out.addAll(item(part, indent, child(branch, part, view)));
            }
        }
        comments(branch.tail, indent, out);
        return out;
    }

    private static void comments(List<String> comments, int indent, List<Line> out) {
        for (String comment : comments) {
            // A blank line separates: at the start of a mapping or list there is nothing to separate.
            if (!comment.isEmpty()) {
                out.add(Line.of(" ".repeat(indent) + comment));
            } else if (!out.isEmpty()) {
                out.add(Line.of(""));
            }
        }
    }

    /** The parts in the order of the schema, if it gives one; parts that it does not know come last. */
    static List<Piece.Part> ordered(Piece.Branch branch, Optional<SchemaView> view) {
        List<String> keys =
                branch.mapping ? view.map(v -> v.keys(branch.keys())).orElse(List.of()) : List.of();
        if (keys.isEmpty()) {
            return branch.parts;
        }
        return branch.parts.stream()
                .sorted(Comparator.comparingInt((Piece.Part p) -> {
                    int at = p.key == null ? -1 : keys.indexOf(p.key.value());
                    return at < 0 ? Integer.MAX_VALUE : at;
                }))
                .toList();
    }

    private static Optional<SchemaView> child(Piece.Branch branch, Piece.Part part, Optional<SchemaView> view) {
        Piece.Leaf key = part.key;
        return key == null ? view.flatMap(SchemaView::item) : view.flatMap(v -> v.member(key.value(), branch.keys()));
    }

    private static List<Line> entry(Piece.Part part, Piece.Leaf key, int indent, Optional<SchemaView> view) {
        String prefix = " ".repeat(indent) + ScalarText.of(key, ScalarText.Where.KEY, false) + ":";
        boolean section = view.isPresent() && SECTIONS.contains(key.value());
        boolean code = key.value().equals(CONDITION);
        return switch (part.value) {
            case Piece.Leaf leaf -> leaf(prefix, leaf, part.beside, indent, code);
            case Piece.Branch branch -> {
                Optional<String> line = oneLine(branch, view, section, prefix.length() + 1);
                List<Line> out = new ArrayList<>();
                out.add(new Line(prefix + line.map(l -> " " + l).orElse(""), part.beside));
                if (line.isEmpty()) {
                    out.addAll(branch(branch, indent + STEP, view));
                } else {
                    comments(branch.tail, indent, out);
                }
                yield out;
            }
        };
    }

    private static List<Line> item(Piece.Part part, int indent, Optional<SchemaView> view) {
        String prefix = " ".repeat(indent) + "-";
        return switch (part.value) {
            case Piece.Leaf leaf -> leaf(prefix, leaf, part.beside, indent, false);
            case Piece.Branch branch -> {
                Optional<String> line = oneLine(branch, view, false, prefix.length() + 1);
                List<Line> out = new ArrayList<>();
                if (line.isPresent()) {
                    out.add(new Line(prefix + " " + line.get(), part.beside));
                    comments(branch.tail, indent, out);
                    yield out;
                }
                // The first part stands beside the dash, so that what is above it goes above the dash.
                List<Line> below = branch(branch, indent + STEP, view);
                if (!part.beside.isEmpty()) {
                    out.add(Line.of(" ".repeat(indent) + part.beside));
                }
                int at = 0;
                while (isComment(below.get(at).text())) {
                    out.add(Line.of(" ".repeat(indent) + below.get(at).text().strip()));
                    at++;
                }
                Line first = below.get(at);
                out.add(new Line(prefix + " " + first.text().substring(indent + STEP), first.comment()));
                out.addAll(below.subList(at + 1, below.size()));
                yield out;
            }
        };
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("#");
    }

    private static List<Line> leaf(String prefix, Piece.Leaf leaf, String beside, int indent, boolean code) {
        if (leaf.isBlock()) {
            Optional<List<Line>> block = BlockText.of(leaf, prefix, beside, indent + STEP);
            if (block.isPresent()) {
                return block.get();
            }
        }
        String text = ScalarText.of(leaf, ScalarText.Where.BLOCK, code);
        String line = text.isEmpty() ? prefix : prefix + " " + text;
        if (leaf.isMultiline() && line.length() > WIDTH && BlockText.canFold(leaf.value())) {
            return BlockText.fold(leaf.value(), prefix, beside, indent + STEP);
        }
        return List.of(new Line(line, beside));
    }

    /** The text on one line, if it may stand so and fits. */
    private static Optional<String> oneLine(
            Piece.Branch branch, Optional<SchemaView> view, boolean section, int column) {
        if (branch.parts.isEmpty()) {
            return Optional.of(branch.mapping ? "{}" : "[]");
        }
        boolean written = branch.flow || isPlainList(branch);
        if (section || !written || branch.hasComments()) {
            return Optional.empty();
        }
        return inline(branch, view).filter(text -> column + text.length() <= WIDTH);
    }

    /** Returns whether the piece is a list of scalars alone, which is short and reads better in brackets. */
    private static boolean isPlainList(Piece.Branch branch) {
        return !branch.mapping
                && branch.parts.stream()
                        .allMatch(p -> p.value instanceof Piece.Leaf leaf && !leaf.isMultiline() && p.above.isEmpty());
    }

    private static Optional<String> inline(Piece piece, Optional<SchemaView> view) {
        if (!(piece instanceof Piece.Branch branch)) {
            return Optional.empty();
        }
        List<String> parts = new ArrayList<>();
        for (Piece.Part part : ordered(branch, view)) {
            Optional<SchemaView> child = child(branch, part, view);
            boolean code = part.key != null && part.key.value().equals(CONDITION);
            Optional<String> value = switch (part.value) {
                case Piece.Leaf leaf ->
                    leaf.isBlock()
                            ? Optional.<String>empty()
                            : Optional.of(ScalarText.of(leaf, ScalarText.Where.FLOW, code));
                case Piece.Branch below -> inline(below, child);
            };
            if (value.isEmpty()) {
                return Optional.empty();
            }
            parts.add((part.key == null ? "" : ScalarText.of(part.key, ScalarText.Where.KEY, false) + ": ")
                    + value.get());
        }
        String text = String.join(", ", parts);
        return Optional.of(branch.mapping ? "{" + text + "}" : "[" + text + "]");
    }
}
