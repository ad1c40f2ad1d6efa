package dev.interlock.server.config;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.load.SingleFile;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import dev.interlock.server.console.ConsoleConfig;
import dev.interlock.server.console.ConsoleReader;
import dev.interlock.server.content.ContentConfig;
import dev.interlock.server.content.ContentReader;
import dev.interlock.server.credential.CredentialConfig;
import dev.interlock.server.credential.CredentialReader;
import dev.interlock.server.credential.CredentialUseReader;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.door.DenialReader;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.door.authzen.AuthzenReader;
import dev.interlock.server.door.hook.HookDoor;
import dev.interlock.server.identity.presence.StepUp;
import dev.interlock.server.identity.presence.StepUpReader;
import dev.interlock.server.identity.registry.PartyReader;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.role.Roles;
import dev.interlock.server.identity.role.RolesReader;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.identity.trust.TrustReader;
import dev.interlock.server.notify.channel.ChannelsConfig;
import dev.interlock.server.notify.channel.ChannelsReader;
import dev.interlock.server.notify.signal.SignalsConfig;
import dev.interlock.server.notify.signal.SignalsReader;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.oauth.OAuthReader;
import dev.interlock.server.observe.TelemetryConfig;
import dev.interlock.server.observe.TelemetryReader;
import dev.interlock.server.setting.Addresses;
import dev.interlock.server.setting.GivenValues;
import dev.interlock.server.setting.Limits;
import dev.interlock.server.setting.LimitsReader;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.upstream.UpstreamReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads {@code interlock-server.yaml}: every mistake at once, each with its place and a remedy. Whatever stands in the file,
 * it never throws; a file with a mistake starts no server.
 */
public final class ConfigReader {

    /** The usual name of the file. */
    public static final String FILE = "interlock-server.yaml";

    private static final int MAX_BYTES = 1 << 20;

    private final Path folder;
    private final Diagnostics diagnostics = new Diagnostics();
    private final Values values = new Values(diagnostics);
    private final LimitsReader limits = new LimitsReader(diagnostics, values);
    private final Addresses addresses = new Addresses(diagnostics, values);
    private final GivenValues given;

    private ConfigReader(Path folder, Map<String, String> environment) {
        this.folder = folder;
        this.given = new GivenValues(diagnostics, values, folder, environment);
    }

    /** The side that agents come in by. */
    private record Front(
            Listen listen,
            Set<String> origins,
            Set<String> hosts,
            DenialForm denials,
            Optional<OAuthConfig> oauth,
            ConsoleConfig console) {}

    /** The side that calls go out by. */
    private record Behind(
            Limits limits,
            SortedMap<String, CredentialConfig> credentials,
            UpstreamReader.Found found,
            SortedMap<String, List<String>> endpoints) {}

    /** Those who hear of what happens. */
    private record Told(SignalsConfig signals, ChannelsConfig channels, TelemetryConfig telemetry) {}

    /**
     * Reads a file. Relative paths in it are relative to its folder.
     *
     * @param environment where values {@code {from-env: NAME}} come from
     */
    public static ConfigOutcome read(Path file, Map<String, String> environment) {
        Path absolute = file.toAbsolutePath().normalize();
        Path parent = absolute.getParent();
        var reader = new ConfigReader(parent == null ? absolute : parent, environment);
        Optional<SourceFile> source = new SingleFile(reader.diagnostics, MAX_BYTES)
                .read(file, "name the configuration with --config, or write an `" + FILE + "`");
        if (source.isEmpty()) {
            return new ConfigOutcome.Rejected(reader.diagnostics.sorted());
        }
        return reader.read(source.get());
    }

    /** Reads a text as if it stood in a file of this folder. */
    public static ConfigOutcome read(SourceFile source, Path folder, Map<String, String> environment) {
        return new ConfigReader(folder, environment).read(source);
    }

    private ConfigOutcome read(SourceFile source) {
        YamlTree yaml = YamlReader.read(source);
        yaml.problems().forEach(diagnostics::add);
        Node root = yaml.root().orElse(null);
        Optional<ServerConfig> config = Optional.empty();
        if (root instanceof Node.Mapping mapping) {
            config = config(mapping);
        } else if (yaml.problems().isEmpty()) {
            diagnostics.error(
                    Check.WRONG_SHAPE,
                    source.start(),
                    root == null ? "the file is empty" : "the file is " + root.kind() + ", not a mapping",
                    "write `domain: ...`, `agents: ...` and so on");
        }
        Redaction redaction = Redaction.of(source, root);
        List<Diagnostic> found = redaction.apply(diagnostics.sorted());
        return diagnostics.hasErrors() || config.isEmpty() || root == null
                ? new ConfigOutcome.Rejected(found)
                : new ConfigOutcome.Loaded(config.get(), found, new ConfigPlaces(root, redaction.shown()));
    }

