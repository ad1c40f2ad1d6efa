package dev.interlock.engine.model;

import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * The caller of a request: a proven identity, with what the registry says of it. The doors prove it; to the engine it is a fact.
 *
 * @param name agent identity, person or machine verifier
 * @param runtime the one proven running instance (for a token, the id of the token)
 * @param kind a human being, an agent or a machine verifier
 * @param root registered as the root of a delegation: starts a chain of its own
 * @param attributes registered values: owner, model, origin (who instructs it when nobody else opened the task), others
 * @param groups approver groups that a person or a machine verifier belongs to
 * @param implicitIntent intent of the tasks that are opened for the caller when it names none
 * @param intents the intents that tasks of this agent may have; empty: any
 */
public record Caller(
        String name,
        String runtime,
        CallerKind kind,
        boolean root,
        SortedMap<String, AttributeValue> attributes,
        SortedSet<String> groups,
        Optional<String> implicitIntent,
        Optional<SortedSet<String>> intents) {

    /** Creates a person or an agent whose tasks may have any intent. */
    public Caller(
            String name,
            String runtime,
            boolean person,
            boolean root,
            SortedMap<String, AttributeValue> attributes,
            SortedSet<String> groups,
            Optional<String> implicitIntent) {
        this(name, runtime, person, root, attributes, groups, implicitIntent, Optional.empty());
    }

    /** Creates a person or an agent. */
    public Caller(
            String name,
            String runtime,
            boolean person,
            boolean root,
            SortedMap<String, AttributeValue> attributes,
            SortedSet<String> groups,
            Optional<String> implicitIntent,
            Optional<SortedSet<String>> intents) {
        this(
                name,
                runtime,
                person ? CallerKind.PERSON : CallerKind.AGENT,
                root,
                attributes,
                groups,
                implicitIntent,
                intents);
    }

    /** Returns whether the caller is a human being. */
    public boolean person() {
        return kind instanceof CallerKind.Person;
    }

    /** Returns whether the caller is an agent: neither a person nor a machine verifier. */
    public boolean agent() {
        return kind instanceof CallerKind.Agent;
    }

    /** Returns whether the caller is a machine verifier. */
    public boolean verifier() {
        return kind instanceof CallerKind.Verifier;
    }

    /** Returns whether tasks of the caller may have the intent. */
    public boolean mayHave(String intent) {
        return intents.isEmpty() || intents.get().contains(intent);
    }

    public AttributeValue attribute(String name) {
        return attributes.getOrDefault(name, AttributeValue.unknown());
    }
}
