package dev.interlock.server.authzen;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is asked: whether the subject may do the action to the resource. The trees are to be read only.
 *
 * @param context facts about the request
 */
record Evaluation(Entity subject, Action action, Entity resource, ObjectNode context) {

    /** A subject or a resource. */
    record Entity(String type, String id, ObjectNode properties) {}

    /** What is to be done. */
    record Action(String name, ObjectNode properties) {}
}
