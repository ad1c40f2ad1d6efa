package dev.interlock.server.upstream.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.stdio.StdioDoor;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Listing;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every line that we write on a pipe is a message of the era's schema: to a server, and to a client. */
class PipeSchemaTest {

    @ParameterizedTest
    @EnumSource(Era.class)
    void toAServer(Era era, @TempDir Path folder) throws Exception {
        Quiet.on();
        Path lines = folder.resolve("lines");
        List<String> command = new ArrayList<>(List.of("sh", "-c", "tee \"$0\" | exec \"$@\"", lines.toString()));
        command.addAll(StdioFixture.command(era.name()));
        try (McpUpstream upstream = McpUpstream.stdio(
                "pipe", StdioSettings.of(command), EraChoice.AUTO, Timing.defaults(), System::nanoTime)) {
            upstream.listTools();
            upstream.call(
                    "echo",
                    Json.object().put("text", "\u2028 \n \ud83d\ude00"),
                    Json.object().put("traceparent", "00-x"));
            upstream.request(
                    GovernedMethod.RESOURCE,
                    Json.object().put("uri", "test://one"),
                    Json.object(),
                    Conversation.none());
            upstream.request(
                    GovernedMethod.PROMPT, Json.object().put("name", "greet"), Json.object(), Conversation.none());
            for (Listing listing : Listing.values()) {
                try {
                    upstream.page(listing, Optional.empty());
                } catch (UpstreamException e) {
                    assertThat(e.error()).as("%s", listing).isPresent();
                }
            }
        }
        Set<String> methods = new TreeSet<>();
        for (String line : Files.readAllLines(lines, UTF_8)) {
            ObjectNode message = Trees.object(line);
            String method = message.path("method").asText();
            methods.add(method);
            Era spoken = method.equals("server/discover") ? Era.MODERN : era;
            Schemas.assertValid(spoken, message.has("id") ? "ClientRequest" : "ClientNotification", message);
        }
        assertThat(methods)
                .contains(
                        "tools/list", "tools/call", "resources/read", "prompts/get", "resources/list", "prompts/list");
    }

    /** Says the rest once there is an answer to the first. */
    private static void check(Era era, String first, String rest, Map<Integer, String> definitions) throws Exception {
        ScriptedUpstream erp =
                new ScriptedUpstream("erp").on("echo", (params, conversation) -> ScriptedUpstream.text("x"));
        var heard = new ByteArrayOutputStream();
        Iterator<InputStream> said = Stream.of(first, rest)
                .map(text -> (InputStream) new ByteArrayInputStream(text.getBytes(UTF_8)))
                .iterator();
        var waiting = new AtomicBoolean();
        Enumeration<InputStream> inTurn = new Enumeration<>() {
            @Override
            public boolean hasMoreElements() {
                return said.hasNext();
            }

            @Override
            public InputStream nextElement() {
                while (waiting.get() && heard.size() == 0) {
                    Until.pause();
                }
                waiting.set(true);
                return said.next();
            }
        };
        try (Gateway gateway = new Gateway(DoorSettings.loopback(), Map.of())) {
            new StdioDoor(DoorSettings.loopback(), gateway.gate(), Gateway.caller("a"), erp)
                    .run(new SequenceInputStream(inTurn), heard);
        }
        Set<Integer> answered = new TreeSet<>();
        for (String line : heard.toString(UTF_8).lines().toList()) {
            ObjectNode message = Trees.object(line);
            int id = message.path("id").asInt();
            answered.add(id);
            Schemas.assertValid(era, definitions.getOrDefault(id, "JSONRPCErrorResponse"), message);
        }
        assertThat(answered).containsAll(definitions.keySet()).as("and errors").contains(20, 21);
    }

    private static String modern(int id, String method, String params) {
        return Gateway.modernBody(method, params).replace("\"id\":1,", "\"id\":" + id + ",") + "\n";
    }

    @Test
    void toAModernClient() throws Exception {
        check(
                Era.MODERN,
                modern(1, "server/discover", ""),
                modern(2, "tools/list", "")
                        + modern(3, "tools/call", "\"name\":\"echo\",\"arguments\":{},")
                        + modern(4, "resources/list", "")
                        + modern(5, "prompts/list", "")
                        + modern(6, "resources/templates/list", "")
                        + modern(20, "nonsense", "")
                        + modern(21, "tools/call", "\"name\":7,")
                        + "{\n"
                        + "{\"jsonrpc\":\"2.0\",\"id\":22,\"method\":\"ping\",\"params\":[]}\n",
                Map.of(
                        1, "DiscoverResultResponse",
                        2, "ListToolsResultResponse",
                        3, "CallToolResultResponse",
                        4, "ListResourcesResultResponse",
                        5, "ListPromptsResultResponse",
                        6, "ListResourceTemplatesResultResponse"));
    }

    private static String legacy(int id, String method, String params) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"" + method + "\",\"params\":" + params + "}\n";
    }

    @Test
    void toALegacyClient() throws Exception {
        check(
                Era.LEGACY,
                legacy(
                        1,
                        "initialize",
                        "{\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"t\",\"version\":\"1\"}}"),
                legacy(2, "ping", "{}")
                        + legacy(3, "tools/call", "{\"name\":\"echo\",\"arguments\":{}}")
                        + legacy(20, "nonsense", "{}")
                        + legacy(21, "tools/call", "{\"name\":7}")
                        + "[]\n",
                Map.of(1, "JSONRPCResultResponse", 2, "JSONRPCResultResponse", 3, "JSONRPCResultResponse"));
    }
}
