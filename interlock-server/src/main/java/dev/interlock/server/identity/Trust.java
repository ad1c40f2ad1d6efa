package dev.interlock.server.identity;

import dev.interlock.server.config.BundlePlace;
import dev.interlock.server.config.Registry;
import dev.interlock.server.config.TrustConfig;
import dev.interlock.server.identity.spiffe.TrustDomain;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Makes what the configuration says of trust into what finds callers. */
public final class Trust {

    private Trust() {}

    /** @throws IOException if the bundle of a trust domain cannot be read: nobody would know that its workloads are refused */
    public static Callers open(TrustConfig trust, Registry registry, InstantSource clock) throws IOException {
        List<Callers.Issuer> issuers = new ArrayList<>();
        try {
            for (Map.Entry<TrustDomain, TrustConfig.Domain> entry :
                    trust.domains().entrySet()) {
                TrustConfig.Domain domain = entry.getValue();
                BundleSource bundles = switch (domain.bundle()) {
                    case BundlePlace.File(var path) -> FileBundle.open(entry.getKey(), path, clock.instant());
                };
                issuers.add(new Callers.Issuer(
                        entry.getKey().name(),
                        new JwtSvidVerifier(entry.getKey(), bundles, domain.tokens(), registry),
                        domain.tokens()));
            }
        } catch (IOException | RuntimeException e) {
            issuers.forEach(issuer -> issuer.verifier().close());
            throw e;
        }
        return new Callers(registry, issuers, clock);
    }
}
