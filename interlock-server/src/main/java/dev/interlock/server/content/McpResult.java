package dev.interlock.server.content;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.provenance.label.ToolLabels;
import dev.interlock.provenance.task.ReadResult;
import dev.interlock.provenance.task.ResultRecord;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.json.PlainJson;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/** The records of a result in the form of MCP. */
public final class McpResult {

    private static final JsonReader READER = new JsonReader(JsonLimits.answers());

    private static final String STRUCTURED = "structuredContent";

    private McpResult() {}

    public static List<ResultRecord> records(ObjectNode result, ToolLabels tool) {
        var texts = new LinkedHashMap<>(PlainJson.view(result));
        Object structured = texts.remove(STRUCTURED);
        return ReadResult.of(structured, texts, tool, McpResult::json);
    }

    private static Optional<?> json(String text) {
        String start = text.stripLeading();
        if (!start.startsWith("{") && !start.startsWith("[")) {
            return Optional.empty();
        }
        return READER.read(text.getBytes(StandardCharsets.UTF_8)) instanceof JsonReader.Outcome.Value(var tree)
                ? Optional.ofNullable(PlainJson.seen(tree))
                : Optional.empty();
    }
}
