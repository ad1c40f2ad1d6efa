package dev.interlock.server.config;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.server.content.ContentConfig;
import dev.interlock.server.door.authzen.AuthzenConfig;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.identity.registry.IssuedIdentity;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.identity.trust.BundlePlace;
import dev.interlock.server.identity.trust.TrustConfig;
import dev.interlock.server.oauth.OAuthConfig;
import dev.interlock.server.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The part of a configuration that is recorded, because decisions rely on it: who is who and how that is proven, whom the server
 * believes, what is behind it, and who speaks for whom.
 *
 * <p>INVARIANT: nothing that is secret, or may hold a secret, is in an entry, nor a digest of it: no token and no hash of one, no key, no
 * header, no variable of an environment, no argument of a program, no query of an address.
 */
public final class RecordedEntries {

    /**
     * The parts of a path that are recorded: short ones, and words in small letters. Others are taken for what nobody is to guess, as
     * addresses of hosted servers hold keys, some of them of no more than 20 characters.
     */
    private static final Pattern PLAIN_PART = Pattern.compile(".{0,12}|[a-z]+([._-][a-z]+)*");

    /** The most characters of a word; a longer one may be a key all the same. */
    private static final int LONGEST_PART = 24;

    /** A longer setting of a long entry is recorded by its digest. */
    private static final int LONGEST_SETTING = 256;

    private final SortedMap<String, ConfigurationEntry> entries = new TreeMap<>();

    private RecordedEntries() {}

    /** The entries of the configuration, by name. */
    public static SortedMap<String, ConfigurationEntry> of(ServerConfig config) {
        var recorded = new RecordedEntries();
        recorded.server(config);
        config.registry()
                .entries()
                .forEach(entry -> recorded.party(entry, config.registry().mayPropose(entry.caller())));
        for (Registry.Entry source : config.registry().sourceEntries()) {
            recorded.add("source/" + source.caller().name(), new Settings().proofs(source));
        }
        recorded.content(config.content());
        recorded.trust(config.trust());
        config.upstreams().values().forEach(recorded::upstream);
        config.apis()
                .values()
                .forEach(api -> recorded.add(
                        "upstream/" + api.name(),
                        new Settings()
                                .put("kind", "rest")
                                .put("url", address(api.url()))
                                .put("openapi", api.openapi())
                                .put("credential", api.credential().map(use -> use.name()))));
        config.oauth().ifPresent(recorded::oauth);
        config.authzen().ifPresent(recorded::authzen);
        config.channels()
                .speakers()
                .forEach((channel, people) ->
                        recorded.add("channel/" + channel, new Settings().put("speaks-for", people)));
        return Collections.unmodifiableSortedMap(recorded.entries);
    }

    private void add(String name, Settings settings) {
        if (!settings.texts.isEmpty()) {
            entries.put(name, settings.entry());
        }
    }

    private void server(ServerConfig config) {
        add("server", new Settings().put("single-administrator", config.singleAdministrator()));
    }

    private void content(ContentConfig content) {
        add(
                "content",
                new Settings()
                        .put("trusted-prompts", new TreeSet<>(content.trustedPrompts()))
                        .put("fresh-agents", new TreeSet<>(content.freshAgents())));
    }

    private void party(Registry.Entry entry, boolean proposes) {
        Caller caller = entry.caller();
        var settings = new Settings().attributes(caller).put("groups", caller.groups());
        switch (caller.kind()) {
            case CallerKind.Agent agent -> {
                settings.put("root", caller.root()).put("intent", caller.implicitIntent());
                // An agent that may have no intent at all is another one than an agent that may have any.
                caller.intents()
                        .ifPresent(granted -> settings.put("intents", granted.isEmpty() ? List.of("") : granted));
                if (proposes) {
                    settings.put("proposes", true);
                }
                add("agent/" + caller.name(), settings.proofs(entry));
            }
            case CallerKind.Person person -> add("person/" + caller.name(), settings.proofs(entry));
            case CallerKind.Verifier verifier ->
                add(
                        "verifier/" + caller.name(),
                        settings.put("duties", verifier.duties())
                                .put("tools", verifier.tools())
                                .proofs(entry));
        }
    }

    private void trust(TrustConfig trust) {
        trust.domains()
                .forEach((name, domain) -> add(
                        "trust-domain/" + name,
                        new Settings().bundle(domain.bundle()).tokens(domain.tokens())));
        trust.issuers()
                .forEach((name, issuer) -> add(
                        "issuer/" + name,
                        new Settings()
                                .put("address", issuer.address())
                                .put("preset", issuer.preset().name())
                                .put("clients", new TreeSet<>(issuer.clients()))
                                .put("ca-certificates", issuer.authorities())
                                .tokens(issuer.tokens())));
    }

    private void upstream(UpstreamConfig upstream) {
        var settings = new Settings().put("credential", upstream.credential().map(use -> use.name()));
        switch (upstream) {
            case UpstreamConfig.Stdio stdio ->
                settings.put("kind", "stdio")
                        .put("program", stdio.command().getFirst())
                        .put("directory", stdio.directory())
                        .put("per-task", stdio.perTask());
            case UpstreamConfig.Http http ->
                settings.put("kind", "http")
                        .put(
                                "url",
                                http.urls().stream()
                                        .map(RecordedEntries::address)
                                        .toList());
        }
        add("upstream/" + upstream.name(), settings);
    }

