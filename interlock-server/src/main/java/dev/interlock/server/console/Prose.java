package dev.interlock.server.console;

import dev.interlock.server.render.Plain;
import gg.jte.Content;
import gg.jte.TemplateOutput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sentence of the API on a page: what stands in it between backticks is shown as the id that it is, and ids of calls, holds and tasks lead
 * to their pages. Names in it may be from outside, so all of it is shown as {@link Text}.
 */
public final class Prose implements Content {

    /** The longest sentence that is shown whole. */
    private static final int LONGEST = 2_000;

    /** The longest id that is kept on one line. */
    private static final int LONGEST_ID = 24;

    private static final Pattern MARKED =
            Pattern.compile("`([^`]{1,300})`|(?<![\\w-])((?:c|h|t|lane)-[0-9]{1,18})(?![\\w-])");

    private final String text;
    private final boolean links;

    private Prose(String text, boolean links) {
        this.text = text;
        this.links = links;
    }

    public static Prose of(String text) {
        return new Prose(Plain.cut(text, LONGEST), true);
    }

    /** A sentence of a story that was only played: its ids are of no call in the record, and lead nowhere. */
    public static Prose played(String text) {
        return new Prose(Plain.cut(text, LONGEST), false);
    }

    @Override
    public boolean isEmptyContent() {
        return text.isEmpty();
    }

    @Override
    public void writeTo(TemplateOutput output) {
        Matcher matcher = MARKED.matcher(text);
        int from = 0;
        while (matcher.find()) {
            plain(text.substring(from, matcher.start()), output);
            id(matcher.group(1) == null ? matcher.group(2) : matcher.group(1), output);
            from = matcher.end();
        }
        plain(text.substring(from), output);
    }

    private static void plain(String text, TemplateOutput output) {
        Text.of(text, LONGEST + 3).writeTo(output);
    }

    private void id(String id, TemplateOutput output) {
        String place = links ? Places.of(id).orElse("") : "";
        String css = id.length() > LONGEST_ID ? "id wrapid" : "id";
        output.writeContent(
                place.isEmpty() ? "<span class=\"" + css + "\">" : "<a class=\"id\" href=\"" + place + "\">");
        plain(id, output);
        output.writeContent(place.isEmpty() ? "</span>" : "</a>");
    }
}
