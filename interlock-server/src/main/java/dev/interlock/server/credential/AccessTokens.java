package dev.interlock.server.credential;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.SigningKeys;
import dev.interlock.server.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Access tokens for APIs that verify a JWT by our published keys (RFC 9068). A token that an API has seen cannot be
 * withdrawn: the gateway stops using it when its lease ends, and it expires with the lease.
 */
public final class AccessTokens implements SelfExpiring {

    /** The variables of a process that hold the token. */
    static final Set<String> VARIABLES = Set.of("ACCESS_TOKEN");

    /** Claims that are ours to make. */
    static final Set<String> OWN =
            Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id", "task", "cnf", "act", "may_act");

    /**
     * The settings of each token.
     *
     * @param issuer under which our keys are published
     * @param audience the API that is to take it, and nobody else
     * @param claims further claims, none of {@link #OWN}
     */
    public record Settings(String issuer, String audience, SortedMap<String, String> claims) {
        public Settings {
            claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims));
            if (claims.keySet().stream().anyMatch(OWN::contains)) {
                throw new IllegalArgumentException("reserved claims must not be set");
            }
        }
    }

    private final SigningKeys keys;
    private final Settings settings;
    private final InstantSource clock;

    public AccessTokens(SigningKeys keys, Settings settings, InstantSource clock) {
        this.keys = keys;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public String kind() {
        return "jwt";
    }

    @Override
    public Issued issue(Grant grant) throws EngineException {
        Instant now = clock.instant();
        if (!grant.expires().isAfter(now)) {
            throw new EngineException("the token would have expired already");
        }
        ObjectNode claims = Json.object();
        settings.claims().forEach(claims::put);
        claims.put("iss", settings.issuer())
                .put("sub", grant.agent())
                .put("client_id", grant.agent())
                .put("aud", settings.audience())
                .put("iat", now.getEpochSecond())
                .put("exp", grant.expires().getEpochSecond())
                .put("jti", "lease-" + grant.lease())
                .put("task", grant.task());
        String token = keys.sign("at+jwt", claims);
        return new Issued(Map.of("ACCESS_TOKEN", token), Optional.of("Bearer " + token), Optional.of(token));
    }

    @Override
    public String toString() {
        return "AccessTokens[" + settings.audience() + "]";
    }
}
