package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.spiffe.JwtSvid;
import dev.interlock.server.identity.spiffe.SpiffeId;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.Claims;
import dev.interlock.server.jose.Jwt;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.jose.JwtRules;
import java.time.Instant;
import java.util.Optional;

/** Verifies the JWT-SVIDs of one trust domain. */
public final class JwtSvidVerifier implements Verifier {

    private final TrustDomain domain;
    private final BundleSource bundles;
    private final Registry registry;
    private final JwtRules rules;

    public JwtSvidVerifier(TrustDomain domain, BundleSource bundles, TrustConfig.Tokens tokens, Registry registry) {
        this.domain = domain;
        this.bundles = bundles;
        this.registry = registry;
        this.rules = JwtSvid.rules(tokens.audiences(), tokens.skew(), Optional.of(tokens.life()));
    }

    @Override
    public boolean concerns(Claims unverified) {
        return unverified
                .subject()
                .flatMap(SpiffeId::parse)
                .filter(id -> id.domain().equals(domain))
                .isPresent();
    }

    @Override
    public JwtResult<Proven> verify(String token, Jwt jwt, Instant now) {
        return JwtSvid.verify(jwt, domain, bundles.current(now).jwtAuthorities(), rules, now)
                .then(svid -> proven(svid, token));
    }

    @Override
    public Object keys(Instant now) {
        return bundles.current(now);
    }

    @Override
    public void close() {
        bundles.close();
    }

    private JwtResult<Proven> proven(JwtSvid svid, String token) {
        Optional<Caller> party = registry.workload(svid.id());
        if (party.isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM,
                    "the token is valid, but no agent is registered as its workload: name its SPIFFE ID as the"
                            + " `identity` of an agent");
        }
        Claims claims = svid.claims();
        return Runtimes.bound(claims)
                .then(bound -> JwtResult.ok(new Proven(
                        Registry.withRuntime(party.get(), Runtimes.of(domain.name(), token, claims, bound)),
                        domain.name(),
                        svid.id().toString(),
                        claims.expires().orElseThrow(),
                        bound,
                        claims.id(),
                        Optional.empty())));
    }
}
