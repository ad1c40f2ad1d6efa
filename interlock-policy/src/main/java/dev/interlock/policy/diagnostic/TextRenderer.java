package dev.interlock.policy.diagnostic;

import java.util.List;

/** Diagnostics for people: message, place, source lines with marks, remedy. */
public final class TextRenderer {

    private final Paint paint;

    public TextRenderer(boolean colours) {
        this.paint = new Paint(colours);
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

    /** The summary, such as {@code 2 errors, 1 warning}. */
    public static String summary(List<Diagnostic> diagnostics) {
        long errors = diagnostics.stream().filter(Diagnostic::isError).count();
        long warnings = diagnostics.size() - errors;
        return count(errors, "error") + ", " + count(warnings, "warning");
    }

    private static String count(long n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    private void render(Diagnostic d, StringBuilder out) {
        String colour = d.isError() ? Paint.RED : Paint.YELLOW;
        out.append(paint.in(colour, d.severity().text() + "[" + d.check().code() + "]"))
                .append(paint.bold(": " + printable(d.message())))
                .append('\n');
        String margin = Snippet.render(d, paint, colour, out);
        out.append(margin)
                .append(paint.blue(" = "))
                .append(paint.bold("help"))
                .append(": ")
                .append(printable(d.remedy()))
                .append('\n');
    }

    /** The text with characters of one column each, and none that a terminal would obey. */
    static String printable(String text) {
        StringBuilder out = new StringBuilder();
        text.codePoints().forEach(c -> {
            int type = Character.getType(c);
            if (c == '\t') {
                out.append(' ');
            } else if (Character.isISOControl(c)
                    || type == Character.FORMAT
                    || type == Character.SURROGATE
                    || type == Character.LINE_SEPARATOR
                    || type == Character.PARAGRAPH_SEPARATOR) {
                out.append('\ufffd');
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