    private void oauth(OAuthConfig oauth) {
        add(
                "oauth",
                new Settings()
                        .put("issuer", oauth.issuer())
                        .put("token-time", oauth.tokenTime())
                        .put("clients", oauth.clients().keySet()));
    }

    private void authzen(AuthzenConfig authzen) {
        for (EnforcementPoint point : authzen.callers().values()) {
            add(
                    "enforcement-point/" + point.name(),
                    new Settings()
                            .put("mode", point.mode().name())
                            .put("subjects", point.subjects().map(TreeSet::new).orElseGet(TreeSet::new))
                            .put("report-within", point.reportWithin())
                            .put("trusted", point.trusted())
                            .put("server", point.server())
                            .put("intent", point.intent()));
        }
        var types = new Settings();
        authzen.types().forEach((type, parties) -> types.put(type, parties.name()));
        add("authzen-types", types);
        var aliases = new Settings();
        authzen.aliases().forEach(aliases::put);
        add("authzen-aliases", aliases);
        var properties = new Settings();
        authzen.subjects().forEach((subject, values) -> properties.put("subject " + subject, json(values)));
        authzen.resources().forEach((type, values) -> properties.put("resource " + type, json(new TreeMap<>(values))));
        add("authzen-properties", properties);
    }

    /** The address of an upstream, without what may be a key: its query, and parts of its path. */
    private static String address(URI url) {
        String path = Stream.of(Optional.ofNullable(url.getRawPath()).orElse("").split("/", -1))
                .map(part -> isPlain(part) ? part : "...")
                .collect(Collectors.joining("/"));
        String authority = url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort());
        return url.getScheme() + "://" + authority + path;
    }

    private static boolean isPlain(String part) {
        return part.length() <= LONGEST_PART && PLAIN_PART.matcher(part).matches();
    }

    private static String json(Map<String, ?> values) {
        return new String(CanonicalJson.encode(new TreeMap<>(values)), StandardCharsets.UTF_8);
    }

    /** The settings of one entry in the making. One that has no value is not there. */
    private static final class Settings {

        private final SortedMap<String, List<String>> texts = new TreeMap<>();

        Settings put(String name, Collection<String> values) {
            if (!values.isEmpty()) {
                texts.put(name, List.copyOf(values));
            }
            return this;
        }

        Settings put(String name, Object value) {
            return put(name, List.of(value.toString()));
        }

        Settings put(String name, Optional<?> value) {
            return put(name, value.stream().map(Object::toString).toList());
        }

        /** The attributes of the caller: the usual ones by their names, others apart from all other settings. */
        Settings attributes(Caller caller) {
            caller.attributes().forEach((name, value) -> {
                boolean usual = name.equals(Attributes.OWNER)
                        || name.equals(Attributes.MODEL)
                        || name.equals(Attributes.ORIGIN);
                put(usual ? name : "attributes." + name, value.texts());
            });
            return this;
        }

        /** The proofs of the party: its identities, and of its tokens their number alone. */
        Settings proofs(Registry.Entry entry) {
            if (!entry.tokens().isEmpty()) {
                put("tokens", entry.tokens().size());
            }
            var identities = new TreeSet<String>();
            entry.spiffeIds().forEach(id -> identities.add(id.toString()));
            for (IssuedIdentity issued : entry.issued()) {
                identities.add(issued.issuer() + " " + json(issued.conditions()));
            }
            return put("identity", identities);
        }

        Settings bundle(BundlePlace place) {
            return switch (place) {
                case BundlePlace.File file -> put("bundle", file.path());
                case BundlePlace.Web web -> put("bundle", address(web.url()));
                case BundlePlace.Spiffe spiffe ->
                    put("bundle", address(spiffe.url()))
                            .put("endpoint", spiffe.endpoint())
                            .put("first", spiffe.first());
                case BundlePlace.Agent agent -> put("workload-api", agent.socket());
            };
        }

        Settings tokens(TrustConfig.Tokens tokens) {
            return put("audiences", new TreeSet<>(tokens.audiences()))
                    .put("skew", tokens.skew())
                    .put("life", tokens.life())
                    .put("single-use", tokens.singleUse());
        }

        /** The entry. Where it is too long for one, its long settings are recorded by their digests, or else it as a whole. */
        ConfigurationEntry entry() {
            var whole = new ConfigurationEntry(texts);
            if (whole.length() <= Command.RecordConfiguration.LONGEST_ENTRY) {
                return whole;
            }
            var brief = new TreeMap<>(texts);
            brief.replaceAll((name, values) -> {
                var alone = new ConfigurationEntry(new TreeMap<>(Map.of(name, values)));
                return alone.length() <= LONGEST_SETTING ? values : List.of(alone.digest());
            });
            var shortened = new ConfigurationEntry(brief);
            return shortened.length() <= Command.RecordConfiguration.LONGEST_ENTRY
                    ? shortened
                    : new ConfigurationEntry(new TreeMap<>(Map.of("digest", List.of(whole.digest()))));
        }
    }
}
