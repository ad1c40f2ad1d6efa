package dev.interlock.server.identity;

import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtResult;
import java.time.Instant;

/** Says whose the tokens of one issuer are. Thread-safe. */
public interface Verifier extends AutoCloseable {

    /** Whether a token that says this would be one of this issuer's. Asked before anything is checked. */
    boolean concerns(Claims unverified);

    /** Whose token it is. */
    JwtResult<Proven> verify(String token, Jwt jwt, Instant now);

    /** What tokens are verified with now: as long as it equals that, the same tokens prove the same. */
    Object keys(Instant now);

    /** Asks nobody for keys any more. */
    @Override
    default void close() {}
}
