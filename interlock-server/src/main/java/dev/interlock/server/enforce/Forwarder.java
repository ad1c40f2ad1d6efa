package dev.interlock.server.enforce;

import dev.interlock.ledger.log.Receipt;
import dev.interlock.server.upstream.CallOutcome;

/**
 * Carries out the call it was made for, against the receipt of its reservation: what is not in the ledger has no effect.
 * Works once: a second use is a bug and throws {@link IllegalStateException}.
 */
public interface Forwarder {

    /** @param continuation decides what the caller answers to questions of the server meanwhile */
    CallOutcome forward(Receipt reservation, Continuation continuation);
}
