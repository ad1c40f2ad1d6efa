package dev.interlock.server.identity;

import dev.interlock.server.config.BundlePlace;
import dev.interlock.server.config.Registry;
import dev.interlock.server.config.TrustConfig;
import dev.interlock.server.fetch.Fetch;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/** Makes what the configuration says of trust into what finds callers. */
public final class Trust {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Trust() {}

    /** @throws IOException if a file cannot be read: nobody would know that those it vouches for are refused. An issuer that cannot be
     *     reached is asked again later */
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
            for (Map.Entry<String, TrustConfig.Issuer> entry : trust.issuers().entrySet()) {
                TrustConfig.Issuer issuer = entry.getValue();
                issuers.add(new Callers.Issuer(
                        issuer.address(),
                        new OidcVerifier(entry.getKey(), issuer, fetch(issuer), registry),
                        issuer.tokens()));
            }
        } catch (IOException | RuntimeException e) {
            issuers.forEach(issuer -> issuer.verifier().close());
            throw e;
        }
        return new Callers(registry, issuers, clock);
    }

    /** A call waits for this, so it is not waited for long. */
    private static Fetch fetch(TrustConfig.Issuer issuer) throws IOException {
        Optional<SSLContext> tls = issuer.authorities().isEmpty()
                ? Optional.empty()
                : Optional.of(ClientTls.context(issuer.authorities(), Optional.empty()));
        return new Fetch(PATIENCE, Fetch.MAX_BYTES, tls);
    }
}
