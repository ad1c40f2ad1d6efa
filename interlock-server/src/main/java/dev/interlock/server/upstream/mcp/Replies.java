package dev.interlock.server.upstream.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.catalog.NoEffect;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Channel;
import dev.interlock.server.upstream.Evidence;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.http.HttpMeaning;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The meaning of replies: to requests of callers, and to the gateway's own. */
final class Replies {
    private Replies() {}

    /** The meaning of a reply. */
    sealed interface Meaning {
        record Final(CallOutcome outcome) implements Meaning {}

        /** The server wants something first (modern era). */
        record InputRequired(ObjectNode result) implements Meaning {}

        /** The server has made a task of the request (modern era, extension). */
        record Task(ObjectNode result) implements Meaning {}
    }

    /** The answer to a request of the gateway's own, which failed if there is none. */
    static Channel.Reply.Answered answered(String server, Channel.Reply reply) throws UpstreamException {
        return switch (reply) {
            case Channel.Reply.Answered answered -> answered;
            case Channel.Reply.NotSent(String reason, boolean unreachable) -> throw failed(server, reason);
            case Channel.Reply.Rejected(int status, String reason, var _) -> throw failed(server, reason);
            case Channel.Reply.Lost(String reason, Channel.Cause cause, var _) -> throw failed(server, reason);
        };
    }

    static UpstreamException failed(String server, String reason) {
        return new UpstreamException("server `" + server + "`: " + reason);
    }

    static Meaning meaning(GovernedMethod method, Channel.Reply reply) {
        return switch (reply) {
            case Channel.Reply.Answered(Message.Response response, int status, Optional<String> session, var signs) ->
                switch (response.answer()) {
                    case Message.Answer.Result(JsonNode result) -> result(method, result);
                    case Message.Answer.Failed(RpcError error) ->
                        new Meaning.Final(failure(method, error, status, signs));
                };
            case Channel.Reply.NotSent(String reason, boolean unreachable) ->
                new Meaning.Final(new CallOutcome.RefusedBeforeEffect("unreachable", reason));
            case Channel.Reply.Rejected(int status, String reason, var _) ->
                new Meaning.Final(new CallOutcome.RefusedBeforeEffect(
                        "http-" + status, reason, Optional.empty(), Optional.empty(), reply.evidence()));
            case Channel.Reply.Lost(String reason, Channel.Cause cause, var _) ->
                new Meaning.Final(new CallOutcome.Unknown(reason, Optional.empty(), reply.evidence()));
        };
    }

    private static Meaning result(GovernedMethod method, JsonNode result) {
        if (!(result instanceof ObjectNode object)) {
            return new Meaning.Final(new CallOutcome.Unknown("the result is not an object"));
        }
        JsonNode type = object.get("resultType");
        return switch (type == null ? "complete" : type.asText()) {
            case "complete" -> new Meaning.Final(complete(method, object));
            case "input_required" -> new Meaning.InputRequired(object);
            case "task" -> new Meaning.Task(object);
            case String other -> new Meaning.Final(notRelayed(other));
        };
    }

    static CallOutcome notRelayed(String type) {
        return new CallOutcome.Unknown(
                "the server answered with an incomplete result, which is not relayed",
                Optional.of("its type is `" + type + "`"));
    }

    /** A result that is the last word. */
    static CallOutcome complete(GovernedMethod method, ObjectNode result) {
        JsonNode isError = method == GovernedMethod.TOOL ? result.get("isError") : null;
        JsonNode content = result.path(method.content());
        boolean proper = method == GovernedMethod.COMPLETION ? content.isObject() : content.isArray();
        if (!proper || (isError != null && !isError.isBoolean())) {
            return new CallOutcome.Unknown("the result is not a result of `" + method.method() + "`");
        }
        return new CallOutcome.Result(result, isError != null && isError.booleanValue());
    }

    private static CallOutcome failure(GovernedMethod method, RpcError error, int status, Set<NoEffect.Sign> signs) {
        Evidence evidence = failed(error, signs);
        boolean before = HttpMeaning.turnsAway(status)
                || (method == GovernedMethod.RESOURCE && error.code() == ErrorCode.RESOURCE_NOT_FOUND.code())
                || error.known().map(ErrorCode::refusesBeforeEffect).orElse(false);
        String code = status == 401 || status == 403 ? "http-" + status : "rpc" + error.code();
        if (method != GovernedMethod.TOOL && !before) {
            return new CallOutcome.NoContent(
                    "the server answered with error " + error.code(), Optional.of(error), evidence);
        }
        return before
                ? new CallOutcome.RefusedBeforeEffect(
                        code,
                        "the server refused with error " + error.code(),
                        Optional.of(error),
                        Optional.empty(),
                        evidence)
                : new CallOutcome.Unknown(
                        "the server answered with error " + error.code(), Optional.of(error.message()), evidence);
    }

    /** The signs in an error that came in an answer with these. */
    static Evidence failed(RpcError error, Set<NoEffect.Sign> signs) {
        Set<NoEffect.Sign> all = new HashSet<>(signs);
        all.addAll(NoEffect.Sign.code(error.code()));
        return Evidence.of(all);
    }

    /** Returns the outcome of a request that the server had worked on before: nothing that it says now undoes that. */
    static CallOutcome afterWork(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.RefusedBeforeEffect refused ->
                new CallOutcome.Unknown(
                        "the server asked for input, and then: " + refused.message(),
                        refused.error().map(RpcError::message));
            case CallOutcome.Result result -> result;
            case CallOutcome.Unknown unknown -> unknown.after(Evidence.NONE);
            case CallOutcome.NoContent none -> none.after(Evidence.NONE);
        };
    }
}
