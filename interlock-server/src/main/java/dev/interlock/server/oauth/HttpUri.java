package dev.interlock.server.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/** Addresses of requests, in the one form in which they are compared (RFC 9449, section 4.3; RFC 3986, section 6.2.2 and 6.2.3). */
final class HttpUri {

    private static final int LONGEST = 4 << 10;
    private static final int HTTPS_PORT = 443;
    private static final int HTTP_PORT = 80;

    private HttpUri() {}

    /** The normal form of an absolute address of HTTP without query, fragment and user; empty if it is something else. */
    static Optional<String> normal(String written) {
        if (written.length() > LONGEST || !written.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return Optional.empty();
        }
        URI uri;
        try {
            uri = new URI(written);
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
        if (uri.getScheme() == null
                || uri.getHost() == null
                || uri.getRawUserInfo() != null
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            return Optional.empty();
        }
        String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
        int usual;
        switch (scheme) {
            case "https" -> usual = HTTPS_PORT;
            case "http" -> usual = HTTP_PORT;
            default -> {
                return Optional.empty();
            }
        }
        int port = uri.getPort();
        String host = uri.getHost().toLowerCase(Locale.ROOT) + (port < 0 || port == usual ? "" : ":" + port);
        return Optional.of(scheme + "://" + host + path(uri.getRawPath()));
    }

    /** Returns the path with escapes in upper case, and none for characters that need none. An empty path is the root. */
    private static String path(String raw) {
        if (raw.isEmpty()) {
            return "/";
        }
        StringBuilder path = new StringBuilder(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c != '%') {
                path.append(c);
                continue;
            }
            String hex = raw.substring(i + 1, i + 3); // the parser has seen to two digits
            char value = (char) Integer.parseInt(hex, 16);
            path.append(isUnreserved(value) ? String.valueOf(value) : "%" + hex.toUpperCase(Locale.ROOT));
            i += 2;
        }
        return path.toString();
    }

    private static boolean isUnreserved(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '-'
                || c == '.'
                || c == '_'
                || c == '~';
    }
}
