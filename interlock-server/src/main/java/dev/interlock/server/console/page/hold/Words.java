package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Moments;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Words that the pages about holds share. */
final class Words {

    /** The most names in one sentence. */
    private static final int MOST = 6;

    private Words() {}

    /** Names in a sentence, with the viewer as "you" in front: {@code you, paul or dana}. */
    static String names(List<String> names, String viewer, String last) {
        var shown = new ArrayList<String>();
        if (names.contains(viewer)) {
            shown.add("you");
        }
        names.stream().filter(name -> !name.equals(viewer)).forEach(shown::add);
        if (shown.size() > MOST) {
            int more = shown.size() - MOST;
            shown.subList(MOST, shown.size()).clear();
            shown.add(more + " more");
        }
        int size = shown.size();
        return size < 2
                ? String.join("", shown)
                : String.join(", ", shown.subList(0, size - 1)) + " " + last + " " + shown.get(size - 1);
    }

    /** The same at the beginning of a sentence. A name stays as it is. */
    static String namesFirst(List<String> names, String viewer, String last) {
        String text = names(names, viewer, last);
        return names.contains(viewer) ? capital(text) : text;
    }

    static String capital(String text) {
        return text.isEmpty() ? text : text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    /** A reason of the API as a sentence of its own. */
    static String sentence(String text) {
        String begun = capital(text);
        return begun.isEmpty() || begun.endsWith(".") ? begun : begun + ".";
    }

    /** How long before something something else was. */
    static String before(Instant earlier, Instant later) {
        Duration time = Duration.between(earlier, later);
        return time.toMillis() < 1_000 ? "just before" : Moments.span(time) + " before";
    }

    static String plural(int count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }
}
