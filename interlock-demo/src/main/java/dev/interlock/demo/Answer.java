package dev.interlock.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import java.util.Locale;
import java.util.Optional;

/**
 * The answer that an agent was given about one call.
 *
 * @param tool that was called
 * @param kind the fate of the call, in one word
 * @param code of a refusal, stable and machine-readable
 * @param hold to be approved before the call can go through
 * @param text for people and models
 * @param structured what the tool gave, if it was carried out; else empty
 * @param decision what the gateway says it decided, from `_meta`; empty if there is none
 */
public record Answer(
        String tool,
        Kind kind,
        Optional<String> code,
        Optional<String> hold,
        String text,
        ObjectNode structured,
        ObjectNode decision) {

    /** The fates of a call. */
    public enum Kind {
        /** The call was carried out. */
        DONE,
        /** The call was handed to the tool, which refused it. */
        FAILED,
        /** The call was refused by the gateway. */
        DENIED,
        /** The call waits for an approval. */
        HELD,
        /** The call was permitted, but never taken by the server behind the gateway. */
        NOT_DONE,
        /** Nobody knows whether the call was carried out. */
        UNKNOWN,
        /** The call was not even decided: the request itself was turned away, or did not arrive. */
        REJECTED
    }

    /** Returns the answer to an agent whose client reports this. */
    public static Answer of(String tool, CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Result(ObjectNode result, boolean isError, var _) -> of(tool, result, isError);
            case CallOutcome.RefusedBeforeEffect refused ->
                new Answer(
                        tool,
                        Kind.REJECTED,
                        Optional.of(refused.code()),
                        Optional.empty(),
                        refused.forCaller(),
                        Json.object(),
                        Json.object());
            case CallOutcome.NoContent none ->
                throw new IllegalArgumentException("a tool call had no result: " + none.forCaller());
            case CallOutcome.Unknown unknown ->
                new Answer(
                        tool,
                        Kind.UNKNOWN,
                        Optional.empty(),
                        Optional.empty(),
                        unknown.forCaller(),
                        Json.object(),
                        Json.object());
        };
    }

    private static Answer of(String tool, ObjectNode result, boolean isError) {
        ObjectNode decision = child(result.path("_meta"), Names.META_DECISION);
        Kind carriedOut = isError ? Kind.FAILED : Kind.DONE;
        String verdict = Optional.ofNullable(Json.string(decision, "verdict")).orElse("permitted");
        Kind kind = switch (verdict) {
            case "denied" -> Kind.DENIED;
            case "held" -> Kind.HELD;
            case "not-done" -> Kind.NOT_DONE;
            case "unknown" -> Kind.UNKNOWN;
            default -> carriedOut;
        };
        StringBuilder text = new StringBuilder();
        for (JsonNode block : result.path("content")) {
            text.append(text.isEmpty() ? "" : "\n").append(block.path("text").asText());
        }
        return new Answer(
                tool,
                kind,
                Optional.ofNullable(Json.string(decision, "code")),
                Optional.ofNullable(Json.string(decision, "hold")),
                text.toString(),
                kind == Kind.DONE ? child(result, "structuredContent") : Json.object(),
                decision);
    }

    /** Returns the answer as one line between the agent and whoever drives it. */
    ObjectNode toJson() {
        ObjectNode line = Json.object();
        line.put("call", tool)
                .put("outcome", kind.name().toLowerCase(Locale.ROOT).replace('_', '-'));
        code.ifPresent(value -> line.put("code", value));
        hold.ifPresent(value -> line.put("hold", value));
        line.put("text", text);
        if (!structured.isEmpty()) {
            line.set("structured", structured);
        }
        if (!decision.isEmpty()) {
            line.set("decision", decision);
        }
        return line;
    }

    static Answer fromJson(JsonNode line) {
        return new Answer(
                line.required("call").textValue(),
                Kind.valueOf(
                        line.required("outcome").textValue().replace('-', '_').toUpperCase(Locale.ROOT)),
                Optional.ofNullable(Json.string(line, "code")),
                Optional.ofNullable(Json.string(line, "hold")),
                line.path("text").asText(),
                child(line, "structured"),
                child(line, "decision"));
    }

    /** A member of what the tool gave, such as the id of what it created. @throws IllegalStateException if there is none */
    public String given(String member) {
        String value = Json.string(structured, member);
        if (value == null) {
            throw new IllegalStateException(
                    "`" + tool + "` returned no `" + member + "`: the answer was " + kind + ", " + text);
        }
        return value;
    }

    private static ObjectNode child(JsonNode node, String member) {
        ObjectNode child = Json.child(node, member);
        return child == null ? Json.object() : child;
    }
}
