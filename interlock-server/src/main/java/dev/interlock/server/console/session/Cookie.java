package dev.interlock.server.console.session;

import dev.interlock.server.http.server.RequestHeaders;
import java.time.Duration;
import java.util.Optional;

/**
 * A cookie of the console: no script reads it, and no form of another site brings it along.
 *
 * @param purpose what follows the name of the product, such as {@code -login}; empty for the session
 * @param secure whether browsers reach the console by TLS alone
 */
public record Cookie(String purpose, boolean secure) {

    /** Returns the name. With its prefix a browser refuses a cookie that another host, or somebody without TLS, gave it. */
    public String name() {
        return (secure ? "__Host-interlock" : "interlock") + purpose;
    }

    /** Returns the value that a request brings along. */
    public Optional<String> value(RequestHeaders headers) {
        return Cookies.value(headers, name()).filter(value -> !value.isEmpty());
    }

    /** Returns the header {@code Set-Cookie} that gives a browser this value. */
    public String set(String value, Duration life) {
        return name() + "=" + value + "; Path=/; Max-Age=" + life.toSeconds() + "; HttpOnly; SameSite=Lax"
                + (secure ? "; Secure" : "");
    }

    /** Returns the header that takes the cookie from a browser. */
    public String clear() {
        return set("", Duration.ZERO);
    }
}
