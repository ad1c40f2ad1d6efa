package dev.interlock.server.console.page.playground;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bundle that what is edited is compared with. A form names it, and its files are asked for each time.
 *
 * @param name the name by which a form chooses it
 * @param files its files; none where nothing is compared
 */
record Base(String name, Map<String, String> files) {

    /** The bundle in force. */
    static final String FORCE = "force";

    /** The example to begin with. */
    static final String SAMPLE = "example";

    private static final Pattern PLACE = Pattern.compile("\\?base=([a-z]{1,20})#");

    static final Base EXAMPLE = new Base(SAMPLE, Example.FILES);
    static final Base NONE = new Base("none", Map.of());

    Base {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** The place of the playground with this bundle to compare with. */
    String place() {
        return "?base=" + name;
    }

    /** The name in a link that somebody shared; empty where it has none. */
    static String named(String link) {
        Matcher place = PLACE.matcher(link);
        return place.find() ? place.group(1) : "";
    }

    /** The bundle in a few words. */
    String words() {
        return switch (name) {
            case FORCE -> "in force";
            case SAMPLE -> "the example";
            default -> "";
        };
    }
}
