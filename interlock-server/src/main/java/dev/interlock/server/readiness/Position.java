package dev.interlock.server.readiness;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The vector that a party has in some of its tasks, and the origins that it may have there: who gives a task is not said by any
 * configuration.
 *
 * @param actor the vector, with the origin of a task that nobody gives
 * @param origins the people who may give such a task, beside the origin in the vector
 */
record Position(Actor actor, List<AttributeValue> origins) {

    /** A value that no name can have: that of somebody who has nothing to do with anybody. */
    private static final AttributeValue STRANGER = AttributeValue.known("\0");

    /** The vector in a task that somebody gave who has nothing to do with anybody here. */
    Actor fromStranger() {
        return actor.with(Attributes.ORIGIN, STRANGER);
    }

    /** The vectors that the party may have in such tasks, one by one: that of its own first. */
    Iterable<Actor> actors() {
        return () -> Stream.concat(
                        Stream.of(actor), origins.stream().map(origin -> actor.with(Attributes.ORIGIN, origin)))
                .iterator();
    }

    /** Returns whether the origin is known in some such task. */
    boolean hasOrigin() {
        return !origins.isEmpty() || !(actor.get(Attributes.ORIGIN) instanceof AttributeValue.Unknown);
    }
}
