package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Handles are the ids of access requests and of approvals, and the tokens that bind a request to its denial: each names
 * one held evaluation and the enforcement point that asked for it, and is signed, so that nobody guesses or makes one.
 * No handle grants anything: a held call is decided again, by the record. Thread-safe.
 */
final class Handles {

    /** The purpose of a handle; one kind does not pass for another. */
    enum Kind {
        DENIAL("interlock-denial+jwt"),
        TASK("interlock-access-request+jwt"),
        APPROVAL("interlock-approval+jwt");

        private final String type;

        Kind(String type) {
            this.type = type;
        }
    }

    /** The life of a handle: longer than any hold lasts. */
    static final Duration LIFE = Duration.ofDays(30);

    private final Supplier<String> url;
    private final SigningKeys keys;
    private final InstantSource clock;

    Handles(Supplier<String> url, SigningKeys keys, InstantSource clock) {
        this.url = url;
        this.keys = keys;
        this.clock = clock;
    }

    /** The same each time, as long as the same key signs. */
    String of(Kind kind, long call, long evaluatedMillis, String by) {
        return of(kind, call, evaluatedMillis, evaluatedMillis + LIFE.toMillis(), by);
    }

    String of(Kind kind, long call, long evaluatedMillis, long untilMillis, String by) {
        ObjectNode claims = claims(Ids.call(call), evaluatedMillis, untilMillis, by);
        if (kind == Kind.DENIAL) {
            claims.put("evaluation_id", Ids.call(call));
            claims.put("denial_expires_at", Instant.ofEpochMilli(untilMillis).toString());
        }
        return keys.sign(kind.type, claims);
    }

    /** Returns the handle of a request about several evaluations, which is kept under this id. */
    String ofKept(String id, long fromMillis, String by) {
        return keys.sign(Kind.TASK.type, claims(id, fromMillis, fromMillis + LIFE.toMillis(), by));
    }

    private ObjectNode claims(String id, long fromMillis, long untilMillis, String by) {
        return Json.object()
                .put("iss", url.get())
                .put("aud", url.get())
                .put("sub", by)
                .put("iat", seconds(fromMillis))
                .put("exp", seconds(untilMillis))
                .put("jti", id);
    }

    private static long seconds(long millis) {
        return Math.floorDiv(millis, 1_000L);
    }

    /** The number of the evaluation, if it is a handle of this kind and of this enforcement point. */
    OptionalLong read(Kind kind, String handle, String by) {
        return id(kind, handle, by).map(id -> Ids.parse('c', id)).orElse(OptionalLong.empty());
    }

    /**
     * Returns the id that a handle names: an evaluation, or a request that is kept; empty if it is no handle of this
     * kind and this enforcement point.
     */
    Optional<String> id(Kind kind, String handle, String by) {
        var rules = JwtRules.ofType(kind.type)
                .withAlgorithms(Set.of(Algorithm.ED25519, Algorithm.ES256))
                .withHeaders(Set.of("alg", "kid", "typ"))
                .withRequired(Set.of("iss", "exp", "aud", "sub", "iat", "jti"))
                .withSkew(Duration.ZERO)
                .withIssuer(url.get());
        if (rules.verify(handle, keys.keys(), clock.instant()) instanceof JwtResult.Ok<?>(var read)
                && read instanceof dev.interlock.server.jose.Claims claims
                && claims.subject().equals(Optional.of(by))
                && claims.audience().contains(url.get())) {
            return claims.id();
        }
        return Optional.empty();
    }
}
