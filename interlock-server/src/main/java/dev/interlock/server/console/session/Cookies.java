package dev.interlock.server.console.session;

import dev.interlock.server.http.server.RequestHeaders;
import java.util.Optional;

/** Reads the cookies of a request (RFC 6265). */
public final class Cookies {

    private Cookies() {}

    /** Returns the value of a cookie; empty where it is absent, or there are two of its name: it is unclear whose the other one is. */
    public static Optional<String> value(RequestHeaders headers, String name) {
        Optional<String> found = Optional.empty();
        for (String pair : headers.first("cookie").orElse("").split(";", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0 && pair.substring(0, equals).strip().equals(name)) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return found;
    }
}
