package dev.interlock.server.oauth;

import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.tls.ClientCertificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The check of a token for a task that is shown at a door: that it is ours, for this resource, shown by the holder of its key, and that
 * its lease is live. Thread-safe.
 */
public final class TokenDoor {

    private static final String DPOP = "dpop ";
    private static final String BEARER = "bearer ";

    static final String ENDED = "the token has ended with its task, or was taken back";

    private final Supplier<String> issuer;
    private final Resources resources;
    private final TaskTokens tokens;
    private final DpopCheck proofs;
    private final LiveLeases leases;
    private final Refusals refusals;
    private final InstantSource clock;

    /** The leases that count at this moment. */
    public interface LiveLeases {
        boolean live(long lease, long nowMillis);

        /**
         * Returns whether the lease of the token is live; where more is known of leases, also whether it was issued for the token's
         * task, and for a lane exactly if the token says so.
         */
        default boolean live(TaskToken token, long nowMillis) {
            return live(token.lease(), nowMillis);
        }
    }

    /** @param issuer the address by which this server is known */
    public TokenDoor(
            Supplier<String> issuer,
            Resources resources,
            TaskTokens tokens,
            DpopCheck proofs,
            LiveLeases leases,
            Refusals refusals,
            InstantSource clock) {
        this.issuer = issuer;
        this.resources = resources;
        this.tokens = tokens;
        this.proofs = proofs;
        this.leases = leases;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** The outcome of looking at what was shown. */
    public sealed interface Outcome {

        /** The sender showed no token of ours: somebody else may know what it showed. */
        record NotOurs() implements Outcome {}

        /**
         * A token that counts, and its holder.
         *
         * @param headers to be sent with the answer
         */
        record Proven(TaskToken token, Map<String, String> headers) implements Outcome {}

        /**
         * The sender is refused, with 401.
         *
         * @param reason stable, such as {@code token-expired}
         * @param headers to be sent with the refusal
         */
        record Refused(String reason, String message, Map<String, String> headers) implements Outcome {}
    }

    /** Looks at what a request shows. A proof in it is used up. */
    public Outcome check(Presented presented) {
        String authorization = presented.headers().first("authorization").orElse("");
        if (authorization.regionMatches(true, 0, DPOP, 0, DPOP.length())) {
            return token(presented, authorization.substring(DPOP.length()).strip(), true);
        }
        if (authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String token = authorization.substring(BEARER.length()).strip();
            boolean ours =
                    Jwt.read(token).toOptional().filter(tokens::claimsToBeOurs).isPresent();
            return ours ? token(presented, token, false) : new Outcome.NotOurs();
        }
        return new Outcome.NotOurs();
    }

    private Outcome token(Presented presented, String text, boolean dpop) {
        Instant now = clock.instant();
        return switch (tokens.verify(text, now)) {
            case JwtResult.Refused<TaskToken>(JwtProblem problem, String message) ->
                refused(presented, Optional.empty(), reason(problem), message, "invalid_token", Map.of());
            case JwtResult.Ok<TaskToken>(TaskToken token) -> {
                if (!resources.of(presented.path()).equals(Optional.of(token.resource()))) {
                    yield invalid(
                            presented,
                            token,
                            "token-audience",
                            "the token is for `" + issuer.get() + token.resource() + "`: get one for this resource");
                }
                yield possessed(presented, text, token, dpop, now);
            }
        };
    }

    private Outcome possessed(Presented presented, String text, TaskToken token, boolean dpop, Instant now) {
        return switch (token.binding()) {
            case TaskToken.Binding.Key(String thumbprint) -> {
                if (!dpop) {
                    yield invalid(
                            presented,
                            token,
                            "token-scheme",
                            "the token is bound to a key: send `Authorization: DPoP` and a proof");
                }
                var expected = new DpopCheck.Expected(
                        presented.method(),
                        issuer.get() + presented.path(),
                        Optional.of(text),
                        Optional.of(thumbprint));
                yield switch (proofs.check(presented.headers().all(DpopCheck.HEADER), expected, now)) {
                    case DpopCheck.Outcome.Proven proven -> live(presented, token, proven.headers(), now);
                    case DpopCheck.Outcome.Refused refused -> unproven(presented, token, refused);
                };
            }
            case TaskToken.Binding.Certificate(String thumbprint) -> {
                boolean same = !dpop
                        && presented
                                .client()
                                .map(ClientCertificate::thumbprint)
                                .filter(thumbprint::equals)
                                .isPresent();
                yield same
                        ? live(presented, token, Map.of(), now)
                        : invalid(
                                presented,
                                token,
                                "token-certificate",
                                "the token is bound to a client certificate: connect with that one");
            }
        };
    }

    private Outcome live(Presented presented, TaskToken token, Map<String, String> headers, Instant now) {
        return leases.live(token, now.toEpochMilli())
                ? new Outcome.Proven(token, headers)
                : invalid(presented, token, "token-ended", ENDED);
    }

    private Outcome unproven(Presented presented, TaskToken token, DpopCheck.Outcome.Refused refused) {
        DpopDefect defect = refused.defect();
        return refused(
                presented,
                Optional.of(token),
                defect.text(),
                defect.message(),
                defect == DpopDefect.KEY_MISMATCH ? "invalid_token" : refused.error(),
                refused.headers());
    }

    private Outcome invalid(Presented presented, TaskToken token, String reason, String message) {
        return refused(presented, Optional.of(token), reason, message, "invalid_token", Map.of());
    }

    private Outcome refused(
            Presented presented,
            Optional<TaskToken> token,
            String reason,
            String message,
            String error,
            Map<String, String> headers) {
        if (!reason.equals(DpopDefect.NONCE.text())) {
            // Paths are the sender's to choose, but for those that are known.
            refusals.refused(reason, resources.of(presented.path()).orElse("/"), token);
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(Challenge.HEADER, dpop(presented).with("error", error).toString());
        return new Outcome.Refused(reason, message, all);
    }

    /** Returns the challenge for a sender that showed nothing that anybody knows. */
    public String challenge(Presented presented) {
        return Challenge.bearer(presented.headers().has("authorization")).with("resource_metadata", metadata(presented))
                + ", " + dpop(presented);
    }

    private Challenge dpop(Presented presented) {
        return Challenge.of("DPoP")
                .with("algs", DpopCheck.ALGORITHMS_TEXT)
                .with("resource_metadata", metadata(presented));
    }

    private Optional<String> metadata(Presented presented) {
        return resources.of(presented.path()).map(path -> issuer.get() + Resources.WELL_KNOWN + path);
    }

    /** The same word for the same trouble wherever a token is shown. */
    static String reason(JwtProblem problem) {
        return "token-" + problem.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
