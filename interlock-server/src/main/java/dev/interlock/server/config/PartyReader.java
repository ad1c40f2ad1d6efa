package dev.interlock.server.config;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.identity.spiffe.SpiffeId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Reads the agents and people of a configuration. */
final class PartyReader {

    /** Names that the record uses for itself. */
    private static final Set<String> RESERVED = Set.of("interlock", "unknown");

    private static final String TOKEN_REMEDY =
            "run `interlock token` and write the hash that it prints; an agent or person may have an `identity` instead";

    /** Owners, origins and names are of one kind. */
    private static final String PARTIES = "";

    private static final Set<String> OWN_KEYS = Set.of(
            Attributes.RUNTIME,
            Attributes.AGENT,
            Attributes.CHAIN,
            Attributes.OWNER,
            Attributes.MODEL,
            Attributes.ORIGIN);

    private final Diagnostics diagnostics;
    private final Values values;
    private final TrustConfig trust;
    private final List<Registry.Entry> entries = new ArrayList<>();
    private final List<Registry.Entry> sources = new ArrayList<>();
    private final List<Registry.Entry> enforcers = new ArrayList<>();
    private final Set<String> agentNames = new TreeSet<>();
    private final Map<String, Node.Scalar> names = new HashMap<>();
    private final Map<TokenHash, Node.Scalar> tokens = new HashMap<>();
    private final Set<String> runtimes = new TreeSet<>();
    private final Map<SpiffeId, Node.Scalar> spiffeIds = new HashMap<>();
    private final IdentityReader identityReader;
    /** Where a value was written first, by attribute and by the value in lower case. */
    private final Map<String, Node.Scalar> spellings = new HashMap<>();