    private Optional<ServerConfig> config(Node.Mapping root) {
        var fields = new Fields(root, "the configuration", diagnostics);
        Optional<String> domain = fields.require(
                        "domain", "write the name of the ledger, such as `domain: payments.example.com`")
                .flatMap(node -> values.name(node, "a domain"))
                .map(Node.Scalar::value);
        Path data = path(fields.take("data"), "`data`", "data");
        Optional<Path> anchor = fields.take("anchor").flatMap(node -> anchor(node, data));
        Path bundle = path(fields.take("bundle"), "`bundle`", "bundle");
        Front front = front(fields);
        Behind behind = behind(fields, domain.orElse(""));
        keysOfTokens(fields, front, behind);
        TrustConfig trust = section(fields, "trust", "{audience: ..., domains: {...}}")
                .map(mapping -> new TrustReader(diagnostics, values, folder).read(mapping))
                .orElse(TrustConfig.NOBODY);
        PartyReader parties = parties(fields, trust);
        Optional<AuthzenConfig> authzen = section(
                        fields, "authzen", "{callers: {gateway: {identity: ..., mode: enforcing}}}")
                .map(mapping -> new AuthzenReader(diagnostics, values, parties).read(mapping));
        Told told = told(fields, parties);
        limits.check(parties.agentNames(), behind.found().names());
        boolean alone = fields.take("single-administrator")
                .flatMap(node -> values.choice(node, "`single-administrator`", Map.of("true", true, "false", false)))
                .orElse(false);
        Roles roles = section(fields, "roles", "{administrator: [administrators], auditor: [auditors]}")
                .map(mapping -> new RolesReader(diagnostics, values).read(mapping))
                .orElse(Roles.NONE);
        StepUp stepUp = section(fields, "step-up", "{within: 5m}")
                .map(mapping -> new StepUpReader(diagnostics, values).read(mapping))
                .orElse(StepUp.DEFAULT);
        ContentConfig content = section(fields, "content", "{trusted-prompts: [claude-code]}")
                .map(mapping ->
                        new ContentReader(diagnostics, values).read(mapping, HookDoor.CLIENTS, parties.agentNames()))
                .orElse(ContentConfig.DEFAULT);
        fields.finish();
        if (diagnostics.hasErrors() || domain.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ServerConfig.of(
                        domain.get(),
                        data,
                        bundle,
                        new Registry(
                                parties.entries(),
                                parties.sourceEntries(),
                                parties.enforcerEntries(),
                                parties.proposers()))
                .withListen(front.listen())
                .withUpstreams(behind.found().servers())
                .withLimits(behind.limits())
                .withOrigins(front.origins())
                .withHosts(front.hosts())
                .withSingleAdministrator(alone)
                .withEndpoints(behind.endpoints())
                .withApis(behind.found().apis())
                .withTrust(trust)
                .withOauth(front.oauth())
                .withSignals(told.signals())
                .withChannels(told.channels())
                .withTelemetry(told.telemetry())
                .withDenials(front.denials())
                .withCredentials(behind.credentials())
                .withAuthzen(authzen)
                .withAnchor(anchor)
                .withConsole(front.console())
                .withRoles(roles)
                .withStepUp(stepUp)
                .withContent(content)
                .build());
    }

    /** A part of the file that is a mapping, if it is there. */
    private Optional<Node.Mapping> section(Fields fields, String key, String example) {
        return fields.take(key)
                .flatMap(node -> values.mapping(node, "`" + key + "`", "write `" + key + ": " + example + "`"));
    }

    private Front front(Fields fields) {
        Listen listen = fields.take("listen")
                .flatMap(node -> addresses.listen(node, folder))
                .orElse(Listen.DEFAULT);
        Set<String> origins = new TreeSet<>();
        fields.take("origins").ifPresent(node -> origins.addAll(addresses.origins(node)));
        boolean hostsGiven = fields.has("hosts");
        Set<String> hosts = new TreeSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        fields.take("hosts").ifPresent(node -> hosts.addAll(addresses.hosts(node)));
        if (!listen.loopback()) {
            addresses.open(fields.keyPlace("listen"), listen, hostsGiven);
            hosts.add(listen.hostName());
        }
        DenialForm denials = section(fields, "mcp", "{denied: result}")
                .map(mapping -> new DenialReader(diagnostics).read(mapping))
                .orElse(DenialForm.RESULT);
        Optional<OAuthConfig> oauth = section(fields, "oauth", "{issuer: https://gateway.example.com}")
                .map(mapping -> new OAuthReader(diagnostics, values, folder).read(mapping, listen));
        ConsoleConfig console = section(fields, "console", "{enabled: true}")
                .map(mapping -> new ConsoleReader(diagnostics, values, folder).read(mapping))
                .orElse(ConsoleConfig.DEFAULT);
        return new Front(listen, origins, hosts, denials, oauth, console);
    }

