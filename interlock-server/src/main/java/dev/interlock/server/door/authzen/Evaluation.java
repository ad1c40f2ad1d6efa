package dev.interlock.server.door.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;

/**
 * An evaluation asks whether the subject may do the action to the resource. The trees are to be read only.
 *
 * @param context facts about the request, without the token
 * @param shown the token that the subject showed to the enforcement point
 */
record Evaluation(Entity subject, Action action, Entity resource, ObjectNode context, Optional<ShownToken> shown) {

    /** @param context as it was sent */
    Evaluation(Entity subject, Action action, Entity resource, ObjectNode context) {
        this(subject, action, resource, ShownToken.without(context), ShownToken.in(context));
    }

    /** A subject or a resource. */
    record Entity(String type, String id, ObjectNode properties) {}

    /** The action that the subject wants to do. */
    record Action(String name, ObjectNode properties) {}
}
