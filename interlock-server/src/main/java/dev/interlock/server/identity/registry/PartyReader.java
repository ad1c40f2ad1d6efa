package dev.interlock.server.identity.registry;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.trust.TrustConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Reads who is who in a configuration: agents, people, machine verifiers, sources and enforcement points. */
public final class PartyReader {

    private final Diagnostics diagnostics;
    private final Values values;
    private final PartyNames names;
    private final AttributeReader attributes;
    private final ProofReader proofs;
    private final List<Registry.Entry> entries = new ArrayList<>();
    private final List<Registry.Entry> sources = new ArrayList<>();
    private final List<Registry.Entry> enforcers = new ArrayList<>();
    private final Set<String> agentNames = new TreeSet<>();
    private final Set<String> proposers = new TreeSet<>();

    /** @param trust who is believed when it says who a party is */
    public PartyReader(Diagnostics diagnostics, Values values, TrustConfig trust) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.names = new PartyNames(diagnostics, values);
        this.attributes = new AttributeReader(diagnostics, values, names);
        this.proofs = new ProofReader(diagnostics, values, trust);
    }

    /** Returns the parties that were read without errors. */
    public List<Registry.Entry> entries() {
        return entries;
    }

    /** The names of the agents that may propose bundles. */
    public Set<String> proposers() {
        return proposers;
    }

    /** The names of all agents that are written, with or without errors. */
    public Set<String> agentNames() {
        return agentNames;
    }

    /** The sources that were read without errors. */
    public List<Registry.Entry> sourceEntries() {
        return sources;
    }

    public void sources(Node.Mapping mapping) {
        for (Node.Entry entry : mapping.entries()) {
            party(entry, "a source", "write `{token: sha256:...}`").ifPresent(fields -> {
                ProofReader.Proofs proven = proofs.token(fields);
                fields.finish();
                addService(sources, entry.key(), proven);
            });
        }
    }

    /** The enforcement points that were read without errors. */
    public List<Registry.Entry> enforcerEntries() {
        return enforcers;
    }

    /** The names of the people that were read without errors. */
    public Set<String> peopleNames() {
        return names(Caller::person);
    }

    /** The names of the machine verifiers that were read without errors. */
    public Set<String> verifierNames() {
        return names(Caller::verifier);
    }

    private Set<String> names(Predicate<Caller> which) {
        return entries.stream()
                .map(Registry.Entry::caller)
                .filter(which)
                .map(Caller::name)
                .collect(Collectors.toSet());
    }

    /** Returns whether an agent or a person of this name is written. */
    public boolean isRegistered(String name) {
        return entries.stream().anyMatch(entry -> entry.caller().name().equals(name));
    }

    /** @param rest reads what is said of it beyond how it proves who it is */
    public void enforcer(Node.Entry entry, Consumer<Fields> rest) {
        agentNames.add(entry.key().value()); // its traffic may have limits of its own, as an agent's
        party(entry, "a caller", "write `{identity: spiffe://..., mode: enforcing}`")
                .ifPresent(fields -> {
                    ProofReader.Proofs proven = proofs.read(entry.key(), fields);
                    rest.accept(fields);
                    fields.finish();
                    addService(enforcers, entry.key(), proven);
                });
    }

    public void agents(Node.Mapping agents) {
        for (Node.Entry entry : agents.entries()) {
            agentNames.add(entry.key().value());
            party(entry, "an agent", "write `{token: sha256:..., owner: ..., model: ...}`")
                    .ifPresent(fields -> agent(entry.key(), fields));
        }
    }

    public void people(Node.Mapping people) {
        for (Node.Entry entry : people.entries()) {
            party(entry, "a person", "write `{token: sha256:..., groups: [...]}`")
                    .ifPresent(fields -> person(entry.key(), fields));
        }
    }

    public void verifiers(Node.Mapping verifiers) {
        for (Node.Entry entry : verifiers.entries()) {
            party(entry, "a machine verifier", "write `{token: sha256:..., owner: ..., groups: [...], duties: [...]}`")
                    .ifPresent(fields -> verifier(entry.key(), fields));
        }
    }

    private Optional<Fields> party(Node.Entry entry, String what, String remedy) {
        names.register(entry.key(), what);
        return values.mapping(entry.value(), what, remedy).map(m -> new Fields(m, what, diagnostics));
    }

    private void agent(Node.Scalar name, Fields fields) {
        ProofReader.Proofs proven = proofs.read(name, fields);
        SortedMap<String, AttributeValue> known = new TreeMap<>();
        boolean owned = attributes.read(fields, Attributes.OWNER, known);
        boolean modelled = attributes.read(fields, Attributes.MODEL, known);
        attributes.read(fields, Attributes.ORIGIN, known);
        Optional<Node> rooted = fields.take("root");
        Optional<Boolean> choice =
                rooted.flatMap(node -> values.choice(node, "`root`", Map.of("true", true, "false", false)));
        boolean root = choice.orElse(false);
        boolean misspelt = rooted.isPresent() && choice.isEmpty();
        Optional<String> intent = fields.take("intent")
                .flatMap(node -> values.name(node, "an intent"))
                .map(Node.Scalar::value);
        Optional<SortedSet<String>> intents = fields.take("intents").map(node -> {
            SortedSet<String> granted = new TreeSet<>();
            values.texts(node, "an intent").stream()
                    .filter(intended -> values.isName(intended, "an intent"))
                    .forEach(intended -> granted.add(intended.value()));
            return granted;
        });
        if (fields.take("proposes")
                .flatMap(node -> values.choice(node, "`proposes`", Map.of("true", true, "false", false)))
                .orElse(false)) {
            proposers.add(name.value());
        }
        fields.take("attributes")
                .flatMap(node -> values.mapping(node, "`attributes`", "write `attributes: {host: node-1}`"))
                .ifPresent(mapping -> attributes.further(mapping, known));
        fields.finish();
        String quoted = Diagnostics.quote(name.value());
        if (!owned) {
            diagnostics.warning(
                    Check.AGENT_UNOWNED,
                    name.place(),
                    "no one is accountable for " + quoted
                            + ", so it is not independent of any other agent at a level with `owner`",
                    "write `owner:` with a person or team");
        }
        if (!modelled) {
            diagnostics.warning(
                    Check.AGENT_MODEL,
                    name.place(),
                    "the model of " + quoted
                            + " is unknown, so it is not independent of any other agent at a level with `model`",
                    "write `model:` with its model family");
        }
        if (!root && !misspelt) {
            diagnostics.warning(
                    Check.AGENT_CHAIN,
                    name.place(),
                    quoted
                            + " is not a root, so a task that was not delegated to it has an unknown chain, which is"
                            + " not independent of any other agent's",
                    "write `root: true`, unless it works for other agents only");
        }
        proven.entry(runtime -> new Caller(
                        name.value(), runtime, CallerKind.AGENT, root, known, new TreeSet<>(), intent, intents))
                .ifPresent(entries::add);
    }

    private void person(Node.Scalar name, Fields fields) {
        ProofReader.Proofs proven = proofs.read(name, fields);
        proven.spiffeIds()
                .forEach(id -> diagnostics.error(
                        Check.IDENTITY,
                        name.place(),
                        "`" + id + "` identifies a workload, not a person",
                        "write `identity: {issuer: ..., subject: ...}`, or register an agent"));
        SortedMap<String, AttributeValue> known = new TreeMap<>();
        attributes.read(fields, Attributes.OWNER, known);
        TreeSet<String> groups = names(fields, "groups", "a group");
        fields.finish();
        addApprover(name, proven, CallerKind.PERSON, known, groups);
    }

    private void verifier(Node.Scalar name, Fields fields) {
        ProofReader.Proofs proven = proofs.read(name, fields);
        SortedMap<String, AttributeValue> known = new TreeMap<>();
        if (!attributes.read(fields, Attributes.OWNER, known)) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    name.place(),
                    "no one is accountable for " + Diagnostics.quote(name.value()),
                    "write `owner:` with the person or team that answers for what it approves");
        }
        attributes.read(fields, Attributes.ORIGIN, known);
        TreeSet<String> groups = names(fields, "groups", "a group");
        boolean scoped = fields.has("duties") || fields.has("tools");
        TreeSet<String> duties = texts(fields, "duties", "a duty");
        TreeSet<String> tools = texts(fields, "tools", "a tool");
        fields.finish();
        if (!scoped) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    name.place(),
                    "the configuration does not say what " + Diagnostics.quote(name.value()) + " can judge",
                    "write `duties: [payment.release]`, `tools: [erp/release_payment]`, or both");
        }
        addApprover(name, proven, new CallerKind.Verifier(duties, tools), known, groups);
    }

    private TreeSet<String> names(Fields fields, String key, String what) {
        var found = new TreeSet<String>();
        fields.take(key)
                .ifPresent(node -> values.texts(node, what).stream()
                        .filter(name -> values.isName(name, what))
                        .forEach(name -> found.add(name.value())));
        return found;
    }

    private TreeSet<String> texts(Fields fields, String key, String what) {
        var found = new TreeSet<String>();
        fields.take(key).ifPresent(node -> values.texts(node, what).forEach(text -> found.add(text.value())));
        return found;
    }

    /** Adds a party that approves: no agent, and with no tasks of its own. */
    private void addApprover(
            Node.Scalar name,
            ProofReader.Proofs proven,
            CallerKind kind,
            SortedMap<String, AttributeValue> known,
            SortedSet<String> groups) {
        proven.entry(runtime -> new Caller(
                        name.value(), runtime, kind, false, known, groups, Optional.empty(), Optional.empty()))
                .ifPresent(entries::add);
    }

    /** Adds a party that tells or asks, and is nobody's agent: nothing is said of it. */
    private static void addService(List<Registry.Entry> to, Node.Scalar name, ProofReader.Proofs proven) {
        proven.entry(runtime -> new Caller(
                        name.value(),
                        runtime,
                        CallerKind.AGENT,
                        false,
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.empty()))
                .ifPresent(to::add);
    }
}
