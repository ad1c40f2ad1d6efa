package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What became of a call that was handed to an upstream.
 *
 * <p>INVARIANT: a failure after the first byte of the request was handed to the transport is {@link Unknown}, unless the
 * protocol itself says that the call was turned away before any effect.
 */
public sealed interface CallOutcome {
    /**
     * The server answered with a result.
     *
     * @param result as it came, unknown members included
     * @param isError the tool says that it failed; what it did before that is its own affair
     */
    record Result(ObjectNode result, boolean isError) implements CallOutcome {}

    /**
     * Nothing can have happened: the request never left, or was turned away before any effect.
     *
     * @param code stable and machine-readable: `unreachable`, `http-401`, `rpc-32602` and the like
     * @param message for people
     */
    record RefusedBeforeEffect(String code, String message) implements CallOutcome {}

    /** The call may have had its effect: no answer, a broken one, or one that leaves it open. */
    record Unknown(String reason) implements CallOutcome {}
}
