package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATION;
import static dev.interlock.server.door.authzen.AuthzenStage.EVALUATIONS;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.permitted;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Until;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Enforcement points carry out what is permitted, and report it: one history, whoever carries calls out. */
class EnforcingTest {

    @TempDir
    private Path folder;

    private AuthzenStage stage;

    @BeforeEach
    void start() throws IOException {
        stage = AuthzenStage.vendors(folder);
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
    }

    /** Alice creates the vendor of this id. */
    private void created(String vendor) {
        String id = permitted(stage.ask(stage.mesh, "alice", "create", "new"));
        assertThat(json(stage.report(
                                stage.mesh,
                                id,
                                "{\"outcome\": \"succeeded\", \"created\": [\"vendor/" + vendor + "\"]}"))
                        .path("outcome")
                        .asText())
                .isEqualTo("succeeded");
    }

    @Test
    void aPermitIsARecordedReservation() throws IOException {
        RawHttp.Answer answer = stage.ask(stage.mesh, "alice", "create", "new");
        String id = permitted(answer);
        Event.CallReserved reserved = stage.events(Event.CallReserved.class).getFirst();
        assertThat(id).isEqualTo("c-" + reserved.call());
        assertThat(reserved.asked().orElseThrow().by()).isEqualTo("mesh");
        assertThat(reserved.actor().name()).isEqualTo("alice");
        assertThat(reserved.facts().tool()).isEqualTo("vendor/create");
        Instant until = Instant.parse(json(answer).at("/context/report_until").asText());
        assertThat(until)
                .isEqualTo(Instant.ofEpochMilli(
                        reserved.asked().orElseThrow().reportMillis().orElseThrow()));
    }

