package dev.interlock.server.door.mcp;

import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.ServedDoorConformance;
import dev.interlock.server.identity.registry.Token;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** MCP over HTTP. */
class McpDoorConformanceTest extends ServedDoorConformance {

    private static final String ENDPOINT = "/mcp/fix";

    private Sent call(Token by, String tool, String arguments) {
        String params = "\"name\":\"" + tool + "\",\"arguments\":" + arguments + ",";
        return posted(ENDPOINT, by, Gateway.modernBody("tools/call", params))
                .and("Accept", "application/json, text/event-stream")
                .and("MCP-Protocol-Version", "2026-07-28")
                .and("Mcp-Method", "tools/call")
                .and("Mcp-Name", tool);
    }

    @Override
    protected Sent good() {
        return call(ann, "echo", "{\"text\":\"x\"}");
    }

    /** A denial is a result as well. */
    @Override
    protected boolean succeeded(Answered answer) {
        return answer.status() == 200
                && !new String(answer.body(), StandardCharsets.UTF_8).contains("\"isError\":true");
    }

    @Override
    protected List<Expected> malformed() {
        return noObjects(good(), 400);
    }

    @Override
    protected List<Expected> tooLong() {
        return List.of(new Expected("padded", padded(good(), MAX_BYTES), 413, "longer than " + MAX_BYTES));
    }

    @Override
    protected List<Expected> elsewhere() {
        return List.of(
                new Expected("no server", good().to("/mcp/nothing"), 404, "no server of that name"),
                new Expected("another method", good().as("PUT"), 405, "allow"));
    }

    @Override
    protected List<Expected> decisions() {
        return List.of(
                new Expected("permitted", good(), 200, "\"text\":\"x\""),
                new Expected("denied", call(ann, "store", "{}"), 200, "\"isError\":true", "outside-intent"),
                new Expected("held", call(ann, "add", "{}"), 200, "\"isError\":true", "approval-required"));
    }

    @Override
    protected Optional<Sent> limited() {
        return Optional.of(call(hasty, "echo", "{\"text\":\"x\"}"));
    }
}
