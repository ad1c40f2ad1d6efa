package dev.interlock.server.identity.spiffe;

import dev.interlock.server.jose.KeySet;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The keys that are trusted to sign for one trust domain (SPIFFE Trust Domain and Bundle, section 4). Without keys everything is
 * revoked. Immutable.
 *
 * @param jwtAuthorities keys of JWT-SVIDs
 * @param x509Authorities certificates of X.509-SVIDs
 * @param sequence grows with every change, where the publisher counts
 * @param refreshHint after which to ask again, where the publisher says
 */
public record SpiffeBundle(
        TrustDomain domain,
        KeySet jwtAuthorities,
        List<X509Certificate> x509Authorities,
        OptionalLong sequence,
        Optional<Duration> refreshHint) {

    public SpiffeBundle {
        x509Authorities = List.copyOf(x509Authorities);
    }

    /** Trusts nobody. */
    public static SpiffeBundle empty(TrustDomain domain) {
        return new SpiffeBundle(domain, KeySet.none(), List.of(), OptionalLong.empty(), Optional.empty());
    }

    /** Returns whether the same keys are trusted for the same uses. */
    public boolean hasKeysOf(SpiffeBundle other) {
        return named(jwtAuthorities).equals(named(other.jwtAuthorities))
                && Set.copyOf(x509Authorities).equals(Set.copyOf(other.x509Authorities));
    }

    private static Set<String> named(KeySet keys) {
        return keys.keys().stream()
                .map(key -> key.id().orElse("") + " " + key.thumbprint() + " " + key.algorithms())
                .collect(Collectors.toSet());
    }
}
