package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Plain;
import java.util.Optional;
import java.util.Set;

/**
 * What became of a call that was handed to an upstream.
 *
 * <p>INVARIANT: a call of which a byte was handed to the transport carries as evidence the signs in the answer to each time that it
 * was sent. Only where the catalogue takes each of them for proof has it failed.
 */
public sealed interface CallOutcome {
    /**
     * The server answered with a result.
     *
     * @param result as it came, unknown members included
     * @param isError the tool says that it failed; what it did before that is its own affair
     */
    record Result(ObjectNode result, boolean isError, Evidence evidence) implements CallOutcome {

        public Result(ObjectNode result, boolean isError) {
            this(result, isError, isError ? Evidence.of(Set.of(NoEffect.Sign.IS_ERROR)) : Evidence.NONE);
        }
    }

    /**
     * The request never left; or the server turned it away before any effect, as the protocol has it: whether that is true of this
     * server is for the catalogue to say.
     *
     * @param code stable and machine-readable: `unreachable`, `http-401`, `rpc-32602` and the like
     * @param message for people, in our own words
     * @param error of the server, word for word: it may repeat secret arguments, so it is for the caller alone
     * @param content that the refusal came with, in the form of a result: looked at as one before anybody gets it
     */
    record RefusedBeforeEffect(
            String code, String message, Optional<RpcError> error, Optional<ObjectNode> content, Evidence evidence)
            implements CallOutcome {

        /** A request that never left. */
        public RefusedBeforeEffect(String code, String message) {
            this(code, message, Optional.empty(), Optional.empty(), Evidence.NOTHING_SENT);
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
    record Unknown(String reason, Optional<String> said, Evidence evidence) implements CallOutcome {

        public Unknown(String reason) {
            this(reason, Optional.empty());
        }

        public Unknown(String reason, Optional<String> said) {
            this(reason, said, Evidence.NONE);
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
    record NoContent(String reason, Optional<RpcError> error, Evidence evidence) implements CallOutcome {

        /** For the caller: all that is known, and the beginning of what the server says. */
        public String told() {
            return with(reason, error.map(RpcError::message));
        }
    }

    /** The evidence of an effect in the answers. */
    Evidence evidence();

    /** The outcome of the last of several sendings of one request. */
    default CallOutcome after(Evidence earlier) {
        Evidence all = evidence().after(earlier);
        return switch (this) {
            case Result(ObjectNode result, boolean isError, Evidence own) -> new Result(result, isError, all);
            case RefusedBeforeEffect refused ->
                new RefusedBeforeEffect(refused.code, refused.message, refused.error, refused.content, all);
            case Unknown unknown -> new Unknown(unknown.reason, unknown.said, all);
            case NoContent none -> new NoContent(none.reason, none.error, all);
        };
    }

    private static String with(String own, Optional<String> said) {
        return said.map(words -> own + ": " + Plain.cut(Plain.of(words), UpstreamException.MOST_WORDS))
                .orElse(own);
    }
}
