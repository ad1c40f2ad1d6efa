package dev.interlock.server.upstream;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.render.Plain;
import java.util.Optional;
import java.util.Set;

/**
 * The outcome of a call that was handed to an upstream.
 *
 * <p>INVARIANT: a call of which a byte was handed to the transport carries as evidence the signs in the answer to each
 * time that it was sent. Only where the catalogue takes each of them for proof has it failed.
 */
public sealed interface CallOutcome {
    /**
     * The server answered with a result.
     *
     * @param result the result as it came, unknown members included
     * @param isError whether the tool says that it failed; it may have had an effect before that
     */
    record Result(ObjectNode result, boolean isError, Evidence evidence) implements CallOutcome {

        public Result(ObjectNode result, boolean isError) {
            this(result, isError, isError ? Evidence.of(Set.of(NoEffect.Sign.IS_ERROR)) : Evidence.NONE);
        }
    }

    /**
     * The request never left; or the server turned it away before any effect, by the rules of the protocol: the
     * catalogue says whether this server keeps to them.
     *
     * @param code stable and machine-readable: `unreachable`, `http-401`, `rpc-32602` and the like
     * @param message for people, in our own words
     * @param error the error of the server, word for word: it may repeat secret arguments, so only the caller sees it
     * @param content the content of the refusal, in the form of a result: looked at as one before anybody gets it
     */
    record RefusedBeforeEffect(
            String code, String message, Optional<RpcError> error, Optional<ObjectNode> content, Evidence evidence)
            implements CallOutcome {

        /** A request that never left. */
        public RefusedBeforeEffect(String code, String message) {
            this(code, message, Optional.empty(), Optional.empty(), Evidence.NOTHING_SENT);
        }

        /** Returns the text for the caller: all that is known, and the beginning of the server's own words. */
        public String forCaller() {
            return with(message, error.map(RpcError::message));
        }
    }

    /**
     * The call may have had its effect: there is no answer, a broken one, or one that leaves it open.
     *
     * @param reason in our own words
     * @param serverWords the server's own words: they may repeat secret arguments, so only the caller sees them
     */
    record Unknown(String reason, Optional<String> serverWords, Evidence evidence) implements CallOutcome {

        public Unknown(String reason) {
            this(reason, Optional.empty());
        }

        public Unknown(String reason, Optional<String> serverWords) {
            this(reason, serverWords, Evidence.NONE);
        }

        /** Returns the text for the caller: all that is known, and the beginning of the server's own words. */
        public String forCaller() {
            return with(reason, serverWords);
        }
    }

    /**
     * The call asked for content, and none came. The catalogue says whether anything else can have happened.
     *
     * @param reason in our own words
     * @param error the error of the server, word for word: it may repeat secret arguments, so only the caller sees it
     */
    record NoContent(String reason, Optional<RpcError> error, Evidence evidence) implements CallOutcome {

        /** Returns the text for the caller: all that is known, and the beginning of the server's own words. */
        public String forCaller() {
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
            case Unknown unknown -> new Unknown(unknown.reason, unknown.serverWords, all);
            case NoContent none -> new NoContent(none.reason, none.error, all);
        };
    }

    private static String with(String own, Optional<String> serverWords) {
        return serverWords
                .map(words -> own + ": " + Plain.cut(Plain.of(words), UpstreamException.MOST_WORDS))
                .orElse(own);
    }
}
