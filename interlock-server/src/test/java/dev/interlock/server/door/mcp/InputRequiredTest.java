package dev.interlock.server.door.mcp;

import static dev.interlock.server.fixture.ScriptedUpstream.form;
import static dev.interlock.server.fixture.ScriptedUpstream.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.upstream.Conversation;
import dev.interlock.server.upstream.Conversation.Question;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server asks in the midst of a call, and a caller of the modern era answers with the same request again. */
class InputRequiredTest {
    private static final String ALL = "{\"elicitation\":{\"form\":{},\"url\":{}},\"sampling\":{},\"roots\":{}}";
    private static final String NAME = "{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}}";

    private final ScriptedUpstream erp = new ScriptedUpstream("erp");
    private Gateway gateway = gateway(new DoorSettings.Waiting(Duration.ofMinutes(1), 3, 2, Duration.ofMillis(50)));

    private Gateway gateway(DoorSettings.Waiting waiting) {
        return new Gateway(DoorSettings.loopback().withWaiting(waiting), Map.of("erp", erp));
    }

    @AfterEach
    void stop() {
        gateway.close();
    }

    /** Asks these, and says what it heard. */
    private static CallOutcome asks(Conversation conversation, Map<String, Question> questions) {
        return switch (conversation.ask(questions)) {
            case Conversation.Answers.Given(Map<String, Message.Answer> byKey) -> {
                ObjectNode heard = Json.object();
                new TreeMap<>(byKey)
                        .forEach((key, answer) -> heard.set(
                                key,
                                answer instanceof Message.Answer.Result(JsonNode result)
                                        ? result
                                        : Json.object().put("failed", true)));
                yield text(heard.toString());
            }
            case Conversation.Answers.None(String reason) -> text("none: " + reason);
        };
    }

    private void scriptName() {
        erp.on(
                "greet",
                (params, conversation) -> asks(conversation, Map.of("name", form("What is your name?", "name"))));
    }

    private RawHttp call(String more) {
        return call("greet", more, ALL);
    }

    private RawHttp call(String tool, String more, String capabilities) {
        return gateway.capable(
                "erp", "tools/call", tool, "\"name\":\"" + tool + "\",\"arguments\":{\"x\":1}," + more, capabilities);
    }

    private static JsonNode result(RawHttp request) {
        try (Post post = request.open()) {
            ObjectNode answer = post.next();
            assertThat(post.status()).as("%s", answer).isEqualTo(200);
            Schemas.assertValid(Era.MODERN, "CallToolResultResponse", answer);
            return answer.path("result");
        }
    }

    private static JsonNode asked(RawHttp request) {
        JsonNode result = result(request);
        assertThat(result.path("resultType").asText()).as("%s", result).isEqualTo("input_required");
        Schemas.assertValid(Era.MODERN, "InputRequiredResult", result);
        return result;
    }

    private static String said(RawHttp request) {
        JsonNode result = result(request);
        assertThat(result.path("resultType").asText()).isEqualTo("complete");
        return result.at("/content/0/text").asText();
    }

