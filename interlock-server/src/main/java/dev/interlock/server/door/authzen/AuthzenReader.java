package dev.interlock.server.door.authzen;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.registry.EnforcementPoint;
import dev.interlock.server.identity.registry.PartyReader;
import dev.interlock.server.setting.Addresses;
import dev.interlock.server.setting.Origin;
import dev.interlock.server.setting.PlainNodes;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the key {@code authzen} of a configuration. */
public final class AuthzenReader {

    private static final Map<String, EnforcementPoint.Mode> MODES =
            Map.of("advisory", EnforcementPoint.Mode.ADVISORY, "enforcing", EnforcementPoint.Mode.ENFORCING);

    private static final Map<String, AuthzenConfig.Parties> PARTIES = Map.of(
            "person", AuthzenConfig.Parties.PEOPLE,
            "agent", AuthzenConfig.Parties.AGENTS,
            "any", AuthzenConfig.Parties.ANY);

    private static final Map<String, Boolean> PROPERTIES = Map.of("trusted", true, "ignored", false);

    private static final String CALLBACKS = "write `callbacks: {to: [https://mesh.example.com/callbacks]}`";

    private static final Duration LONGEST_REPORT = Duration.ofDays(1);
    private static final int MOST_ITEMS = 10_000;

    /** Stands for every party. */
    private static final String ANY = "any";

    private final Diagnostics diagnostics;
    private final Values values;
    private final PartyReader parties;
    private final SortedMap<String, String> aliases = new TreeMap<>();
    private final SortedMap<String, Map<String, @Nullable Object>> subjects = new TreeMap<>();

