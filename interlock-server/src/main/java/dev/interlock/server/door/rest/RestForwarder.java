package dev.interlock.server.door.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.enforce.Continuation;
import dev.interlock.server.enforce.Forwarder;
import dev.interlock.server.openapi.Operation;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.rest.RestApi;
import dev.interlock.server.upstream.rest.RestOutcome;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Carries out one request against the receipt of its reservation, and keeps the API's answer for the agent. */
final class RestForwarder implements Forwarder {

    private final RestApi api;
    private final Meaning meaning;
    private final Operation operation;
    private final ObjectNode arguments;
    private final String bodyType;
    private final AtomicBoolean used = new AtomicBoolean();
    private volatile @Nullable RestOutcome sent;
    private volatile @Nullable CallOutcome outcome;

    RestForwarder(RestApi api, Meaning meaning, Operation operation, ObjectNode arguments, String bodyType) {
        this.api = api;
        this.meaning = meaning;
        this.operation = operation;
        this.arguments = arguments;
        this.bodyType = bodyType;
    }

    @Override
    public CallOutcome forward(Receipt reservation, Continuation continuation) {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException("a call is forwarded once");
        }
        RestOutcome came = api.send(operation, arguments, bodyType, continuation.injection(), continuation.trace());
        sent = came;
        CallOutcome means = meaning.of(operation, came);
        outcome = means;
        return means;
    }

    boolean used() {
        return used.get();
    }

    /** Returns whether the time was over. */
    boolean late() {
        return sent instanceof RestOutcome.Lost lost && lost.late();
    }

    /** Returns the API's answer, if there was one. */
    Optional<RestOutcome.Answered> answered() {
        return sent instanceof RestOutcome.Answered answered ? Optional.of(answered) : Optional.empty();
    }

    /** Returns the API's refusal of the request, where it is meant for the agent. */
    Optional<RestOutcome.Answered> refusal() {
        return outcome instanceof CallOutcome.RefusedBeforeEffect refused
                        && refused.content().isPresent()
                ? answered()
                : Optional.empty();
    }

    /**
     * Returns whether this is the result that the API gave: the answer to a changed or cut one does not go on as it
     * came.
     */
    boolean gave(ObjectNode result) {
        return outcome instanceof CallOutcome.Result own && own.result().equals(result);
    }
}
