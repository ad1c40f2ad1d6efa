package dev.interlock.server.identity.spiffe;

import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A JWT-SVID that was verified (JWT-SVID, sections 2 to 4).
 *
 * @param id whose it is
 * @param claims what else it says, which is no identity
 */
public record JwtSvid(SpiffeId id, Claims claims) {

    /** The algorithms of section 2.1: RSA, ECDSA and RSASSA-PSS; no EdDSA, and nothing symmetric. */
    private static final Set<Algorithm> ALGORITHMS = EnumSet.complementOf(EnumSet.of(Algorithm.ED25519));

    /** Sections 2.2 and 2.3, and no other member. */
    private static final Set<String> HEADERS = Set.of("alg", "kid", "typ");

    /** The types of section 2.3, which names two values; types of other tokens are compared without case. */
    private static final List<String> TYPES = List.of("JWT", "JOSE");

    private static final JwtRules RULES = JwtRules.ofType("jwt", "jose", "")
            .withAlgorithms(ALGORITHMS)
            .withHeaders(HEADERS)
            .withRequired(Set.of("sub", "aud", "exp"));

    /**
     * Returns the rules for JWT-SVIDs.
     *
     * @param audiences that mean us, at least one
     */
    public static JwtRules rules(Set<String> audiences, Duration skew, Optional<Duration> longestLife) {
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException("a validator needs its own name as the audience");
        }
        JwtRules rules = RULES.withAudiences(audiences).withSkew(skew);
        return longestLife.map(rules::withLongestLife).orElse(rules);
    }

    /** Returns the workload whose token this claims to be; refused if its subject is no SPIFFE ID. */
    public static JwtResult<SpiffeId> subject(Jwt jwt) {
        return jwt.unverified()
                .subject()
                .flatMap(SpiffeId::parse)
                .map(JwtResult::ok)
                .orElseGet(() -> JwtResult.refused(JwtProblem.CLAIM, "the token's `sub` is not a SPIFFE ID"));
    }

    /**
     * Verifies a token.
     *
     * @param authorities of the trust domain that the token's subject is of, and no other
     * @param rules as {@link #rules} makes them
     */
    public static JwtResult<JwtSvid> verify(
            Jwt jwt, TrustDomain domain, KeySet authorities, JwtRules rules, Instant now) {
        return subject(jwt).then(id -> {
            // INVARIANT: keys of one domain say nothing about ids of another.
            if (!id.domain().equals(domain)) {
                return JwtResult.refused(JwtProblem.ISSUER, "the token and its keys belong to different trust domains");
            }
            if (jwt.header().has("typ") && !TYPES.contains(Json.string(jwt.header(), "typ"))) {
                return JwtResult.refused(JwtProblem.TYPE, "the token's `typ` is neither `JWT` nor `JOSE`");
            }
            return rules.verify(jwt, authorities, now).then(claims -> JwtResult.ok(new JwtSvid(id, claims)));
        });
    }
}
