package dev.interlock.server.http.server;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The guard of a door checks a request before its content is looked at: headers that count occur once, the server is
 * called by a name of its own, a page in a browser is one that is let in, and the body is of a kind that the door reads.
 * Immutable.
 */
public final class Guard {

    /** The headers that may have one value only: of two, two readers may each believe another one. */
    private static final Set<String> ONCE = Set.of(
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
    private final Rules rules;

    /**
     * The rules of one door, beyond those of every door.
     *
     * @param once headers, in lower case, that occur once at most
     * @param oncePrefix the beginning of the names of further such headers; empty for none
     * @param banned headers that may not occur at all, as they ask for another request than was sent
     * @param cors says what pages of other origins may send and read; empty where no page is answered
     * @param media the media type of bodies
     * @param ownPages whether pages of the server itself are let in: those of the host by which the request calls it
     */
    public record Rules(
            Set<String> once,
            String oncePrefix,
            List<String> banned,
            Optional<Cors> cors,
            String media,
            boolean ownPages) {

        /** The rules of a door that reads JSON, and has nothing for pages. */
        public static final Rules JSON =
                new Rules(Set.of(), "", List.of(), Optional.empty(), "application/json", false);

        /** The rules of a door with pages of its own, whose forms it reads. */
        public static final Rules PAGES =
                new Rules(Set.of("cookie"), "", List.of(), Optional.empty(), FormBody.MEDIA, true);

        public Rules {
            once = Set.copyOf(once);
            banned = List.copyOf(banned);
        }

        public Rules withOnce(Collection<String> names) {
            return new Rules(Set.copyOf(names), oncePrefix, banned, cors, media, ownPages);
        }

        public Rules withOncePrefix(String prefix) {
            return new Rules(once, prefix, banned, cors, media, ownPages);
        }

        public Rules withBanned(List<String> names) {
            return new Rules(once, oncePrefix, names, cors, media, ownPages);
        }

        public Rules withCors(Cors pages) {
            return new Rules(once, oncePrefix, banned, Optional.of(pages), media, ownPages);
        }

        public Rules withMedia(String type) {
            return new Rules(once, oncePrefix, banned, cors, type, ownPages);
        }
    }

    /**
     * A guard.
     *
     * @param hosts names that `Host` may give, without port, in lower case; empty for any. Without this check a page that
     *     rebinds its own name to a loopback address could talk to a local gateway
     * @param origins values of `Origin` that are let in; a request without one is no browser's and passes
     */
    public Guard(Set<String> hosts, Set<String> origins, Rules rules) {
        this.hosts = Set.copyOf(hosts);
        this.origins = Set.copyOf(origins);
        this.rules = rules;
    }

    /** @throws Refusal for its head, whoever sends it */
    public void check(RequestHeaders headers) throws Refusal {
        for (String name : headers.repeated()) {
            if (isOnce(name)) {
                throw Refusal.invalid("header `" + name + "` occurs more than once: send it once");
            }
        }
        if (!hosts.isEmpty()) {
            String host = headers.first("host").orElse("");
            if (!hosts.contains(withoutPort(host))) {
                throw new Refusal(
                        403,
                        Refusal.INVALID,
                        "this gateway does not answer to host `" + shown(host)
                                + "`: use the address it is configured for");
            }
        }
        Optional<String> origin = headers.first("origin");
        if (origin.isPresent() && !origins.contains(origin.get()) && !isOwn(origin.get(), headers)) {
            throw new Refusal(
                    403,
                    Refusal.INVALID,
                    "origin `" + shown(origin.get()) + "` is not allowed: add it to the configured origins");
        }
        for (String name : rules.banned()) {
            if (headers.has(name)) {
                throw Refusal.invalid("header `" + name
                        + "` would change the meaning of the request: send the intended request itself");
            }
        }
    }

    /** The scheme tells nothing: a server behind another one, which speaks TLS for it, does not know its own. */
    private boolean isOwn(String origin, RequestHeaders headers) {
        String host = headers.first("host").orElse("");
        return rules.ownPages()
                && !host.isEmpty()
                && (origin.equals("https://" + host) || origin.equals("http://" + host));
    }

    private boolean isOnce(String name) {
        return ONCE.contains(name)
                || rules.once().contains(name)
                || (!rules.oncePrefix().isEmpty() && name.startsWith(rules.oncePrefix()));
    }

    /** Returns the reply to a browser that asks what a page may send, if the request is that; it carries no token. */
    public Optional<Reply> preflight(Presented request) {
        return rules.cors().isPresent() && Cors.isPreflight(request.method(), request.headers())
                ? Optional.of(Reply.empty(204).with(rules.cors().get().preflight(request.headers())))
                : Optional.empty();
    }

    /** Returns the headers of every reply to a request with these: they let a page see it that is let in. */
    public Map<String, String> shared(RequestHeaders headers) {
        return rules.cors().isPresent() && !origins.isEmpty()
                ? rules.cors().get().shared(page(headers), List.of())
                : Map.of();
    }

    /** Returns the reply as a page may see it, with each of its headers. */
    public Reply shared(RequestHeaders headers, Reply reply) {
        return rules.cors().isPresent() && !origins.isEmpty()
                ? reply.with(
                        rules.cors().get().shared(page(headers), reply.headers().keySet()))
                : reply;
    }

    /** Returns the origin of the page that a browser sends this for, if it is let in. */
    private Optional<String> page(RequestHeaders headers) {
        List<String> given = headers.all("origin");
        return given.size() == 1 ? Optional.of(given.getFirst()).filter(origins::contains) : Optional.empty();
    }

    /** @throws Refusal for the media type of its body, or since that is encoded */
    public void checkBody(RequestHeaders headers) throws Refusal {
        checkType(headers);
        checkEncoding(headers);
    }

    /** @throws Refusal for the media type of its body */
    public void checkType(RequestHeaders headers) throws Refusal {
        String type = headers.first("content-type").orElse("");
        if (!isTaken(type)) {
            throw new Refusal(
                    415,
                    Refusal.INVALID,
                    "content type `" + shown(type.toLowerCase(Locale.ROOT)) + "` is not accepted: send " + rules.media()
                            + " in UTF-8");
        }
    }

    private boolean isTaken(String type) {
        if (type.equals(rules.media())) {
            return true;
        }
        String[] parts = type.toLowerCase(Locale.ROOT).split(";", -1);
        if (!parts[0].strip().equals(rules.media())) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip();
            if (parameter.startsWith("charset=") && !isUtf8(parameter)) {
                return false;
            }
        }
        return true;
    }

