package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.assertProblem;
import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.server.enforce.Digests;
import dev.interlock.server.fixture.Jws;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.fixture.Receiver;
import dev.interlock.server.fixture.Until;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever asked for an approval is called back when that is over, if it wants to: signed, once, and only where the configuration says. */
class CallbackTest {

    @TempDir
    private Path folder;

    private Receiver receiver;
    private AuthzenStage stage;

    @BeforeEach
    void start() throws IOException {
        receiver = new Receiver();
        stage = AuthzenStage.vendors(folder, "{to: [\"" + receiver.at("/back") + "\"], private: true}");
    }

    @AfterEach
    void stop() throws IOException {
        stage.close();
        receiver.close();
    }

    private ObjectNode called(ObjectNode denied, String vendor, String... events) {
        ObjectNode body = AuthzenStage.request(denied, vendor);
        ObjectNode callback = body.putObject("callback")
                .put("endpoint", receiver.at("/back"))
                .put("state", "a \"state\" of {mine} é");
        for (String event : events) {
            callback.withArray("events").add(event);
        }
        return body;
    }

    private ObjectNode submitted(ObjectNode body) {
        RawHttp.Answer answer = stage.submit(body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(202);
        return answer.json();
    }

    /** What came, verified as a receiver does it. */
    private ObjectNode verified(Receiver.Got got) {
        ObjectNode metadata = json(RawHttp.to(stage.port(), "/.well-known/authzen-configuration")
                .method("GET")
                .send());
        String keys = metadata.path("jwks_uri").asText();
        assertThat(keys).startsWith("https://pdp.example.com/");
        ObjectNode published = json(RawHttp.to(stage.port(), keys.substring("https://pdp.example.com".length()))
                .method("GET")
                .send());
        ObjectNode claims = Jws.verified(got.token(), published).claims();
        assertThat(claims.path("iss")).isEqualTo(metadata.path("policy_decision_point"));
        assertThat(claims.path("aud").asText()).isEqualTo(receiver.at("/back"));
        assertThat(claims.path("digest").asText()).isEqualTo(Digests.sha256(got.body()));
        return got.json();
    }

    private List<String> kept() {
        String[] names = Objects.requireNonNull(new File(stage.data().toFile(), RequestBook.FOLDER).list());
        return List.of(names);
    }

    /** What is acknowledged is not kept; that takes a moment after the acknowledgement. */
    private void awaitNothingKept() {
        while (!kept().isEmpty()) {
            Until.pause(); // bounded by the time that the test has
        }
    }

    @Test
    void anApprovalIsToldAndTheStateComesBackAsItWas() throws IOException {
        ObjectNode denied = stage.held("7");
        ObjectNode task = submitted(called(denied, "7"));
        assertThat(receiver.isQuiet()).isTrue();
        stage.answer(denied, "approve");
        ObjectNode told = verified(receiver.next());
        assertThat(told.path("state").asText()).isEqualTo("a \"state\" of {mine} é");
        assertThat(told.at("/task/status").asText()).isEqualTo("approved");
        assertThat(told.at("/task/id")).isEqualTo(task.at("/task/id"));
        assertThat(told.at("/task/status_endpoint")).isEqualTo(task.at("/task/status_endpoint"));
        assertThat(told.has("result")).as("it is a hint, and no grant").isFalse();
        ObjectNode approval = (ObjectNode) json(stage.status(told)).at("/result/approval");
        assertThat(stage.again("7", approval).path("decision").asBoolean()).isTrue();
        awaitNothingKept();
        assertThat(receiver.isQuiet()).isTrue();
    }

    @Test
    void aRejectionACancellationAndAnEndAreTold() throws IOException {
        ObjectNode rejected = stage.held("7");
        submitted(called(rejected, "7"));
        stage.answer(rejected, "reject");
        assertThat(verified(receiver.next()).at("/task/status").asText()).isEqualTo("denied");

        ObjectNode task = submitted(called(stage.held("8"), "8"));
        json(stage.cancel(task));
        assertThat(verified(receiver.next()).at("/task/status").asText()).isEqualTo("cancelled");

        submitted(called(stage.held("9"), "9"));
        stage.ahead.addAndGet(java.time.Duration.ofHours(25).toMillis());
        assertThat(verified(receiver.next()).at("/task/status").asText()).isIn("expired", "cancelled");
        awaitNothingKept();
    }

    @Test
    void onlyWhatIsWantedIsTold() throws IOException {
        ObjectNode unwanted = stage.held("7");
        submitted(called(unwanted, "7", "approved", "partial"));
        stage.answer(unwanted, "reject");
        awaitNothingKept();
        ObjectNode wanted = stage.held("8");
        submitted(called(wanted, "8", "denied"));
        stage.answer(wanted, "reject");
        assertThat(verified(receiver.next()).at("/task/status").asText()).isEqualTo("denied");
        awaitNothingKept();
        assertThat(receiver.isQuiet()).as("one of the two").isTrue();
    }

    @Test
    void whatWasNotAcknowledgedIsToldAfterARestart() throws IOException {
        receiver.answers(() -> 503);
        ObjectNode denied = stage.held("7");
        ObjectNode task = submitted(called(denied, "7"));
        ObjectNode waiting = stage.held("8");
        submitted(called(waiting, "8"));
        stage.answer(denied, "approve");
        Receiver.Got first = receiver.next();
        stage.restart();
        receiver.answers(() -> 204);
        Receiver.Got again = receiver.next();
        while (again.status() != 204) {
            again = receiver.next();
        }
        assertThat(verified(again)).isEqualTo(verified(first));
        assertThat(verified(again).at("/task/id")).isEqualTo(task.at("/task/id"));
        // what was pending is known, too
        stage.answer(waiting, "reject");
        assertThat(verified(receiver.next()).at("/task/status").asText()).isEqualTo("denied");
        awaitNothingKept();
    }

    @Test
    void anAddressThatIsNotConfiguredAnyMoreIsToldNothing() throws IOException {
        ObjectNode denied = stage.held("7");
        submitted(called(denied, "7"));
        stage.restartWith("{to: []}");
        stage.answer(denied, "approve");
        awaitNothingKept();
        assertThat(receiver.isQuiet()).isTrue();
    }

    @Test
    void onlyAnAddressOfTheConfigurationIsCalledBack() throws IOException {
        ObjectNode denied = stage.held("7");
        for (String elsewhere : List.of(
                "http://169.254.169.254/latest/meta-data",
                "file:///etc/passwd",
                "https://example.com/",
                receiver.at("/other"),
                receiver.at("/back") + "?x=y",
                receiver.at("/back").replace("http://", "http://user:pw@"),
                receiver.at("/back").replace("127.0.0.1", "localhost"),
                receiver.at("/BACK"))) {
            ObjectNode body = called(denied, "7");
            ((ObjectNode) body.get("callback")).put("endpoint", elsewhere);
            RawHttp.Answer answer = stage.submit(body);
            assertProblem(answer, 400, "about:blank");
            assertThat(answer.json().path("detail").asText()).contains("callback.endpoint", "configured for you");
        }
        assertThat(kept()).isEmpty();
        assertThat(stage.events(AgentEvent.PresentationRefused.class))
                .anyMatch(refused -> refused.reason().equals("callback-refused")
                        && refused.agent().equals("mesh"));
        // another caller has no address at all
        ObjectNode others = json(stage.ask(stage.other, "alice", "close", "7"));
        ObjectNode body = AuthzenStage.request(others, "7");
        body.putObject("callback").put("endpoint", receiver.at("/back"));
        assertProblem(
                stage.post(stage.other, "/access/v1/access-requests", body.toString())
                        .send(),
                400,
                "about:blank");
    }

    /** An address that somebody configured is still asked for where it is, unless that may be inside. */
    @Test
    void anAddressInsideIsRefusedUnlessItMayBe() throws IOException {
        List<String> inside = List.of(
                "https://127.0.0.1:9/",
                "https://localhost:9/",
                "https://[::1]:9/",
                "https://169.254.169.254/",
                "https://10.1.2.3/",
                "https://192.168.1.1/",
                "https://nowhere.invalid/");
        stage.restartWith("{to: [\"" + String.join("\", \"", inside) + "\"]}");
        ObjectNode denied = stage.held("7");
        for (String address : inside) {
            ObjectNode body = called(denied, "7");
            ((ObjectNode) body.get("callback")).put("endpoint", address);
            RawHttp.Answer answer = stage.submit(body);
            assertProblem(answer, 400, "about:blank");
            assertThat(answer.json().path("detail").asText()).containsAnyOf("not public", "no address");
        }
    }

    @Test
    void aCallbackThatIsNoneIsRefused() {
        ObjectNode denied = stage.held("7");
        for (String callback : List.of(
                "7",
                "null",
                "[]",
                "\"" + receiver.at("/back") + "\"",
                "{}",
                "{\"endpoint\": 7}",
                "{\"endpoint\": \"\"}",
                "{\"endpoint\": \"%s\", \"state\": 7}",
                "{\"endpoint\": \"%s\", \"state\": {\"a\": 1}}",
                "{\"endpoint\": \"%s\", \"state\": \"" + "x".repeat(1_001) + "\"}",
                "{\"endpoint\": \"%s\", \"events\": \"approved\"}",
                "{\"endpoint\": \"%s\", \"events\": {\"approved\": \"approved\"}}",
                "{\"endpoint\": \"%s\", \"events\": []}",
                "{\"endpoint\": \"%s\", \"events\": [\"approved\", \"pending\"]}",
                "{\"endpoint\": \"%s\", \"events\": [\"approved\", 7]}",
                "{\"endpoint\": \"%s\", \"events\": [\"Approved\"]}")) {
            ObjectNode body = AuthzenStage.request(denied, "7");
            body.set("callback", AuthzenStage.value(callback.replace("%s", receiver.at("/back"))));
            assertProblem(stage.submit(body), 400, "about:blank");
        }
        assertThat(kept()).isEmpty();
        ObjectNode longest = called(denied, "7");
        ((ObjectNode) longest.get("callback")).put("state", "x".repeat(1_000));
        submitted(longest);
        assertThat(kept()).hasSize(1);
    }
}
