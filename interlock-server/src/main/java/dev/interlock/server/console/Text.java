package dev.interlock.server.console;

import dev.interlock.server.render.Plain;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlTemplateOutput;
import java.util.Locale;

/**
 * Text from outside on a page: agents choose arguments, and people type comments. It is bounded, and characters that nobody sees, or that
 * turn the direction of text, are written out as {@code U+202E}. Templates escape it as they do everything else.
 */
public final class Text implements Content {

    /** The usual number of characters that are shown of a text. */
    public static final int USUAL = 300;

    private static final String OPEN = "<span class=\"odd\">";
    private static final String CLOSE = "</span>";

    private final String text;
    private final int most;

    private Text(String text, int most) {
        this.text = text;
        this.most = most;
    }

    /** Shows a text, at most its usual length. */
    public static Text of(String text) {
        return new Text(text, USUAL);
    }

    /** Shows a text whole up to so many characters; the length of a longer one is told. */
    public static Text of(String text, int most) {
        return new Text(text, most);
    }

    @Override
    public boolean isEmptyContent() {
        return text.isEmpty();
    }

    @Override
    public void writeTo(TemplateOutput output) {
        String shown = text.length() <= most ? text : Plain.cut(text, most);
        var run = new StringBuilder();
        for (int i = 0; i < shown.length(); ) {
            int c = shown.codePointAt(i);
            i += Character.charCount(c);
            if (Plain.isHidden(c) && c != '\n' && c != '\t') {
                write(run, output);
                output.writeContent(OPEN + codePoint(c) + CLOSE);
            } else {
                run.appendCodePoint(c);
            }
        }
        write(run, output);
        if (text.length() > most) {
            output.writeContent(" <span class=\"qq\">(" + text.length() + " characters)</span>");
        }
    }

    private static void write(StringBuilder run, TemplateOutput output) {
        if (!run.isEmpty()) {
            if (output instanceof HtmlTemplateOutput html) {
                html.setContext(null, null);
            }
            output.writeUserContent(run.toString());
            run.setLength(0);
        }
    }

    private static String codePoint(int c) {
        return "U+" + String.format(Locale.ROOT, "%04X", c);
    }

    /** The text for places that hold no markup, such as a title: the same characters written out, in at most so many of them. */
    public static String plain(String text, int most) {
        String shown = Plain.cut(text, most);
        var plain = new StringBuilder(shown.length());
        shown.codePoints().forEach(c -> {
            if (Plain.isHidden(c)) {
                plain.append(codePoint(c));
            } else {
                plain.appendCodePoint(c);
            }
        });
        return plain.toString();
    }
}
