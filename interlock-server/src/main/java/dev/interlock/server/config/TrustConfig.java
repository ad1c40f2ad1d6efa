package dev.interlock.server.config;

import dev.interlock.server.identity.spiffe.TrustDomain;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whom to believe who a caller is. Immutable.
 *
 * @param domains trust domains of SPIFFE
 */
public record TrustConfig(SortedMap<TrustDomain, Domain> domains) {

    /** Nobody: then tokens of the configuration are all that proves anything. */
    public static final TrustConfig NOBODY = new TrustConfig(new TreeMap<>());

    public TrustConfig {
        domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
    }

    /**
     * What is asked of the tokens of one issuer.
     *
     * @param audiences that mean this server; a token names one of them at least
     * @param skew by how much clocks may differ
     * @param life how long a token may be valid at the most
     * @param singleUse whether each token is taken once
     */
    public record Tokens(Set<String> audiences, Duration skew, Duration life, boolean singleUse) {
        public Tokens {
            audiences = Set.copyOf(audiences);
        }
    }

    /** A trust domain: where its bundle comes from, and what is asked of its tokens. */
    public record Domain(BundlePlace bundle, Tokens tokens) {}
}
