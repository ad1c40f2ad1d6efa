package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.registry.Token;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.ReplayCache;
import dev.interlock.server.jose.VerificationCache;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * The identification of callers at every door: by a token of the configuration, a token that an issuer vouches for, or the certificate
 * of the connection. Each is verified by the rules of the issuer that it names, and by no others. Thread-safe.
 */
public final class Callers implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Callers.class.getName());
    private static final String BEARER = "bearer ";
    private static final String REMEDY = "send a valid bearer token";

    /** The message for a request that {@link #contradicts}. */
    public static final String CONTRADICTION =
            "its token and its certificate are of different parties: send what is your own";

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

    /**
     * An issuer that is believed.
     *
     * @param name for what is logged
     */
    public record Issuer(String name, Verifier verifier, TrustConfig.Tokens tokens) {}

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
     * Identifies the caller by all that the request shows. A token, if there is one, says who the caller is, and a certificate of
     * somebody else is then a contradiction; a certificate that nobody vouches for proves no more than its key.
     */
    public Identified identify(Presentation shown) {
        return switch (anybody(shown)) {
            case Identified.Known known
            when registry.isEnforcer(known.caller()) ->
                nobody(Optional.empty(), "an enforcement point asks for decisions, and does nothing else here");
            case Identified.Known known -> known;
            case Identified.Unknown unknown -> unknown;
        };
    }

    /** Identifies an enforcement point outside, in the same way. */
    public Identified identifyEnforcer(Presentation shown) {
        return switch (anybody(shown)) {
            case Identified.Known known
            when !registry.isEnforcer(known.caller()) ->
                nobody(Optional.empty(), "only the configured `callers` of `authzen` ask here");
            case Identified.Known known -> known;
            case Identified.Unknown unknown -> unknown;
        };
    }

    private Identified anybody(Presentation shown) {
        if (shown.authorization().isEmpty() && !shown.certificates().isEmpty()) {
            return identified(certificate(shown));
        }
        Identified byToken = byToken(shown);
        return byToken instanceof Identified.Known known && contradicts(shown, known.caller())
                ? nobody(Optional.of(JwtProblem.CLAIM), CONTRADICTION)
                : byToken;
    }

    /**
     * Returns whether the connection was made with a certificate of somebody else than this party; one that nobody vouches for is
     * nobody's.
     */
    public boolean contradicts(Presentation shown, Caller party) {
        return certificate(shown) instanceof JwtResult.Ok<Proven>(Proven other)
                && !other.party().name().equals(party.name());
    }

    private Identified byToken(Presentation shown) {
        Optional<String> token = shown.authorization().flatMap(Callers::bearer);
        if (token.isEmpty()) {
            return nobody(Optional.empty(), REMEDY);
        }
        // without issuers whatever is no token of ours is nothing
        if (issuers.isEmpty() || Token.isToken(token.get())) {
            return registry.holding(token.get())
                    .<Identified>map(caller -> new Identified.Known(caller, Optional.empty()))
                    .orElseGet(() -> nobody(Optional.empty(), REMEDY));
        }
        return identified(proven(token.get(), shown, false));
    }

    private static Identified identified(JwtResult<Proven> result) {
        return switch (result) {
            case JwtResult.Ok<Proven>(Proven proven) -> new Identified.Known(proven.party(), Optional.of(proven));
            case JwtResult.Refused<Proven>(JwtProblem problem, String message) -> {
                LOG.log(System.Logger.Level.INFO, "a caller was refused (" + problem + "): " + message);
                yield nobody(Optional.of(problem), message);
            }
        };
    }

    /**
     * Returns the party whose certificate the connection was made with.
     *
     * @return refused too if there is no certificate, or nobody who is believed vouches for it
     */
    public JwtResult<Proven> certificate(Presentation shown) {
        if (shown.certificates().isEmpty()) {
            return JwtResult.refused(JwtProblem.CLAIM, "the connection was made without a certificate");
        }
        Optional<String> thumbprint = Possession.thumbprint(shown.certificates().getFirst());
        if (thumbprint.isEmpty()) {
            return JwtResult.refused(JwtProblem.MALFORMED, "the certificate is not taken: it is malformed");
        }
        Instant now = clock.instant();
        JwtResult<Certified> result = certified(thumbprint.get(), shown.certificates(), now);
        if (result instanceof JwtResult.Ok<Certified>(Certified known)
                && !known.keys().equals(known.verifier().keys(now))) {
            certificates.clear(); // what other authorities proved counts no more
            result = certified(thumbprint.get(), shown.certificates(), now);
        }
        return result.then(known -> JwtResult.ok(known.proven()));
    }

    private JwtResult<Certified> certified(String thumbprint, List<X509Certificate> chain, Instant now) {
        return certificates.get(
                thumbprint,
                now,
                any -> certify(chain, now),
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
                "the certificate is not taken: nobody here trusts its authority: name its trust domain under `trust`"
                        + " of the configuration");
    }

    /**
     * Returns the party whose workload token this is, wherever the token was sent: as a bearer token, or to be exchanged. A token that
     * is bound to a key counts only if that key is among what is shown.
     *
     * @param once whether the token is used up by that, also where its issuer's tokens may be used again
     */
    public JwtResult<Proven> verify(String token, Presentation shown, boolean once) {
        return proven(token, shown, once)
                .then(proven -> registry.isEnforcer(proven.party())
                        ? JwtResult.refused(JwtProblem.CLAIM, "an enforcement point acts for nobody here")
                        : JwtResult.ok(proven));
    }

    private JwtResult<Proven> proven(String token, Presentation shown, boolean once) {
        Instant now = clock.instant();
        return verified(token, now)
                .then(known -> Possession.check(known.proven(), shown).then(proven -> {
                    TrustConfig.Tokens rules = known.issuer().tokens();
                    return once || rules.singleUse() ? firstUse(known, now) : JwtResult.ok(proven);
                }));
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
                    "nobody here trusts the issuer of the token: name it under `trust` of the configuration");
        });
    }

    private JwtResult<Proven> firstUse(Verified known, Instant now) {
        Proven proven = known.proven();
        if (proven.id().isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM,
                    "the token is to be used once, and has no `jti` by which it would be known again: ask for one with"
                            + " it");
        }
        Instant end = proven.until().plus(known.issuer().tokens().skew());
        return switch (used.use(proven.issuer(), proven.id().get(), end, now)) {
            case FIRST -> JwtResult.ok(proven);
            case AGAIN -> JwtResult.refused(JwtProblem.REPLAYED, "the token was used before: get a new one");
            case UNKNOWN ->
                JwtResult.refused(JwtProblem.UNCERTAIN, "too many tokens are in use to know this one: try again later");
        };
    }

    private static Identified nobody(Optional<JwtProblem> problem, String why) {
        return new Identified.Unknown(problem, "the caller is not known: " + why);
    }

    private static Optional<String> bearer(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }

    @Override
    public void close() {
        issuers.forEach(issuer -> issuer.verifier().close());
    }
}
