package dev.interlock.server.identity;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.spiffe.X509Svid;
import dev.interlock.server.jose.JwtProblem;
import dev.interlock.server.jose.JwtResult;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Verifies the X.509-SVIDs of one trust domain. Thread-safe. */
public final class X509SvidVerifier {

    private final TrustDomain domain;
    private final BundleSource bundles;
    private final Registry registry;

    public X509SvidVerifier(TrustDomain domain, BundleSource bundles, Registry registry) {
        this.domain = domain;
        this.bundles = bundles;
        this.registry = registry;
    }

    boolean concerns(X509Certificate leaf) {
        return X509Svid.subject(leaf)
                .toOptional()
                .filter(id -> id.domain().equals(domain))
                .isPresent();
    }

    /** Returns the bundle that certificates are verified with now. */
    SpiffeBundle keys(Instant now) {
        return bundles.current(now);
    }

    /**
     * Returns the party whose certificate this is.
     *
     * @param chain as the client showed it, its own first; the connection has proven that it has the key
     */
    JwtResult<Proven> verify(List<X509Certificate> chain, Instant now) {
        return X509Svid.verify(chain, bundles.current(now), now).then(this::proven);
    }

    private JwtResult<Proven> proven(X509Svid svid) {
        Optional<Caller> party = registry.workload(svid.id());
        if (party.isEmpty()) {
            return JwtResult.refused(
                    JwtProblem.CLAIM,
                    "the certificate is valid, but no agent is registered as its workload: name its SPIFFE ID as the"
                            + " `identity` of an agent");
        }
        X509Certificate certificate = svid.certificate();
        // an authority gives each serial number once
        String runtime = "cert-"
                + Runtimes.digest(
                        domain.name() + " "
                                + certificate.getIssuerX500Principal().getName(),
                        certificate.getSerialNumber().toString(16));
        return JwtResult.ok(new Proven(
                Registry.withRuntime(party.get(), runtime),
                domain.name(),
                svid.id().toString(),
                svid.until(),
                Optional.empty(),
                Optional.of(certificate.getSerialNumber().toString(16)),
                Optional.empty()));
    }
}
