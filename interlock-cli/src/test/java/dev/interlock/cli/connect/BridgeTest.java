package dev.interlock.cli.connect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.Main;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.upstream.Timing;
import dev.interlock.server.upstream.http.HttpChannel;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client on pipes, and a gateway over HTTP with the demo's ERP behind it, as {@code interlock init} makes it. */
class BridgeTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String INITIALIZE =
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{\"protocolVersion\":"
                    + "\"2025-11-25\",\"capabilities\":{},\"clientInfo\":{\"name\":\"client\",\"version\":\"1\"}}}";

    @TempDir
    static Path folder;

    private static Served gateway;

    @BeforeAll
    static void start() throws IOException {
        List<Object> init = new ArrayList<>(List.of(
                "init",
                "--yes",
                "--no-start",
                "--port",
                "0",
                "--name",
                "erp",
                "--folder",
                folder.resolve("gate"),
                "--"));
        init.addAll(JavaCommand.of(
                Main.class, "demo-erp", "--db", folder.resolve("erp.db").toString()));
        CommandRun made = CommandRun.of(init.toArray());
        assertThat(made.exit()).as(made.err()).isZero();
        ConfigOutcome outcome = ConfigReader.read(folder.resolve("gate/interlock-server.yaml"), Map.of());
        assertThat(outcome).isInstanceOf(ConfigOutcome.Loaded.class);
        gateway = Served.of(((ConfigOutcome.Loaded) outcome).config(), InstantSource.system())
                .start();
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
    }

    private static String token(String party) throws IOException {
        return Files.readString(folder.resolve("gate/tokens/" + party + ".token"))
                .strip();
    }

    private static HttpChannel channel(int port, String token) {
        var settings = new HttpSettings(
                URI.create("http://127.0.0.1:" + port + "/mcp/erp"),
                () -> Map.of("Authorization", "Bearer " + token),
                JsonLimits.answers());
        return new HttpChannel(settings, Timing.defaults());
    }

    /** What a client hears that writes these lines and ends. */
    private static List<JsonNode> said(int port, String token, String... lines) throws IOException {
        var out = new ByteArrayOutputStream();
        try (HttpChannel channel = channel(port, token)) {
            new Bridge(channel, out, "http://127.0.0.1:" + port)
                    .run(new ByteArrayInputStream((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        List<JsonNode> heard = new ArrayList<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            heard.add(JSON.readTree(line));
        }
        return heard;
    }

    private static String call(int id, String tool, String arguments) {
        return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":" + arguments + "}}";
    }

    @Test
    void aClientOfTheLegacyEraWorksInASession() throws Exception {
        Pipe in = Pipe.open();
        Pipe out = Pipe.open();
        try (OutputStream toBridge = Channels.newOutputStream(in.sink());
                InputStream fromClient = Channels.newInputStream(in.source());
                OutputStream toClient = Channels.newOutputStream(out.sink());
                var answers = new BufferedReader(
                        new InputStreamReader(Channels.newInputStream(out.source()), StandardCharsets.UTF_8));
                HttpChannel channel = channel(gateway.port(), token("author"))) {
            Thread bridge = Thread.ofVirtual().start(() -> {
                try {
                    new Bridge(channel, toClient, "the gateway").run(fromClient);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            write(toBridge, INITIALIZE);
            assertThat(next(answers).at("/result/protocolVersion").asText()).isEqualTo("2025-11-25");
            write(toBridge, "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
            write(toBridge, "{\"jsonrpc\":\"2.0\",\"id\":\"list\",\"method\":\"tools/list\"}");
            JsonNode list = next(answers);
            assertThat(list.path("id").asText()).isEqualTo("list");
            assertThat(list.at("/result/tools")).hasSizeGreaterThan(5);
            write(toBridge, call(2, "create_vendor", "{\"name\": \"Acme\", \"iban\": \"DE89370400440532013000\"}"));
            assertThat(next(answers).at("/result/structuredContent/vendor_id").asText())
                    .startsWith("V-");
            toBridge.close();
            bridge.join();
        }
    }

    private static void write(OutputStream to, String line) throws IOException {
        to.write((line + "\n").getBytes(StandardCharsets.UTF_8));
        to.flush();
    }

    /** The next answer; what the gateway tells meanwhile is passed over. */
    private static JsonNode next(BufferedReader from) throws IOException {
        while (true) {
            JsonNode message = JSON.readTree(from.readLine());
            if (message.has("id")) {
                return message;
            }
        }
    }

    @Test
    void aClientOfTheModernEraNeedsNoSession() throws IOException {
        String call =
                "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"list_vendors\",\"arguments\":{},"
                        + "\"_meta\":{\"io.modelcontextprotocol/protocolVersion\":\"2026-07-28\","
                        + "\"io.modelcontextprotocol/clientCapabilities\":{}}}}";

        assertThat(said(gateway.port(), token("reviewer"), call))
                .singleElement()
                .satisfies(answer -> {
                    assertThat(answer.path("id").asInt()).isEqualTo(7);
                    assertThat(answer.at("/result/isError").asBoolean())
                            .as(answer.toString())
                            .isFalse();
                    assertThat(answer.at("/result/_meta/dev.interlock~1decision/call")
                                    .asText())
                            .startsWith("c-");
                });
    }

    @Test
    void whatTheGatewayTurnsAwayIsAnAnswerToTheRequest() throws IOException {
        assertThat(said(gateway.port(), "wrong", INITIALIZE)).singleElement().satisfies(answer -> {
            assertThat(answer.path("id").asInt()).isEqualTo(1);
            assertThat(answer.at("/error/message").asText()).contains("the caller is not known");
        });
        assertThat(said(gateway.port(), token("author"), "no json"))
                .singleElement()
                .satisfies(
                        answer -> assertThat(answer.at("/error/code").asInt()).isEqualTo(-32700));
    }

    @Test
    void withoutAGatewayEachRequestIsAnsweredWithWhatToDo() throws IOException {
        assertThat(said(9, "any", INITIALIZE, call(2, "list_vendors", "{}")))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer.at("/error/message").asText())
                        .contains(
                                "was not sent to the gateway at http://127.0.0.1:9",
                                "start it with `interlock serve`"));
    }
}
