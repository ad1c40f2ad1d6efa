package dev.interlock.server.identity;

import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtResult;
import java.time.Instant;

/** Says whose the tokens of one issuer are. Thread-safe. */
public interface Verifier extends AutoCloseable {

    /** Returns whether a token with these claims would be one of this issuer's. Asked before anything is checked. */
    boolean concerns(Claims unverified);

    /** Returns the party whose token this is. */
    JwtResult<Proven> verify(String token, Jwt jwt, Instant now);

    /** Returns the keys that tokens are verified with now: as long as they equal these, the same tokens prove the same. */
    Object keys(Instant now);

    /** Closes the verifier: nobody is asked for keys any more. */
    @Override
    default void close() {}
}