    /** @param trust who is believed when it says who a party is */
    PartyReader(Diagnostics diagnostics, Values values, TrustConfig trust) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.trust = trust;
        this.identityReader = new IdentityReader(diagnostics, values, trust);
    }

    /** What was read without errors. */
    List<Registry.Entry> entries() {
        return entries;
    }

    /** The names of all agents that are written, with or without errors. */
    Set<String> agentNames() {
        return agentNames;
    }

    /** The sources that were read without errors. */
    List<Registry.Entry> sourceEntries() {
        return sources;
    }

    void sources(Node.Mapping mapping) {
        for (Node.Entry entry : mapping.entries()) {
            party(entry, "a source", "write `{token: sha256:...}`").ifPresent(fields -> {
                Proofs proofs = new Proofs(tokens(fields, true), List.of(), List.of());
                fields.finish();
                add(
                        sources,
                        entry.key(),
                        proofs,
                        CallerKind.AGENT,
                        false,
                        new TreeMap<>(),
                        new TreeSet<>(),
                        Optional.empty(),
                        Optional.empty());
            });
        }
    }

    /** The enforcement points that were read without errors. */
    List<Registry.Entry> enforcerEntries() {
        return enforcers;
    }

    /** The names of the people that were read without errors. */
    Set<String> peopleNames() {
        return entries.stream()
                .map(Registry.Entry::caller)
                .filter(Caller::person)
                .map(Caller::name)
                .collect(Collectors.toSet());
    }

    /** Whether an agent or a person of this name is written. */
    boolean isRegistered(String name) {
        return entries.stream().anyMatch(entry -> entry.caller().name().equals(name));
    }

    /** @param rest reads what is said of it beyond how it proves who it is */
    void enforcer(Node.Entry entry, Consumer<Fields> rest) {
        agentNames.add(entry.key().value()); // its traffic may have limits of its own, as an agent's
        party(entry, "a caller", "write `{identity: spiffe://..., mode: enforcing}`")
                .ifPresent(fields -> {
                    Proofs proofs = proofs(entry.key(), fields);
                    rest.accept(fields);
                    fields.finish();
                    add(
                            enforcers,
                            entry.key(),
                            proofs,
                            CallerKind.AGENT,
                            false,
                            new TreeMap<>(),
                            new TreeSet<>(),
                            Optional.empty(),
                            Optional.empty());
                });
    }

    void agents(Node.Mapping agents) {
        for (Node.Entry entry : agents.entries()) {
            agentNames.add(entry.key().value());
            party(entry, "an agent", "write `{token: sha256:..., owner: ..., model: ...}`")
                    .ifPresent(fields -> agent(entry.key(), fields));
        }
    }

    void people(Node.Mapping people) {
        for (Node.Entry entry : people.entries()) {
            party(entry, "a person", "write `{token: sha256:..., groups: [...]}`")
                    .ifPresent(fields -> person(entry.key(), fields));
        }
    }

    void verifiers(Node.Mapping verifiers) {
        for (Node.Entry entry : verifiers.entries()) {
            party(entry, "a machine verifier", "write `{token: sha256:..., owner: ..., groups: [...], duties: [...]}`")
                    .ifPresent(fields -> verifier(entry.key(), fields));
        }
    }

    private Optional<Fields> party(Node.Entry entry, String what, String remedy) {
        Node.Scalar name = entry.key();
        if (values.isName(name, what)) {
            String same = name.value().toLowerCase(Locale.ROOT);
            Node.Scalar first = names.putIfAbsent(same, name);
            if (RESERVED.contains(same)) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is a name that the record uses itself",
                        "choose another name");
            } else if (first != null) {
                diagnostics.error(
                        Check.DUPLICATE_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is registered already as "
                                + Diagnostics.quote(first.value()) + " in line "
                                + first.place().line(),
                        "give every agent and every person a name of its own; case makes no difference");
            } else {
                spelling(PARTIES, name);
            }
        }
        return values.mapping(entry.value(), what, remedy).map(m -> new Fields(m, what, diagnostics));
    }

    private void agent(Node.Scalar name, Fields fields) {
        Proofs proofs = proofs(name, fields);
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        boolean owned = attribute(fields, Attributes.OWNER, attributes);
        boolean modelled = attribute(fields, Attributes.MODEL, attributes);
        attribute(fields, Attributes.ORIGIN, attributes);
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
        fields.take("attributes")
                .flatMap(node -> values.mapping(node, "`attributes`", "write `attributes: {host: node-1}`"))
                .ifPresent(mapping -> further(mapping, attributes));
        fields.finish();
        String quoted = Diagnostics.quote(name.value());
        if (!owned) {
            diagnostics.warning(
                    Check.AGENT_UNOWNED,
                    name.place(),
                    "nobody is accountable for " + quoted
                            + ": it is independent of no other agent at a level with `owner`",
                    "write `owner:` with a person or team");
        }
        if (!modelled) {
            diagnostics.warning(
                    Check.AGENT_MODEL,
                    name.place(),
                    "the model of " + quoted
                            + " is unknown: it is independent of no other agent at a level with `model`",
                    "write `model:` with the family of its model");
        }
        if (!root && !misspelt) {
            diagnostics.warning(
                    Check.AGENT_CHAIN,
                    name.place(),
                    quoted
                            + " is no root: the chain of a task that nobody delegated to it is unknown, and independent of"
                            + " no other agent's",
                    "write `root: true`, unless it works for other agents only");
        }
        add(entries, name, proofs, CallerKind.AGENT, root, attributes, new TreeSet<>(), intent, intents);
    }

    private void person(Node.Scalar name, Fields fields) {
        Proofs proofs = proofs(name, fields);
        proofs.spiffeIds()
                .forEach(id -> diagnostics.error(
                        Check.IDENTITY,
                        name.place(),
                        "a person is no workload, and `" + id + "` is one's",
                        "write `identity: {issuer: ..., subject: ...}`, or register an agent"));
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        attribute(fields, Attributes.OWNER, attributes);
        TreeSet<String> groups = names(fields, "groups", "a group");
        fields.finish();
        add(entries, name, proofs, CallerKind.PERSON, false, attributes, groups, Optional.empty(), Optional.empty());
    }

    private void verifier(Node.Scalar name, Fields fields) {
        Proofs proofs = proofs(name, fields);
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        if (!attribute(fields, Attributes.OWNER, attributes)) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    name.place(),
                    "nobody is accountable for " + Diagnostics.quote(name.value()),
                    "write `owner:` with the person or team that answers for what it approves");
        }
        attribute(fields, Attributes.ORIGIN, attributes);
        TreeSet<String> groups = names(fields, "groups", "a group");
        boolean scoped = fields.has("duties") || fields.has("tools");
        TreeSet<String> duties = texts(fields, "duties", "a duty");
        TreeSet<String> tools = texts(fields, "tools", "a tool");
        fields.finish();
        if (!scoped) {
            diagnostics.error(
                    Check.MISSING_KEY,
                    name.place(),
                    "nothing says what " + Diagnostics.quote(name.value()) + " can judge",
                    "write `duties: [payment.release]`, `tools: [erp/release_payment]`, or both");
        }
        add(
                entries,
                name,
                proofs,
                new CallerKind.Verifier(duties, tools),
                false,
                attributes,
                groups,
                Optional.empty(),
                Optional.empty());
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

    private static void add(
            List<Registry.Entry> entries,
            Node.Scalar name,
            Proofs proofs,
            CallerKind kind,
            boolean root,
            SortedMap<String, AttributeValue> attributes,
            TreeSet<String> groups,
            Optional<String> intent,
            Optional<SortedSet<String>> intents) {
        if (!proofs.isEmpty()) {
            var caller = new Caller(name.value(), proofs.runtime(), kind, root, attributes, groups, intent, intents);
            entries.add(new Registry.Entry(caller, proofs.tokens(), proofs.spiffeIds(), proofs.issued()));
        }
    }

    /** What proves that somebody is a party. */
    private record Proofs(List<TokenHash> tokens, List<SpiffeId> spiffeIds, List<IssuedIdentity> issued) {
        boolean isEmpty() {
            return tokens.isEmpty() && spiffeIds.isEmpty() && issued.isEmpty();
        }

        /** Of whoever has proven nothing yet. */
        String runtime() {
            if (!tokens.isEmpty()) {
                return tokens.getFirst().runtime();
            }
            String first = spiffeIds.isEmpty()
                    ? issued.getFirst().toString()
                    : spiffeIds.getFirst().toString();
            return TokenHash.of(first).runtime().replace("token-", "unproven-");
        }
    }

    /** Tokens, an identity, or both; several while something is being replaced. */
    private Proofs proofs(Node.Scalar name, Fields fields) {
        boolean identified = fields.has("identity");
        List<Node> identities = fields.take("identity")
                .map(node -> node instanceof Node.Sequence several ? several.items() : List.of(node))
                .orElse(List.of());
        List<SpiffeId> ids = new ArrayList<>();
        List<IssuedIdentity> issued = new ArrayList<>();
        for (Node identity : identities) {
            if (identity instanceof Node.Mapping mapping) {
                identityReader.read(name, mapping).ifPresent(issued::add);
            } else {
                ids.addAll(spiffeIds(identity));
            }
        }
        return new Proofs(tokens(fields, !identified), ids, issued);
    }

    private List<SpiffeId> spiffeIds(Node node) {
        var found = new ArrayList<SpiffeId>();
        for (Node.Scalar text : values.texts(node, "an identity")) {
            Optional<SpiffeId> id = SpiffeId.parse(text.value());
            if (id.isEmpty()) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        Diagnostics.quote(text.value()) + " is no spiffe id",
                        "write the id of the workload, such as `spiffe://example.org/agents/clerk`");
                continue;
            }
            if (!trust.domains().containsKey(id.get().domain())) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        "nothing says whom to believe about the trust domain "
                                + Diagnostics.quote(id.get().domain().name()),
                        "write `trust: {domains: {" + id.get().domain() + ": {bundle: ...}}}`");
            }
            Node.Scalar first = spiffeIds.putIfAbsent(id.get(), text);
            if (first != null) {
                diagnostics.error(
                        Check.IDENTITY,
                        text.place(),
                        "this identity is in use already, in line "
                                + first.place().line(),
                        "give every agent an identity of its own: whoever shares one is not told apart");
                continue;
            }
            found.add(id.get());
        }
        return found;
    }

    /** One hash, or several while a token is being replaced. */
    private List<TokenHash> tokens(Fields fields, boolean required) {
        var found = new ArrayList<TokenHash>();
        Optional<Node> node = required ? fields.require("token", TOKEN_REMEDY) : fields.take("token");
        for (Node.Scalar text : node.map(n -> values.texts(n, "a token's hash")).orElse(List.of())) {
            if (!TokenHash.isWritten(text.value())) {
                boolean secret = Token.isToken(text.value());
                diagnostics.error(
                        Check.TOKEN_HASH,
                        text.place(),
                        secret ? "this is a token, not its hash" : "this is not the hash of a token",
                        secret
                                ? "whoever read it can use it: make another with `interlock token` and write its hash here"
                                : "write `sha256:` and 64 hex digits, as `interlock token` prints them");
                continue;
            }
            TokenHash hash = TokenHash.parse(text.value());
            Node.Scalar first = tokens.putIfAbsent(hash, text);
            if (first != null || !runtimes.add(hash.runtime())) {
                diagnostics.error(
                        Check.TOKEN_SHARED,
                        text.place(),
                        "this token is in use already"
                                + (first == null
                                        ? ""
                                        : ", in line " + first.place().line()),
                        "give every agent and every person a token of its own, made with `interlock token`");
                continue;
            }
            found.add(hash);
        }
        return found;
    }

    private boolean attribute(Fields fields, String key, SortedMap<String, AttributeValue> attributes) {
        if (!fields.has(key)) {
            return false;
        }
        fields.take(key).flatMap(node -> values.name(node, "`" + key + "`")).ifPresent(value -> {
            attributes.put(key, AttributeValue.known(value.value()));
            boolean party = key.equals(Attributes.OWNER) || key.equals(Attributes.ORIGIN);
            spelling(party ? PARTIES : key, value);
        });
        return true;
    }

    /**
     * Owners and origins are people or teams: `Vera` and `vera` would be two, each independent of the other, and mean one.
     */
    private void spelling(String of, Node.Scalar value) {
        Node.Scalar first = spellings.putIfAbsent(of + "/" + value.value().toLowerCase(Locale.ROOT), value);
        if (first != null && !first.value().equals(value.value())) {
            diagnostics.error(
                    Check.DUPLICATE_NAME,
                    value.place(),
                    Diagnostics.quote(value.value()) + " is written " + Diagnostics.quote(first.value()) + " in line "
                            + first.place().line() + ", and would be independent of it",
                    "write it the same way everywhere, or give one another name");
        }
    }

    private void further(Node.Mapping mapping, SortedMap<String, AttributeValue> attributes) {
        for (Node.Entry entry : mapping.entries()) {
            Node.Scalar name = entry.key();
            if (OWN_KEYS.contains(name.value())) {
                diagnostics.error(
                        Check.BAD_NAME,
                        name.place(),
                        Diagnostics.quote(name.value()) + " is no further attribute",
                        "owner, model and origin are keys of the agent; the others are computed");
                continue;
            }
            if (values.isName(name, "an attribute")) {
                values.name(entry.value(), "the value of `" + name.value() + "`")
                        .ifPresent(value -> {
                            attributes.put(name.value(), AttributeValue.known(value.value()));
                            spelling(name.value(), value);
                        });
            }
        }
    }
}
