package dev.interlock.server.http.server;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The answers to browsers about pages of other origins (WHATWG Fetch, "CORS protocol"): the configured origins, each by
 * name, may send what a door needs, and read the headers that it answers with. A page proves itself with a bearer token
 * like every caller; cookies mean nothing here, so credentials are never allowed. Immutable.
 */
public final class Cors {

    /** The most headers of a preflight that are looked at; nobody who speaks to a door asks for more. */
    private static final int MOST_ASKED = 64;

    private static final int LONGEST_NAME = 100;

    /** The time for which a browser may remember the answer to a preflight, in seconds. */
    private static final String MAX_AGE = "600";

    private final List<String> methods;
    private final List<String> headers;
    private final Set<String> known;
    private final Predicate<String> also;
    private final List<String> readable;

    /**
     * Names the methods and headers that a page may send to a door, and the headers that it may read.
     *
     * @param headers headers that the door knows by name
     * @param also further headers by their name in lower case; asked only for plain names
     * @param readable headers of replies beyond those that every page may read
     */
    public Cors(List<String> methods, List<String> headers, Predicate<String> also, List<String> readable) {
        this.methods = List.copyOf(methods);
        this.headers = List.copyOf(headers);
        this.readable = List.copyOf(readable);
        this.known = headers.stream().map(Cors::lower).collect(Collectors.toUnmodifiableSet());
        this.also = also;
    }

    /** Returns whether a browser asks what a page may do; such a preflight carries no token. */
    static boolean isPreflight(String method, RequestHeaders headers) {
        return method.equals("OPTIONS") && headers.has("origin") && headers.has("access-control-request-method");
    }

    /** Headers of the answer to a preflight of a page that is let in. What the door does not take is left out, and so not sent. */
    Map<String, String> preflight(RequestHeaders headers) {
        return Map.of(
                "Access-Control-Allow-Methods",
                String.join(", ", methods),
                "Access-Control-Allow-Headers",
                allowed(headers),
                "Access-Control-Max-Age",
                MAX_AGE);
    }

    private String allowed(RequestHeaders asking) {
        String more = asking.all("access-control-request-headers").stream()
                .flatMap(line -> List.of(line.split(",", -1)).stream())
                .limit(MOST_ASKED)
                .map(name -> lower(name.strip()))
                .filter(name -> !known.contains(name) && isPlain(name) && also.test(name))
                .distinct()
                .collect(Collectors.joining(", "));
        String always = String.join(", ", headers);
        return more.isEmpty() ? always : always + ", " + more;
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c == '-' || c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z'));
    }

    /**
     * Returns the headers of a response that let the page see it. Caches keep responses to other origins apart.
     *
     * @param page the origin that is let in, if a page asks
     * @param more headers that it may read as well
     */
    Map<String, String> shared(Optional<String> page, Collection<String> more) {
        return page.map(origin -> Map.of(
                        "Vary",
                        "Origin",
                        "Access-Control-Allow-Origin",
                        origin,
                        "Access-Control-Expose-Headers",
                        String.join(
                                ", ",
                                Stream.concat(readable.stream(), more.stream()).toList())))
                .orElse(Map.of("Vary", "Origin"));
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
