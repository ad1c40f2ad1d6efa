package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.credential.Injection;
import dev.interlock.server.mcp.TraceContext;
import dev.interlock.server.upstream.Evidence;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what a caller answers to a server's questions in the midst of its call. Answers carry content into the call, so they
 * are part of it: the call is decided anew with them, and only then does the server hear them.
 */
public interface Continuation {

    /** The decision on the call with the answers. */
    sealed interface Decision {
        /** The call goes on; the receipt is the one of its new reservation. */
        record Permitted(Receipt reservation) implements Decision {}

        /** The call does not go on, and the server hears that there is no answer. The caller is told in the end why. */
        record Refused(String reason) implements Decision {}
    }

    /**
     * Decides on the call with answers.
     *
     * @param answers the answer to each question, by its key
     * @param forms the schemas of those questions that are answered by a form: they declare what the answer may hold
     */
    Decision decide(ObjectNode answers, Map<String, ObjectNode> forms);

    /** Decides on the call with answers to questions that are no forms. */
    default Decision decide(ObjectNode answers) {
        return decide(answers, Map.of());
    }

    /**
     * Takes in words of the server that the caller is about to read while the call goes on: a question, a report of progress, a line
     * of a log.
     *
     * @return whether the caller may read them
     */
    default boolean reads(ObjectNode words) {
        return true;
    }

    /** Returns whether the catalogue says that the call, as it was decided last, does no more when it is made twice. */
    default boolean repeatable() {
        return false;
    }

    /** Returns whether the catalogue takes what was answered to the call for proof that it had no effect. */
    default boolean hadNoEffect(Evidence said) {
        return NoEffect.BY_DEFAULT.proven(said.sendings());
    }

    /** Returns the credential that the call is sent with, if its upstream needs one. */
    default Optional<Injection> injection() {
        return Optional.empty();
    }

    /** The place in a trace at which the upstream goes on; where there is none, it gets the one that the caller gave. */
    default Optional<TraceContext> trace() {
        return Optional.empty();
    }

    /** Returns the continuation of a call to which nothing can be answered: it refuses all answers. */
    static Continuation none() {
        return (answers, forms) -> new Decision.Refused("nothing can be answered here");
    }
}
