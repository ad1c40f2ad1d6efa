package dev.interlock.server.config;

import dev.interlock.server.console.ConsoleConfig;
import dev.interlock.server.content.ContentConfig;
import dev.interlock.server.credential.CredentialConfig;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.notify.channel.ChannelsConfig;
import dev.interlock.server.notify.signal.SignalsConfig;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.ApiConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A checked configuration, made by {@link #of}: only this file names every setting. Immutable.
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
 * @param channels by which ways people are told what waits for them, and answer
 * @param credentials what is issued for tasks, by name
 * @param telemetry what the server tells about itself
 * @param denials how clients of MCP are told what is refused
 * @param authzen who asks for decisions over AuthZEN; absent where nobody does
 * @param anchor the file outside the data folder that holds the highest checkpoint; absent where there is none
 * @param console whether there is a console
 * @param roles what people may do, by their groups
 * @param content whose prompts are instructions, and which agents start their tasks without memory
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
        ChannelsConfig channels,
        SortedMap<String, CredentialConfig> credentials,
        TelemetryConfig telemetry,
        DenialForm denials,
        Optional<AuthzenConfig> authzen,
        Optional<Path> anchor,
        ConsoleConfig console,
        Roles roles,
        StepUp stepUp,
        ContentConfig content) {

    public ServerConfig {
        upstreams = Collections.unmodifiableSortedMap(new TreeMap<>(upstreams));
        endpoints = Collections.unmodifiableSortedMap(new TreeMap<>(endpoints));
        origins = Set.copyOf(origins);
        hosts = Set.copyOf(hosts);
        apis = Collections.unmodifiableSortedMap(new TreeMap<>(apis));
        credentials = Collections.unmodifiableSortedMap(new TreeMap<>(credentials));
    }

    /** Begins a configuration: everything that has a usual value has it, and there is nothing behind the gateway. */
    public static Builder of(String domain, Path data, Path bundle, Registry registry) {
        return new Builder(domain, data, bundle, registry);
    }

    /** A configuration in the making: each setting with its usual value until it is given. Not thread-safe. */
    public static final class Builder {
        private final String domain;
        private final Path data;
        private final Path bundle;
        private final Registry registry;
        private Listen listen = Listen.DEFAULT;
        private Map<String, UpstreamConfig> upstreams = Map.of();
        private Limits limits = Limits.DEFAULT;
        private Set<String> origins = Set.of();
        private Set<String> hosts = Set.of();
        private boolean singleAdministrator;
        private Map<String, List<String>> endpoints = Map.of();
        private Map<String, ApiConfig> apis = Map.of();
        private TrustConfig trust = TrustConfig.NOBODY;
        private Optional<OAuthConfig> oauth = Optional.empty();
        private SignalsConfig signals = SignalsConfig.NOBODY;
        private ChannelsConfig channels = ChannelsConfig.NONE;
        private Map<String, CredentialConfig> credentials = Map.of();
        private TelemetryConfig telemetry = TelemetryConfig.NOTHING;
        private DenialForm denials = DenialForm.RESULT;
        private Optional<AuthzenConfig> authzen = Optional.empty();
        private Optional<Path> anchor = Optional.empty();
        private ConsoleConfig console = ConsoleConfig.DEFAULT;
        private Roles roles = Roles.NONE;
        private StepUp stepUp = StepUp.DEFAULT;
        private ContentConfig content = ContentConfig.DEFAULT;

        private Builder(String domain, Path data, Path bundle, Registry registry) {
            this.domain = domain;
            this.data = data;
            this.bundle = bundle;
            this.registry = registry;
        }

        public Builder withListen(Listen given) {
            listen = given;
            return this;
        }

        public Builder withUpstreams(Map<String, UpstreamConfig> given) {
            upstreams = given;
            return this;
        }

        public Builder withLimits(Limits given) {
            limits = given;
            return this;
        }

        public Builder withOrigins(Set<String> given) {
            origins = given;
            return this;
        }

        public Builder withHosts(Set<String> given) {
            hosts = given;
            return this;
        }

        public Builder withSingleAdministrator(boolean given) {
            singleAdministrator = given;
            return this;
        }

        public Builder withEndpoints(Map<String, List<String>> given) {
            endpoints = given;
            return this;
        }

        public Builder withApis(Map<String, ApiConfig> given) {
            apis = given;
            return this;
        }

        public Builder withTrust(TrustConfig given) {
            trust = given;
            return this;
        }

        public Builder withOauth(Optional<OAuthConfig> given) {
            oauth = given;
            return this;
        }

        public Builder withChannels(ChannelsConfig given) {
            channels = given;
            return this;
        }

        public Builder withSignals(SignalsConfig given) {
            signals = given;
            return this;
        }

        public Builder withCredentials(Map<String, CredentialConfig> given) {
            credentials = given;
            return this;
        }

        public Builder withTelemetry(TelemetryConfig given) {
            telemetry = given;
            return this;
        }

        public Builder withDenials(DenialForm given) {
            denials = given;
            return this;
        }

        public Builder withAuthzen(Optional<AuthzenConfig> given) {
            authzen = given;
            return this;
        }

        public Builder withAnchor(Optional<Path> given) {
            anchor = given;
            return this;
        }

        public Builder withConsole(ConsoleConfig given) {
            console = given;
            return this;
        }

        public Builder withRoles(Roles given) {
            roles = given;
            return this;
        }

        public Builder withContent(ContentConfig given) {
            content = given;
            return this;
        }

        public Builder withStepUp(StepUp given) {
            stepUp = given;
            return this;
        }

        public ServerConfig build() {
            return new ServerConfig(
                    domain,
                    listen,
                    data,
                    bundle,
                    new TreeMap<>(upstreams),
                    registry,
                    limits,
                    origins,
                    hosts,
                    singleAdministrator,
                    new TreeMap<>(endpoints),
                    new TreeMap<>(apis),
                    trust,
                    oauth,
                    signals,
                    channels,
                    new TreeMap<>(credentials),
                    telemetry,
                    denials,
                    authzen,
                    anchor,
                    console,
                    roles,
                    stepUp,
                    content);
        }
    }
}
