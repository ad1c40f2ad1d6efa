package dev.interlock.policy.scenario;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * An agent, a person or a machine verifier of a scenario.
 *
 * @param kind agent, person or verifier
 * @param attributes the registered attributes: owner, model, origin and others
 * @param implicit intent of the tasks that are opened for it when it names none
 * @param intents the intents that its tasks may have; empty: any
 */
public record Member(
        String name,
        CallerKind kind,
        boolean root,
        SortedMap<String, AttributeValue> attributes,
        SortedSet<String> groups,
        Optional<String> implicit,
        Optional<SortedSet<String>> intents) {

    /** The member as a source tells of it: its running instance is known only if the source names it. */
    Caller seen(Optional<String> runtime) {
        return new Caller(name, runtime.orElse(""), kind, root, attributes, groups, implicit, Optional.empty());
    }

    /** The member as it stands at a door, in one of its running instances. */
    public Caller at(Optional<String> runtime) {
        return new Caller(name, runtime.orElse(name + "-1"), kind, root, attributes, groups, implicit, intents);
    }
}