    @Test
    void whoeverCreatedItDoesNotPayItAndSomebodyElseDoes() {
        created("7");
        ObjectNode denied = json(stage.ask(stage.mesh, "alice", "pay", "7"));
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.at("/context/reason").asText()).isEqualTo("duty-conflict");
        assertThat(denied.at("/context/reasons/0/rule").asText()).isEqualTo("V-01");
        assertThat(denied.at("/context/reason_user/en").asText()).isNotEmpty();
        assertThat(denied.at("/context/evaluation_id").asText()).startsWith("c-");
        permitted(stage.ask(stage.mesh, "bob", "pay", "7"));
    }

    @Test
    void whatIsAdvisoryEntersNoHistory() throws IOException {
        ObjectNode advised = json(stage.ask(stage.adviser, "alice", "check", "7"));
        assertThat(advised.path("decision").asBoolean()).isTrue();
        assertThat(advised.at("/context/advisory").asBoolean()).isTrue();
        assertThat(advised.at("/context").has("evaluation_id")).isFalse();
        assertThat(json(stage.ask(stage.adviser, "alice", "close", "7"))
                        .path("decision")
                        .asBoolean())
                .isFalse();
        assertThat(stage.events(Event.CallDecided.class)).isEmpty();
    }

    @Test
    void anotherNeitherReportsNorIsItForgotten() throws IOException {
        String id = permitted(stage.ask(stage.mesh, "alice", "check", "7"));
        assertThat(stage.report(stage.other, id, "{\"outcome\": \"succeeded\"}").status())
                .isEqualTo(403);
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .extracting(AgentEvent.PresentationRefused::reason)
                .containsExactly("outcome-of-another");
        assertThat(stage.report(stage.mesh, "c-999", "{\"outcome\": \"succeeded\"}")
                        .status())
                .isEqualTo(404);
        assertThat(stage.report(stage.adviser, id, "{\"outcome\": \"succeeded\"}")
                        .status())
                .isEqualTo(403);
        assertThat(stage.report(stage.mesh, id, "{\"outcome\": \"succeeded\"}").status())
                .isEqualTo(200);
    }

    @Test
    void reportedTwiceItIsTheSameOrRefused() throws IOException {
        String id = permitted(stage.ask(stage.mesh, "alice", "check", "7"));
        stage.report(stage.mesh, id, "{\"outcome\": \"failed\", \"reason\": \"no\"}");
        assertThat(stage.report(stage.mesh, id, "{\"outcome\": \"failed\", \"reason\": \"no\"}")
                        .status())
                .isEqualTo(200);
        RawHttp.Answer other = stage.report(stage.mesh, id, "{\"outcome\": \"succeeded\"}");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.text()).contains("call-settled");
        assertThat(stage.events(Event.CallSettled.class)).hasSize(1);
    }

    @Test
    void whatIsNotReportedInTimeIsUnknownAlsoAcrossARestart() throws IOException {
        String id = permitted(stage.ask(stage.mesh, "alice", "check", "7"));
        stage.restart();
        assertThat(stage.events(Event.CallSettled.class)).as("the time goes on").isEmpty();
        stage.ahead.addAndGet(Duration.ofMinutes(6).toMillis());
        RawHttp.Answer late = stage.report(stage.mesh, id, "{\"outcome\": \"succeeded\"}");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.text()).contains("report-late", "/v1/calls/" + id + "/reconcile");
        assertThat(stage.events(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .singleElement()
                .isInstanceOf(Settlement.Unknown.class);
    }

    @Test
    void theTimeIsKeptAlsoWhenNobodyReports() throws IOException, InterruptedException {
        permitted(stage.ask(stage.mesh, "alice", "check", "7"));
        stage.ahead.addAndGet(Duration.ofMinutes(6).toMillis());
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (stage.events(Event.CallSettled.class).isEmpty()) {
            assertThat(System.nanoTime()).as("the tick settles it").isLessThan(end);
            Until.pause();
        }
        assertThat(stage.events(Event.CallSettled.class).getFirst().settlement())
                .isInstanceOf(Settlement.Unknown.class);
    }

    @Test
    void oneKeyIsOneDecision() throws IOException {
        String first = permitted(keyed("k-1", question("alice", "check", "7")));
        assertThat(permitted(keyed("k-1", question("alice", "check", "7")))).isEqualTo(first);
        stage.restart();
        assertThat(permitted(keyed("\"k-1\"", question("alice", "check", "7")))).isEqualTo(first);
        assertThat(stage.events(Event.CallReserved.class)).hasSize(1);
        RawHttp.Answer conflict = keyed("k-1", question("alice", "check", "8"));
        assertThat(conflict.status()).isEqualTo(409);
        assertThat(conflict.text()).contains("idempotency_conflict");
        stage.report(stage.mesh, first, "{\"outcome\": \"succeeded\"}");
        ObjectNode over = json(keyed("k-1", question("alice", "check", "7")));
        assertThat(over.path("decision").asBoolean()).as("it is not done twice").isFalse();
        assertThat(over.at("/context/reason").asText()).isEqualTo("call-settled");
    }

    @Test
    void aDenialIsTheSameUnderItsKey() {
        ObjectNode first = json(keyed("k-2", question("alice", "close", "7")));
        assertThat(first.path("decision").asBoolean()).isFalse();
        assertThat(json(keyed("k-2", question("alice", "close", "7")))).isEqualTo(first);
    }

    private RawHttp.Answer keyed(String key, String body) {
        return stage.post(stage.mesh, EVALUATION, body)
                .add("Idempotency-Key", key)
                .send();
    }

    @Test
    void severalAreOneHistory() {
        created("7");
        ObjectNode several = json(stage.post(stage.mesh, EVALUATIONS, """
            {"resource": {"type": "vendor", "id": "7"}, "action": {"name": "pay"},
             "evaluations": [{"subject": {"type": "user", "id": "alice"}}, {"subject": {"type": "user", "id": "bob"}}]}
            """).send());
        assertThat(several.at("/evaluations/0/decision").asBoolean()).isFalse();
        assertThat(several.at("/evaluations/1/decision").asBoolean()).isTrue();
    }

    @Test
    void whomACallerMayNotAskAboutIsDeniedAndRecorded() throws IOException {
        permitted(stage.ask(stage.other, "alice", "check", "7"));
        assertThat(json(stage.ask(stage.other, "bob", "check", "7"))
                        .at("/context/reason")
                        .asText())
                .isEqualTo("subject-not-allowed");
        assertThat(json(stage.ask(stage.mesh, "nobody", "check", "7"))
                        .at("/context/reason")
                        .asText())
                .isEqualTo("subject-unknown");
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .extracting(AgentEvent.PresentationRefused::reason)
                .containsExactly("subject-not-allowed", "subject-unknown");
    }

    @Test
    void onlyConfiguredCallersAreAnsweredAndTheyActNowhere() {
        for (RawHttp request : List.of(
                RawHttp.to(stage.port(), EVALUATION)
                        .add("Content-Type", "application/json")
                        .body("{}"),
                stage.post(stage.ann, EVALUATION, question("alice", "check", "7")),
                stage.post(stage.alice, EVALUATION, question("alice", "check", "7")))) {
            RawHttp.Answer answer = request.send();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.header("WWW-Authenticate").orElseThrow()).startsWith("Bearer");
        }
        for (String path : List.of("/v1/tasks", "/mcp", "/rest/things/x")) {
            assertThat(stage.post(stage.mesh, path, "{}").send().status())
                    .as(path)
                    .isEqualTo(401);
        }
    }
}
