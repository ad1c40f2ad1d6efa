package dev.interlock.server.http.server;

import java.util.Optional;

/**
 * The way from a path to a door. Paths are compared as they are sent: none that is answered needs an escape, so an
 * escaped one is another. Immutable.
 */
public final class Route {

    private static final String BELOW = "/*";

    private final Optional<String> method;
    private final Kind kind;
    private final String prefix;
    private final String suffix;
    private final Door door;

    private enum Kind {
        /** The path is the prefix. */
        EXACT,
        /** The path is the prefix, or below it. */
        BELOW,
        /** One segment, whatever its name, is between prefix and suffix. */
        SEGMENT
    }

    private Route(Optional<String> method, String pattern, Door door) {
        int name = pattern.indexOf('{');
        this.method = method;
        this.door = door;
        this.kind = name >= 0 ? Kind.SEGMENT : pattern.endsWith(BELOW) ? Kind.BELOW : Kind.EXACT;
        this.prefix = switch (kind) {
            case EXACT -> pattern;
            case BELOW -> pattern.substring(0, pattern.length() - BELOW.length());
            case SEGMENT -> pattern.substring(0, name);
        };
        this.suffix = kind == Kind.SEGMENT ? pattern.substring(pattern.indexOf('}') + 1) : "";
    }

    /**
     * Returns a route for any method.
     *
     * @param pattern a path; one that ends with {@code /*} and stands for what is below, too; or one with a segment in
     *     braces, which may have any name
     */
    public static Route any(String pattern, Door door) {
        return new Route(Optional.empty(), pattern, door);
    }

    /** Returns a route for {@code GET} alone. */
    public static Route get(String pattern, Door door) {
        return new Route(Optional.of("GET"), pattern, door);
    }

    /** Returns a route for {@code POST} alone. */
    public static Route post(String pattern, Door door) {
        return new Route(Optional.of("POST"), pattern, door);
    }

    Door door() {
        return door;
    }

    boolean fits(String asked, String path) {
        if (!path.startsWith(prefix) || (method.isPresent() && !method.get().equals(asked))) {
            return false;
        }
        int from = prefix.length();
        return switch (kind) {
            case EXACT -> path.length() == from;
            case BELOW -> path.length() == from || path.charAt(from) == '/';
            case SEGMENT -> {
                int end = path.length() - suffix.length();
                int slash = path.indexOf('/', from);
                yield end > from && path.endsWith(suffix) && (slash < 0 || slash >= end);
            }
        };
    }
}
