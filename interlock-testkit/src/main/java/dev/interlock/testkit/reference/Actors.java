package dev.interlock.testkit.reference;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastLinks;
import dev.interlock.testkit.reference.history.PastTask;
import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The attribute vectors of whoever acts. */
final class Actors {

    private Actors() {}

    /** The vector of the party of a call, or an amendment, in a task. */
    static Actor inTask(Caller caller, AttributeValue chain, AttributeValue owner, AttributeValue origin) {
        var vector = new TreeMap<>(caller.attributes());
        // an attribute that is there as unknown says that nobody vouched for it
        vector.putIfAbsent(Attributes.RUNTIME, AttributeValue.known(caller.runtime()));
        vector.putIfAbsent(Attributes.AGENT, AttributeValue.known(caller.name()));
        vector.put(Attributes.CHAIN, chain);
        vector.put(Attributes.OWNER, owner);
        vector.put(Attributes.ORIGIN, origin);
        vector.put(
                Attributes.MODEL, caller.agent() ? caller.attribute(Attributes.MODEL) : AttributeValue.notApplicable());
        return Actor.of(vector);
    }

    static Actor inTask(Caller caller, PastTask task) {
        return inTask(caller, task.opened.chain(), task.opened.owner(), task.opened.origin());
    }

    /** The vector outside of any task, which is as in a task that the caller opened itself. */
    static Actor alone(Caller caller) {
        return inTask(caller, chain(caller), owner(caller), origin(caller));
    }

    static AttributeValue chain(Caller agent) {
        return agent.root() || !agent.agent() ? AttributeValue.known(agent.name()) : AttributeValue.unknown();
    }

    static AttributeValue owner(Caller agent) {
        if (agent.person() && !agent.attributes().containsKey(Attributes.OWNER)) {
            return AttributeValue.known(agent.name());
        }
        return agent.attribute(Attributes.OWNER);
    }

    static AttributeValue origin(Caller agent) {
        if (agent.person()) {
            return AttributeValue.known(agent.name());
        }
        AttributeValue origin = agent.attribute(Attributes.ORIGIN);
        return agent.verifier() && origin instanceof AttributeValue.Unknown ? owner(agent) : origin;
    }

    /** Returns whether the person is independent of the other at the strictest level, and answers for nothing of what it does. */
    static boolean mayJudge(History history, Actor person, Actor other) {
        return mayJudge(
                history.links,
                person,
                other,
                history.bundle.strictest().independence().attributes());
    }

    /** Returns whether the person is independent of the actor at the level, and neither its owner nor its origin. */
    static boolean mayJudge(PastLinks links, Actor person, Actor actor, Collection<String> level) {
        return links.independent(person, actor, level) && !answersFor(links, person, actor);
    }

    /** Returns whether the person, under any name, is an owner of the actor, or its origin. */
    static boolean answersFor(PastLinks links, Actor person, Actor actor) {
        return links.same(Attributes.AGENT, person.name()).stream()
                .anyMatch(name -> Stream.of(Attributes.OWNER, Attributes.ORIGIN)
                        .anyMatch(role -> links.one(role, actor.get(role))
                                .texts()
                                .contains(links.same(role, name).first())));
    }
}
