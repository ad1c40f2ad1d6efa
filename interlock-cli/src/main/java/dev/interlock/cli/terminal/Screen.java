package dev.interlock.cli.terminal;

import dev.interlock.server.render.Plain;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes for people. Whatever came from elsewhere is made printable first: an instruction or a comment must not be able to
 * move the cursor, hide text, or look like something that Interlock says.
 */
public final class Screen {

    private static final String RESET = "\u001b[0m";

    private final PrintWriter out;
    private final boolean colours;

    public Screen(PrintWriter out, boolean colours) {
        this.out = out;
        this.colours = colours;
    }

    public void line(String text) {
        out.println(text);
    }

    public void blank() {
        out.println();
    }

    public void heading(String text) {
        out.println(bold(text));
    }

    /** A name and what belongs to it, aligned. */
    public void field(String name, String value) {
        out.println("  " + dim(pad(name, 12)) + " " + value);
    }

    /** Prints the text of others as a quotation: each line marked, so that none can pass for ours. */
    public void quotation(String name, String text) {
        List<String> lines = text.isBlank() ? List.of("(none)") : text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            field(i == 0 ? name : "", dim("| ") + printable(lines.get(i)));
        }
    }

    /** Rows under headings, as wide as they need to be. */
    public void table(List<String> headings, List<List<String>> rows) {
        var widths = new ArrayList<Integer>();
        for (int c = 0; c < headings.size(); c++) {
            int width = headings.get(c).length();
            for (List<String> row : rows) {
                width = Math.max(width, row.get(c).codePointCount(0, row.get(c).length()));
            }
            widths.add(width);
        }
        out.println(dim(row(headings, widths)));
        rows.forEach(row -> out.println(row(row, widths)));
    }

    private static String row(List<String> cells, List<Integer> widths) {
        var line = new StringBuilder();
        for (int c = 0; c < cells.size(); c++) {
            line.append(pad(cells.get(c), widths.get(c))).append("  ");
        }
        return line.toString().stripTrailing();
    }

    private static String pad(String text, int width) {
        int length = text.codePointCount(0, text.length());
        return length >= width ? text : text + " ".repeat(width - length);
    }

    public String bold(String text) {
        return paint("\u001b[1m", text);
    }

    public String dim(String text) {
        return paint("\u001b[2m", text);
    }

    public String good(String text) {
        return paint("\u001b[32m", text);
    }

    public String bad(String text) {
        return paint("\u001b[1;31m", text);
    }

    public String attention(String text) {
        return paint("\u001b[1;33m", text);
    }

    private String paint(String colour, String text) {
        return colours && !text.isEmpty() ? colour + text + RESET : text;
    }

    /** Returns the text without anything that a terminal would obey or that a reader would not see. */
    public static String printable(String text) {
        var out = new StringBuilder();
        text.codePoints().forEach(c -> {
            boolean space = c == '\t' || Character.getType(c) == Character.SPACE_SEPARATOR;
            out.appendCodePoint(space ? ' ' : Plain.isHidden(c) ? '\ufffd' : c);
        });
        return out.toString();
    }
}
