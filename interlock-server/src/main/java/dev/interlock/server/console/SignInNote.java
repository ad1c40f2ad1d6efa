package dev.interlock.server.console;

import dev.interlock.server.console.session.Cookie;
import dev.interlock.server.console.session.Seal;
import dev.interlock.server.http.server.RequestHeaders;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * What went wrong with a login, told on the next page: the address at which an issuer sends a browser back holds a code, so no page is shown
 * there, and no text is taken from an address, for anybody could write one.
 */
final class SignInNote {

    private static final Duration LIFE = Duration.ofMinutes(1);
    private static final int LONGEST = 1_000;
    private static final String USE = "note";

    private final Seal seal;
    private final Cookie cookie;

    SignInNote(Seal seal, boolean secure) {
        this.seal = seal;
        this.cookie = new Cookie("-note", secure);
    }

    /** Returns the header that lets the next page of the browser tell this. */
    String set(String text) {
        String kept = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Text.plain(text, LONGEST).getBytes(StandardCharsets.UTF_8));
        return cookie.set(kept + "." + seal.sign(USE, kept), LIFE);
    }

    /** Returns what is to be told. */
    Optional<String> read(RequestHeaders headers) {
        return cookie.value(headers)
                .map(value -> value.split("\\.", 2))
                .filter(parts -> parts.length == 2 && seal.isSigned(USE, parts[0], parts[1]))
                .map(parts -> new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8));
    }

    /** Returns the header after which it is told no more. */
    String clear() {
        return cookie.clear();
    }
}
