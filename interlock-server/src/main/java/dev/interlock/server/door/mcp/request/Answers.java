package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DenialForm;
import dev.interlock.server.enforce.CallAnswer;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.ErrorCode;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import java.time.Duration;
import java.util.Optional;

/**
 * Puts answers into results of `tools/call` that a model can act on: an answer that is not the tool's own result has
 * `isError: true`, one sentence of text, and the decision in `_meta["dev.interlock/decision"]`, where no output schema
 * reaches. `structuredContent` repeats the decision only for tools without an output schema: clients check it against
 * the schema, even in an error. Where refusals are configured to be errors ({@link DenialForm}), these are errors with
 * the decision as data.
 */
public final class Answers {

    /** The code of a call that took effect, though its answer did not come. */
    private static final String ANSWER_LOST = "answer-lost";

    private Answers() {}

    /** Returns the answer to a call of a tool. */
    public static RpcResult tool(
            CallAnswer answer, RequestContext context, Optional<ObjectNode> definition, DenialForm denials) {
        if (context.side().isTask() && !(answer instanceof CallAnswer.Relayed)) {
            return content(answer, GovernedMethod.TOOL, context, denials);
        }
        if (denials.asError() && isRefused(answer)) {
            return content(answer, GovernedMethod.TOOL, context, denials);
        }
        // A client that is told which capability is missing can declare it and try again; a model cannot.
        if (context.era() == Era.MODERN
                && answer instanceof CallAnswer.NotDone notDone
                && notDone.error().flatMap(RpcError::known).equals(Optional.of(ErrorCode.MISSING_CLIENT_CAPABILITY))) {
            return content(answer, GovernedMethod.TOOL, context, denials);
        }
        return new RpcResult.Result(render(answer, context.era(), definition));
    }

    /**
     * Returns whether a decision keeps the caller from what it asked for; the other answers report the outcome of the
     * call.
     */
    private static boolean isRefused(CallAnswer answer) {
        return switch (answer) {
            case CallAnswer.Denied denied -> true;
            case CallAnswer.Held held -> true;
            case CallAnswer.Withheld withheld -> true;
            case CallAnswer.Relayed relayed -> false;
            case CallAnswer.NotDone notDone -> false;
            case CallAnswer.Uncertain uncertain -> false;
            case CallAnswer.Unanswered unanswered -> false;
        };
    }

    private static ObjectNode render(CallAnswer answer, Era era, Optional<ObjectNode> definition) {
        boolean mayStructure = definition.isPresent() && !definition.get().has("outputSchema");
        return switch (answer) {
            case CallAnswer.Relayed(ObjectNode result, ObjectNode details) -> relayed(result, details, era);
            case CallAnswer.Denied(String code, String message, ObjectNode details) ->
                textResult(
                        "Denied by Interlock (" + code + "): " + sentence(message) + " Nothing was done.",
                        decision("denied", details).put("code", code).put("message", message),
                        era,
                        mayStructure);
            case CallAnswer.Held(String holdId, String message, ObjectNode details) ->
                textResult(
                        "Held by Interlock (hold " + holdId + "): " + sentence(message)
                                + " Nothing was done. Once the hold is approved, send exactly the same call again.",
                        decision("held", details).put("hold", holdId).put("message", message),
                        era,
                        mayStructure);
            case CallAnswer.NotDone(String code, String message, Optional<RpcError> error, ObjectNode details) ->
                textResult(
                        "Permitted, but the server did not accept the call (" + code + "): " + sentence(message)
                                + " Nothing was done.",
                        decision("not-done", details).put("code", code).put("message", message),
                        era,
                        mayStructure);
            case CallAnswer.Withheld(String code, String message, ObjectNode details) ->
                textResult(
                        "Withheld by Interlock (" + code + "): " + sentence(message),
                        decision("withheld", details).put("code", code).put("message", message),
                        era,
                        mayStructure);
            case CallAnswer.Uncertain(String message, ObjectNode details) ->
                textResult(
                        "The outcome of this call is unknown: " + sentence(message)
                                + " It may have taken effect; do not send it again until the outcome is known.",
                        decision("unknown", details).put("message", message),
                        era,
                        mayStructure);
            case CallAnswer.Unanswered(String message, ObjectNode details) ->
                textResult(
                        "This call was carried out, but its answer is lost: " + sentence(message)
                                + " Do not send it again.",
                        decision("permitted", details).put("code", ANSWER_LOST).put("message", message),
                        era,
                        mayStructure);
        };
    }

