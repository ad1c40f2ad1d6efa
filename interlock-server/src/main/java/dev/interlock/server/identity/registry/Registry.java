package dev.interlock.server.identity.registry;

import dev.interlock.engine.model.Caller;
import dev.interlock.server.identity.spiffe.SpiffeId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The agents, people and sources that are known, by name, token and proven identity. Sources only tell what happened outside: they are
 * neither agents nor people, and no token of theirs proves to be one. Enforcement points outside prove who they are as agents do, and
 * are neither as well: they have no name here, and whoever identifies callers asks {@link #isEnforcer}. Immutable and thread-safe.
 */
public final class Registry {

    private static final String BEARER = "bearer ";

    private final List<Entry> entries;
    private final List<Entry> sources;
    private final Set<String> proposers;
    private final SortedMap<String, Caller> byName = new TreeMap<>();
    private final Map<TokenHash, Caller> byToken = new HashMap<>();
    private final Map<TokenHash, Caller> sourcesByToken = new HashMap<>();
    private final Map<String, Caller> enforcers = new HashMap<>();
    private final Map<SpiffeId, Caller> bySpiffeId = new HashMap<>();
    private final List<Issued> issued = new ArrayList<>();
    private final Set<String> withToken = new HashSet<>();
    private final Set<String> withIdentity = new HashSet<>();

    /** A party that is known by tokens of an issuer. */
    private record Issued(IssuedIdentity identity, Caller caller) {}

    /**
     * A registered party.
     *
     * @param caller as it is when nobody has proven which instance it is: its runtime is that of the first token
     * @param spiffeIds workloads that are this party
     * @param issued whose tokens of an issuer are its own
     */
    public record Entry(Caller caller, List<TokenHash> tokens, List<SpiffeId> spiffeIds, List<IssuedIdentity> issued) {
        public Entry {
            tokens = List.copyOf(tokens);
            spiffeIds = List.copyOf(spiffeIds);
            issued = List.copyOf(issued);
        }

        /** Makes a party that no issuer knows. */
        public Entry(Caller caller, List<TokenHash> tokens, List<SpiffeId> spiffeIds) {
            this(caller, tokens, spiffeIds, List.of());
        }

        /** Makes a party that is known by its tokens alone. */
        public Entry(Caller caller, List<TokenHash> tokens) {
            this(caller, tokens, List.of(), List.of());
        }
    }

    /** Makes a registry without sources. */
    public Registry(Collection<Entry> entries) {
        this(entries, List.of());
    }

    /** Makes a registry without enforcement points outside. */
    public Registry(Collection<Entry> entries, Collection<Entry> sources) {
        this(entries, sources, List.of());
    }

    /** Makes a registry without agents that propose bundles. */
    public Registry(Collection<Entry> entries, Collection<Entry> sources, Collection<Entry> enforcers) {
        this(entries, sources, enforcers, Set.of());
    }

    /**
     * A registry.
     *
     * @param proposers the names of the agents that may propose bundles
     * @throws IllegalArgumentException when a name or token occurs twice; the configuration reports it with its place
     */
    public Registry(
            Collection<Entry> entries, Collection<Entry> sources, Collection<Entry> enforcers, Set<String> proposers) {
        this.proposers = Set.copyOf(proposers);
        this.entries = List.copyOf(entries);
        this.sources = List.copyOf(sources);
        for (Entry source : sources) {
            for (TokenHash token : source.tokens()) {
                sourcesByToken.put(token, withRuntime(source.caller(), token.runtime()));
            }
        }
        for (Entry entry : entries) {
            if (byName.put(entry.caller().name(), entry.caller()) != null) {
                throw new IllegalArgumentException("`" + entry.caller().name() + "` is registered twice");
            }
            prove(entry);
        }
        for (Entry entry : enforcers) {
            String name = entry.caller().name();
            if (byName.containsKey(name) || this.enforcers.put(name, entry.caller()) != null) {
                throw new IllegalArgumentException("`" + name + "` is registered twice");
            }
            prove(entry);
        }
    }

    private void prove(Entry entry) {
        for (TokenHash token : entry.tokens()) {
            if (byToken.put(token, withRuntime(entry.caller(), token.runtime())) != null) {
                throw new IllegalArgumentException("two parties share the token `" + token.runtime() + "`");
            }
        }
        for (SpiffeId id : entry.spiffeIds()) {
            if (bySpiffeId.put(id, entry.caller()) != null) {
                throw new IllegalArgumentException("two parties share the identity `" + id + "`");
            }
        }
        entry.issued().forEach(identity -> issued.add(new Issued(identity, entry.caller())));
        if (!entry.tokens().isEmpty()) {
            withToken.add(entry.caller().name());
        }
        if (!entry.spiffeIds().isEmpty() || !entry.issued().isEmpty()) {
            withIdentity.add(entry.caller().name());
        }
    }

    /** Returns whether a party is an agent that may propose bundles, such as a build system. */
    public boolean mayPropose(Caller caller) {
        return caller.agent() && proposers.contains(caller.name());
    }

    /** Returns whether a token of the configuration proves to be the party of this name. */
    public boolean hasToken(String name) {
        return withToken.contains(name);
    }

    /** Returns whether somebody else vouches for the party, so that it can be given tokens for tasks: a static token does not do. */
    public boolean hasIdentity(String name) {
        return withIdentity.contains(name);
    }

    /** Returns whether what was proven is an enforcement point outside: neither an agent nor a person. */
    public boolean isEnforcer(Caller proven) {
        return enforcers.containsKey(proven.name());
    }

    /** The party, as this proven running instance of it. */
    public static Caller withRuntime(Caller caller, String runtime) {
        return new Caller(
                caller.name(),
                runtime,
                caller.kind(),
                caller.root(),
                caller.attributes(),
                caller.groups(),
                caller.implicitIntent(),
                caller.intents());
    }

    /** The party, with the intent of tasks that are opened for it when it names none. */
    public static Caller withImplicitIntent(Caller caller, Optional<String> intent) {
        return new Caller(
                caller.name(),
                caller.runtime(),
                caller.kind(),
                caller.root(),
                caller.attributes(),
                caller.groups(),
                intent,
                caller.intents());
    }

    /** The agent or person of this name. */
    public Optional<Caller> named(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The same, of a name that somebody else wrote: no two names differ only in case. */
    public Optional<Caller> inAnyCase(String name) {
        Optional<Caller> exact = named(name);
        return exact.isPresent()
                ? exact
                : byName.values().stream()
                        .filter(caller -> caller.name().equalsIgnoreCase(name))
                        .findFirst();
    }

    /** Returns the party of a workload; which instance of it is not said yet. */
    public Optional<Caller> workload(SpiffeId id) {
        return Optional.ofNullable(bySpiffeId.get(id));
    }

    /**
     * Returns the party that a token of this issuer belongs to; which instance of it is not said yet. A token of two parties belongs to
     * neither, though the configuration does not let that happen.
     */
    public Optional<Caller> issued(String issuer, Map<String, String> attributes) {
        Map<String, Caller> found = new HashMap<>();
        for (Issued each : issued) {
            if (each.identity().matches(issuer, attributes)) {
                found.put(each.caller().name(), each.caller());
            }
        }
        return found.size() == 1 ? found.values().stream().findFirst() : Optional.empty();
    }

    /** The agents, people and machine verifiers as they were registered, each with what proves that somebody is it. */
    public List<Entry> entries() {
        return entries;
    }

    /** The sources as they were registered. */
    public List<Entry> sourceEntries() {
        return sources;
    }

    /** Returns the names of the sources. */
    public SortedSet<String> sources() {
        return sources.stream().map(source -> source.caller().name()).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Returns all parties by name. */
    public Collection<Caller> all() {
        return List.copyOf(byName.values());
    }

    /**
     * Returns the party that holds this token. The token is looked up by its hash, so how long that takes says nothing about any token:
     * whoever tries cannot choose the hash.
     */
    public Optional<Caller> holding(String token) {
        return Token.isToken(token) ? Optional.ofNullable(byToken.get(TokenHash.of(token))) : Optional.empty();
    }

    /** Returns the source that is proven by the value of an {@code Authorization} header, if it is a bearer token that is known. */
    public Optional<Caller> authorizedSource(String header) {
        return bearer(header)
                .filter(Token::isToken)
                .flatMap(token -> Optional.ofNullable(sourcesByToken.get(TokenHash.of(token))));
    }

    public static Optional<String> bearer(String header) {
        return header.regionMatches(true, 0, BEARER, 0, BEARER.length())
                ? Optional.of(header.substring(BEARER.length()).strip())
                : Optional.empty();
    }
}
