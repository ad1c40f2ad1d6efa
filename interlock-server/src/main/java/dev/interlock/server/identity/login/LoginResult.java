package dev.interlock.server.identity.login;

import dev.interlock.server.jose.Claims;
import java.util.Optional;

/** The outcome of logging in, or of asking for the next token. */
public sealed interface LoginResult {

    /**
     * The issuer gave a token.
     *
     * @param identity the claims of the id token, if one was sent: the issuer's own word about who logged in, and when
     */
    record Done(Login login, Optional<Claims> identity) implements LoginResult {}

    /**
     * The issuer said no.
     *
     * @param code of OAuth, such as {@code access_denied}; an issuer's word, not printable yet
     * @param message a sentence that says what happened and what to do; it may repeat words of the issuer
     */
    record Refused(String code, String message) implements LoginResult {}

    /** No answer came that is understood; trying again may help. */
    record Failed(String message) implements LoginResult {}
}
