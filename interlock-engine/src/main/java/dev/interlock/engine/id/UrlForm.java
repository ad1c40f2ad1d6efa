package dev.interlock.engine.id;

import java.util.Locale;
import java.util.Map;

/**
 * URLs with a host, normalised as RFC 3986, 6.2.2 and 6.2.3 say: lower case where case means nothing, no escapes that are
 * not needed, no dot segments, no port that is the usual one; and no query that is empty. They name neither a user nor a fragment, and their host by a
 * name of ASCII or four decimal numbers.
 */
public record UrlForm() implements IdForm {

    private static final Map<String, String> USUAL_PORTS =
            Map.of("http", "80", "https", "443", "ws", "80", "wss", "443", "ftp", "21");

    private static final Spelling NONE = new Spelling.None("must be a URL, such as `https://example.com/a`");

    @Override
    public Spelling read(String id) {
        int colon = id.indexOf("://");
        if (colon < 1 || !isScheme(id.substring(0, colon))) {
            return NONE;
        }
        if (id.indexOf('#') >= 0) {
            return new Spelling.None("must not have a fragment");
        }
        String scheme = id.substring(0, colon).toLowerCase(Locale.ROOT);
        int from = colon + 3;
        int end = from;
        while (end < id.length() && id.charAt(end) != '/' && id.charAt(end) != '?') {
            end++;
        }
        String authority = UrlHost.canonical(id.substring(from, end), USUAL_PORTS.getOrDefault(scheme, ""));
        int query = id.indexOf('?', end);
        String path = escaped(id.substring(end, query < 0 ? id.length() : query));
        // A query without anything in it asks for the same as none.
        String rest = query < 0 || query == id.length() - 1 ? "" : escaped(id.substring(query));
        if (authority.isEmpty()) {
            return new Spelling.None("must have an ASCII host name or an IPv4 address as its host, and no user");
        }
        if (path.equals(BAD) || rest.equals(BAD)) {
            return new Spelling.None("must contain only characters allowed in a URL, with all others percent-encoded");
        }
        boolean upwards = hasUpwards(path);
        String canonical = scheme + "://" + authority + withoutDots(path.isEmpty() ? "/" : path) + rest;
        if (canonical.equals(id)) {
            return new Spelling.Canonical(id);
        }
        return new Spelling.Other(
                canonical,
                upwards
                        ? "must not have a segment `..`"
                        : "must be normalised according to RFC 3986: lower case, without unnecessary escapes, dot"
                                + " segments, port or question mark",
                !upwards);
    }

    @Override
    public String name() {
        return "url";
    }

    private static final String BAD = "%";
    private static final String PLAIN = "-._~";
    private static final String OTHERS = "!$&'()*+,;=:@/?";

    private static boolean isScheme(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLetter(c) && (i == 0 || !isDigit(c) && "+-.".indexOf(c) < 0)) {
                return false;
            }
        }
        return true;
    }

    /** The part with its escapes in capitals, and without needless ones; {@link #BAD} where a character may not stand there. */
    private static String escaped(String part) {
        var out = new StringBuilder(part.length());
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '%') {
                int code = i + 2 < part.length() ? hex(part.charAt(i + 1)) * 16 + hex(part.charAt(i + 2)) : -1;
                if (code < 0) {
                    return BAD;
                }
                char plain = (char) code;
                if (isPlain(plain)) {
                    out.append(plain);
                } else {
                    out.append(part.substring(i, i + 3).toUpperCase(Locale.ROOT));
                }
                i += 2;
            } else if (isPlain(c) || OTHERS.indexOf(c) >= 0) {
                out.append(c);
            } else {
                return BAD;
            }
        }
        return out.toString();
    }

    private static boolean hasUpwards(String path) {
        return (path + "/").contains("/../");
    }

    /** RFC 3986, 5.2.4; the path begins with a slash. */
    private static String withoutDots(String path) {
        var out = new StringBuilder(path.length());
        String[] segments = path.split("/", -1);
        for (int i = 1; i < segments.length; i++) {
            boolean last = i == segments.length - 1;
            if (segments[i].equals("..")) {
                out.setLength(Math.max(0, out.lastIndexOf("/")));
                out.append(last ? "/" : "");
            } else if (segments[i].equals(".")) {
                out.append(last ? "/" : "");
            } else {
                out.append('/').append(segments[i]);
            }
        }
        return out.toString();
    }

    private static boolean isPlain(char c) {
        return isLetter(c) || isDigit(c) || PLAIN.indexOf(c) >= 0;
    }

    private static boolean isLetter(char c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    /** Far below zero for what is no digit, so that a number with one is below zero too. */
    private static int hex(char c) {
        int digit = c < 128 ? Character.digit(c, 16) : -1;
        return digit < 0 ? -1000 : digit;
    }
}
