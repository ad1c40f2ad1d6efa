package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Trees;
import java.util.List;

/** The door of one client over pipes: every line that comes out is a message, and each request gets one answer. */
public final class PipeFuzz {
    private static final List<String> LINES = List.of(
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"tools/list\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"ping\"}",
            "{\"jsonrpc\":\"2.0\",\"id\":3,\"result\":{}}",
            "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":2}}",
            "{\"jsonrpc\":\"2.0\",\"id\":\"a\",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"x\"}}}",
            "{\"jsonrpc\":\"2.0\",\"id\":5,\"method\":\"server/discover\",\"params\":{\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\",\"io.modelcontextprotocol/clientCapabilities\":{}}}}",
            "",
            "\r",
            "{",
            "[]");

    private PipeFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        var choices = new Choices(input);
        var text = new StringBuilder();
        while (choices.hasMore() && text.length() < 10_000) {
            switch (choices.below(4)) {
                case 0 -> text.append(choices.text());
                case 1 -> text.append(new JsonText(choices).value());
                default -> text.append(choices.of(LINES));
            }
            text.append(choices.octet() % 16 == 15 ? "" : "\n");
        }
        String out = new String(DoorFuzz.piped(text.toString().getBytes(UTF_8)), UTF_8);
        for (String line : out.split("\n", -1)) {
            if (line.isEmpty()) {
                continue;
            }
            ObjectNode message = Trees.object(line);
            if (!message.path("jsonrpc").asText().equals("2.0")) {
                throw new AssertionError("no json-rpc: " + line);
            }
            if (line.contains("interlock failed") || line.contains("could not decide")) {
                throw new AssertionError("failed: " + line);
            }
        }
    }
}
