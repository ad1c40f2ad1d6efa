package dev.interlock.server.enforce;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.domain.FaultyStore.Fate;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.identity.AuthenticatedCaller;
import dev.interlock.server.json.Json;
import dev.interlock.server.upstream.CallOutcome;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a caller answers to questions of a server, on a real domain: decided before the server hears it. */
class AnswersTest {

    private static final String BUNDLE = """
        interlock: v1
        name: asking
        owner: controls@example.com
        independence: {line: [owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
          mid: {independence: line, on-conflict: hold, on-missing: hold}
          top: {independence: line, on-conflict: deny, on-missing: deny}
        server: shop
        no-effect: [401-challenge, 404-session, is-error]
        tools:
          pay:
            duty: payment.release
            values: {payee: 'args["mcp:answers"].payee.content.iban?'}
            arguments: {amount: any}
            risk: low
          book: {duty: payment.book, risk: low, asks: sampling}
        intents: {all: {goal: All, allow: [payment.release, payment.book]}}
        rules:
          - id: R-1
            title: Not to Mallory
            risk: top
            forbid:
              duty: payment.release
              when: '"mcp:answers" in args && args["mcp:answers"].payee.content.iban == "MALLORY"'
          - id: R-2
            title: To Trent only with an approval
            risk: mid
            forbid:
              duty: payment.release
              when: '"mcp:answers" in args && args["mcp:answers"].payee.content.iban == "TRENT"'
        """;

    private static final Caller ANN = Stage.agent("ann", "team-ann", "all");
    private static final Caller PAT = Stage.person("pat", "team-pat", "all");

    private Stage stage;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void open() throws Exception {
        stage = Stage.of(BUNDLE);
    }

    @AfterEach
    void close() throws IOException {
        stage.close();
    }

    private CallAnswer pay(Forwarder forwarder) {
        return stage.gate.call(new AuthenticatedCaller(ANN), Stage.context("shop", "pay", "{\"amount\":1}"), forwarder);
    }

    private static ObjectNode payee(String iban) {
        return Stage.json("{\"payee\":{\"action\":\"accept\",\"content\":{\"iban\":\"" + iban + "\"}}}");
    }

    // --- permitted

