package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.server.Challenge;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.ReplayCache;
import dev.interlock.server.jose.VerificationCache;
import dev.interlock.server.tls.ClientCertificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The identification of callers at every door: by a token of the configuration, a token that an issuer vouches for, or the certificate
 * of the connection. Each is verified by the rules of the issuer that it names, and by no others. Thread-safe.
 */
public final class Callers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Callers.class.getName());
    private static final String REMEDY = "send a valid bearer token";

    /** The message for a request that {@link #contradicts}. */
    public static final String CONTRADICTION =
            "its token and its certificate belong to different parties: send only your own";

    private static final int REMEMBERED = 20_000;
    private static final int USED = 200_000;

    private final Registry registry;
    private final List<Issuer> issuers;
    private final List<X509SvidVerifier> authorities;
    private final InstantSource clock;
    /** The verified certificates by the thumbprints of the clients' own certificates. */
    private final VerificationCache<Certified> certificates = new VerificationCache<>(REMEMBERED);

    private final VerificationCache<Verified> cache = new VerificationCache<>(REMEMBERED);
    private final ReplayCache used = new ReplayCache(USED);

    /** An issuer whose tokens are accepted. */
    public record Issuer(Verifier verifier, TrustConfig.Tokens tokens) {}

    /** @param keys with which it was verified */
    private record Verified(Proven proven, Issuer issuer, Object keys) {}

    /** @param keys with which it was verified */
    private record Certified(Proven proven, X509SvidVerifier verifier, SpiffeBundle keys) {}

    /** @param issuers each with rules of its own; of two that a token concerns the first one counts */
    public Callers(Registry registry, List<Issuer> issuers, InstantSource clock) {
        this(registry, issuers, List.of(), clock);
    }

    /** @param authorities whose certificates are believed, one for each trust domain */
    public Callers(Registry registry, List<Issuer> issuers, List<X509SvidVerifier> authorities, InstantSource clock) {
        this.registry = registry;
        this.issuers = List.copyOf(issuers);
        this.authorities = List.copyOf(authorities);
        this.clock = clock;
    }

    /**
     * Identifies the caller by all that a request shows. A token, if there is one, says who the caller is, and a certificate of
     * somebody else is then a contradiction; a certificate that nobody vouches for proves no more than its key.
     *
     * @param authorization the value of the header
     * @param certificate of the client, if the connection was made with one
     */
    public Authentication identify(Optional<String> authorization, Optional<ClientCertificate> certificate) {
        return switch (anybody(authorization, certificate)) {
            case Authentication.Known known
            when registry.isEnforcer(known.caller().party()) ->
                nobody(authorization, Optional.empty(), "an enforcement point may only request decisions here");
            case Authentication.Known known -> known;
            case Authentication.Unknown unknown -> unknown;
        };
    }

    /** Identifies an enforcement point outside, in the same way. */
    public Authentication identifyEnforcer(Optional<String> authorization, Optional<ClientCertificate> certificate) {
        return switch (anybody(authorization, certificate)) {
            case Authentication.Known known
            when !registry.isEnforcer(known.caller().party()) ->
                nobody(
                        authorization,
                        Optional.empty(),
                        "only the configured `callers` of `authzen` may send requests here");
            case Authentication.Known known -> known;
            case Authentication.Unknown unknown -> unknown;
        };
    }

    private Authentication anybody(Optional<String> authorization, Optional<ClientCertificate> certificate) {
        if (authorization.isEmpty() && certificate.isPresent()) {
            return outcome(authorization, verify(certificate.get()));
        }
        Authentication byToken = byToken(authorization, certificate);
        return byToken instanceof Authentication.Known known
                        && contradicts(certificate, known.caller().party())
                ? nobody(authorization, Optional.of(JwtProblem.CLAIM), CONTRADICTION)
                : byToken;
    }

    /**
     * Returns whether the connection was made with a certificate of somebody else than this party; one that nobody vouches for is
     * nobody's.
     */
    public boolean contradicts(Optional<ClientCertificate> certificate, Caller party) {
        return certificate
                .flatMap(shown -> verify(shown).toOptional())
                .filter(other -> !other.party().name().equals(party.name()))
                .isPresent();
    }

    private Authentication byToken(Optional<String> authorization, Optional<ClientCertificate> certificate) {
        Optional<String> token = authorization.flatMap(Registry::bearer);
        if (token.isEmpty()) {
            return nobody(authorization, Optional.empty(), REMEDY);
        }
        // without issuers whatever is no token of ours is nothing
        if (issuers.isEmpty() || Token.isToken(token.get())) {
            return registry.holding(token.get())
                    .<Authentication>map(party -> new Authentication.Known(party, Optional.empty()))
                    .orElseGet(() -> nobody(authorization, Optional.empty(), REMEDY));
        }
        return outcome(authorization, proven(token.get(), certificate, Optional.empty()));
    }

    private static Authentication outcome(Optional<String> authorization, JwtResult<Proven> result) {
        return switch (result) {
            case JwtResult.Ok<Proven>(Proven proven) -> new Authentication.Known(proven.party(), Optional.of(proven));
            case JwtResult.Refused<Proven>(JwtProblem problem, String message) -> {
                LOG.log(System.Logger.Level.INFO, "a caller was refused (" + problem + "): " + message);
                yield nobody(authorization, Optional.of(problem), message);
            }
        };
    }

    private static Authentication nobody(Optional<String> authorization, Optional<JwtProblem> problem, String why) {
        return new Authentication.Unknown(
                problem,
                "the caller is not known: " + why,
                Map.of(
                        Challenge.HEADER,
                        Challenge.bearer(authorization.isPresent()).toString()));
    }

    /**
     * Returns the party whose certificate the connection was made with.
     *
     * @return refused if nobody who is believed vouches for it
     */
    public JwtResult<Proven> verify(ClientCertificate certificate) {
        Instant now = clock.instant();
        JwtResult<Certified> result = certified(certificate, now);
        if (result instanceof JwtResult.Ok<Certified>(Certified known)
                && !known.keys().equals(known.verifier().keys(now))) {
            certificates.clear(); // what other authorities proved counts no more
            result = certified(certificate, now);
        }
        return result.then(known -> JwtResult.ok(known.proven()));
    }

    private JwtResult<Certified> certified(ClientCertificate certificate, Instant now) {
        return certificates.get(
                certificate.thumbprint(),
                now,
                any -> certify(certificate.chain(), now),
                known -> known.proven().until());
    }

    private JwtResult<Certified> certify(List<X509Certificate> chain, Instant now) {
        for (X509SvidVerifier verifier : authorities) {
            if (verifier.concerns(chain.getFirst())) {
                SpiffeBundle keys = verifier.keys(now); // before they are used
                return verifier.verify(chain, now).then(proven -> JwtResult.ok(new Certified(proven, verifier, keys)));
            }
        }
        return JwtResult.refused(
                JwtProblem.ISSUER,
                "the certificate is not accepted because its authority is not trusted: name its trust domain under"
                        + " `trust` in the configuration");
    }

    /**
     * Returns the party whose workload token this is, wherever the token was sent: as a bearer token, or to be exchanged. A token that
     * is bound to a key counts only if that key is among what is shown.
     *
     * @param certificate of the client, if the connection was made with one
     * @param dpopThumbprint of the key that a DPoP proof showed, which whoever asks has checked; empty for none
     */
    public JwtResult<Proven> verify(
            String token, Optional<ClientCertificate> certificate, Optional<String> dpopThumbprint) {
        return proven(token, certificate, dpopThumbprint)
                .then(proven -> registry.isEnforcer(proven.party())
                        ? JwtResult.refused(JwtProblem.CLAIM, "an enforcement point cannot act for anyone here")
                        : JwtResult.ok(proven));
    }

    private JwtResult<Proven> proven(
            String token, Optional<ClientCertificate> certificate, Optional<String> dpopThumbprint) {
        Instant now = clock.instant();
        return verified(token, now)
                .then(known -> Possession.check(known.proven(), certificate, dpopThumbprint)
                        .then(proven ->
                                known.issuer().tokens().singleUse() ? firstUse(known, now) : JwtResult.ok(proven)));
    }

    private JwtResult<Verified> verified(String token, Instant now) {
        JwtResult<Verified> result = cached(token, now);
        if (result instanceof JwtResult.Ok<Verified>(Verified known)
                && !known.keys().equals(known.issuer().verifier().keys(now))) {
            cache.clear(); // what other keys proved counts no more
            return cached(token, now);
        }
        return result;
    }

    private JwtResult<Verified> cached(String token, Instant now) {
        return cache.get(
                token, now, text -> verify(text, now), known -> known.proven().until());
    }

    private JwtResult<Verified> verify(String token, Instant now) {
        return Jwt.read(token).then(jwt -> {
            for (Issuer issuer : issuers) {
                if (issuer.verifier().concerns(jwt.unverified())) {
                    Object keys = issuer.verifier().keys(now); // before they are used
                    return issuer.verifier()
                            .verify(token, jwt, now)
                            .then(proven -> JwtResult.ok(new Verified(proven, issuer, keys)));
                }
            }
            return JwtResult.refused(
                    JwtProblem.ISSUER,
                    "the issuer of the token is not trusted: name it under `trust` in the configuration");
        });
    }

    private JwtResult<Proven> firstUse(Verified known, Instant now) {
        Proven proven = known.proven();
        if (proven.id().isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM,
                    "the token may only be used once, but has no `jti` that would identify it: request one with a"
                            + " `jti`");
        }
        Instant end = proven.until().plus(known.issuer().tokens().skew());
        return switch (used.use(
                proven.party().name(), proven.issuer(), proven.id().get(), end, now)) {
            case FIRST -> JwtResult.ok(proven);
            case AGAIN -> JwtResult.refused(JwtProblem.REPLAYED, "the token has already been used: get a new one");
            case UNKNOWN ->
                JwtResult.refused(
                        JwtProblem.UNCERTAIN, "too many of your tokens are in use to check this one: try again later");
        };
    }

    @Override
    public void close() {
        issuers.forEach(issuer -> issuer.verifier().close());
    }
}