    /** @param parties that were read before */
    public AuthzenReader(Diagnostics diagnostics, Values values, PartyReader parties) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.parties = parties;
    }

    public AuthzenConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`authzen`", diagnostics);
        Optional<String> url = fields.take("url").flatMap(node -> new Origin(diagnostics, values).read(node, "`url`"));
        var callers = new TreeMap<String, EnforcementPoint>();
        fields.require("callers", "write `callers: {gateway: {identity: ..., mode: enforcing}}`")
                .flatMap(node ->
                        values.mapping(node, "`callers`", "write `{gateway: {identity: ..., mode: enforcing}}`"))
                .ifPresent(all -> all.entries().forEach(entry -> caller(entry, callers)));
        SortedMap<String, AuthzenConfig.Parties> types = fields.take("subject-types")
                .flatMap(node -> values.mapping(node, "`subject-types`", "write `{user: person, service: agent}`"))
                .map(this::types)
                .orElse(AuthzenConfig.TYPES);
        fields.take("subjects")
                .flatMap(node -> values.mapping(node, "`subjects`", "write `{alice: {properties: {role: admin}}}`"))
                .ifPresent(all -> all.entries().forEach(this::subject));
        var resources = new TreeMap<String, SortedMap<String, Map<String, @Nullable Object>>>();
        fields.take("resources")
                .flatMap(node -> values.mapping(node, "`resources`", "write `{record: {record-1: {status: active}}}`"))
                .ifPresent(all ->
                        all.entries().forEach(entry -> resources.put(entry.key().value(), resources(entry.value()))));
        OptionalLong items = fields.take("evaluations")
                .map(node -> values.integer(node, "`evaluations`", 1, MOST_ITEMS))
                .orElse(OptionalLong.empty());
        fields.finish();
        return new AuthzenConfig(
                url, callers, types, aliases, subjects, resources, (int) items.orElse(AuthzenConfig.ITEMS));
    }

    private void caller(Node.Entry entry, SortedMap<String, EnforcementPoint> callers) {
        parties.enforcer(entry, fields -> {
            Optional<EnforcementPoint.Mode> mode = fields.require(
                            "mode",
                            "write `mode: enforcing` if it carries out the permitted calls, otherwise `mode: advisory`")
                    .flatMap(node -> values.choice(node, "`mode`", MODES));
            Optional<Set<String>> about = fields.take("subjects").flatMap(this::about);
            OptionalLong within = fields.take("report-within")
                    .map(node -> values.duration(node, "`report-within`"))
                    .orElse(OptionalLong.empty());
            if (within.isPresent() && within.getAsLong() > LONGEST_REPORT.toMillis()) {
                diagnostics.error(
                        Check.BAD_DURATION,
                        fields.keyPlace("report-within"),
                        "`report-within` must be at most one day",
                        "write a shorter time, after which an unreported outcome becomes unknown");
            }
            boolean trusted = fields.take("properties")
                    .flatMap(node -> values.choice(node, "`properties`", PROPERTIES))
                    .orElse(false);
            Optional<String> server = fields.take("server")
                    .flatMap(node -> values.name(node, "a server"))
                    .map(Node.Scalar::value);
            Optional<String> intent = fields.take("intent")
                    .flatMap(node -> values.name(node, "an intent"))
                    .map(Node.Scalar::value);
            EnforcementPoint.Callbacks callbacks = fields.take("callbacks")
                    .flatMap(node -> values.mapping(node, "`callbacks`", CALLBACKS))
                    .map(this::callbacks)
                    .orElse(EnforcementPoint.Callbacks.NONE);
            String name = entry.key().value();
            mode.ifPresent(its -> callers.put(
                    name,
                    new EnforcementPoint(
                            name,
                            its,
                            about,
                            within.isPresent() ? Duration.ofMillis(within.getAsLong()) : EnforcementPoint.REPORT_WITHIN,
                            trusted,
                            server,
                            intent,
                            callbacks)));
        });
    }

    /** Reads the addresses for callbacks, each of them whole: one that is nearly the same is another. */
    private EnforcementPoint.Callbacks callbacks(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`callbacks`", diagnostics);
        boolean internal = fields.take("private")
                .flatMap(node -> values.choice(node, "`private`", Map.of("true", true, "false", false)))
                .orElse(false);
        var to = new HashSet<String>();
        fields.require("to", CALLBACKS)
                .ifPresent(node -> values.texts(node, "an address")
                        .forEach(address -> callback(address, internal).ifPresent(to::add)));
        fields.finish();
        return new EnforcementPoint.Callbacks(to, internal);
    }

    private Optional<String> callback(Node.Scalar address, boolean internal) {
        Optional<URI> uri = new Addresses(diagnostics, values).url(address, "a callback");
        if (uri.isPresent() && !internal && !"https".equalsIgnoreCase(uri.get().getScheme())) {
            diagnostics.error(
                    Check.ADDRESS,
                    address.place(),
                    "the address of a callback is not `https`",
                    "write an `https` address, or `private: true` if it is inside your network");
            return Optional.empty();
        }
        return uri.map(known -> address.value());
    }

    private Optional<Set<String>> about(Node node) {
        if (node instanceof Node.Scalar scalar && scalar.value().equals(ANY)) {
            return Optional.empty();
        }
        var found = new HashSet<String>();
        for (Node.Scalar name : values.texts(node, "a subject")) {
            if (registered(name)) {
                found.add(name.value());
            }
        }
        return Optional.of(found);
    }

    private SortedMap<String, AuthzenConfig.Parties> types(Node.Mapping mapping) {
        var found = new TreeMap<String, AuthzenConfig.Parties>();
        for (Node.Entry entry : mapping.entries()) {
            values.choice(entry.value(), "a type of subject", PARTIES)
                    .ifPresent(parties -> found.put(entry.key().value(), parties));
        }
        return found;
    }

    private void subject(Node.Entry entry) {
        if (!registered(entry.key())) {
            return;
        }
        String name = entry.key().value();
        values.mapping(entry.value(), "a subject", "write `{ids: [...], properties: {role: admin}}`")
                .ifPresent(mapping -> {
                    var fields = new Fields(mapping, "a subject", diagnostics);
                    fields.take("ids")
                            .ifPresent(node -> values.texts(node, "an id").forEach(id -> alias(id, name)));
                    fields.take("properties")
                            .flatMap(node -> values.mapping(node, "`properties`", "write `{role: admin}`"))
                            .ifPresent(properties -> subjects.put(name, new PlainNodes(diagnostics).of(properties)));
                    fields.finish();
                });
    }

    /** An id that is a name, or another's id, would be two parties. */
    private void alias(Node.Scalar id, String name) {
        String other = parties.isRegistered(id.value()) ? id.value() : aliases.putIfAbsent(id.value(), name);
        if (other != null && !other.equals(name)) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    id.place(),
                    Diagnostics.quote(id.value()) + " is already an id of " + Diagnostics.quote(other),
                    "give every party its own ids");
        }
    }

    private boolean registered(Node.Scalar name) {
        boolean known = parties.isRegistered(name.value());
        if (!known) {
            diagnostics.error(
                    Check.BAD_VALUE,
                    name.place(),
                    "no party is registered as " + Diagnostics.quote(name.value()),
                    "write a name from `agents` or `people`");
        }
        return known;
    }

    private SortedMap<String, Map<String, @Nullable Object>> resources(Node node) {
        var found = new TreeMap<String, Map<String, @Nullable Object>>();
        values.mapping(node, "a type of resource", "write `{record-1: {status: active}}`")
                .ifPresent(mapping -> mapping.entries()
                        .forEach(entry -> values.mapping(
                                        entry.value(),
                                        "a resource",
                                        "write its properties: `{status: active}`, or `{}`")
                                .ifPresent(properties ->
                                        found.put(entry.key().value(), new PlainNodes(diagnostics).of(properties)))));
        return found;
    }
}
