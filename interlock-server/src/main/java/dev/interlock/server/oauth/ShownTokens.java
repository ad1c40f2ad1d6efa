package dev.interlock.server.oauth;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.http.server.Presented;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.identity.Authentication;
import dev.interlock.server.identity.Authenticator;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.tls.ClientCertificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;

/**
 * Tokens for tasks that are shown at the doors here: a token that is ours is for this resource, shown by the holder of its key, and its
 * lease is live; else its sender is nobody. Thread-safe.
 */
public final class ShownTokens {

    private static final String DPOP = "dpop ";

    private final Supplier<String> issuer;
    private final Resources resources;
    private final TaskTokens tokens;
    private final DpopCheck proofs;
    private final LiveLeases leases;
    private final Registry registry;
    private final Refusals refusals;
    private final InstantSource clock;

    /** @param issuer the address by which this server is known */
    ShownTokens(
            Supplier<String> issuer,
            Resources resources,
            TaskTokens tokens,
            DpopCheck proofs,
            LiveLeases leases,
            Registry registry,
            Refusals refusals,
            InstantSource clock) {
        this.issuer = issuer;
        this.resources = resources;
        this.tokens = tokens;
        this.proofs = proofs;
        this.leases = leases;
        this.registry = registry;
        this.refusals = refusals;
        this.clock = clock;
    }

    /** Returns an authenticator by these tokens, which leaves other proofs to another one. */
    public Authenticator before(Authenticator others) {
        return presented -> authenticate(presented).orElseGet(() -> switch (others.authenticate(presented)) {
            case Authentication.Known known -> known;
            case Authentication.Unknown unknown -> challenged(presented, unknown.message());
        });
    }

    /** Looks at what a request shows. A proof in it is used up. Empty if it shows no token of ours: somebody else may know what it shows. */
    private Optional<Authentication> authenticate(Presented presented) {
        String authorization = presented.headers().first("authorization").orElse("");
        if (authorization.regionMatches(true, 0, DPOP, 0, DPOP.length())) {
            return Optional.of(
                    token(presented, authorization.substring(DPOP.length()).strip(), true));
        }
        return Registry.bearer(authorization)
                .filter(token -> Jwt.read(token)
                        .toOptional()
                        .filter(tokens::claimsToBeOurs)
                        .isPresent())
                .map(token -> token(presented, token, false));
    }

    private Authentication token(Presented presented, String text, boolean dpop) {
        Instant now = clock.instant();
        return switch (tokens.verify(text, now)) {
            case JwtResult.Refused<TaskToken>(JwtProblem problem, String message) ->
                refused(presented, Optional.empty(), TaskTokens.reason(problem), message, "invalid_token", Map.of());
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

    private Authentication possessed(Presented presented, String text, TaskToken token, boolean dpop, Instant now) {
        return switch (token.binding()) {
            case TaskToken.Binding.Key(String thumbprint) -> {
                if (!dpop) {
                    yield invalid(
                            presented,
                            token,
                            "token-scheme",
                            "the token is bound to a key: send `Authorization: DPoP` with a proof");
                }
                var expected = new DpopCheck.Expected(
                        presented.method(),
                        issuer.get() + presented.path(),
                        Optional.of(text),
                        Optional.of(thumbprint));
                yield switch (proofs.check(token.agent(), presented.headers().all(DpopCheck.HEADER), expected, now)) {
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
                                "the token is bound to a client certificate: connect with that certificate");
            }
        };
    }

    private Authentication live(Presented presented, TaskToken token, Map<String, String> headers, Instant now) {
        return leases.live(token, now.toEpochMilli())
                ? holder(presented, token, headers)
                : invalid(presented, token, "token-ended", TaskTokens.ENDED);
    }

    private Authentication holder(Presented presented, TaskToken token, Map<String, String> headers) {
        return registry.named(token.agent())
                .filter(Caller::agent)
                .map(agent -> Registry.withRuntime(agent, token.binding().runtime()))
                .<Authentication>map(running -> new Authentication.Known(
                        new AuthenticatedCaller(running, OptionalLong.of(token.task())), Optional.empty(), headers))
                .orElseGet(() -> challenged(presented, "the token's agent is no longer registered"));
    }

    private Authentication unproven(Presented presented, TaskToken token, DpopCheck.Outcome.Refused refused) {
        DpopDefect defect = refused.defect();
        return refused(
                presented,
                Optional.of(token),
                defect.text(),
                defect.message(),
                defect == DpopDefect.KEY_MISMATCH ? "invalid_token" : refused.error(),
                refused.headers());
    }

    private Authentication invalid(Presented presented, TaskToken token, String reason, String message) {
        return refused(presented, Optional.of(token), reason, message, "invalid_token", Map.of());
    }

    private Authentication refused(
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
        return new Authentication.Unknown(Optional.empty(), message, all);
    }

    /** Refuses a sender that showed nothing that anybody knows. */
    private Authentication challenged(Presented presented, String message) {
        return new Authentication.Unknown(Optional.empty(), message, Map.of(Challenge.HEADER, challenge(presented)));
    }

    private String challenge(Presented presented) {
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
}
