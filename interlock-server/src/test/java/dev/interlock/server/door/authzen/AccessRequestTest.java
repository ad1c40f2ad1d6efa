package dev.interlock.server.door.authzen;

import static dev.interlock.server.door.authzen.AuthzenStage.json;
import static dev.interlock.server.door.authzen.AuthzenStage.question;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.identity.registry.Token;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A denial that can be approved: asked for, looked up, approved by a person, evaluated again. */
class AccessRequestTest {

    private static final String PATH = "/access/v1/access-requests";

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

    /** Alice wants to close a vendor, which is held. */
    private ObjectNode held(String vendor) {
        ObjectNode denied = json(stage.ask(stage.mesh, "alice", "close", vendor));
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.at("/context/access_request/endpoint").asText()).isEqualTo("https://pdp.example.com" + PATH);
        return denied;
    }

    private static ObjectNode request(ObjectNode denied, String vendor) {
        ObjectNode body = (ObjectNode) AuthzenStage.tree(question("alice", "close", vendor));
        body.putObject("context").put("business_justification", "it is gone");
        body.putObject("denial")
                .put("evaluation_id", denied.at("/context/evaluation_id").asText())
                .put(
                        "expires_at",
                        denied.at("/context/access_request/expires_at").asText())
                .put(
                        "binding_token",
                        denied.at("/context/access_request/binding_token").asText());
        return body;
    }

    private RawHttp.Answer submit(Token by, ObjectNode body) {
        return stage.post(by, PATH, body.toString()).send();
    }

    private RawHttp.Answer status(Token by, ObjectNode task) {
        String path = task.at("/task/status_endpoint").asText().substring("https://pdp.example.com".length());
        return stage.post(by, path, "").method("GET").send();
    }

    private void answer(Token by, long hold, String answer) {
        RawHttp.Answer shown =
                stage.post(by, "/v1/holds/h-" + hold, "").method("GET").send();
        ObjectNode body = (ObjectNode) AuthzenStage.tree("{\"comment\": \"seen\"}");
        if (answer.equals("approve")) {
            body.put("code", shown.json().path("code").asText());
        }
        RawHttp.Answer answered = stage.post(by, "/v1/holds/h-" + hold + "/" + answer, body.toString())
                .send();
        assertThat(answered.status()).as(answered.text() + shown.text()).isLessThan(300);
    }

    private long hold() throws IOException {
        return stage.events(Event.CallHeld.class).getLast().hold();
    }

    private ObjectNode again(String vendor, ObjectNode approval) {
        ObjectNode body = (ObjectNode) AuthzenStage.tree(question("alice", "close", vendor));
        body.putObject("context").set("approval", approval);
        return json(
                stage.post(stage.mesh, AuthzenStage.EVALUATION, body.toString()).send());
    }

    private static void assertProblem(RawHttp.Answer answer, int status, String kind) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).contains("application/problem+json");
        assertThat(answer.json().path("type").asText()).isEqualTo("urn:openid:authzen:access-request:error:" + kind);
    }

    @Test
    void approvedItGoesThroughOnce() throws IOException {
        RawHttp.Answer submitted = submit(stage.mesh, request(held("7"), "7"));
        assertThat(submitted.status()).isEqualTo(202);
        ObjectNode task = submitted.json();
        assertThat(task.at("/task/status").asText()).isEqualTo("pending");
        assertThat(submitted.header("Location"))
                .contains(task.at("/task/status_endpoint").asText());
        assertThat(json(status(stage.mesh, task)).has("result")).isFalse();

        answer(stage.bob, hold(), "approve");
        stage.restart();
        ObjectNode approved = json(status(stage.mesh, task));
        assertThat(approved.at("/task/status").asText()).isEqualTo("approved");
        assertThat(approved.at("/result/mode").asText()).isEqualTo("reevaluate");
        ObjectNode approval = (ObjectNode) approved.at("/result/approval");

        ObjectNode other = again("8", approval);
        assertThat(other.path("decision").asBoolean())
                .as("it is for that vendor alone")
                .isFalse();
        assertThat(other.at("/context/reason").asText()).isEqualTo("out_of_scope");
        assertThat(other.at("/context/next_action").asText()).isEqualTo("request");
        assertThat(other.at("/context").has("access_request")).isTrue();

        assertThat(again("7", approval).path("decision").asBoolean()).isTrue();
        ObjectNode spent = again("7", approval);
        assertThat(spent.path("decision").asBoolean()).as("once").isFalse();
        assertThat(spent.at("/context/reason").asText()).isEqualTo("approval_expired");
    }

    /** What was over stays over, whatever the machine's clock says. */
    @Test
    void aClockThatIsMovedBackApprovesNothing() throws IOException {
        ObjectNode denied = json(
                stage.post(stage.mesh, AuthzenStage.EVALUATION, asInstance("7").toString())
                        .send());
        ObjectNode body = asInstance("7");
        body.set("denial", AuthzenStage.denial(denied));
        RawHttp.Answer submitted = submit(stage.mesh, body);
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(202);
        ObjectNode task = submitted.json();
        long of = stage.events(Event.CallHeld.class).getFirst().task();
        answer(stage.bob, stage.events(Event.CallHeld.class).getFirst().hold(), "approve");
        ObjectNode approved = json(status(stage.mesh, task));
        assertThat(approved.at("/task/status").asText()).isEqualTo("approved");
        assertThat(advised("7", of)).isTrue();
        assertThat(recorded(denied)).isEqualTo("approved");

        // An approval is good for an hour, and a denial for a quarter of one.
        stage.ahead.set(Duration.ofMinutes(47).toMillis());
        ObjectNode unasked = held("9");
        stage.ahead.set(Duration.ofMinutes(63).toMillis());
        AuthzenStage.permitted(stage.ask(stage.mesh, "bob", "check", "8"));
        stage.ahead.set(Duration.ofMinutes(59).toMillis());
        assertThat(advised("7", of))
                .as("what is advised is what would be decided")
                .isFalse();
        assertThat(json(status(stage.mesh, task)).at("/task/status").asText()).isEqualTo("pending");
        assertThat(recorded(denied)).as("nor is signed that it is approved").isEqualTo("pending");
        ObjectNode again = asInstance("7");
        again.putObject("context").set("approval", approved.at("/result/approval"));
        assertThat(json(stage.post(stage.mesh, AuthzenStage.EVALUATION, again.toString())
                                .send())
                        .path("decision")
                        .asBoolean())
                .isFalse();
        assertProblem(submit(stage.mesh, request(unasked, "9")), 410, "expired_denial");
    }

    /** What the signed record of its hold says. */
    private String recorded(ObjectNode denied) throws IOException {
        String call = denied.at("/context/evaluation_id").asText();
        long held = stage.events(Event.CallHeld.class).stream()
                .filter(each -> call.equals("c-" + each.call()))
                .findFirst()
                .orElseThrow()
                .hold();
        return json(stage.post(stage.bob, "/v1/holds/h-" + held + "/record", "")
                        .method("GET")
                        .send())
                .at("/evaluation/decision")
                .asText();
    }

    /** An instance of alice that both enforcement points name alike. */
    private static ObjectNode asInstance(String vendor) {
        ObjectNode body = (ObjectNode) AuthzenStage.tree(question("alice", "close", vendor));
        ((ObjectNode) body.get("subject")).putObject("properties").put("runtime", "desk-1");
        return body;
    }

    private boolean advised(String vendor, long task) {
        ObjectNode body = asInstance(vendor);
        body.putObject("context").put("task", "t-" + task);
        return json(stage.post(stage.adviser, AuthzenStage.EVALUATION, body.toString())
                        .send())
                .path("decision")
                .asBoolean();
    }

    @Test
    void anApprovalOfNobodysIsNone() {
        held("7");
        ObjectNode forged = (ObjectNode) AuthzenStage.tree("{\"id\": \"apr_1\"}");
        ObjectNode denied = again("7", forged);
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.at("/context/reason").asText()).isEqualTo("approval_unverifiable");
        assertThat(denied.at("/context/next_action").asText()).isEqualTo("none");
    }

    @Test
    void rejectedItIsDenied() throws IOException {
        ObjectNode task = submit(stage.mesh, request(held("7"), "7")).json();
        answer(stage.bob, hold(), "reject");
        assertThat(json(status(stage.mesh, task)).at("/task/status").asText()).isEqualTo("denied");
        assertProblem(cancel(task), 409, "invalid_task_state");
    }

    @Test
    void whoeverAskedMayCancel() {
        ObjectNode task = submit(stage.mesh, request(held("7"), "7")).json();
        assertThat(json(cancel(task)).at("/task/status").asText()).isEqualTo("cancelled");
    }

    private RawHttp.Answer cancel(ObjectNode task) {
        String path = task.at("/task/status_endpoint").asText().substring("https://pdp.example.com".length());
        return stage.post(stage.mesh, path + "/cancel", "{}").send();
    }

    @Test
    void aRequestIsBoundToItsDenialAndItsCaller() {
        ObjectNode denied = held("7");
        ObjectNode task = submit(stage.mesh, request(denied, "7")).json();
        assertProblem(status(stage.other, task), 404, "unknown_task");
        assertProblem(submit(stage.other, request(denied, "7")), 400, "invalid_denial_binding");
        assertProblem(submit(stage.mesh, request(denied, "8")), 400, "invalid_denial_binding");
        ObjectNode moved = request(denied, "7");
        ((ObjectNode) moved.get("denial")).put("expires_at", "2099-01-01T00:00:00Z");
        assertProblem(submit(stage.mesh, moved), 400, "invalid_denial_binding");
        ObjectNode bare = request(denied, "7");
        bare.putObject("denial");
        assertProblem(submit(stage.mesh, bare), 400, "invalid_denial_binding");
    }

    @Test
    void aDenialThatIsTooOldIsNotRequestable() {
        ObjectNode request = request(held("7"), "7");
        ((ObjectNode) request.get("denial")).remove("binding_token");
        stage.ahead.addAndGet(Duration.ofMinutes(16).toMillis());
        assertProblem(submit(stage.mesh, request), 410, "expired_denial");
    }

    @Test
    void oneKeyIsOneRequest() {
        ObjectNode request = request(held("7"), "7");
        RawHttp first = stage.post(stage.mesh, PATH, request.toString()).add("Idempotency-Key", "a");
        assertThat(first.send().json()).isEqualTo(first.send().json());
        request.putObject("requested_access").put("emergency", true);
        assertProblem(
                stage.post(stage.mesh, PATH, request.toString())
                        .add("Idempotency-Key", "a")
                        .send(),
                409,
                "duplicate_request");
    }
}