    private static void refused(RawHttp request, int code, String message) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).isEqualTo(400);
        Schemas.assertValid(Era.MODERN, "JSONRPCErrorResponse", answer.json());
        assertThat(answer.errorCode()).isEqualTo(code);
        assertThat(answer.errorMessage()).contains(message);
    }

    private static String with(String state, String responses) {
        return "\"requestState\":\"" + state + "\",\"inputResponses\":" + responses + ",";
    }

    // --- the way through

    @Test
    void asksAndGoesOn() {
        scriptName();
        JsonNode asked = asked(call(""));
        JsonNode question = asked.at("/inputRequests/name");
        Schemas.assertValid(Era.MODERN, "ElicitRequest", question);
        assertThat(question.at("/params/message").asText()).isEqualTo("server `erp` asks: What is your name?");
        assertThat(said(call(with(asked.path("requestState").asText(), NAME))))
                .isEqualTo("{\"name\":{\"action\":\"accept\",\"content\":{\"name\":\"Ann\"}}}");
        assertThat(erp.seen).as("one call").hasSize(1);
        assertThat(erp.seen.getFirst().toString()).isEqualTo("{\"name\":\"greet\",\"arguments\":{\"x\":1}}");
        assertThat(gateway.calls).as("decided once").hasSize(1);
        assertThat(gateway.answers)
                .as("and its answer")
                .singleElement()
                .satisfies(answers -> assertThat(answers.toString()).isEqualTo(NAME));
    }

    @Test
    void severalRoundsWithNewStates() {
        erp.on("greet", (params, conversation) -> {
            asks(conversation, Map.of("name", form("Name?", "name")));
            return asks(conversation, Map.of("colour", form("Colour?", "colour")));
        });
        String first = asked(call("")).path("requestState").asText();
        JsonNode second = asked(call(with(first, NAME)));
        assertThat(second.path("inputRequests").fieldNames()).toIterable().containsExactly("colour");
        String state = second.path("requestState").asText();
        assertThat(state).isNotEqualTo(first);
        refused(call(with(first, NAME)), -32602, "requestState");
        assertThat(said(call(with(state, "{\"colour\":{\"action\":\"decline\"}}"))))
                .isEqualTo("{\"colour\":{\"action\":\"decline\"}}");
    }

    @Test
    void everyKindOfQuestion() {
        gateway.askable.add("sampling");
        erp.on("greet", (params, conversation) -> {
            Map<String, Question> questions = new LinkedHashMap<>();
            questions.put(
                    "web",
                    new Question(
                            "elicitation/create",
                            Trees.object("{\"mode\":\"url\",\"message\":\"Pay"
                                    + " here\",\"url\":\"https://pay.example.com/x?y=1\"}")));
            questions.put(
                    "think",
                    new Question(
                            "sampling/createMessage",
                            Trees.object(
                                    "{\"messages\":[{\"role\":\"user\",\"content\":{\"type\":\"text\",\"text\":\"hi\"}}],\"maxTokens\":9}")));
            questions.put("where", new Question("roots/list", Json.object()));
            return asks(conversation, questions);
        });
        JsonNode asked = asked(call(""));
        assertThat(asked.at("/inputRequests/web/params/url").asText()).isEqualTo("https://pay.example.com/x?y=1");
        assertThat(asked.at("/inputRequests/web/params/message").asText()).isEqualTo("server `erp` asks: Pay here");
        Schemas.assertValid(Era.MODERN, "CreateMessageRequest", asked.at("/inputRequests/think"));
        Schemas.assertValid(Era.MODERN, "ListRootsRequest", asked.at("/inputRequests/where"));
        String answers = "{\"web\":{\"action\":\"accept\"},"
                + "\"think\":{\"role\":\"assistant\",\"model\":\"m\",\"content\":{\"type\":\"text\",\"text\":\"ho\"}},"
                + "\"where\":{\"roots\":[{\"uri\":\"file:///home\"}]}}";
        assertThat(said(call(with(asked.path("requestState").asText(), answers))))
                .contains("file:///home", "\"ho\"", "accept");
    }

    @ParameterizedTest
    @CsvSource({"resources/read, uri, ReadResourceResultResponse", "prompts/get, name, GetPromptResultResponse"})
    void readsToo(String method, String member, String definition) {
        erp.on("test://a", (params, conversation) -> {
            conversation.ask(Map.of("name", form("Name?", "name")));
            ObjectNode content = Json.object();
            content.putArray(method.startsWith("res") ? "contents" : "messages");
            return new CallOutcome.Result(content, false);
        });
        String params = "\"" + member + "\":\"test://a\",";
        try (Post post = gateway.capable("erp", method, "test://a", params, ALL).open()) {
            ObjectNode first = post.next();
            Schemas.assertValid(Era.MODERN, definition, first);
            String state = first.at("/result/requestState").asText();
            try (Post again = gateway.capable("erp", method, "test://a", params + with(state, NAME), ALL)
                    .open()) {
                ObjectNode second = again.next();
                Schemas.assertValid(Era.MODERN, definition, second);
                assertThat(second.at("/result/resultType").asText()).isEqualTo("complete");
            }
        }
        assertThat(gateway.calls.getFirst().arguments().toString()).isEqualTo("{\"" + member + "\":\"test://a\"}");
    }

    // --- answers

    @Test
    void whatIsMissingIsAskedAgainAndWhatIsSurplusIgnored() {
        erp.on(
                "greet",
                (params, conversation) ->
                        asks(conversation, Map.of("name", form("Name?", "name"), "colour", form("Colour?", "colour"))));
        String first = asked(call("")).path("requestState").asText();
        JsonNode again = asked(call(with(first, NAME.replace("{\"name\":{", "{\"other\":{},\"name\":{"))));
        assertThat(again.path("inputRequests").fieldNames()).toIterable().containsExactly("colour");
        assertThat(said(call(with(again.path("requestState").asText(), "{\"colour\":{\"action\":\"cancel\"}}"))))
                .contains("Ann", "cancel")
                .doesNotContain("other");
    }

    /** A client may know what it will be asked; what it says is decided all the same. */
    @Test
    void answersThatComeAhead() {
        scriptName();
        assertThat(said(call("\"inputResponses\":" + NAME + ","))).contains("Ann");
        assertThat(gateway.answers).hasSize(1);
        asked(call("\"inputResponses\":{\"wrong\":{\"action\":\"accept\"}},"));
        asked(call("\"inputResponses\":{\"name\":{\"roots\":[]}},"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"inputResponses\":null,|params.inputResponses",
                "\"inputResponses\":[],|params.inputResponses",
                "\"inputResponses\":{\"name\":12345},|params.inputResponses[\"name\"]",
                "\"requestState\":7,|params.requestState",
                "\"requestState\":\"made up\",|params.requestState",
                "\"requestState\":\"AAAA.00.1\",|params.requestState"
            })
    void malformed(String more, String named) {
        scriptName();
        refused(call(more), -32602, named);
        assertThat(gateway.calls).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"action\":\"yes\"}", "{\"action\":\"accept\",\"content\":7}", "{\"roots\":[]}"})
    void anAnswerOfAnotherKindChangesNothing(String answer) {
        scriptName();
        String state = asked(call("")).path("requestState").asText();
        refused(call(with(state, "{\"name\":" + answer + "}")), -32602, "is not an answer to `elicitation/create`");
        assertThat(said(call(with(state, NAME)))).contains("Ann");
    }

    /** Answers are content: the server hears none that was refused. */
    @Test
    void refusedAnswers() {
        scriptName();
        String state = asked(call("")).path("requestState").asText();
        assertThat(said(call(with(state, NAME.replace("Ann", "forbidden")))))
                .startsWith("Denied by Interlock (answer): the answer is forbidden.");
        assertThat(gateway.outcomes.remove().toString()).contains("none: the answer was refused");
    }

    // --- states

    @Test
    void aStateIsGoodForItsOwnRequestAlone() {
        scriptName();
        erp.on("other", (params, conversation) -> text("other"));
        String state = asked(call("")).path("requestState").asText();
        String whole = with(state, NAME);
        refused(call(with(state + "-TAMPERED", NAME)), -32602, "requestState");
        String first = state.startsWith("x") ? "y" : "x";
        refused(call(with(first + state.substring(1), NAME)), -32602, "requestState");
        refused(call("other", whole, ALL), -32602, "requestState");
        refused(
                gateway.capable(
                        "erp", "tools/call", "greet", "\"name\":\"greet\",\"arguments\":{\"x\":2}," + whole, ALL),
                -32602,
                "requestState");
        refused(call(whole).with("Authorization", "Bearer token-b"), -32602, "requestState");
        refused(call(whole).add("Interlock-Task", "t-1"), -32602, "requestState");
        refused(call(whole).add("Mcp-Param-Region", "north"), -32020, "Region");
        assertThat(erp.seen).hasSize(1);
        assertThat(gateway.answers).isEmpty();
        assertThat(said(call(whole))).as("the right one still can").contains("Ann");
        refused(call(whole), -32602, "answered");
        assertThat(gateway.answers).hasSize(1);
    }

    @Test
    void nobodyAnswersInTime() throws Exception {
        gateway.close();
        gateway = gateway(new DoorSettings.Waiting(Duration.ofMillis(50), 3, 2, Duration.ofSeconds(1)));
        scriptName();
        String state = asked(call("")).path("requestState").asText();
        assertThat(gateway.outcomes.take().toString()).contains("none: no answer arrived within 0 s");
        refused(call(with(state, NAME)), -32602, "too old");
    }

    @Test
    void waitingCallsAreBounded() {
        scriptName();
        String state = asked(call("")).path("requestState").asText();
        asked(call(""));
        assertThat(said(call(""))).as("the third of one agent").startsWith("none: too many of the caller's calls");
        assertThat(said(call("").with("Authorization", "Bearer token-a2")))
                .as("also from another instance of it")
                .startsWith("none: too many of the caller's calls");
        RawHttp other = call("").with("Authorization", "Bearer token-b");
        asked(other);
        assertThat(said(other)).as("the fourth of all").startsWith("none: too many of the caller's calls");
        said(call(with(state, NAME)));
        asked(other);
    }

    @Test
    void aGatewayThatEndsWaitsForNobody() throws Exception {
        scriptName();
        asked(call(""));
        gateway.closing();
        assertThat(gateway.outcomes.take().toString()).contains("shutting down");
        assertThat(said(call(""))).startsWith("none: too many of the caller's calls");
    }

    // --- capabilities

    @Test
    void aServerKnowsWhatItCanAskFor() {
        erp.on(
                "greet",
                (params, conversation) ->
                        text(conversation.wishes().capabilities().toString()));
        assertThat(said(call(""))).isEqualTo("{\"elicitation\":{\"form\":{},\"url\":{}},\"roots\":{}}");
        assertThat(said(call("greet", "", "{\"roots\":{\"listChanged\":true},\"x\":{}}")))
                .isEqualTo("{\"roots\":{}}");
        assertThat(said(call("greet", "", "{}"))).isEqualTo("{}");
        assertThat(
                        said(
                                call(
                                        "greet",
                                        "",
                                        "{\"elicitation\":{\"form\":{\"x\":\"smuggled\"},\"y\":\"smuggled\"},\"roots\":{\"z\":[\"smuggled\"]}}")))
                .as("nobody decided on what else a caller puts there")
                .isEqualTo("{\"elicitation\":{\"form\":{}},\"roots\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}|form", "{\"roots\":{}}|form", "{\"elicitation\":{\"url\":{}}}|form", "{\"elicitation\":{}}|url"
            })
    void whatTheCallerDoesNotDeclareIsNotAsked(String capabilities, String mode) {
        erp.on("greet", (params, conversation) -> {
            var question = form("Name?", "name");
            question.params().put("mode", mode);
            assertThat(asks(conversation, Map.of("name", question)).toString()).contains("does not declare");
            return new CallOutcome.RefusedBeforeEffect("no-input", "the server needs an answer");
        });
        RawHttp.Answer answer = call("greet", "", capabilities).send();
        assertThat(answer.status()).isEqualTo(400);
        Schemas.assertValid(Era.MODERN, "MissingRequiredClientCapabilityError", answer.json());
        assertThat(answer.json().at("/error/data/requiredCapabilities").toString())
                .isEqualTo("{\"elicitation\":{\"" + mode + "\":{}}}");
    }

    /** Sampling has to be allowed by the catalogue. */
    @Test
    void whatTheGateForbidsIsNotAsked() {
        erp.on(
                "greet",
                (params, conversation) -> asks(
                        conversation,
                        Map.of(
                                "q",
                                new Question(
                                        "sampling/createMessage", Trees.object("{\"messages\":[],\"maxTokens\":9}")))));
        assertThat(said(call(""))).isEqualTo("none: this server is not allowed to request `sampling`");
        erp.on(
                "greet",
                (params, conversation) -> asks(conversation, Map.of("q", new Question("tools/call", Json.object()))));
        assertThat(said(call(""))).contains("not a request that a client answers");
        erp.on(
                "greet",
                (params, conversation) ->
                        asks(conversation, Map.of("dev.interlock/hold", form("Held by Interlock", "name"))));
        assertThat(said(call(""))).as("nobody speaks for Interlock").contains("must not begin");
    }
}
