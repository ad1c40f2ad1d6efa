package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.form;
import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.door.DoorSettings;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.ScriptedUpstream;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.setting.Traffic;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Conversation.Question;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What passes between a server and a client of the legacy era while a call is under way. */
class LegacyTalkTest {
    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private Gateway gateway = new Gateway(
            DoorSettings.loopback()
                    .withWaiting(new DoorSettings.Waiting(Duration.ofMinutes(1), 10, 10, Duration.ofMillis(50))),
            Map.of("erp", erp));

    @AfterEach
    void stop() {
        gateway.close();
    }

    private RawHttp session(String capabilities) {
        String id = gateway.raw("erp")
                .body("{\"jsonrpc\":\"2.0\",\"id\":0,\"method\":\"initialize\",\"params\":{"
                        + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":" + capabilities
                        + ",\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}}")
                .send()
                .header(Names.HEADER_SESSION)
                .orElseThrow();
        return gateway.raw("erp").add(Names.HEADER_SESSION, id).add("MCP-Protocol-Version", "2025-11-25");
    }

    private static RawHttp call(RawHttp session, String tool) {
        return session.body("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"tools/call\",\"params\":{\"name\":\"" + tool
                + "\",\"arguments\":{}}}");
    }

    private static int answer(RawHttp session, ObjectNode question, String answer) {
        return session.body("{\"jsonrpc\":\"2.0\",\"id\":" + question.path("id") + "," + answer + "}")
                .send()
                .status();
    }

    private static void cancel(RawHttp session, String id) {
        assertThat(session.body("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":"
                                + id + ",\"reason\":\"changed my mind\"}}")
                        .send()
                        .status())
                .isEqualTo(202);
    }

    private static CallOutcome say(Conversation.Answers answers) {
        return switch (answers) {
            case Conversation.Answers.Given(Map<String, Message.Answer> byKey) -> text(byKey.toString());
            case Conversation.Answers.None(String reason) -> text("none: " + reason);
        };
    }

    private void asksForAName() {
        erp.on("greet", (params, conversation) -> say(conversation.ask(Map.of("name", form("Name?", "name")))));
    }

    private static String saidOn(Post post) {
        ObjectNode answer = post.next();
        Schemas.assertValid(Era.LEGACY, "CallToolResult", answer.path("result"));
        assertThat(answer.path("id").asInt()).isEqualTo(7);
        return answer.at("/result/content/0/text").asText();
    }

    @Test
    void whileItsUserThinksOthersMayAskTheServer() throws Exception {
        gateway.close();
        var one = Traffic.DEFAULT.withServer(new Traffic.PerServer(1, Duration.ofMillis(50)));
        gateway = new Gateway(DoorSettings.loopback(), Map.of("erp", erp), false, one, Duration.ofSeconds(30));
        asksForAName();
        var begun = new LinkedBlockingQueue<String>();
        var release = new CountDownLatch(1);
        erp.on("long", (params, conversation) -> {
            begun.add("long");
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return text("done");
        });
        RawHttp session = session("{\"elicitation\":{}}");
        for (int i = 0; i < 3; i++) {
            try (Post asking = call(session, "greet").open()) {
                answer(session, asking.next(), "\"result\":{\"action\":\"decline\"}");
                assertThat(saidOn(asking)).contains("decline");
            }
        }
        try (Post asking = call(session, "greet").open()) {
            ObjectNode question = asking.next();
            try (Post busy = call(session, "long").open()) {
                assertThat(begun.poll(120, TimeUnit.SECONDS)).isEqualTo("long");
                assertThat(call(session, "greet").send().status())
                        .as("there is one place, and it is taken")
                        .isEqualTo(429);
                assertThat(answer(session, question, "\"result\":{\"action\":\"decline\"}"))
                        .isEqualTo(202);
                assertThat(saidOn(asking))
                        .as("who was let in is not turned away")
                        .contains("decline");
                release.countDown();
                assertThat(saidOn(busy)).isEqualTo("done");
            }
        }
    }

