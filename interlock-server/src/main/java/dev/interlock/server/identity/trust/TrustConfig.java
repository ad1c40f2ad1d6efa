package dev.interlock.server.identity.trust;

import dev.interlock.server.identity.oidc.Application;
import dev.interlock.server.identity.oidc.Preset;
import dev.interlock.server.identity.spiffe.TrustDomain;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The trust domains and issuers that are believed about who a caller is. Immutable.
 *
 * @param domains trust domains of SPIFFE
 * @param issuers of OpenID Connect, by the name that the configuration gives them
 */
public record TrustConfig(SortedMap<TrustDomain, Domain> domains, SortedMap<String, Issuer> issuers) {

    /** The configuration that believes nobody: then tokens of the configuration are all that proves anything. */
    public static final TrustConfig NOBODY = new TrustConfig(new TreeMap<>(), new TreeMap<>());

    public TrustConfig {
        domains = Collections.unmodifiableSortedMap(new TreeMap<>(domains));
        issuers = Collections.unmodifiableSortedMap(new TreeMap<>(issuers));
    }

    /** Makes a configuration with trust domains alone. */
    public TrustConfig(SortedMap<TrustDomain, Domain> domains) {
        this(domains, new TreeMap<>());
    }

    /** Returns the applications in which people log in from the command line. */
    public List<Application> logins() {
        return issuers.values().stream()
                .flatMap(issuer -> issuer.login().stream())
                .toList();
    }

    /**
     * The rules for the tokens of one issuer.
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

    /**
     * An issuer of OpenID Connect.
     *
     * @param address its name, as its tokens say it
     * @param clients ids of the clients whose tokens are taken; empty: those of any
     * @param authorities in PEM, that vouch for its certificate; empty: those that Java trusts
     * @param login how people log in there from the command line, if they do
     */
    public record Issuer(
            String address,
            Preset preset,
            Tokens tokens,
            Set<String> clients,
            Optional<Path> authorities,
            Optional<Application> login) {
        public Issuer {
            clients = Set.copyOf(clients);
        }
    }
}
