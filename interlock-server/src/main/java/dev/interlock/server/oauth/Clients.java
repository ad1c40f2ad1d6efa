package dev.interlock.server.oauth;

import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.jose.ReplayCache;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The configured clients, each known by the assertions that it signs ({@code private_key_jwt}, RFC 7523): there is no secret of theirs
 * here. An assertion is for this server alone, named by its issuer, lives for minutes and is taken once. Thread-safe.
 */
final class Clients {

    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static final Duration LONGEST_LIFE = Duration.ofMinutes(5);
    private static final int MOST_USED = 100_000;

    private static final JwtRules RULES = JwtRules.ofType("", "jwt", "client-authentication+jwt")
            .withAlgorithms(Set.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.PS256, Algorithm.RS256))
            .withRequired(Set.of("iss", "sub", "aud", "exp", "jti"))
            .withLongestLife(LONGEST_LIFE);

    private final Supplier<String> issuer;
    private final Map<String, KeySet> keys;
    private final ReplayCache used = new ReplayCache(MOST_USED);

    Clients(Supplier<String> issuer, Map<String, KeySet> keys) {
        this.issuer = issuer;
        this.keys = Map.copyOf(keys);
    }

    /** Returns whether the request says that it comes from a client. */
    static boolean isClaimed(Form form) {
        return form.value("client_assertion").isPresent()
                || form.value("client_assertion_type").isPresent()
                || form.value("client_secret").isPresent();
    }

    /**
     * The name of the client that sends this.
     *
     * @throws OAuthError {@code invalid_client}, if it proves none
     */
    String authenticated(Form form, Instant now) throws OAuthError {
        if (form.value("client_secret").isPresent()) {
            throw invalid("client secrets are not supported: sign a `client_assertion`", "client-secret");
        }
        if (!form.value("client_assertion_type").equals(Optional.of(ASSERTION_TYPE))) {
            throw new OAuthError(
                    401,
                    OAuthError.INVALID_CLIENT,
                    "send a `client_assertion`, with `client_assertion_type` `" + ASSERTION_TYPE + "`");
        }
        String text = form.required("client_assertion", "sign one (RFC 7523)");
        Jwt assertion = switch (Jwt.read(text)) {
            case JwtResult.Ok<Jwt>(Jwt read) -> read;
            case JwtResult.Refused<Jwt> refused -> throw refused(refused.problem(), refused.message());
        };
        String name = assertion.unverified().issuer().orElse("");
        Claims claims = switch (RULES.withIssuer(name)
                .withAudiences(Set.of(issuer.get()))
                .verify(assertion, keys.getOrDefault(name, KeySet.none()), now)) {
            case JwtResult.Ok<Claims>(Claims verified) -> verified;
            case JwtResult.Refused<Claims> refused -> throw refused(refused.problem(), refused.message());
        };
        if (!claims.subject().equals(Optional.of(name))
                || form.value("client_id").filter(id -> !id.equals(name)).isPresent()) {
            throw invalid("`iss` and `sub` of an assertion must both be the client", "client-claim");
        }
        if (claims.audience().size() != 1) {
            throw invalid(
                    "an assertion must be for this server only: set `aud` to `" + issuer.get() + "`",
                    "client-audience");
        }
        Instant until = claims.expires().orElseThrow().plus(JwtRules.SKEW);
        if (used.use(name, claims, until, now) instanceof JwtResult.Refused<Claims> refused) {
            throw refused(refused.problem(), refused.message());
        }
        return name;
    }

    private static OAuthError refused(JwtProblem problem, String message) {
        String reason = TaskTokens.reason(problem).replaceFirst("^token", "client");
        return invalid(
                "client_assertion: "
                        + switch (problem) {
                            // The names of clients are nobody's to find out.
                            case KEY_UNKNOWN, SIGNATURE, ALGORITHM ->
                                "it is not signed with the key of a client configured here";
                            case MALFORMED,
                                    TOO_LARGE,
                                    TYPE,
                                    HEADER,
                                    KEY_UNFIT,
                                    EXPIRED,
                                    NOT_YET,
                                    LIFETIME,
                                    AUDIENCE,
                                    ISSUER,
                                    CLAIM,
                                    REPLAYED,
                                    UNCERTAIN -> message;
                        },
                reason);
    }

    private static OAuthError invalid(String description, String reason) {
        return new OAuthError(401, OAuthError.INVALID_CLIENT, description).because(reason, Optional.empty());
    }
}