    // --- questions

    @Test
    void asksOnTheResponse() {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{}}");
        try (Post post = call(session, "greet").open()) {
            ObjectNode question = post.next();
            assertThat(post.header("content-type")).contains("text/event-stream");
            Schemas.assertValid(Era.LEGACY, "ElicitRequest", question);
            assertThat(question.at("/params/message").asText()).isEqualTo("server `erp` asks: Name?");
            String answer = "\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}";
            assertThat(answer(session("{}"), question, answer))
                    .as("of another session")
                    .isEqualTo(202);
            assertThat(answer(session.with("Authorization", "Bearer token-b"), question, answer))
                    .as("of another caller")
                    .isEqualTo(404);
            assertThat(gateway.answers).isEmpty();
            assertThat(answer(session, question, answer)).isEqualTo(202);
            assertThat(saidOn(post)).contains("Ann");
            assertThat(answer(session, question, answer)).as("once more").isEqualTo(202);
        }
        assertThat(gateway.answers).hasSize(1);
    }

    @Test
    void anErrorIsAnAnswer() {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{\"form\":{}}}");
        try (Post post = call(session, "greet").open()) {
            answer(session, post.next(), "\"error\":{\"code\":-1,\"message\":\"no user here\"}");
            assertThat(saidOn(post)).contains("no user here");
        }
        assertThat(gateway.answers.getFirst().at("/name/error/message").asText())
                .isEqualTo("no user here");
    }

    @Test
    void answersAreDecided() {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{}}");
        try (Post post = call(session, "greet").open()) {
            answer(session, post.next(), "\"result\":{\"action\":\"accept\",\"content\":{\"name\":\"forbidden\"}}");
            assertThat(saidOn(post)).startsWith("Denied by Interlock (answer)");
        }
        assertThat(gateway.outcomes.remove().toString()).contains("none: the answer was refused");
    }

    @Test
    void whatIsNoAnswer() {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{}}");
        try (Post post = call(session, "greet").open()) {
            answer(session, post.next(), "\"result\":{\"action\":\"maybe\"}");
            assertThat(saidOn(post)).isEqualTo("none: the caller's message is not a valid answer");
        }
        assertThat(gateway.answers).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"roots\":{}}", "{\"elicitation\":{\"url\":{}}}"})
    void whoDeclaresNothingIsNotAsked(String capabilities) {
        asksForAName();
        try (Post post = call(session(capabilities), "greet").open()) {
            assertThat(saidOn(post)).startsWith("none: the caller does not declare");
        }
    }

    /** Of this era a URL comes with a name; the server may be of the other. */
    @Test
    void urls() {
        erp.on(
                "pay",
                (params, conversation) -> say(conversation.ask(Map.of(
                        "q",
                        new Question(
                                "elicitation/create",
                                Trees.object(
                                        "{\"mode\":\"url\",\"message\":\"m\",\"url\":\"https://x.example.com\"}"))))));
        RawHttp session = session("{\"elicitation\":{\"url\":{}}}");
        try (Post post = call(session, "pay").open()) {
            ObjectNode question = post.next();
            Schemas.assertValid(Era.LEGACY, "ElicitRequest", question);
            Schemas.assertValid(Era.LEGACY, "ElicitRequestURLParams", question.path("params"));
            answer(session, question, "\"result\":{\"action\":\"decline\"}");
            assertThat(saidOn(post)).contains("decline");
        }
    }

    @Test
    void theJavaSdkAnswers() {
        asksForAName();
        erp.on(
                "where",
                (params, conversation) ->
                        say(conversation.ask(Map.of("r", new Question("roots/list", Json.object())))));
        try (McpSyncClient client = client().capabilities(McpSchema.ClientCapabilities.builder()
                        .elicitation()
                        .roots(true)
                        .build())
                .roots(new McpSchema.Root("file:///home", "home"))
                .elicitation(asked -> new McpSchema.ElicitResult(
                        McpSchema.ElicitResult.Action.ACCEPT, Map.of("name", "answer to " + asked.message())))
                .build()) {
            client.initialize();
            assertThat(call(client, "greet")).contains("answer to server `erp` asks: Name?");
            assertThat(call(client, "where")).contains("file:///home");
        }
    }

    private McpClient.SyncSpec client() {
        return McpClient.sync(HttpClientStreamableHttpTransport.builder("http://127.0.0.1:" + gateway.port())
                        .endpoint("/mcp/erp")
                        .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer token-a"))
                        .build())
                .requestTimeout(Duration.ofSeconds(20));
    }

    private static String call(McpSyncClient client, String tool) {
        McpSchema.CallToolResult result = client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(Map.of()).build());
        return ((McpSchema.TextContent) result.content().getFirst()).text();
    }

    @Test
    void aSessionThatEndsAnswersNoMore() throws Exception {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{}}");
        try (Post post = call(session, "greet").open()) {
            post.next();
            assertThat(session.method("DELETE").send().status()).isEqualTo(204);
            assertThat(gateway.outcomes.take().toString()).contains("none: the caller has disconnected");
        }
    }

    // --- giving up

    private void waitsUntilCancelled() {
        erp.on("slow", (params, conversation) -> {
            var given = new CountDownLatch(1);
            conversation.cancellation().whenCancelled(given::countDown);
            given.await();
            return new CallOutcome.Unknown(conversation.cancellation().reason().orElseThrow());
        });
    }

    @Test
    void aCallThatIsGivenUpHasNoAnswer() throws Exception {
        waitsUntilCancelled();
        RawHttp session = session("{}");
        try (Post post = call(session, "slow").open()) {
            post.alive();
            cancel(session, "8");
            cancel(session, "\"7\"");
            cancel(session("{}"), "7");
            assertThat(gateway.outcomes).isEmpty();
            cancel(session, "7");
            assertThat(gateway.outcomes.take()).isEqualTo(new CallOutcome.Unknown("changed my mind"));
            assertThat(post.ended()).isTrue();
        }
        cancel(session, "7"); // too late
    }

    @Test
    void aCallThatIsGivenUpInTimeIsNeverSent() throws Exception {
        erp.on("slow", (params, conversation) -> text("done"));
        var deciding = new CountDownLatch(1);
        var cancelled = new CountDownLatch(1);
        gateway.deciding = () -> {
            deciding.countDown();
            await(cancelled);
        };
        RawHttp session = session("{}");
        try (Post post = call(session, "slow").open()) {
            deciding.await();
            cancel(session, "7");
            cancelled.countDown();
            assertThat(gateway.outcomes.take())
                    .isInstanceOfSatisfying(
                            CallOutcome.RefusedBeforeEffect.class,
                            refused -> assertThat(refused.code()).isEqualTo("cancelled"));
            assertThat(post.ended()).isTrue();
        }
        assertThat(erp.seen).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whoever gives a call up while it is asked something does not answer, and the question is taken back. */
    @Test
    void aQuestionOfACallThatIsGivenUp() throws Exception {
        asksForAName();
        RawHttp session = session("{\"elicitation\":{}}");
        try (Post post = call(session, "greet").open()) {
            ObjectNode question = post.next();
            cancel(session, "7");
            ObjectNode back = post.next();
            Schemas.assertValid(Era.LEGACY, "CancelledNotification", back);
            assertThat(back.at("/params/requestId")).isEqualTo(question.path("id"));
            assertThat(gateway.outcomes.take().toString()).contains("none: ");
            assertThat(post.ended()).isTrue();
        }
    }

    /** In this era a connection may break, and the call goes on all the same. */
    @Test
    void aBrokenConnectionGivesNothingUp() throws Exception {
        var gone = new CountDownLatch(1);
        erp.on("slow", (params, conversation) -> {
            gone.await();
            return text("cancelled: " + conversation.cancellation().reason().isPresent());
        });
        try (Post post = call(session("{}"), "slow").open()) {
            post.alive();
        }
        gone.countDown();
        assertThat(gateway.outcomes.take().toString()).contains("cancelled: false");
    }

    // --- log messages

    @ParameterizedTest
    @CsvSource({"debug, 4", "info, 3", "error, 1", "emergency, 0"})
    void logsFromTheLevelOn(String level, int count) {
        logs();
        RawHttp session = session("{}");
        RawHttp.Answer set = session.body(
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"" + level
                                + "\"}}")
                .send();
        Schemas.assertValid(Era.LEGACY, "EmptyResult", set.json().path("result"));
        assertThat(logged(session)).hasSize(count);
    }

    private void logs() {
        erp.on("log", (params, conversation) -> {
            for (String told : List.of(
                    "{\"level\":\"debug\",\"data\":\"a\"}",
                    "{\"level\":\"info\",\"logger\":\"l\",\"data\":{\"n\":1.50}}",
                    "{\"level\":\"warning\",\"data\":{\"long\":\"" + "x".repeat(300) + "\"}}",
                    "{\"level\":\"error\",\"data\":\"" + "y".repeat(300) + "\",\"_meta\":{\"dev.interlock/x\":1}}",
                    "{\"level\":\"loud\",\"data\":\"b\"}",
                    "{\"level\":\"alert\"}")) {
                ObjectNode params1 = Trees.object(told);
                conversation.tell(
                        new Message.Notification(Names.MESSAGE, params1, Message.notification(Names.MESSAGE, params1)));
            }
            return text(conversation.wishes().logLevel().orElse("none"));
        });
    }

    private static List<ObjectNode> logged(RawHttp session) {
        List<ObjectNode> logged = new java.util.ArrayList<>();
        try (Post post = call(session, "log").open()) {
            for (ObjectNode next = post.next(); next.has("method"); next = post.next()) {
                Schemas.assertValid(Era.LEGACY, "LoggingMessageNotification", next);
                logged.add(next);
            }
        }
        return logged;
    }

    @Test
    void aServersWordsAreFew() {
        logs();
        List<ObjectNode> logged = logged(session("{}"));
        assertThat(logged).as("information, where nothing is said about it").hasSize(3);
        assertThat(logged.get(0).path("params").toString())
                .isEqualTo("{\"level\":\"info\",\"logger\":\"l\",\"data\":{\"n\":1.50}}");
        assertThat(logged.get(1).at("/params/data").asText())
                .startsWith("{\"long\":\"xxx")
                .hasSize(203);
        assertThat(logged.get(2).at("/params/data").asText()).startsWith("yyy").hasSize(203);
        assertThat(logged.get(2).toString()).doesNotContain("interlock");
    }

    @Test
    void theJavaSdkHearsThem() throws Exception {
        logs();
        BlockingQueue<McpSchema.LoggingMessageNotification> heard = new LinkedBlockingQueue<>();
        try (McpSyncClient client = client().loggingConsumer(heard::add).build()) {
            assertThat(client.initialize().capabilities().logging()).isNotNull();
            client.setLoggingLevel(McpSchema.LoggingLevel.ERROR);
            assertThat(call(client, "log")).isEqualTo("error");
            assertThat(heard.poll(120, TimeUnit.SECONDS).level()).isEqualTo(McpSchema.LoggingLevel.ERROR);
        }
    }

    @Test
    void levelsHaveNames() {
        RawHttp.Answer answer = session("{}")
                .body("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"logging/setLevel\",\"params\":{\"level\":\"loud\"}}")
                .send();
        assertThat(answer.errorCode()).isEqualTo(-32602);
        assertThat(answer.errorMessage()).contains("`params.level` must be one of `debug`, ");
    }
}
