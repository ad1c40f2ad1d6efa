package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.form;
import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.door.mcp.stdio.StdioDoor;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One client behind a pair of pipes, in either era. */
class StdioDoorTest {
    private static final String INITIALIZE = "{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
            + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{\"elicitation\":{}},"
            + "\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}";

    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private final Gateway gateway = new Gateway(DoorSettings.loopback(), Map.of());
    private OutputStream toDoor;
    private BufferedReader fromDoor;
    private Thread door;

    @BeforeEach
    void start() throws IOException {
        var in = new PipedInputStream(1 << 16);
        toDoor = new PipedOutputStream(in);
        var out = new PipedOutputStream();
        fromDoor = new BufferedReader(new InputStreamReader(new PipedInputStream(out, 1 << 16), UTF_8));
        var stdio = new StdioDoor(
                DoorSettings.loopback()
                        .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 100, 100, Duration.ofSeconds(3))),
                gateway.gate(),
                Gateway.caller("a"),
                erp);
        door = Thread.ofVirtual().start(() -> {
            try {
                stdio.run(in, out);
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    @AfterEach
    void stop() throws Exception {
        toDoor.close();
        door.join();
        gateway.close();
    }

    private void send(String message) throws IOException {
        toDoor.write((message + "\n").getBytes(UTF_8));
        toDoor.flush();
    }

    private ObjectNode next() throws IOException {
        return Trees.object(fromDoor.readLine());
    }

    private void call(Era era, int id, String tool, String more) throws IOException {
        String params = "\"name\":\"" + tool + "\"," + more;
        send(
                era == Era.MODERN
                        ? Gateway.modernBody(Names.TOOLS_CALL, params)
                                .replace("\"id\":1,", "\"id\":" + id + ",")
                                .replace("Capabilities\":{}", "Capabilities\":{\"elicitation\":{}}")
                        : "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"method\":\"tools/call\",\"params\":{" + params
                                + "\"arguments\":{}}}");
    }

    private static CallOutcome say(Conversation.Answers answers) {
        return switch (answers) {
            case Conversation.Answers.Given(Map<String, Message.Answer> byKey) -> text(byKey.toString());
            case Conversation.Answers.None(String reason) -> text("none: " + reason);
        };
    }

    private void begin(Era era) throws IOException {
        if (era == Era.LEGACY) {
            send(INITIALIZE);
            next();
        }
        erp.on("greet", (params, conversation) -> say(conversation.ask(Map.of("name", form("Name?", "name")))));
        erp.on("slow", (params, conversation) -> {
            var given = new CountDownLatch(1);
            conversation.cancellation().whenCancelled(given::countDown);
            given.await();
            return new CallOutcome.Unknown(conversation.cancellation().reason().orElseThrow());
        });
    }

    @Test
    void questionsOfTheModernEra() throws Exception {
        begin(Era.MODERN);
        call(Era.MODERN, 1, "greet", "");
        ObjectNode asked = next();
        Schemas.assertValid(Era.MODERN, "CallToolResultResponse", asked);
        String state = asked.at("/result/requestState").asText();
        String answers = "\"requestState\":\"" + state
                + "\",\"inputResponses\":{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}},";
        call(Era.MODERN, 2, "greet", answers);
        ObjectNode said = next();
        assertThat(said.path("id").asInt()).isEqualTo(2);
        assertThat(said.at("/result/content/0/text").asText()).contains("Ann");
        call(Era.MODERN, 3, "greet", answers);
        assertThat(next().at("/error/code").asInt()).isEqualTo(-32602);
    }

    /** More calls than are worked on at a time wait for answers, and these come through all the same. */
    @Test
    void questionsOfTheLegacyEra() throws Exception {
        begin(Era.LEGACY);
        for (int i = 1; i <= 100; i++) {
            call(Era.LEGACY, i, "greet", "");
        }
        for (int done = 0; done < 100; ) {
            ObjectNode message = next();
            if (message.has("method")) {
                Schemas.assertValid(Era.LEGACY, "ElicitRequest", message);
                send("{\"jsonrpc\":\"2.0\",\"id\":" + message.path("id")
                        + ",\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}}");
            } else {
                assertThat(message.at("/result/content/0/text").asText()).contains("Ann");
                done++;
            }
        }
        assertThat(gateway.answers).hasSize(100);
    }

    @ParameterizedTest
    @EnumSource(Era.class)
    void givenUp(Era era) throws Exception {
        begin(era);
        call(era, 5, "slow", "");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":6}}");
        send("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":5}}");
        assertThat(gateway.outcomes.take().toString()).contains("the caller cancelled it");
        send("{\"jsonrpc\":\"2.0\",\"id\":9,\"method\":\"ping\"}");
        assertThat(next().path("id").asInt()).as("the first message since").isEqualTo(9);
    }

    /** Nobody is left who would answer. */
    @ParameterizedTest
    @EnumSource(Era.class)
    void aClientThatEndsAnswersNoMore(Era era) throws Exception {
        begin(era);
        call(era, 5, "greet", "");
        next();
        toDoor.close();
        assertThat(gateway.outcomes.take().toString()).contains("none: ");
        door.join();
    }
}
