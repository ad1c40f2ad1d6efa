package dev.interlock.e2e.document;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A picture (SVG) of a terminal after one command, with its colours. Lines that are too long are broken at spaces. */
final class TerminalPicture {

    private static final int COLUMNS = 112;
    private static final double ROW = 18;
    private static final double COLUMN = 7.85;
    private static final double MARGIN = 16;

    /** An SGR sequence, or the text up to the next one. */
    private static final Pattern PART = Pattern.compile("\u001b\\[([0-9;]*)m|[^\u001b]+");

    private TerminalPicture() {}

    /** A character, and the class of its colour. */
    private record Cell(char character, String style) {}

    /**
     * Draws a command and what it printed.
     *
     * @param output with SGR sequences for colours
     */
    static String of(String command, String output) {
        List<List<Cell>> lines = new ArrayList<>();
        lines.addAll(folded(cells("\u001b[32m$\u001b[0m " + command)));
        output.stripTrailing().lines().forEach(line -> lines.addAll(folded(cells(line))));
        var svg = new StringBuilder();
        svg.append(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\" aria-label=\"%s in a"
                        + " terminal\">%n",
                COLUMNS * COLUMN + 2 * MARGIN,
                lines.size() * ROW + 2 * MARGIN,
                escaped(command)));
        svg.append("""
            <style>
            .window{fill:#15181d}
            text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}
            .s1{font-weight:600;fill:#ffffff}.s2{fill:#8b949e}.s32{fill:#7ee787}.s33{fill:#f2cc60}
            .s1s31{font-weight:600;fill:#ff7b72}.s1s33{font-weight:600;fill:#f2cc60}.s1s34{font-weight:600;fill:#79c0ff}
            </style>
            <rect class="window" width="100%" height="100%" rx="8"/>
            """);
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isEmpty()) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<text x=\"%.0f\" y=\"%.0f\">%s</text>%n",
                        MARGIN,
                        MARGIN + (i + 1) * ROW - 5,
                        spans(lines.get(i))));
            }
        }
        return svg.append("</svg>\n").toString().replace("\r\n", "\n");
    }

    private static List<Cell> cells(String line) {
        var cells = new ArrayList<Cell>();
        String style = "";
        Matcher part = PART.matcher(line);
        while (part.find()) {
            if (part.group(1) != null) {
                style = part.group(1).equals("0") ? "" : "s" + part.group(1).replace(";", "s");
            } else {
                for (char character : part.group().toCharArray()) {
                    cells.add(new Cell(character, style));
                }
            }
        }
        return cells;
    }

    private static List<List<Cell>> folded(List<Cell> line) {
        var lines = new ArrayList<List<Cell>>();
        List<Cell> rest = line;
        while (rest.size() > COLUMNS) {
            int end = COLUMNS;
            while (end > 0 && rest.get(end).character() != ' ') {
                end--;
            }
            int cut = end == 0 ? COLUMNS : end;
            lines.add(rest.subList(0, cut));
            rest = rest.subList(end == 0 ? cut : cut + 1, rest.size());
        }
        lines.add(rest);
        return lines;
    }

    private static String spans(List<Cell> line) {
        var out = new StringBuilder();
        for (int i = 0; i < line.size(); ) {
            String style = line.get(i).style();
            var run = new StringBuilder();
            while (i < line.size() && line.get(i).style().equals(style)) {
                run.append(line.get(i++).character());
            }
            out.append(
                    style.isEmpty()
                            ? escaped(run.toString())
                            : "<tspan class=\"" + style + "\">" + escaped(run.toString()) + "</tspan>");
        }
        return out.toString();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