    /** Returns whether a parameter of a media type, in lower case, says that a text is in UTF-8. */
    public static boolean isUtf8(String parameter) {
        return parameter.equals("charset=utf-8") || parameter.equals("charset=\"utf-8\"");
    }

    /** @throws Refusal for an encoded body: a decoder before the limits could read something else, or far more, than was sent */
    public static void checkEncoding(RequestHeaders headers) throws Refusal {
        for (String how : headers.all("content-encoding")) {
            if (!how.equals("identity")) {
                throw new Refusal(
                        415,
                        Refusal.INVALID,
                        "encoded bodies are not accepted: send the body without content-encoding");
            }
        }
    }

    /** Returns whether the sender accepts this media type, or a range of them that holds it. */
    public static boolean accepts(RequestHeaders headers, String media) {
        for (String header : headers.all("accept")) {
            if (names(header, media)) {
                return true;
            }
        }
        return false;
    }

    private static boolean names(String header, String media) {
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int end = comma < 0 ? header.length() : comma;
            int parameters = header.indexOf(';', from, end);
            if (holds(header, from, parameters < 0 ? end : Math.min(parameters, end), media)) {
                return true;
            }
            from = end + 1;
        }
        return false;
    }

    /** Returns whether a range, with spaces around it, holds the media type. */
    private static boolean holds(String header, int first, int last, String media) {
        int from = first;
        int to = last;
        while (from < to && isSpace(header.charAt(from))) {
            from++;
        }
        while (from < to && isSpace(header.charAt(to - 1))) {
            to--;
        }
        int type = media.indexOf('/') + 1;
        int length = to - from;
        boolean same = length == media.length() && header.regionMatches(true, from, media, 0, length);
        boolean sameType =
                length == type + 1 && header.charAt(to - 1) == '*' && header.regionMatches(true, from, media, 0, type);
        return same || sameType || (length == 3 && header.startsWith("*/*", from));
    }

    private static boolean isSpace(char c) {
        return c == ' ' || c == '\t';
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