    @Test
    void permittedAnswersTakeThePlaceOfTheCall() throws IOException {
        var first = new AtomicLong();
        CallAnswer answer = pay((receipt, continuation) -> {
            first.set(receipt.index());
            var again = (Continuation.Decision.Permitted) continuation.decide(payee("BOB"));
            assertThat(again.reservation().index()).isGreaterThan(receipt.index());
            return Stage.result("well", "", false);
        });
        Event.CallReserved reserved = stage.last(Event.CallReserved.class);
        assertThat(reserved.continues()).hasValue(first.get());
        assertThat(reserved.facts().values()).isEqualTo(Map.of("payee", "BOB"));
        assertThat(stage.last(Event.CallSettled.class))
                .isEqualTo(new Event.CallSettled(reserved.call(), new Settlement.Succeeded(List.of())));
        assertThat(stage.events().stream().filter(Event.CallSettled.class::isInstance))
                .hasSize(1);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CallAnswer.Relayed.class,
                        relayed -> assertThat(relayed.details().path("call").asText())
                                .isEqualTo("c-" + reserved.call()));
    }

    @Test
    void whatWasAnsweredBeforeStaysPartOfTheCall() throws IOException {
        pay((receipt, continuation) -> {
            continuation.decide(payee("BOB"));
            continuation.decide(Stage.json("{\"sure\":{\"action\":\"accept\"}}"));
            return Stage.result("well", "", false);
        });
        Event.CallReserved reserved = stage.last(Event.CallReserved.class);
        assertThat(reserved.facts().values()).isEqualTo(Map.of("payee", "BOB"));
        assertThat(stage.events().stream()
                        .filter(Event.CallReserved.class::isInstance)
                        .map(e -> ((Event.CallReserved) e).facts().argumentsDigest()))
                .as("each round is another call")
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    // --- forms

    private static final Map<String, ObjectNode> FORM = Map.of(
            "payee",
            Stage.json(
                    "{\"type\":\"object\",\"properties\":{\"iban\":{\"type\":\"string\"},\"IBAN\":{\"type\":\"string\"},"
                            + "\"note\":{\"type\":\"string\",\"maxLength\":5}}}"));

    private Continuation.Decision answered(String answers, Map<String, ObjectNode> forms) {
        var decision = new AtomicReference<Continuation.Decision>();
        pay((receipt, continuation) -> {
            decision.set(continuation.decide(Stage.json(answers), forms));
            return Stage.result("well", "", false);
        });
        return decision.get();
    }

    @Test
    void theFormOfAQuestionDeclaresWhatItsAnswerHolds() {
        for (String good : List.of(
                "{\"payee\":{\"action\":\"accept\",\"content\":{\"iban\":\"BOB\"}}}",
                "{\"payee\":{\"action\":\"accept\",\"content\":{\"iban\":\"BOB\",\"note\":\"thx\"},\"_meta\":{\"x\":1}}}")) {
            assertThat(answered(good, FORM)).as(good).isInstanceOf(Continuation.Decision.Permitted.class);
        }
        for (String bad : List.of(
                "{\"payee\":{\"action\":\"accept\",\"content\":{\"iban\":\"BOB\",\"payee\":\"EVE\"}}}",
                "{\"payee\":{\"action\":\"accept\",\"content\":{\"IBAN\":\"EVE\"}}}",
                "{\"payee\":{\"action\":\"accept\",\"content\":{\"note\":\"too long\"}}}",
                "{\"payee\":{\"action\":\"accept\",\"iban\":\"EVE\"}}")) {
            assertThat(answered(bad, FORM)).as(bad).isInstanceOf(Continuation.Decision.Refused.class);
        }
        assertThat(answered(
                        "{\"payee\":{\"action\":\"accept\",\"content\":{\"iban\":\"BOB\"}}}",
                        Map.of("payee", Json.object())))
                .as("a question that asks for nothing; the catalogue reads this name, which declares it")
                .isInstanceOf(Continuation.Decision.Permitted.class);
    }

    @Test
    void aLaterQuestionUnderTheSameKeyHasAFormOfItsOwn() {
        pay((receipt, continuation) -> {
            assertThat(continuation.decide(payee("BOB"), FORM)).isInstanceOf(Continuation.Decision.Permitted.class);
            ObjectNode sure = Stage.json("{\"sure\":{\"action\":\"accept\",\"content\":{\"yes\":true}}}");
            assertThat(continuation.decide(sure, Map.of("sure", FORM.get("payee"))))
                    .as("not what this one asks")
                    .isInstanceOf(Continuation.Decision.Refused.class);
            assertThat(continuation.decide(
                            sure, Map.of("sure", Stage.json("{\"properties\":{\"yes\":{\"type\":\"boolean\"}}}"))))
                    .isInstanceOf(Continuation.Decision.Permitted.class);
            return Stage.result("well", "", false);
        });
    }

    // --- refused

    @Test
    void deniedAnswersAreToldToTheCallerAndLeaveTheCall() throws IOException {
        var told = new AtomicReference<Continuation.Decision>();
        CallAnswer answer = pay((receipt, continuation) -> {
            told.set(continuation.decide(payee("MALLORY")));
            return Stage.result("well", "", true);
        });
        assertThat(told.get())
                .isInstanceOfSatisfying(
                        Continuation.Decision.Refused.class,
                        refused -> assertThat(refused.reason())
                                .as("the server learns nothing")
                                .isEqualTo("the answer was denied"));
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo("forbidden");
            assertThat(denied.message()).contains("Not to Mallory");
        });
        Event.CallReserved reserved = stage.last(Event.CallReserved.class);
        assertThat(stage.last(Event.CallDenied.class).continues()).hasValue(reserved.call());
        assertThat(stage.last(Event.CallSettled.class))
                .isEqualTo(new Event.CallSettled(reserved.call(), new Settlement.Failed("the tool refused")));
    }

    @Test
    void aCallThatWentOnWithoutTheAnswersSaysBoth() {
        CallAnswer answer = pay((receipt, continuation) -> {
            continuation.decide(payee("MALLORY"));
            return Stage.result("well", "", false);
        });
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Relayed.class, relayed -> {
            assertThat(relayed.details().path("outcome").asText()).isEqualTo("succeeded");
            assertThat(relayed.details().path("answers").path("code").asText()).isEqualTo("forbidden");
            assertThat(relayed.result().path("content").path(1).path("text").asText())
                    .startsWith("Interlock: Your answer to the server was denied:");
        });
    }

    @Test
    void heldAnswersGoThroughWhenTheyAreApproved() throws IOException {
        CallAnswer held = pay((receipt, continuation) -> {
            assertThat(continuation.decide(payee("TRENT"))).isInstanceOf(Continuation.Decision.Refused.class);
            return Stage.result("well", "", true);
        });
        assertThat(held).isInstanceOf(CallAnswer.Held.class);
        stage.domain.ask(new Command.AnswerHold(stage.last(Event.CallHeld.class).hold(), PAT, true, "fine"));
        CallAnswer answer = pay((receipt, continuation) -> {
            assertThat(continuation.decide(payee("TRENT"))).isInstanceOf(Continuation.Decision.Permitted.class);
            return Stage.result("well", "", false);
        });
        assertThat(answer).isInstanceOf(CallAnswer.Relayed.class);
        assertThat(stage.last(Event.CallReserved.class).approvals()).hasSize(1);
    }

    @Test
    void answersThatCannotBeRecordedAreRefused() throws IOException {
        CallAnswer answer = pay((receipt, continuation) -> {
            stage.store.all(Fate.FULL);
            assertThat(continuation.decide(payee("BOB"))).isInstanceOf(Continuation.Decision.Refused.class);
            stage.store.all(Fate.WELL);
            return new CallOutcome.RefusedBeforeEffect("gave-up", "it had no answer");
        });
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("unavailable"));
        assertThat(stage.last(Event.CallReserved.class).continues()).isEmpty();
    }

    @Test
    void answersWithoutCanonicalFormAreDenied() {
        CallAnswer answer = pay((receipt, continuation) -> {
            assertThat(continuation.decide(Stage.json("{\"payee\":{\"content\":{\"iban\":\"X\",\"n\":1e400}}}")))
                    .isInstanceOf(Continuation.Decision.Refused.class);
            return Stage.result("well", "", true);
        });
        assertThat(answer).isInstanceOfSatisfying(CallAnswer.Denied.class, denied -> {
            assertThat(denied.code()).isEqualTo("argument-invalid");
            assertThat(denied.message()).contains("/mcp:answers/payee/content/n");
        });
    }

    @Test
    void nobodyAnswersWhenTheCallIsOver() throws IOException {
        var kept = new AtomicReference<Continuation>();
        pay((receipt, continuation) -> {
            kept.set(continuation);
            return Stage.result("well", "", false);
        });
        int before = stage.events().size();
        assertThat(kept.get().decide(payee("BOB"))).isInstanceOf(Continuation.Decision.Refused.class);
        assertThat(stage.events()).hasSize(before);
    }

    // --- of the caller's own accord

    @Test
    void answersThatNobodyAskedForAreAFault() throws IOException {
        CallAnswer answer = stage.gate.call(
                new AuthenticatedCaller(ANN),
                Stage.context("shop", "pay", "{\"mcp:answers\":{\"payee\":{\"content\":{\"iban\":\"BOB\"}}}}"),
                (receipt, continuation) -> {
                    throw new AssertionError("forwarded");
                });
        assertThat(answer)
                .isInstanceOfSatisfying(
                        CallAnswer.Denied.class,
                        denied -> assertThat(denied.code()).isEqualTo("argument-invalid"));
        assertThat(stage.last(Event.CallDenied.class).facts().faults()).hasSize(1);
    }

    @Test
    void theCatalogueSaysWhatAServerMayAsk() {
        assertThat(stage.gate.mayAsk(Stage.context("shop", "pay", "{}"), "elicitation"))
                .isTrue();
        assertThat(stage.gate.mayAsk(Stage.context("shop", "pay", "{}"), "sampling"))
                .isFalse();
        assertThat(stage.gate.mayAsk(Stage.context("shop", "book", "{}"), "sampling"))
                .isTrue();
        assertThat(stage.gate.mayAsk(Stage.context("shop", "book", "{}"), "elicitation"))
                .isFalse();
        assertThat(stage.gate.mayAsk(Stage.context("shop", "pay", "{}"), "secrets"))
                .isFalse();
        assertThat(stage.gate.mayAsk(Stage.context("shop", "unheard-of", "{}"), "roots"))
                .isFalse();
    }
}