    /** Returns the answer to a request for content: where there is no content, an error that says why. */
    public static RpcResult content(
            CallAnswer answer, GovernedMethod method, RequestContext context, DenialForm denials) {
        Era era = context.era();
        return switch (answer) {
            case CallAnswer.Relayed(ObjectNode result, ObjectNode details) -> {
                ObjectNode relayed = relayed(result, details, era);
                // The content that one caller may read is nobody else's business, and only Interlock says how long it
                // may.
                yield new RpcResult.Result(
                        method == GovernedMethod.RESOURCE ? cached(relayed, era, Duration.ZERO) : relayed);
            }
            case CallAnswer.Denied(String code, String message, ObjectNode details) ->
                refused(
                        denials.code(),
                        "Denied by Interlock (" + code + "): " + sentence(message),
                        decision("denied", details).put("code", code));
            case CallAnswer.Held(String holdId, String message, ObjectNode details) ->
                refused(
                        denials.code(),
                        "Held by Interlock (hold " + holdId + "): " + sentence(message)
                                + " Once the hold is approved, send exactly the same request again.",
                        decision("held", details).put("hold", holdId));
            case CallAnswer.NotDone(String code, String message, Optional<RpcError> error, ObjectNode details) -> {
                ObjectNode decision = decision("not-done", details).put("code", code);
                yield error.isPresent()
                        ? new RpcResult.Theirs(ServerWords.theirs(
                                context.upstream().name(), error.get(), era, denials, Optional.of(decision)))
                        : refused(ErrorCode.UPSTREAM_UNAVAILABLE.code(), message, decision);
            }
            case CallAnswer.Withheld(String code, String message, ObjectNode details) ->
                refused(
                        denials.code(),
                        "Withheld by Interlock (" + code + "): " + sentence(message),
                        decision("withheld", details).put("code", code));
            case CallAnswer.Uncertain(String message, ObjectNode details) ->
                refused(
                        ErrorCode.INTERNAL_ERROR.code(),
                        "The outcome of this request is unknown: " + sentence(message)
                                + " It may have taken effect; do not send it again until the outcome is known.",
                        decision("unknown", details));
            case CallAnswer.Unanswered(String message, ObjectNode details) ->
                refused(
                        ErrorCode.INTERNAL_ERROR.code(),
                        "The answer to this request is lost: " + sentence(message),
                        decision("permitted", details).put("code", ANSWER_LOST));
        };
    }

    private static RpcResult refused(int code, String message, ObjectNode decision) {
        return new RpcResult.Failed(new RpcError(code, message, Optional.of(ServerWords.asData(decision))));
    }

    /** A result that a caller may keep, for itself alone: at most so long, and no longer than the server says. */
    public static ObjectNode cached(ObjectNode result, Era era, Duration most) {
        if (era == Era.MODERN) {
            JsonNode said = result.get("ttlMs");
            long ttl = said != null && said.isIntegralNumber() ? Math.max(0, said.longValue()) : most.toMillis();
            result.put("ttlMs", Math.min(ttl, most.toMillis()));
            result.put("cacheScope", "private");
        }
        return inEra(result, era);
    }

    private static String sentence(String message) {
        return message.endsWith(".") || message.endsWith("!") || message.endsWith("?") ? message : message + ".";
    }

    private static ObjectNode decision(String verdict, ObjectNode details) {
        ObjectNode decision = Json.object();
        decision.setAll(details);
        return decision.put("verdict", verdict);
    }

    private static ObjectNode textResult(String text, ObjectNode decision, Era era, boolean structured) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        result.put("isError", true);
        if (structured) {
            result.set("structuredContent", decision);
        }
        result.putObject("_meta").set(Names.META_DECISION, decision);
        return inEra(result, era);
    }

    /** The upstream's own result; members that nobody here knows stay. */
    private static ObjectNode relayed(ObjectNode upstream, ObjectNode details, Era era) {
        ObjectNode result = Json.object();
        result.setAll(upstream);
        // INVARIANT: no upstream speaks for Interlock.
        ServerWords.notOurs(result);
        ObjectNode meta = Json.object();
        if (result.get("_meta") instanceof ObjectNode given) {
            meta.setAll(given);
        }
        if (!details.isEmpty()) {
            meta.set(Names.META_DECISION, decision("permitted", details));
        }
        if (meta.isEmpty()) {
            result.remove("_meta");
        } else {
            result.set("_meta", meta);
        }
        return inEra(result, era);
    }

    /** Returns the result with the members that only one era demands. */
    public static ObjectNode inEra(ObjectNode result, Era era) {
        switch (era) {
            case MODERN -> {
                if (!result.has("resultType")) {
                    result.put("resultType", "complete");
                }
                ObjectNode meta = Json.child(result, "_meta");
                if (meta == null) {
                    meta = result.putObject("_meta");
                }
                if (!meta.has(Names.META_SERVER)) {
                    meta.set(Names.META_SERVER, ServerIdentity.info());
                }
            }
            case LEGACY -> {
                result.remove("resultType");
                JsonNode structured = result.get("structuredContent");
                if (structured != null && !structured.isObject()) {
                    result.remove("structuredContent");
                }
            }
        }
        return result;
    }

    /** A tool definition as a caller of this era may read it; a copy where anything has to change. */
    public static ObjectNode toolInEra(ObjectNode tool, Era era) {
        JsonNode schema = tool.get("outputSchema");
        // Before 2026-07-28 structured content is an object, and clients refuse a list that says otherwise.
        boolean structured = era == Era.MODERN || schema == null || "object".equals(Json.string(schema, "type"));
        if (structured && !tool.has("_meta")) {
            return tool;
        }
        ObjectNode copy = Json.object();
        copy.setAll(tool);
        if (!structured) {
            copy.remove("outputSchema");
        }
        ServerWords.notOurs(copy);
        return copy;
    }
}
