package dev.interlock.policy.diagnostic;

import dev.interlock.policy.yaml.Place;
import java.util.List;

/** Diagnostics for people: message, place, source line, caret, remedy. */
public final class TextRenderer {

    private static final String RED = "\u001b[1;31m";
    private static final String YELLOW = "\u001b[1;33m";
    private static final String BLUE = "\u001b[1;34m";
    private static final String BOLD = "\u001b[1m";
    private static final String RESET = "\u001b[0m";
    /** Longer source lines are shown around the caret only. */
    private static final int WIDTH = 160;

    private final boolean colours;

    public TextRenderer(boolean colours) {
        this.colours = colours;
    }

    /** All diagnostics and a last line that counts them; each line ends with {@code \n}. */
    public String render(List<Diagnostic> diagnostics) {
        StringBuilder out = new StringBuilder();
        for (Diagnostic d : diagnostics) {
            render(d, out);
            out.append('\n');
        }
        return out.append(summary(diagnostics)).append('\n').toString();
    }

    /** Such as {@code 2 errors, 1 warning}. */
    public static String summary(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(Diagnostic::isError).count();
        long warnings = diagnostics.size() - errors;
        return count(errors, "error") + ", " + count(warnings, "warning");
    }

    private static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private void render(Diagnostic d, StringBuilder out) {
        Place place = d.place();
        String colour = d.isError() ? RED : YELLOW;
        String number = Integer.toString(place.line());
        String margin = " ".repeat(number.length());
        out.append(paint(colour, d.severity().text() + "[" + d.check().code() + "]"))
                .append(paint(BOLD, ": " + printable(d.message())))
                .append('\n');
        out.append(margin).append(paint(BLUE, "--> ")).append(place).append('\n');
        String line = place.file().line(place.line());
        if (!line.isBlank()) {
            int from = Math.max(0, Math.min(place.column() - 1, line.codePointCount(0, line.length())) - WIDTH / 2);
            String shown = cut(line, from);
            int caret = Math.max(0, Math.min(place.column() - 1 - from, shown.codePointCount(0, shown.length())));
            int room = Math.max(1, shown.codePointCount(0, shown.length()) - caret);
            out.append(margin).append(paint(BLUE, " |")).append('\n');
            out.append(paint(BLUE, number + " | ")).append(printable(shown)).append('\n');
            out.append(margin)
                    .append(paint(BLUE, " | "))
                    .append(" ".repeat(caret))
                    .append(paint(colour, "^".repeat(Math.min(place.length(), room))))
                    .append('\n');
        }
        out.append(margin).append(paint(BLUE, " = ")).append("help: ").append(printable(d.remedy())).append('\n');
    }

    private static String cut(String line, int from) {
        int start = line.offsetByCodePoints(0, from);
        int points = line.codePointCount(start, line.length());
        return line.substring(start, line.offsetByCodePoints(start, Math.min(points, WIDTH)));
    }

    /** One column each, and nothing that a terminal would obey. */
    private static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '\t') {
                out.append(' ');
            } else if (Character.isISOControl(c) || type == Character.FORMAT || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR) {
                out.append('\ufffd');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }

    private String paint(String colour, String text) {
        return colours ? colour + text + RESET : text;
    }
}