    private Behind behind(Fields fields, String domain) {
        Limits read = section(fields, "limits", "{request: 4MiB, call: 60s}")
                .map(limits::read)
                .orElse(Limits.DEFAULT);
        var written = new TreeSet<String>();
        SortedMap<String, CredentialConfig> credentials = section(
                        fields, "credentials", "{orders: {kind: postgres, url: ...}}")
                .map(mapping -> {
                    mapping.entries().forEach(entry -> written.add(entry.key().value()));
                    return new CredentialReader(diagnostics, values, given, folder, domain).read(mapping);
                })
                .orElseGet(TreeMap::new);
        var uses = new CredentialUseReader(diagnostics, values, written, credentials);
        var servers = new TreeSet<String>();
        UpstreamReader.Found found = section(fields, "upstreams", "{erp: {command: [...]}}")
                .map(mapping -> {
                    mapping.entries().stream()
                            .filter(entry -> !UpstreamReader.isApi(entry))
                            .forEach(entry -> servers.add(entry.key().value()));
                    return new UpstreamReader(diagnostics, values, folder, given, read, uses).read(mapping);
                })
                .orElseGet(UpstreamReader.Found::nothing);
        SortedMap<String, List<String>> endpoints = section(fields, "endpoints", "{finance: [erp, mail]}")
                .map(mapping -> new EndpointReader(diagnostics, values, servers).read(mapping))
                .orElse(new TreeMap<>());
        return new Behind(read, credentials, found, endpoints);
    }

    private void keysOfTokens(Fields fields, Front front, Behind behind) {
        if (front.oauth().flatMap(OAuthConfig::issuer).isEmpty()
                && behind.credentials().values().stream().anyMatch(CredentialConfig.Jwt.class::isInstance)) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    fields.keyPlace("credentials"),
                    "a credential of kind `jwt` needs an authorization server, whose keys verify it",
                    "write `oauth: {issuer: https://gateway.example.com}`");
        }
    }

    private PartyReader parties(Fields fields, TrustConfig trust) {
        var parties = new PartyReader(diagnostics, values, trust);
        section(fields, "agents", "{clerk: {token: ..., owner: ...}}").ifPresent(parties::agents);
        section(fields, "people", "{vera: {token: ..., groups: [...]}}").ifPresent(parties::people);
        section(fields, "verifiers", "{screening: {token: ..., owner: ...}}").ifPresent(parties::verifiers);
        section(fields, "sources", "{erp-audit: {token: ...}}").ifPresent(parties::sources);
        return parties;
    }

    private Told told(Fields fields, PartyReader parties) {
        SignalsConfig signals = section(fields, "signals", "{issuer: ..., streams: {...}}")
                .map(mapping -> new SignalsReader(diagnostics, values, given).read(mapping))
                .orElse(SignalsConfig.NOBODY);
        ChannelsConfig channels = section(fields, "channels", "{chat: {webhook: https://...}}")
                .map(mapping -> new ChannelsReader(diagnostics, values, given)
                        .read(mapping, parties.peopleNames(), parties.verifierNames()))
                .orElse(ChannelsConfig.NONE);
        TelemetryConfig telemetry = section(fields, "telemetry", "{metrics: {token: sha256:...}}")
                .map(mapping -> new TelemetryReader(diagnostics, values, given).read(mapping))
                .orElse(TelemetryConfig.NOTHING);
        return new Told(signals, channels, telemetry);
    }

    /** The anchor tells of changes to the data folder, so it must not lie where the same people can write. */
    private Optional<Path> anchor(Node node, Path data) {
        Optional<Path> file = values.text(node, "`anchor`")
                .map(scalar -> folder.resolve(scalar.value()).normalize());
        if (file.isPresent() && real(file.get()).startsWith(real(data))) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    node.place(),
                    "the anchor is in the data folder, so replacing the folder replaces the anchor, too",
                    "name a file on another disk or machine that cannot be written by those who can write the data"
                            + " folder");
            return Optional.empty();
        }
        return file;
    }

    /** The path without links, as far as it leads to something. */
    private static Path real(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        for (Path there = whole; there != null; there = there.getParent()) {
            try {
                return there.toRealPath().resolve(there.relativize(whole));
            } catch (IOException e) {
                // it is not there, but a folder above it may be
            }
        }
        return whole;
    }

    private Path path(Optional<Node> node, String what, String usual) {
        return folder.resolve(node.flatMap(n -> values.text(n, what))
                        .map(Node.Scalar::value)
                        .orElse(usual))
                .normalize();
    }
}
