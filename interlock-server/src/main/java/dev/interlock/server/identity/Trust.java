package dev.interlock.server.identity;

import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.spiffe.BundleReader;
import dev.interlock.server.identity.spiffe.SpiffeBundle;
import dev.interlock.server.identity.spiffe.TrustDomain;
import dev.interlock.server.identity.trust.BundlePlace;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.jose.JwtResult;
import dev.interlock.server.tls.ClientTls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

    /** Opens the trust to ask only who somebody would be: what was trusted before is not known, and nothing is kept. */
    public static Callers open(TrustConfig trust, Registry registry, InstantSource clock) throws IOException {
        return open(trust, registry, Sequences.inMemory(), clock);
    }

    /** @throws IOException if a file cannot be read: nobody would know that those it vouches for are refused. An issuer that cannot be
     *     reached is asked again later */
    public static Callers open(TrustConfig trust, Registry registry, Sequences sequences, InstantSource clock)
            throws IOException {
        List<Callers.Issuer> issuers = new ArrayList<>();
        List<X509SvidVerifier> authorities = new ArrayList<>();
        try {
            for (Map.Entry<TrustDomain, TrustConfig.Domain> entry :
                    trust.domains().entrySet()) {
                TrustDomain name = entry.getKey();
                TrustConfig.Domain domain = entry.getValue();
                BundleSource bundles = bundles(name, domain.bundle(), sequences, clock);
                issuers.add(new Callers.Issuer(
                        new JwtSvidVerifier(name, bundles, domain.tokens(), registry), domain.tokens()));
                authorities.add(new X509SvidVerifier(name, bundles, registry));
            }
            for (Map.Entry<String, TrustConfig.Issuer> entry : trust.issuers().entrySet()) {
                TrustConfig.Issuer issuer = entry.getValue();
                issuers.add(new Callers.Issuer(
                        new OidcVerifier(entry.getKey(), issuer, fetch(issuer), registry), issuer.tokens()));
            }
        } catch (IOException | RuntimeException e) {
            issuers.forEach(issuer -> issuer.verifier().close());
            throw e;
        }
        return new Callers(registry, issuers, authorities, clock);
    }

    private static BundleSource bundles(TrustDomain name, BundlePlace place, Sequences sequences, InstantSource clock)
            throws IOException {
        Instant now = clock.instant();
        return switch (place) {
            case BundlePlace.File(var path) -> FileBundle.open(name, path, sequences, now);
            case BundlePlace.Web(var url) -> EndpointBundle.web(name, url, sequences);
            case BundlePlace.Agent(var socket) -> WorkloadBundle.open(name, socket, clock);
            case BundlePlace.Spiffe(var url, var endpoint, var first) ->
                EndpointBundle.spiffe(name, url, first(name, first), new SpiffeTrust(endpoint, clock), sequences, now);
        };
    }

    /** Reads the bundle by which an endpoint is known at first; an old one will do, as long as the endpoint still proves itself by it. */
    private static SpiffeBundle first(TrustDomain name, Path file) throws IOException {
        return switch (BundleReader.read(name, Files.readAllBytes(file))) {
            case JwtResult.Ok<SpiffeBundle>(SpiffeBundle bundle) -> bundle;
            case JwtResult.Refused<SpiffeBundle> refused ->
                throw new IOException("the bundle `" + file + "` of `" + name + "`: " + refused.message());
        };
    }

    /** Returns what asks an issuer. A call waits for this, so it is not waited for long. */
    public static Fetch fetch(TrustConfig.Issuer issuer) throws IOException {
        Optional<SSLContext> tls = issuer.authorities().isEmpty()
                ? Optional.empty()
                : Optional.of(ClientTls.context(issuer.authorities(), Optional.empty()));
        return new Fetch(PATIENCE, Fetch.MAX_BYTES, tls);
    }
}
