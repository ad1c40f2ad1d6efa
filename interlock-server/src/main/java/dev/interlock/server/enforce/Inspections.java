package dev.interlock.server.enforce;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Inspection;
import dev.interlock.policy.catalog.Answered;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.ReadCall;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.json.SpooledText;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks at what a server answered before the agent gets it, where the catalogue says so. */
final class Inspections {

    private static final System.Logger LOG = System.getLogger(Inspections.class.getName());

    private static final String NO_WORDS = "the server's message is not shown";

    private Inspections() {}

    /**
     * The findings in the answer to a call of a tool that is inspected; empty where there is no answer.
     *
     * @param longest texts that lie in a file and are read into memory for it, in bytes
     */
    static Optional<Inspection> of(ReadCall call, CallOutcome outcome, long longest) {
        Optional<ObjectNode> content = content(outcome);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode result = content.get();
        if (SpooledText.lengthIn(result) > longest) {
            return Optional.of(withheld("it is too long to be inspected"));
        }
        try {
            ObjectNode whole = SpooledText.isIn(result) ? (ObjectNode) SpooledText.inMemory(result) : result;
            return Optional.of(call.inspect(answered(whole)));
        } catch (IOException | RuntimeException | StackOverflowError e) {
            // INVARIANT: what could not be looked at is not delivered.
            LOG.log(System.Logger.Level.ERROR, "an answer cannot be inspected", e);
            return Optional.of(withheld("it could not be inspected"));
        }
    }

    private static Optional<ObjectNode> content(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Result result -> Optional.of(result.result());
            case CallOutcome.RefusedBeforeEffect refused -> refused.content();
            case CallOutcome.NoContent none -> Optional.empty();
            case CallOutcome.Unknown unknown -> Optional.empty();
        };
    }

    /** Returns whether a question may be shown as it is: nothing is found in it, or the catalogue inspects nothing of this call. */
    static boolean findsNothing(Catalog catalog, CallContext call, ObjectNode question) {
        if (!catalog.inspects(call.server(), call.tool())) {
            return true;
        }
        if (SpooledText.isIn(question)) {
            return false;
        }
        Map<String, @Nullable Object> whole = PlainJson.of(question);
        var text = new StringBuilder();
        strings(question, text);
        return catalog.findsNothing(
                call.server(),
                call.tool(),
                PlainJson.of(call.arguments()),
                new Answered(whole, text.toString(), whole));
    }

    /** The same, of an answer that was not delivered because its outcome could not be recorded. */
    static Inspection undelivered(Inspection inspection) {
        var reasons = new ArrayList<>(inspection.reasons());
        reasons.add("its outcome could not be recorded in time");
        return new Inspection(inspection.labels(), reasons, inspection.conditions());
    }

    private static Inspection withheld(String reason) {
        return new Inspection(Collections.emptySortedSet(), List.of(reason), Collections.emptySortedMap());
    }

    static Answered answered(ObjectNode result) {
        Map<String, @Nullable Object> whole = PlainJson.of(result);
        var text = new StringBuilder();
        texts(result, text);
        if (result.get("structuredContent") instanceof ObjectNode structured) {
            return Answered.ofTool(PlainJson.of(structured), null, text.toString(), whole);
        }
        return result.has("content")
                ? Answered.ofTool(null, OutcomeRecorder.onlyText(result), text.toString(), whole)
                : new Answered(whole, text.toString(), whole);
    }

    private static void texts(JsonNode node, StringBuilder into) {
        if (node.get("text") instanceof JsonNode text && text.isTextual()) {
            into.append(text.textValue()).append('\n');
        }
        node.forEach(child -> texts(child, into));
    }

    private static void strings(JsonNode node, StringBuilder into) {
        if (node.isTextual()) {
            into.append(node.textValue()).append('\n');
        }
        node.fieldNames().forEachRemaining(name -> into.append(name).append('\n'));
        node.forEach(child -> strings(child, into));
    }

    /** Returns the outcome without anything that the server said beside its answer, since that is not inspected. */
    static CallOutcome wordless(CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Result result -> result;
            case CallOutcome.RefusedBeforeEffect refused ->
                new CallOutcome.RefusedBeforeEffect(
                        refused.code(),
                        refused.message(),
                        wordless(refused.error()),
                        refused.content(),
                        refused.evidence());
            case CallOutcome.NoContent none ->
                new CallOutcome.NoContent(none.reason(), wordless(none.error()), none.evidence());
            case CallOutcome.Unknown unknown ->
                new CallOutcome.Unknown(unknown.reason(), Optional.empty(), unknown.evidence());
        };
    }

    private static Optional<RpcError> wordless(Optional<RpcError> error) {
        return error.map(said -> new RpcError(said.code(), NO_WORDS, Optional.empty()));
    }
}
