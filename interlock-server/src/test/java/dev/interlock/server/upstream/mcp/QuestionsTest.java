package dev.interlock.server.upstream.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.HttpFixture;
import dev.interlock.server.fixture.Schemas;
import dev.interlock.server.fixture.StdioFixture;
import dev.interlock.server.fixture.Trees;
import dev.interlock.server.fixture.everything.EverythingHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Era;
import dev.interlock.server.mcp.GovernedMethod;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.mcp.RpcError;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.http.HttpChannel;
import dev.interlock.server.upstream.http.HttpSettings;
import dev.interlock.server.upstream.mcp.Servers.Place;
import dev.interlock.server.upstream.stdio.StdioSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What servers ask during a request, in both eras and over both transports. */
class QuestionsTest {
    private final Servers servers = new Servers();

    @AfterEach
    void close() throws Exception {
        servers.close();
    }

    private static ObjectNode answer(Conversation.Question question) {
        return switch (question.method()) {
            case Names.ELICIT ->
                Trees.object("{\"action\":\"accept\",\"content\":{\"name\":\"Vera\",\"color\":\"green\",\"ok\":true}}");
            case Names.SAMPLE ->
                Trees.object(
                        "{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"Paris\"}}");
            default -> Trees.object("{\"roots\":[{\"uri\":\"file:///work\"}]}");
        };
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void everyKindOfQuestionIsAskedAndAnswered(Place place) {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        assertThat(Servers.text(Servers.call(upstream, "test_input_required_result_elicitation", "{}", caller)))
                .isEqualTo("Hello, Vera!");
        assertThat(Servers.text(Servers.call(upstream, "test_sampling", "{\"prompt\":\"capital?\"}", caller)))
                .isEqualTo("LLM response: Paris");
        assertThat(Servers.text(Servers.call(upstream, "test_roots", "{}", caller)))
                .contains("file:///work");
        assertThat(Servers.text(Servers.call(upstream, "test_elicitation_url", "{}", caller)))
                .contains("action=accept");
        assertThat(caller.asked)
                .extracting(Conversation.Question::method)
                .containsExactly(Names.ELICIT, Names.SAMPLE, Names.ROOTS_LIST, Names.ELICIT);
        assertThat(caller.asked.getFirst().params().path("message").asText()).isEqualTo("What is your name?");
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void severalRoundsAndSeveralAtOnce(Place place) {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        assertThat(Servers.text(Servers.call(upstream, "test_input_required_result_multi_round", "{}", caller)))
                .isEqualTo("Vera likes green");
        assertThat(Servers.text(Servers.call(upstream, "test_input_required_result_multiple_inputs", "{}", caller)))
                .contains("Vera", "Paris", "file:///work");
        assertThat(caller.asked).hasSize(5);
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void timeInWhichTheCallerIsAskedDoesNotCount(Place place) throws Exception {
        McpUpstream upstream = servers.to(place, Servers.TIMING.withCall(Duration.ofSeconds(1)));
        upstream.listTools();
        TestCaller caller = new TestCaller().answering(questions -> {
            assertThat(Servers.call(upstream, "test_wait", "{}", Conversation.none()))
                    .as("meanwhile the time of another call is up")
                    .isEqualTo(new CallOutcome.Unknown("no answer within 1000 ms"));
            return new TestCaller().answeringEach(QuestionsTest::answer).ask(questions);
        });
        assertThat(Servers.text(Servers.call(upstream, "test_input_required_result_elicitation", "{}", caller)))
                .isEqualTo("Hello, Vera!");
        assertThat(caller.asked).hasSize(1);
    }

    // --- no answer

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"LEGACY_HTTP", "LEGACY_PIPE"})
    void aServerOfTheLegacyEraHearsThatThereIsNoAnswer(Place place) {
        McpUpstream upstream = servers.to(place);
        assertThat(Servers.text(Servers.call(upstream, "test_elicitation", "{\"message\":\"who?\"}", new TestCaller())))
                .contains("action=cancel");
        assertThat(Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\"}", new TestCaller()))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.forCaller()).contains("there is no answer"));
    }

    @Test
    void aServerOfTheModernEraIsNotAskedAgain() {
        EverythingHttp server = servers.http(Era.MODERN);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        assertThat(Servers.call(upstream, "test_input_required_result_elicitation", "{}", new TestCaller()))
                .isEqualTo(new CallOutcome.Unknown("the server asked for input and got no answer: nobody is there"));
        assertThat(calls(server)).hasSize(1);
        ObjectNode prompt = Json.object().put("name", "test_input_required_result_prompt");
        assertThat(upstream.request(GovernedMethod.PROMPT, prompt, Json.object(), new TestCaller()))
                .as("a read that brings nothing")
                .isInstanceOf(CallOutcome.NoContent.class);
    }

    private static java.util.List<ObjectNode> calls(EverythingHttp server) {
        return server.everything.received.stream()
                .filter(message -> message.path("method").asText().equals(Names.TOOLS_CALL))
                .toList();
    }

    @Test
    void theSameRequestGoesAgainWithTheAnswersAndTheExactState() {
        EverythingHttp server = servers.http(Era.MODERN);
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        CallOutcome outcome = Servers.call(
                servers.to(server, Servers.TIMING), "test_input_required_result_request_state", "{\"x\":1.50}", caller);
        assertThat(Servers.text(outcome)).startsWith("state-ok");
        ObjectNode first = calls(server).getFirst();
        ObjectNode second = calls(server).getLast();
        assertThat(second.path("id")).isNotEqualTo(first.path("id"));
        for (ObjectNode message : calls(server)) {
            Schemas.assertValid(Era.MODERN, "CallToolRequest", message);
            assertThat(Json.text(message.path("params").path("arguments"))).isEqualTo("{\"x\":1.5}");
        }
        assertThat(second.path("params")
                        .path("inputResponses")
                        .path("confirm")
                        .path("action")
                        .asText())
                .isEqualTo("accept");
        assertThat(second.path("params").has("requestState")).isTrue();
        assertThat(second.path("params").path("_meta").path(Names.META_CAPABILITIES))
                .isEqualTo(Trees.object(TestCaller.ALL));
    }

    // --- what may not be asked

    @Test
    void whatTheCallerCannotBeAskedIsRefusedByTheServerOfTheModernEra() {
        McpUpstream upstream = servers.to(Place.MODERN_HTTP);
        TestCaller caller = new TestCaller().wishing(Optional.empty(), "{\"roots\":{}}", false);
        CallOutcome outcome = Servers.call(upstream, "test_missing_capability", "{}", caller);
        assertThat(outcome).isInstanceOfSatisfying(CallOutcome.RefusedBeforeEffect.class, refused -> {
            assertThat(refused.code()).isEqualTo("rpc-32021");
            assertThat(refused.error().flatMap(RpcError::data).map(JsonNode::toString))
                    .hasValueSatisfying(data -> assertThat(data).contains("requiredCapabilities", "sampling"));
        });
        assertThat(Servers.text(Servers.call(
                        upstream,
                        "test_input_required_result_capabilities",
                        "{}",
                        caller.answeringEach(QuestionsTest::answer))))
                .as("the server asks only what the caller declares")
                .contains("client_roots")
                .doesNotContain("greeting");
    }

    @ParameterizedTest
    @EnumSource(
            value = Place.class,
            names = {"LEGACY_HTTP", "LEGACY_PIPE"})
    void whatTheCallerCannotBeAskedIsRefusedForTheServerOfTheLegacyEra(Place place) {
        McpUpstream upstream = servers.to(place);
        TestCaller caller = new TestCaller().wishing(Optional.empty(), "{\"elicitation\":{}}", false);
        assertThat(Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\"}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown ->
                                assertThat(unknown.forCaller()).contains("does not support `sampling/createMessage`"));
        assertThat(Servers.call(upstream, "test_elicitation_url", "{}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.forCaller()).contains("mode `url`"));
        assertThat(caller.asked).isEmpty();
        assertThat(Servers.text(Servers.call(
                        upstream,
                        "test_input_required_result_elicitation",
                        "{}",
                        caller.answeringEach(QuestionsTest::answer))))
                .as("no mode means forms")
                .isEqualTo("Hello, Vera!");
    }

    @Test
    void aQuestionOnTheStreamForEverythingElseBelongsToTheOnlyRequestThere() {
        McpUpstream upstream = servers.to(Place.LEGACY_HTTP);
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        assertThat(Servers.text(
                        Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\",\"elsewhere\":true}", caller)))
                .isEqualTo("LLM response: Paris");
    }

    @Test
    void overAPipeAQuestionBelongsToTheOnlyRequestThere() throws Exception {
        McpUpstream upstream = servers.to(Place.LEGACY_PIPE);
        TestCaller other = new TestCaller();
        CompletableFuture<CallOutcome> waiting = Servers.calling(upstream, "test_wait", "{}", other);
        other.told.take();
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        assertThat(Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\"}", caller))
                .as("nobody can say whose question it is")
                .isInstanceOf(CallOutcome.Unknown.class);
        other.cancellation().cancel("enough");
        assertThat(Servers.get(waiting)).isEqualTo(new CallOutcome.Unknown("the caller cancelled it"));
        assertThat(Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\"}", caller))
                .as("the server may still be working on what was given up")
                .isInstanceOf(CallOutcome.Unknown.class);
        assertThat(caller.asked).isEmpty();
        assertThat(other.asked).isEmpty();
    }

    @Test
    void whatWasGivenUpIsOverOnceItIsAnsweredOrItsProcessHasEnded() {
        StdioSettings settings =
                StdioSettings.of(StdioFixture.command("LEGACY")).withBackoff(Duration.ofNanos(1), Duration.ofNanos(1));
        McpUpstream upstream = servers.closing(McpUpstream.stdio(
                "erp", settings, EraChoice.LEGACY, Servers.TIMING.withCall(Duration.ofMillis(1500)), System::nanoTime));
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        assertThat(elicited(upstream, caller)).as("it has started").isEqualTo("accept");
        giveUp(upstream, "a");
        assertThat(elicited(upstream, caller)).isEqualTo("refused");
        Servers.text(Servers.call(upstream, "release", "{\"key\":\"a\"}", Conversation.none()));
        String action = elicited(upstream, caller);
        for (int i = 0; i < 1_000 && action.equals("refused"); i++) {
            action = elicited(upstream, caller); // the late answer is on its way
        }
        assertThat(action).isEqualTo("accept");
        giveUp(upstream, "b");
        assertThat(elicited(upstream, caller)).isEqualTo("refused");
        assertThat(Servers.call(upstream, "die", "{}", Conversation.none())).isInstanceOf(CallOutcome.Unknown.class);
        assertThat(elicited(upstream, caller)).isEqualTo("accept");
    }

    private static void giveUp(McpUpstream upstream, String key) {
        assertThat(Servers.call(upstream, "wait", "{\"key\":\"" + key + "\"}", Conversation.none()))
                .isEqualTo(new CallOutcome.Unknown("no answer within 1500 ms"));
    }

    /** The answer that the server hears to its question; a server that is still starting is asked again. */
    private static String elicited(McpUpstream upstream, TestCaller caller) {
        CallOutcome outcome = Servers.call(upstream, "elicits", "{}", caller);
        for (int i = 0; i < 100 && outcome instanceof CallOutcome.RefusedBeforeEffect; i++) {
            outcome = Servers.call(upstream, "elicits", "{}", caller);
        }
        return Servers.text(outcome);
    }

    @Test
    void aQuestionThatTheServerTakesBackIsAskedNoMore() throws Exception {
        EverythingHttp server = servers.http(Era.LEGACY);
        McpUpstream upstream = servers.to(server, Servers.TIMING);
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        TestCaller caller = new TestCaller();
        caller.answering(questions -> {
            asked.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.complete(true);
            }
            return new Conversation.Answers.None("withdrawn");
        });
        CompletableFuture<CallOutcome> call = Servers.calling(upstream, "test_roots", "{}", caller);
        asked.await();
        caller.cancellation().cancel("enough");
        assertThat(Servers.get(call)).isEqualTo(new CallOutcome.Unknown("the caller cancelled it"));
        assertThat(Servers.get(interrupted)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"100, 10, 64", "6, 300000, 3"})
    void thereAreNotTooManyQuestions(int questions, int bytes, int answered) {
        HttpFixture server = servers.closing(new HttpFixture(Set.of(Era.LEGACY)));
        McpUpstream upstream = servers.closing(McpUpstream.http(
                "erp", HttpSettings.of(server.endpoint()), EraChoice.AUTO, Servers.TIMING, System::nanoTime));
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        CallOutcome outcome =
                Servers.call(upstream, "asks-much", "{\"n\":" + questions + ",\"bytes\":" + bytes + "}", caller);
        assertThat(outcome).isInstanceOf(CallOutcome.Result.class);
        assertThat(caller.asked).hasSize(answered);
        assertThat(server.answers).hasSize(questions);
        assertThat(server.answers)
                .filteredOn(
                        answer -> answer.path("error").path("message").asText().equals("too many questions"))
                .hasSize(questions - answered);
    }

    /** Else the server waits for it as long as we wait for the server. */
    @Test
    void noAnswerIsLeftOutThoughTheServerIsSlowToTakeThem() {
        HttpFixture server = servers.closing(new HttpFixture(Set.of(Era.LEGACY)));
        server.together = new CountDownLatch(HttpChannel.MAX_TELLING);
        McpUpstream upstream = servers.closing(McpUpstream.http(
                "erp", HttpSettings.of(server.endpoint()), EraChoice.AUTO, Servers.TIMING, System::nanoTime));
        TestCaller caller = new TestCaller().answeringEach(QuestionsTest::answer);
        int questions = HttpChannel.MAX_TELLING + 20;
        assertThat(Servers.call(upstream, "asks-much", "{\"n\":" + questions + "}", caller))
                .isInstanceOf(CallOutcome.Result.class);
        assertThat(server.answers).hasSize(questions);
    }

    @Test
    void answersThatTheCallerRefusesGoBackAsTheyAre() {
        McpUpstream upstream = servers.to(Place.LEGACY_HTTP);
        TestCaller caller = new TestCaller()
                .answering(questions -> new Conversation.Answers.Given(Map.of(
                        questions.keySet().iterator().next(),
                        new Message.Answer.Failed(new RpcError(-1, "user says no", Optional.empty())))));
        assertThat(Servers.call(upstream, "test_sampling", "{\"prompt\":\"?\"}", caller))
                .isInstanceOfSatisfying(
                        CallOutcome.Unknown.class,
                        unknown -> assertThat(unknown.forCaller()).contains("user says no"));
    }
}
