package dev.interlock.server.http.server;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The entrance checks a request at every door before its content is looked at: headers that count occur once, the
 * server is called by a name of its own, and a page in a browser is one that is let in. Immutable.
 */
public final class Entrance {

    /** The headers that may have one value only: of two, two readers may each believe another one. */
    private static final List<String> ONCE = List.of(
            "host",
            "origin",
            "authorization",
            "content-type",
            "content-length",
            "content-encoding",
            "transfer-encoding");

    private static final int SHOWN = 80;

    private final Set<String> hosts;
    private final Set<String> origins;
    private final List<String> once;

    /** @param status of HTTP */
    public record Refusal(int status, String message) {}

    /**
     * An entrance.
     *
     * @param hosts names that `Host` may give, without port, in lower case; empty for any. Without this check a page that
     *     rebinds its own name to a loopback address could talk to a local gateway
     * @param origins values of `Origin` that are let in; a request without one is no browser's and passes
     * @param once further headers, in lower case, that occur once at most
     */
    public Entrance(Set<String> hosts, Set<String> origins, Set<String> once) {
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
        this.once = Stream.concat(ONCE.stream(), once.stream().sorted()).toList();
    }

    /** Returns why the request is refused, whoever sends it. */
    public Optional<Refusal> check(RequestHeaders headers) {
        for (String name : once) {
            if (headers.all(name).size() > 1) {
                return Optional.of(twice(name));
            }
        }
        String host = headers.first("host").orElse("");
        if (!hosts.isEmpty() && !hosts.contains(withoutPort(host))) {
            return Optional.of(new Refusal(
                    403,
                    "this gateway does not answer to host `" + shown(host)
                            + "`: use the address it is configured for"));
        }
        return headers.first("origin")
                .filter(origin -> !origins.contains(origin))
                .map(origin -> new Refusal(
                        403, "origin `" + shown(origin) + "` is not let in: add it to the configured origins"));
    }

    /** Returns the refusal of a header that occurs more than once. */
    public static Refusal twice(String name) {
        return new Refusal(400, "header `" + name + "` occurs more than once: send it once");
    }

    /** Returns whether pages of any origin are let in. */
    public boolean knowsPages() {
        return !origins.isEmpty();
    }

    /** The origin of the page that a browser sends this for, if it is let in. */
    public Optional<String> page(RequestHeaders headers) {
        List<String> given = headers.all("origin");
        return given.size() == 1 ? Optional.of(given.getFirst()).filter(origins::contains) : Optional.empty();
    }

    private static String withoutPort(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        return name.toLowerCase(Locale.ROOT);
    }

    private static String shown(String value) {
        String cut = value.length() <= SHOWN ? value : value.substring(0, SHOWN - 3) + "...";
        return cut.replaceAll("\\p{C}", "?");
    }
}
