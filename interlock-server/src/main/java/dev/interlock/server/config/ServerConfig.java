package dev.interlock.server.config;

import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A checked configuration. Immutable.
 *
 * @param domain name of the domain: the origin of its ledger, for ever
 * @param data folder of the ledger
 * @param bundle folder of the policy bundle
 * @param upstreams MCP servers behind the gateway, by name
 * @param origins values of {@code Origin} that are let in
 * @param hosts names that {@code Host} may give, without port; empty for any
 * @param singleAdministrator one person may propose and activate a bundle, and a changed one is activated at the start
 * @param endpoints names of servers that are offered together, by the name of the endpoint
 * @param apis REST APIs behind the gateway, by name; none is called as an upstream is
 * @param trust whom to believe who a caller is
 * @param oauth whether tokens for tasks are issued, and how
 * @param signals who is told of leases that ended
 * @param credentials what is issued for tasks, by name
 */
public record ServerConfig(
        String domain,
        Listen listen,
        Path data,
        Path bundle,
        SortedMap<String, UpstreamConfig> upstreams,
        Registry registry,
        Limits limits,
        Set<String> origins,
        Set<String> hosts,
        boolean singleAdministrator,
        SortedMap<String, List<String>> endpoints,
        SortedMap<String, ApiConfig> apis,
        TrustConfig trust,
        Optional<OAuthConfig> oauth,
        SignalsConfig signals,
        SortedMap<String, CredentialConfig> credentials) {

    /** With nothing that is issued but tokens. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts,
            boolean singleAdministrator,
            SortedMap<String, List<String>> endpoints,
            SortedMap<String, ApiConfig> apis,
            TrustConfig trust,
            Optional<OAuthConfig> oauth,
            SignalsConfig signals) {
        this(
                domain,
                listen,
                data,
                bundle,
                upstreams,
                registry,
                limits,
                origins,
                hosts,
                singleAdministrator,
                endpoints,
                apis,
                trust,
                oauth,
                signals,
                new TreeMap<>());
    }

    /** Without anybody who is told of leases that ended. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts,
            boolean singleAdministrator,
            SortedMap<String, List<String>> endpoints,
            SortedMap<String, ApiConfig> apis,
            TrustConfig trust,
            Optional<OAuthConfig> oauth) {
        this(
                domain,
                listen,
                data,
                bundle,
                upstreams,
                registry,
                limits,
                origins,
                hosts,
                singleAdministrator,
                endpoints,
                apis,
                trust,
                oauth,
                SignalsConfig.NOBODY);
    }

    /** With a second person for every change of the bundle. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts) {
        this(domain, listen, data, bundle, upstreams, registry, limits, origins, hosts, false);
    }

    /** With no endpoints but those of single servers and of all, and without REST APIs. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts,
            boolean singleAdministrator) {
        this(
                domain,
                listen,
                data,
                bundle,
                upstreams,
                registry,
                limits,
                origins,
                hosts,
                singleAdministrator,
                new TreeMap<>(),
                new TreeMap<>(),
                TrustConfig.NOBODY,
                Optional.empty());
    }

    /** With tokens of the configuration alone. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts,
            boolean singleAdministrator,
            SortedMap<String, List<String>> endpoints,
            SortedMap<String, ApiConfig> apis) {
        this(
                domain,
                listen,
                data,
                bundle,
                upstreams,
                registry,
                limits,
                origins,
                hosts,
                singleAdministrator,
                endpoints,
                apis,
                TrustConfig.NOBODY,
                Optional.empty());
    }

    /** Without tokens for tasks. */
    public ServerConfig(
            String domain,
            Listen listen,
            Path data,
            Path bundle,
            SortedMap<String, UpstreamConfig> upstreams,
            Registry registry,
            Limits limits,
            Set<String> origins,
            Set<String> hosts,
            boolean singleAdministrator,
            SortedMap<String, List<String>> endpoints,
            SortedMap<String, ApiConfig> apis,
            TrustConfig trust) {
        this(
                domain,
                listen,
                data,
                bundle,
                upstreams,
                registry,
                limits,
                origins,
                hosts,
                singleAdministrator,
                endpoints,
                apis,
                trust,
                Optional.empty());
    }

    public ServerConfig {
        upstreams = Collections.unmodifiableSortedMap(new TreeMap<>(upstreams));
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
        apis = Collections.unmodifiableSortedMap(new TreeMap<>(apis));
        credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    }
}
