package dev.interlock.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;

/**
 * An agent without a mind of its own: a process that reads steps from stdin, one JSON object a line, does them as an MCP
 * client of one era over streamable HTTP, and prints one line of JSON for each, in order. Steps are those of {@link Step};
 * the answer to a call is that of {@link Answer}. A step that cannot be done is answered with `{"error": "..."}`, and the
 * next one is read. It ends when stdin ends, with exit code 0, or 1 if there was such a step.
 *
 * <pre>
 * &lt; {"connect": "http://127.0.0.1:8080/mcp/erp", "era": "modern", "token-variable": "AGENT_TOKEN", "task": "t-1"}
 * &gt; {"connected": "2026-07-28"}
 * &lt; {"call": "create_vendor", "args": {"name": "Acme", "iban": "DE89370400440532013000"}}
 * &gt; {"call": "create_vendor", "outcome": "done", "text": "...", "structured": {"vendor_id": "V-1001"}}
 * </pre>
 */
public final class DemoAgent {
    private DemoAgent() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        OutputStream out = new FileOutputStream(FileDescriptor.out);
        // INVARIANT: stdout carries answers alone.
        System.setOut(System.err);
        JsonReader json = new JsonReader(JsonLimits.requests());
        boolean fine = true;
        // A handshake of TLS among processes that all start at once may take its time.
        Timing timing = Timing.defaults().withConnect(Duration.ofSeconds(30));
        try (Agent agent = new Agent(name -> Optional.ofNullable(System.getenv(name)), timing);
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                ObjectNode answer = answer(agent, json, line);
                fine &= !answer.has("error");
                out.write(Json.bytes(answer));
                out.write('\n');
                out.flush();
            }
        }
        System.exit(fine ? 0 : 1);
    }

    private static ObjectNode answer(Agent agent, JsonReader json, String line) throws InterruptedException {
        try {
            return switch (json.read(line.getBytes(StandardCharsets.UTF_8))) {
                case JsonReader.Outcome.Value value -> agent.perform(Step.parse(value.tree()));
                case JsonReader.Outcome.Refused refused -> Json.object().put("error", refused.defect());
            };
        } catch (UpstreamException | IllegalArgumentException e) {
            return Json.object().put("error", String.valueOf(e.getMessage()));
        }
    }
}
