package dev.interlock.server.identity;

import dev.interlock.engine.event.Presence;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.oidc.IssuerKeys;
import dev.interlock.server.identity.oidc.IssuerTokens;
import dev.interlock.server.identity.oidc.Preset;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.time.Instant;
import java.util.Optional;

/** Says whose the tokens of one issuer of OpenID Connect are: workloads' and people's. */
public final class OidcVerifier implements Verifier {

    private final String name;
    private final TrustConfig.Issuer issuer;
    private final IssuerTokens tokens;
    private final Registry registry;

    /**
     * The verifier of one issuer.
     *
     * @param name of the issuer in the configuration
     * @param fetch asks it; is closed with this
     */
    public OidcVerifier(String name, TrustConfig.Issuer issuer, Fetch fetch, Registry registry) {
        this.name = name;
        this.issuer = issuer;
        this.registry = registry;
        this.tokens = new IssuerTokens(
                issuer.address(),
                new IssuerKeys(issuer.address(), fetch),
                issuer.tokens().audiences(),
                issuer.tokens().skew(),
                issuer.tokens().life(),
                issuer.clients());
    }

    @Override
    public boolean concerns(Claims unverified) {
        return unverified.issuer().equals(Optional.of(issuer.address()));
    }

    @Override
    public JwtResult<Proven> verify(String token, Jwt jwt, Instant now) {
        return tokens.verify(jwt, now)
                .then(claims -> issuer.preset()
                        .subject(claims)
                        .then(subject -> Runtimes.bound(claims).then(bound -> proven(token, claims, subject, bound))));
    }

    private JwtResult<Proven> proven(
            String token, Claims claims, Preset.Subject subject, Optional<Proven.Binding> bound) {
        Optional<Caller> party = registry.issued(name, subject.attributes());
        if (party.isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM,
                    "the token is valid, but no party is registered as its subject: name its issuer and subject as the"
                            + " `identity` of an agent or person");
        }
        return JwtResult.ok(new Proven(
                Registry.withRuntime(party.get(), runtime(token, claims, subject, bound, party.get())),
                issuer.address(),
                subject.name(),
                claims.expires().orElseThrow(),
                bound,
                claims.id(),
                presence(claims)));
    }

    private Optional<Presence> presence(Claims claims) {
        return claims.authenticated()
                .map(at -> new Presence(new Presence.By.Login(name, claims.loginClass()), at.toEpochMilli()));
    }

    /** A person is one however often they log in; a workload is the instance that its issuer tells apart. */
    private String runtime(
            String token, Claims claims, Preset.Subject subject, Optional<Proven.Binding> bound, Caller party) {
        if (party.person()) {
            return "login-" + Runtimes.digest(issuer.address(), subject.name());
        }
        return bound.isEmpty() && subject.instance().isPresent()
                ? "instance-"
                        + Runtimes.digest(issuer.address(), subject.instance().get())
                : Runtimes.of(issuer.address(), token, claims, bound);
    }

    @Override
    public Object keys(Instant now) {
        return tokens.keys(now);
    }

    @Override
    public void close() {
        tokens.close();
    }
}
