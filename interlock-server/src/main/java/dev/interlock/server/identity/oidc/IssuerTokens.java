package dev.interlock.server.identity.oidc;

import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.KeySet;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Checks tokens of one issuer: signature by one of its keys, issuer, audience, times, and for whom it was made out. Access tokens
 * (RFC 9068) and id tokens are told apart by their audience, as few issuers give their access tokens a type. Thread-safe.
 */
public final class IssuerTokens implements AutoCloseable {

    private final IssuerKeys keys;
    private final JwtRules rules;
    private final Set<String> clients;

    /**
     * Tokens of one issuer.
     *
     * @param audiences that mean this server; must not be empty
     * @param clients ids of the clients whose tokens are taken ({@code azp}, {@code client_id}); empty: those of any
     */
    public IssuerTokens(
            String issuer,
            IssuerKeys keys,
            Set<String> audiences,
            Duration skew,
            Duration longestLife,
            Set<String> clients) {
        if (audiences.isEmpty()) {
            throw new IllegalArgumentException("tokens need an audience");
        }
        this.keys = keys;
        this.clients = Set.copyOf(clients);
        this.rules = JwtRules.ofType("at+jwt", "jwt", "")
                .withIssuer(issuer)
                .withAudiences(audiences)
                .withRequired(Set.of("iss", "sub", "aud", "exp", "iat"))
                .withSkew(skew)
                .withLongestLife(longestLife);
    }

    /** Returns the keys as they are now: as long as it is the same object, the same tokens are good. */
    public KeySet keys(Instant now) {
        return keys.current(now);
    }

    public JwtResult<Claims> verify(Jwt jwt, Instant now) {
        KeySet known = keys.current(now);
        JwtResult<Claims> first = rules.verify(jwt, known, now);
        boolean maybeRotated = first.refusal()
                .filter(refusal -> refusal.problem() == JwtProblem.KEY_UNKNOWN
                        || refusal.problem() == JwtProblem.SIGNATURE
                                && jwt.keyId().isEmpty())
                .isPresent();
        if (!maybeRotated) {
            return first.then(this::meant);
        }
        KeySet renewed = keys.renewed(known, now);
        if (!keys.known(now)) {
            return JwtResult.refused(
                    JwtProblem.UNCERTAIN,
                    "the keys of the token's issuer are not available at the moment: try again later");
        }
        return (renewed == known ? first : rules.verify(jwt, renewed, now)).then(this::meant);
    }

    private JwtResult<Claims> meant(Claims claims) {
        if (claims.has("events")) {
            return JwtResult.refused(
                    JwtProblem.TYPE, "the token describes an event (RFC 8417), so it does not identify its sender");
        }
        if (clients.isEmpty()) {
            return JwtResult.ok(claims);
        }
        boolean named = false;
        for (String claim : new String[] {"azp", "client_id"}) {
            if (!claims.has(claim)) {
                continue;
            }
            Optional<String> client = claims.text(claim);
            if (client.filter(clients::contains).isEmpty()) {
                return JwtResult.refused(
                        JwtProblem.AUDIENCE, "the token was issued to another client (`" + claim + "`)");
            }
            named = true;
        }
        // an id token for one client alone need not name it twice
        return named || clients.containsAll(claims.audience())
                ? JwtResult.ok(claims)
                : JwtResult.refused(
                        JwtProblem.AUDIENCE,
                        "the token does not name the client that it was issued to (`azp`, `client_id`)");
    }

    @Override
    public void close() {
        keys.close();
    }
}
