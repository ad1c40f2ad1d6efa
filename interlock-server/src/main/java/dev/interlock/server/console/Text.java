package dev.interlock.server.console;

import dev.interlock.server.render.Plain;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlTemplateOutput;
import java.util.Locale;

/**
 * Text from outside on a page: agents choose arguments, and people type comments. It is bounded, in characters and in what these take on
 * the page; invisible characters, or that turn the direction of text, are written out as {@code U+202E}. Templates escape it as
 * they do everything else.
 */
public final class Text implements Content {

    /** The usual number of characters that are shown of a text. */
    public static final int USUAL = 300;

    private static final String OPEN = "<span class=\"odd\">";
    private static final String CLOSE = "</span>";

    /** The bytes of a character that is written out. */
    private static final int ODD = OPEN.length() + CLOSE.length() + "U+10FFFF".length();

    /** The bytes of a character that markup has for itself. */
    private static final int ESCAPED = "&amp;".length();

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

    /** Shows a text whole up to so many characters, and twice as many bytes; the length of a longer one is told. */
    public static Text of(String text, int most) {
        return new Text(text, most);
    }

    /** Shows all of a text. Whoever asks for that has looked at {@link #bytes}. */
    public static Text whole(String text) {
        return new Text(text, Integer.MAX_VALUE / 2);
    }

    /** Returns whether a text is shown whole within so many characters. */
    public static boolean fits(String text, int most) {
        return fitting(text, most) == text.length();
    }

    /** The bytes that a text takes on a page, at most. */
    public static int bytes(String text) {
        return text.codePoints().map(Text::bytes).sum();
    }

    private static int bytes(int c) {
        if (isWrittenOut(c)) {
            return ODD;
        }
        return c == '<' || c == '>' || c == '&' ? ESCAPED : c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    }

    /** Returns how many of the first characters are shown. */
    private static int fitting(String text, int most) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int c = text.codePointAt(at);
            bytes += bytes(c);
            if (at + Character.charCount(c) > most || bytes > 2 * most) {
                return at;
            }
            at += Character.charCount(c);
        }
        return at;
    }

    private static boolean isWrittenOut(int c) {
        return Plain.isHidden(c) && c != '\n' && c != '\t';
    }

    @Override
    public boolean isEmptyContent() {
        return text.isEmpty();
    }

    @Override
    public void writeTo(TemplateOutput output) {
        int end = fitting(text, most);
        String shown = text.substring(0, end);
        var run = new StringBuilder();
        for (int i = 0; i < shown.length(); ) {
            int c = shown.codePointAt(i);
            i += Character.charCount(c);
            if (isWrittenOut(c)) {
                write(run, output);
                output.writeContent(OPEN + codePoint(c) + CLOSE);
            } else {
                run.appendCodePoint(c);
            }
        }
        write(run, output);
        if (end < text.length()) {
            output.writeContent("… <span class=\"qq\">(" + text.length() + " characters)</span>");
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
