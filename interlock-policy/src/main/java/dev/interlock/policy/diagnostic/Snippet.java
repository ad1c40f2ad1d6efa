package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import dev.interlock.policy.yaml.SourceFile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The source lines of one diagnostic with marks below them: the place itself has {@code ^}, labels have {@code -} and
 * their text. Lines of one file stand together, with one line or {@code ...} between them.
 */
final class Snippet {

    /** A marked place; that of the diagnostic itself has no text. */
    record Mark(Place place, boolean primary, String text) {}

    private final Paint paint;
    private final String colour;
    private final String margin;
    private final StringBuilder out;

    private Snippet(Paint paint, String colour, String margin, StringBuilder out) {
        this.paint = paint;
        this.colour = colour;
        this.margin = margin;
        this.out = out;
    }

    /** Appends the place and the lines, and returns the margin of the lines that follow; {@code colour} is that of the severity. */
    static String render(Diagnostic d, Paint paint, String colour, StringBuilder out) {
        List<Mark> marks = new ArrayList<>();
        marks.add(new Mark(d.place(), true, ""));
        d.labels().forEach(l -> marks.add(new Mark(l.place(), false, l.text())));
        int last = marks.stream().mapToInt(m -> m.place().line()).max().orElse(1);
        String margin = " ".repeat(Integer.toString(last).length());
        Map<SourceFile, List<Mark>> files = new LinkedHashMap<>();
        marks.forEach(m -> files.computeIfAbsent(m.place().file(), any -> new ArrayList<>())
                .add(m));
        Snippet snippet = new Snippet(paint, colour, margin, out);
        files.values().forEach(ofFile -> snippet.file(ofFile, ofFile.get(0).primary()));
        return margin;
    }

    private void file(List<Mark> marks, boolean first) {
        if (!first) {
            out.append(margin).append(paint.blue(" |")).append('\n');
        }
        // All marks in a further file are equal, so that the first one is shown at its head.
        Mark head = first
                ? marks.get(0)
                : marks.stream()
                        .min(Comparator.comparingInt(m -> m.place().line()))
                        .orElseThrow();
        out.append(margin)
                .append(paint.blue(first ? "--> " : "::: "))
                .append(head.place())
                .append('\n');
        SourceFile file = marks.get(0).place().file();
        TreeMap<Integer, List<Mark>> lines = new TreeMap<>();
        for (Mark mark : marks) {
            if (!file.line(mark.place().line()).isBlank()) {
                lines.computeIfAbsent(mark.place().line(), any -> new ArrayList<>())
                        .add(mark);
            }
        }
        int before = 0;
        for (Map.Entry<Integer, List<Mark>> line : lines.entrySet()) {
            int number = line.getKey();
            if (before == 0) {
                out.append(margin).append(paint.blue(" |")).append('\n');
            } else if (number == before + 2) {
                source(before + 1, new Excerpt(file.line(before + 1), 1));
            } else if (number > before + 2) {
                out.append(paint.blue("...")).append('\n');
            }
            Excerpt excerpt = new Excerpt(
                    file.line(number), line.getValue().get(0).place().column());
            source(number, excerpt);
            marks(line.getValue(), excerpt);
            before = number;
        }
    }

    private void source(int number, Excerpt excerpt) {
        String padded =
                number + " ".repeat(margin.length() - Integer.toString(number).length());
        String text = excerpt.text();
        out.append(paint.blue(padded + " |"))
                .append(text.isBlank() ? "" : " " + text)
                .append('\n');
    }

    /** Appends the marks of one line, and below them their texts: the rightmost beside its mark, the others each in a row. */
    private void marks(List<Mark> marks, Excerpt excerpt) {
        MarkRow row = new MarkRow(paint);
        // Later ones are drawn over earlier ones: the place itself is drawn last.
        marks.reversed()
                .forEach(m -> row.put(
                        excerpt.column(m.place()),
                        (m.primary() ? "^" : "-").repeat(excerpt.width(m.place())),
                        m.primary() ? colour : Paint.BLUE));
        List<Mark> byColumn = marks.stream()
                .sorted((a, b) -> Integer.compare(excerpt.column(a.place()), excerpt.column(b.place())))
                .toList();
        List<Mark> hanging = new ArrayList<>(
                byColumn.stream().filter(m -> !m.text().isEmpty()).toList());
        Mark rightmost = byColumn.get(byColumn.size() - 1);
        if (!rightmost.text().isEmpty()
                && row.length() == excerpt.column(rightmost.place()) + excerpt.width(rightmost.place())) {
            row.put(row.length() + 1, TextRenderer.printable(rightmost.text()), Paint.BLUE);
            hanging.remove(rightmost);
        }
        append(row);
        if (!hanging.isEmpty()) {
            append(bars(hanging, excerpt));
        }
        while (!hanging.isEmpty()) {
            Mark mark = hanging.remove(hanging.size() - 1);
            MarkRow below = bars(hanging, excerpt);
            below.put(excerpt.column(mark.place()), TextRenderer.printable(mark.text()), Paint.BLUE);
            append(below);
        }
    }

    private MarkRow bars(List<Mark> marks, Excerpt excerpt) {
        MarkRow row = new MarkRow(paint);
        marks.forEach(m -> row.put(excerpt.column(m.place()), "|", Paint.BLUE));
        return row;
    }

    private void append(MarkRow row) {
        out.append(margin).append(paint.blue(" | ")).append(row).append('\n');
    }
}
