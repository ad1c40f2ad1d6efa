package dev.interlock.server.replay;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.replay.read.Party;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The parties of a trace as callers for the engine: by what a line says, then by what was registered. What neither knows is unknown,
 * which differs from nobody.
 */
final class Callers {

    /** The name of a party that nobody knows, for messages; the engine is told that it is unknown. */
    static final String NOBODY = "unknown";

    /** The attributes that follow from who acts in which task, and cannot be listed. */
    private static final Set<String> PROVEN = Set.of(Attributes.RUNTIME, Attributes.AGENT, Attributes.CHAIN);

    /** The caller that was made for an agent last, and from what. */
    private record Made(Party party, boolean below, Caller caller) {}

    private final Map<String, TraceEvent.Registered> registered = new HashMap<>();
    private final Map<String, Made> latest = new HashMap<>();

    void register(TraceEvent.Registered event) {
        registered.put(name(event.party()), event);
        latest.remove(name(event.party()));
    }

    static String name(Party party) {
        return Objects.requireNonNullElse(party.agent(), NOBODY);
    }

    /** @param below whether it acts in a task below another's */
    Caller of(Party party, boolean below) {
        String name = name(party);
        Made made = latest.get(name);
        if (made == null || made.below() != below || !made.party().equals(party)) {
            made = new Made(party, below, make(party, below));
            latest.put(name, made);
        }
        return made.caller();
    }

    private Caller make(Party party, boolean below) {
        String name = name(party);
        TraceEvent.Registered entry = registered.get(name);
        Party listed = entry == null ? Party.named(null) : entry.party();
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        if (entry != null) {
            entry.attributes().forEach((attribute, value) -> {
                if (!PROVEN.contains(attribute)) {
                    attributes.put(attribute, AttributeValue.known(value));
                }
            });
        }
        put(attributes, Attributes.OWNER, party.owner(), listed.owner());
        put(attributes, Attributes.MODEL, party.model(), listed.model());
        put(attributes, Attributes.ORIGIN, party.origin(), listed.origin());
        String runtime = party.runtime() != null ? party.runtime() : listed.runtime();
        if (party.agent() == null) {
            attributes.put(Attributes.AGENT, AttributeValue.unknown());
            if (runtime == null) {
                attributes.put(Attributes.RUNTIME, AttributeValue.unknown());
            }
        }
        boolean root = entry == null || entry.root().isEmpty()
                ? !below && party.agent() != null
                : entry.root().get();
        return new Caller(
                name,
                Objects.requireNonNullElse(runtime, name),
                false,
                root,
                Collections.unmodifiableSortedMap(attributes),
                Collections.emptySortedSet(),
                Optional.empty());
    }

    private static void put(
            SortedMap<String, AttributeValue> attributes, String name, @Nullable String said, @Nullable String listed) {
        String value = said != null ? said : listed;
        if (value != null) {
            attributes.put(name, AttributeValue.known(value));
        }
    }

    /** A human being, who opens tasks. */
    static Caller person(String name) {
        return new Caller(
                name, name, true, true, Collections.emptySortedMap(), Collections.emptySortedSet(), Optional.empty());
    }
}
