package dev.interlock.policy.scenario;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * An agent or a person of a scenario.
 *
 * @param attributes registered ones: owner, model, origin and others
 * @param implicit intent of the tasks that are opened for it when it names none
 * @param intents the intents that its tasks may have; empty: any
 */
public record Member(
        String name,
        boolean person,
        boolean root,
        SortedMap<String, AttributeValue> attributes,
        SortedSet<String> groups,
        Optional<String> implicit,
        Optional<SortedSet<String>> intents) {

    /** As it stands at a door, in one of its running instances. */
    public Caller at(Optional<String> runtime) {
        return new Caller(name, runtime.orElse(name + "-1"), person, root, attributes, groups, implicit, intents);
    }
}
