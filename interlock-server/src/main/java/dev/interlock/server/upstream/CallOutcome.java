package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.mcp.wire.RpcError;
import dev.interlock.server.words.Plain;
import java.util.Optional;

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
     * @param message for people, in our own words
     * @param error of the server, word for word: it may repeat secret arguments, so it is for the caller alone
     * @param content that the refusal came with, in the form of a result: looked at as one before anybody gets it
     */
    record RefusedBeforeEffect(String code, String message, Optional<RpcError> error, Optional<ObjectNode> content)
            implements CallOutcome {

        public RefusedBeforeEffect(String code, String message) {
            this(code, message, Optional.empty());
        }

        public RefusedBeforeEffect(String code, String message, Optional<RpcError> error) {
            this(code, message, error, Optional.empty());
        }

        /** For the caller: all that is known, and the beginning of what the server says. */
        public String told() {
            return with(message, error.map(RpcError::message));
        }
    }

    /**
     * The call may have had its effect: no answer, a broken one, or one that leaves it open.
     *
     * @param reason in our own words
     * @param said what the server says, word for word: it may repeat secret arguments, so it is for the caller alone
     */
    record Unknown(String reason, Optional<String> said) implements CallOutcome {

        public Unknown(String reason) {
            this(reason, Optional.empty());
        }

        /** For the caller: all that is known, and the beginning of what the server says. */
        public String told() {
            return with(reason, said);
        }
    }

    /**
     * What was asked for is content, and none came. Whether anything else can have happened is for the catalogue to say.
     *
     * @param reason in our own words
     * @param error of the server, word for word: it may repeat secret arguments, so it is for the caller alone
     */
    record NoContent(String reason, Optional<RpcError> error) implements CallOutcome {

        /** For the caller: all that is known, and the beginning of what the server says. */
        public String told() {
            return with(reason, error.map(RpcError::message));
        }
    }

    private static String with(String own, Optional<String> said) {
        return said.map(words -> own + ": " + Plain.cut(Plain.of(words), UpstreamException.MOST_WORDS))
                .orElse(own);
    }
}
