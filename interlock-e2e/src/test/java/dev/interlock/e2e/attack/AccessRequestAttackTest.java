package dev.interlock.e2e.attack;

import static dev.interlock.e2e.attack.ApprovalTarget.evaluation;
import static dev.interlock.e2e.attack.ApprovalTarget.tree;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Access requests and approvals at the AuthZEN door that are forged, or shown by another caller than the one that they were given to. */
class AccessRequestAttackTest {

    private static final String SUBMIT = "access-requests";

    private ApprovalTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private ObjectNode request(ObjectNode denied, String thing) {
        ObjectNode body = tree(evaluation("ada", "echo", thing));
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

    /** Handles are tokens of ours: unsigned, signed by others, of another kind or of another's they are none. */
    @Test
    void handlesThatAreForged() {
        ObjectNode denied = target.decided("mesh", evaluation("ada", "echo", "a"));
        RawHttp.Answer submitted =
                target.ask("mesh", SUBMIT, request(denied, "a").toString());
        assertThat(submitted.status()).as(submitted.text()).isEqualTo(202);
        String task = submitted.json().at("/task/id").asText();
        String binding = denied.at("/context/access_request/binding_token").asText();
        String[] parts = task.split("\\.", -1);
        String none = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                        "{\"alg\":\"none\",\"typ\":\"interlock-access-request+jwt\"}".getBytes(StandardCharsets.UTF_8));
        for (String forged : List.of(
                none + "." + parts[1] + ".",
                none + "." + parts[1] + "." + parts[2],
                parts[0] + "." + parts[1] + ".",
                parts[0] + "." + binding.split("\\.", -1)[1] + "." + parts[2],
                binding,
                "c-1",
                "task-1")) {
            RawHttp.Answer answer = target.to("mesh", "/access/v1/access-requests/" + forged)
                    .method("GET")
                    .send();
            assertThat(answer.status()).as(forged).isEqualTo(404);
            ObjectNode again = tree(evaluation("ada", "echo", "a"));
            again.putObject("context").putObject("approval").put("id", forged);
            assertThat(target.decided("mesh", again.toString())
                            .at("/context/reason")
                            .asText())
                    .isEqualTo("approval_unverifiable");
        }
        target.assertRecorded("unknown-task", "/access/v1/access-requests/{id}", "mesh");
        target.assertRecorded("approval-unverifiable", "/access/v1/evaluation", "mesh");
        RawHttp.Answer stolen = target.to("other", "/access/v1/access-requests/" + task)
                .method("GET")
                .send();
        target.assertRefused(stolen, 404, "unknown-task", SUBMIT + "/{id}", "other");
        RawHttp.Answer cancelled = target.ask("other", SUBMIT + "/" + task + "/cancel", "{}");
        target.assertRefused(cancelled, 404, "unknown-task", SUBMIT + "/{id}/cancel", "other");
        ObjectNode moved = request(denied, "a");
        ((ObjectNode) moved.get("denial")).put("binding_token", task);
        target.assertRefused(
                target.ask("mesh", SUBMIT, moved.toString()), 400, "invalid-denial-binding", SUBMIT, "mesh");
        ObjectNode inside = request(denied, "a");
        inside.putObject("callback").put("endpoint", "http://169.254.169.254/latest/meta-data");
        target.assertRefused(target.ask("mesh", SUBMIT, inside.toString()), 400, "callback-refused", SUBMIT, "mesh");
        assertThat(target.recorded(Event.CallReserved.class)).isEmpty();
    }

    /** The approval is of this call as this caller's instance makes it: another's question is another call. */
    @Test
    void anApprovalIsNotSpentByAnotherCaller() {
        ObjectNode denied = target.decided("mesh", evaluation("ada", "echo", "a"));
        RawHttp.Answer submitted =
                target.ask("mesh", SUBMIT, request(denied, "a").toString());
        String path =
                submitted.json().at("/task/status_endpoint").asText().substring("https://pdp.example.com".length());
        long hold = target.recorded(Event.CallHeld.class).getFirst().hold();
        target.approved("bob", "h-" + hold);
        ObjectNode approval =
                (ObjectNode) target.to("mesh", path).method("GET").send().json().at("/result/approval");
        ObjectNode spend = tree(evaluation("ada", "echo", "a"));
        spend.putObject("context").set("approval", approval);
        ObjectNode stolen = target.decided("other", spend.toString());
        assertThat(stolen.path("decision").asBoolean()).isFalse();
        assertThat(stolen.at("/context/reason").asText()).isEqualTo("approval_unverifiable");
        assertThat(target.decided("mesh", spend.toString()).path("decision").asBoolean())
                .isTrue();
        assertThat(target.decided("mesh", spend.toString()).path("decision").asBoolean())
                .isFalse();
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(1);
    }

    @Test
    void keysWithoutEndAreRefused() {
        ObjectNode denied = target.decided("mesh", evaluation("ada", "echo", "a"));
        RawHttp.Answer answer = target.to("mesh", "/access/v1/access-requests")
                .add("Idempotency-Key", "k".repeat(5_000))
                .body(request(denied, "a").toString())
                .send();
        assertThat(answer.status()).isEqualTo(400);
        target.assertRecorded("request-invalid", "/access/v1/access-requests", "mesh");
    }
}
