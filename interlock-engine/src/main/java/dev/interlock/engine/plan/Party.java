package dev.interlock.engine.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.Map;
import java.util.Set;

/**
 * A party that may carry out steps. Two parties always differ in agent and runtime: a plan is about who acts, not from which
 * running instance. Immutable.
 *
 * @param name agent or person
 * @param may its authorisations
 * @param attributes its vector without runtime and agent; an attribute that is missing is unknown
 * @param singular whether its name matters to a constraint, so that nobody else can stand for it
 */
public record Party(String name, Set<String> may, Map<String, AttributeValue> attributes, boolean singular) {

    public Party {
        may = Set.copyOf(may);
        attributes = Map.copyOf(attributes);
    }

    /** The value of an attribute; for agent and runtime that is the name. */
    public AttributeValue value(String attribute) {
        return Attributes.ALWAYS.contains(attribute)
                ? AttributeValue.known(name)
                : attributes.getOrDefault(attribute, AttributeValue.unknown());
    }

    /** Returns whether the party has several values at once in an attribute, as one that acts for several owners. */
    boolean hasSeveral() {
        return attributes.values().stream().anyMatch(AttributeValue.Several.class::isInstance);
    }

    /** Returns whether the two surely differ in the agent and in all these attributes. */
    public boolean independentOf(Party other, Iterable<String> level) {
        if (name.equals(other.name)) {
            return false;
        }
        for (String attribute : level) {
            if (!AttributeValue.surelyDiffer(value(attribute), other.value(attribute))) {
                return false;
            }
        }
        return true;
    }
}
