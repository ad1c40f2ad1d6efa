package dev.interlock.engine.state;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import java.util.TreeMap;

/** Builds the attribute vectors of actors. */
public final class Actors {

    private Actors() {}

    /** The vector of somebody who acts outside any task, or opens one: an approver, a person, an agent without a task. */
    public static Actor outside(Caller caller) {
        var attributes = new TreeMap<>(caller.attributes());
        attributes.put(Attributes.RUNTIME, proven(caller, Attributes.RUNTIME, caller.runtime()));
        attributes.put(Attributes.AGENT, proven(caller, Attributes.AGENT, caller.name()));
        attributes.put(Attributes.CHAIN, ownChain(caller));
        attributes.put(Attributes.OWNER, ownOwner(caller));
        attributes.put(Attributes.ORIGIN, ownOrigin(caller));
        if (!caller.agent()) {
            attributes.put(Attributes.MODEL, AttributeValue.notApplicable());
        }
        return Actor.of(attributes);
    }

    /** The value that the door proved; unknown where the caller says so, as for an event of a log that nobody signed. */
    private static AttributeValue proven(Caller caller, String attribute, String value) {
        return caller.attributes().get(attribute) instanceof AttributeValue.Unknown unknown
                ? unknown
                : AttributeValue.known(value);
    }

    /** The vector of a call in a task: chain, owner and origin are the task's, so that a sub-agent shares its starter's. */
    public static Actor inTask(Caller caller, Task task) {
        var attributes = new TreeMap<>(outside(caller).attributes());
        attributes.put(Attributes.CHAIN, task.chain());
        attributes.put(Attributes.OWNER, task.owner());
        attributes.put(Attributes.ORIGIN, task.origin());
        return Actor.of(attributes);
    }

    /**
     * The vector of a party whose call was only observed. No running instance was attested: a person acts in none, and that of an
     * agent is known only if the source names it.
     */
    public static Actor observed(Caller caller) {
        boolean unnamed = caller.runtime().isEmpty();
        return outside(caller)
                .with(
                        Attributes.RUNTIME,
                        caller.person()
                                ? AttributeValue.notApplicable()
                                : unnamed ? AttributeValue.unknown() : AttributeValue.known(caller.runtime()));
    }

    public static AttributeValue ownChain(Caller caller) {
        return !caller.agent() || caller.root() ? AttributeValue.known(caller.name()) : AttributeValue.unknown();
    }

    public static AttributeValue ownOwner(Caller caller) {
        AttributeValue registered = caller.attribute(Attributes.OWNER);
        boolean nobody = registered instanceof AttributeValue.Unknown;
        return caller.person() && nobody ? AttributeValue.known(caller.name()) : registered;
    }

    /** The origin of the caller itself. For a machine verifier that is its author: its owner, unless the registry says otherwise. */
    public static AttributeValue ownOrigin(Caller caller) {
        if (caller.person()) {
            return AttributeValue.known(caller.name());
        }
        AttributeValue registered = caller.attribute(Attributes.ORIGIN);
        boolean said = !(registered instanceof AttributeValue.Unknown);
        return said || !caller.verifier() ? registered : ownOwner(caller);
    }
}
