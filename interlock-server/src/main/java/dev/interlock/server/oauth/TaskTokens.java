package dev.interlock.server.oauth;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.jose.Algorithm;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import dev.interlock.server.jose.KeySet;
import dev.interlock.server.jose.VerificationCache;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Tokens for one task: access tokens of RFC 9068, each bound to a key, and each the visible side of one lease. Made here, and verified
 * here. Thread-safe.
 */
public final class TaskTokens {

    static final String TYPE = "at+jwt";
    /** The message for a token whose lease does not count any more. */
    static final String ENDED = "the token ended with its task or was revoked";
    /** The claim of tokens for break-glass lanes. */
    static final String LANE = "lane";

    /** The lifetime of a token is its lease's; clocks are ours on both sides. */
    private static final Duration SKEW = Duration.ZERO;

    /** The number of verified tokens that are known again without looking at their signature. */
    private static final int MOST_KNOWN = 50_000;

    private final Supplier<String> issuer;
    private final Resources resources;
    private final TokenKeys keys;
    private final VerificationCache<TaskToken> known = new VerificationCache<>(MOST_KNOWN);
    /** The published keys with which the known tokens were verified. */
    private volatile Verifying verifiedWith;

    private record Verifying(KeySet tasks, KeySet lanes) {}

    private final JwtRules rules = JwtRules.ofType(TYPE)
            .withAlgorithms(Set.of(Algorithm.ED25519, Algorithm.ES256))
            .withHeaders(Set.of("alg", "kid", "typ"))
            .withRequired(Set.of("iss", "exp", "aud", "sub", "iat", "jti"))
            .withSkew(SKEW);

    /** @param issuer the address by which this server is known */
    public TaskTokens(Supplier<String> issuer, Resources resources, TokenKeys keys) {
        this.issuer = issuer;
        this.resources = resources;
        this.keys = keys;
        this.verifiedWith = published();
    }

    private Verifying published() {
        return new Verifying(keys.tasks().keys(), keys.lanes().keys());
    }

    /**
     * Makes the token of a lease that is recorded already.
     *
     * @param details what was granted
     */
    public String mint(TaskToken token, ArrayNode details, Instant now) {
        ObjectNode claims = Json.object()
                .put("iss", issuer.get())
                .put("aud", issuer.get() + token.resource())
                .put("sub", token.agent())
                .put("client_id", token.agent())
                .put("iat", now.getEpochSecond())
                .put("exp", token.expires().getEpochSecond())
                .put("jti", Ids.lease(token.lease()))
                .put("task", Ids.task(token.task()));
        claims.putObject("cnf")
                .put(token.binding().confirmation(), token.binding().thumbprint());
        claims.set("authorization_details", details);
        if (token.lane().isPresent()) {
            claims.put(LANE, Ids.lane(token.lane().getAsLong()));
            return keys.lanes().sign(TYPE, claims);
        }
        return keys.tasks().sign(TYPE, claims);
    }

    /** Returns whether a token says that it is one of ours; it is not verified yet. */
    boolean claimsToBeOurs(Jwt jwt) {
        return TYPE.equals(Json.string(jwt.header(), "typ"))
                && jwt.unverified().issuer().equals(Optional.of(issuer.get()));
    }

    /** Verifies a token: that it is ours, complete, for something here, and not expired. */
    public JwtResult<TaskToken> verify(String token, Instant now) {
        Verifying published = published();
        if (!published.equals(verifiedWith)) {
            // Tokens that were proven by keys which are not published any more count no more.
            known.clear(); // first: whoever sees the new keys below must not find what the old ones proved
            verifiedWith = published;
        }
        return known.get(token, now, text -> said(text, now).then(this::of), TaskToken::expires);
    }

    /**
     * The content of a token of ours, whatever it is for: a task, or a call to a server behind the gateway.
     *
     * @param lease that it is the visible side of
     */
    public record Said(long lease, Claims read) {
        ObjectNode claims() {
            return read.tree().deepCopy();
        }
    }

    /** Verifies a token that Interlock issued, of either kind. */
    JwtResult<Said> said(String token, Instant now) {
        boolean ofLane = Jwt.read(token)
                .toOptional()
                .flatMap(Jwt::keyId)
                .filter(keys::ofLanes)
                .isPresent();
        KeySet set = ofLane ? keys.lanes().keys() : keys.tasks().keys();
        return rules.withIssuer(issuer.get()).verify(token, set, now).then(claims -> {
            if (ofLane != claims.text(LANE).isPresent()) {
                return JwtResult.refused(JwtProblem.CLAIM, "the keys for lanes sign only lane tokens: get a new token");
            }
            OptionalLong lease = Ids.parseLease(claims.id().orElse(""));
            return lease.isPresent()
                    ? JwtResult.ok(new Said(lease.getAsLong(), claims))
                    : JwtResult.refused(JwtProblem.CLAIM, "the token names no lease: get a new one");
        });
    }

    private JwtResult<TaskToken> of(Said said) {
        Claims claims = said.read();
        OptionalLong task = Ids.parse('t', claims.text("task").orElse(""));
        Optional<String> resource = claims.audience().size() == 1
                ? resources.at(issuer.get(), claims.audience().iterator().next())
                : Optional.empty();
        Optional<TaskToken.Binding> binding =
                TaskToken.Binding.of(claims.confirmation("jkt"), claims.confirmation("x5t#S256"));
        OptionalLong lane = Ids.parseLane(claims.text(LANE).orElse(""));
        if (task.isEmpty() || binding.isEmpty()) {
            return JwtResult.refused(JwtProblem.CLAIM, "the token is not for a task: get a new one");
        }
        if (resource.isEmpty()) {
            return JwtResult.refused(JwtProblem.AUDIENCE, "the token is for a resource that does not exist here");
        }
        return JwtResult.ok(new TaskToken(
                said.lease(),
                task.getAsLong(),
                claims.subject().orElseThrow(),
                resource.get(),
                binding.get(),
                claims.expires().orElseThrow(),
                lane));
    }

    /** Returns the word for a trouble with a token, the same wherever the token is shown. */
    static String reason(JwtProblem problem) {
        return "token-" + problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
