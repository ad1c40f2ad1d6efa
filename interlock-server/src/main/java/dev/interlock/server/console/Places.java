package dev.interlock.server.console;

import java.util.Optional;
import java.util.regex.Pattern;

/** Where in the console something is shown that has an id. */
public final class Places {

    private static final Pattern ID = Pattern.compile("[a-z]+-[0-9]{1,18}");

    private Places() {}

    /** Returns the page of what an id such as {@code c-17} or {@code h-17} names; empty where it names nothing that has a page. */
    public static Optional<String> of(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        return switch (id.substring(0, id.indexOf('-'))) {
            case "c" -> Optional.of(page("calls", id));
            case "h" -> Optional.of(hold(id));
            case "t" -> Optional.of(task(id));
            case "lane" -> Optional.of(page("break-glass", id));
            default -> Optional.empty();
        };
    }

    public static String hold(String id) {
        return page("holds", id);
    }

    public static String task(String id) {
        return page("tasks", id);
    }

    /** @param object such as {@code vendor/42} */
    public static String object(String object) {
        int slash = object.indexOf('/');
        return slash < 0
                ? page("objects", object)
                : page("objects", object.substring(0, slash)) + "/" + V1.encoded(object.substring(slash + 1));
    }

    public static String party(String name) {
        return page("parties", name);
    }

    public static String rule(String id) {
        return page("rules", id);
    }

    /** Returns the page on which somebody signs in again, to go on to this one. */
    public static String signInAgain(String to) {
        return ConsoleDoor.SIGN_IN + "?again=1&to=" + V1.encoded(to);
    }

    private static String page(String kind, String id) {
        return ConsoleDoor.ROOT + "/" + kind + "/" + V1.encoded(id);
    }
}
