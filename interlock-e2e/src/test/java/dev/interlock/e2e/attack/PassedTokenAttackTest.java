package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens that an enforcement point passes on and that do not count: in another task, of somebody else, or where they are for nobody. */
class PassedTokenAttackTest {

    private LaneMesh mesh;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        mesh = new LaneMesh(folder);
    }

    @AfterEach
    void stop() throws Exception {
        mesh.close();
    }

    @Test
    void aTokenIsForItsTaskAlone() {
        Held normal = mesh.held(LaneTarget.all());
        LaneMesh.permitted(mesh.asked(normal, "other"));
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        for (String method : List.of("tools/call", "tools/list", "server/discover")) {
            for (boolean ofLane : List.of(true, false)) {
                ObjectNode body = LaneMesh.with(LaneMesh.question("meta"), ofLane ? held : normal);
                ((ObjectNode) body.get("action")).put("name", method);
                if (!method.equals("tools/call")) {
                    body.putObject("resource").put("type", "mcp_server").put("id", "fix");
                }
                LaneMesh.context(body).put("task", ofLane ? normal.task() : lane.task());
                assertThat(LaneMesh.denied(mesh.asked("mesh", body))).as(method).isEqualTo("token-for-another-task");
                LaneMesh.context(body).put("task", ofLane ? lane.task() : normal.task());
                if (!method.equals("tools/call")) {
                    assertThat(mesh.asked("mesh", body).path("decision").asBoolean())
                            .as(method)
                            .isTrue();
                }
            }
        }
        // What is named at random is no task of the token either.
        ObjectNode nonsense = LaneMesh.with(LaneMesh.question("meta"), held);
        LaneMesh.context(nonsense).put("task", 7);
        assertThat(LaneMesh.denied(mesh.asked("mesh", nonsense))).isEqualTo("token-for-another-task");
        assertThat(mesh.target.recorded(Event.CallReserved.class)).hasSize(1);
        // The key of one is of no use in the other.
        assertThat(mesh.target
                        .ask("ada", LaneMesh.MESH, normal.key(), LaneTarget.join(lane.task()))
                        .text())
                .contains("runtime-not-fresh");
        // A runtime that is only named has no token, whatever it is called.
        ObjectNode claimed = LaneMesh.question("meta");
        ((ObjectNode) claimed.get("subject"))
                .putObject("properties")
                .put("runtime", "key-" + held.key().thumbprint());
        LaneMesh.context(claimed).put("task", lane.task());
        assertThat(LaneMesh.denied(mesh.asked("mesh", claimed))).isEqualTo("lane-token-required");
    }

    @Test
    void whatDoesNotCountIsRefusedAndRecorded() {
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        String token = held.token();
        ObjectNode body = LaneMesh.question("meta");
        LaneMesh.context(body).put("subject_token", token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86));
        mesh.assertRefused("mesh", body, "token-signature");
        LaneMesh.context(body).put("subject_token", 7);
        mesh.assertRefused("mesh", body, "token-malformed");
        LaneMesh.context(body).put("subject_token", "x".repeat(20_000));
        mesh.assertRefused("mesh", body, "token-too-large");
        LaneMesh.context(body).put("subject_token", mesh.target.svid("ada"));
        assertThat(LaneMesh.denied(mesh.asked("mesh", body)))
                .as("what a workload has")
                .startsWith("token-");

        // For somebody else, or passed on by somebody else.
        DpopKey instance = held.key();
        mesh.assertRefused(
                "mesh",
                LaneMesh.with(
                        LaneMesh.question("meta"),
                        mesh.target.held(LaneTarget.join(lane.task()), LaneMesh.OTHER, instance)),
                "token-audience");
        mesh.assertRefused(
                "mesh",
                LaneMesh.with(
                        LaneMesh.question("meta"),
                        mesh.target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance)),
                "token-audience");
        mesh.assertRefused("other", LaneMesh.with(LaneMesh.question("meta"), held), "token-audience");
        mesh.assertRefused("plain", LaneMesh.with(LaneMesh.question("meta"), held), "token-not-taken");
        JsonNode advised = mesh.asked("adviser", LaneMesh.with(LaneMesh.question("meta"), held));
        assertThat(LaneMesh.denied(advised)).isEqualTo("token-not-taken");

        // Of somebody else.
        ObjectNode ben = LaneMesh.with(LaneMesh.question("meta"), held);
        ((ObjectNode) ben.get("subject")).put("id", "ben");
        mesh.assertRefused("mesh", ben, "token-subject");
        ObjectNode person = LaneMesh.with(LaneMesh.question("meta"), held);
        ((ObjectNode) person.get("subject")).put("type", "user").put("id", "bert");
        mesh.assertRefused("mesh", person, "token-subject");

        Held closed = mesh.held(LaneTarget.all());
        LaneMesh.permitted(mesh.asked(closed, "other"));
        RawHttp.Answer cancelled = mesh.target
                .to("/v1/tasks/" + closed.task() + "/cancel")
                .add("Authorization", "Bearer " + mesh.target.svid("ada"))
                .add("Content-Type", "application/json")
                .body("{}")
                .send();
        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
        mesh.assertRefused("mesh", LaneMesh.with(LaneMesh.question("other"), closed), "token-ended");

        LaneMesh.permitted(mesh.asked(held, "meta"));
        mesh.now.set(mesh.now.get().plus(Duration.ofMinutes(6)));
        mesh.assertRefused("mesh", LaneMesh.with(LaneMesh.question("meta"), held), "token-expired");
    }

    @Test
    void aTokenForAnEnforcementPointOpensNoDoor() {
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        assertThat(mesh.target.modern(held, "meta").status()).isEqualTo(401);
        mesh.assertRecorded("token-audience", "/mcp/fix", "ada");
        for (String scheme : List.of("DPoP ", "Bearer ")) {
            RawHttp.Answer answer = mesh.target
                    .to(LaneMesh.EVALUATION)
                    .add("Authorization", scheme + held.token())
                    .add("Content-Type", "application/json")
                    .body(Json.bytes(LaneMesh.question("meta")))
                    .send();
            assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        }
        assertThat(mesh.target.upstream.calls("meta")).isZero();
        assertThat(mesh.as("mesh", LaneMesh.MESH).body("{}").send().status()).isEqualTo(404);
        // Whoever is not trusted, or asks for advice, is no resource.
        for (String caller : List.of("plain", "adviser", "nobody")) {
            String resource = "/access/v1/callers/" + caller;
            assertThat(mesh.target
                            .ask("ada", resource, DpopKey.generate(), LaneTarget.all())
                            .json()
                            .path("error")
                            .asText())
                    .isEqualTo("invalid_target");
            assertThat(published(resource).status()).isEqualTo(404);
        }
        assertThat(published(LaneMesh.MESH).json().path("resource").asText())
                .isEqualTo(LaneTarget.ISSUER + LaneMesh.MESH);
    }

    private RawHttp.Answer published(String resource) {
        return mesh.target
                .to("/.well-known/oauth-protected-resource" + resource)
                .method("GET")
                .send();
    }

    @Test
    void anotherTokenUnderAKeyIsTheSameQuestionIfItProvesTheSame() {
        Open lane = mesh.target.open("");
        DpopKey instance = DpopKey.generate();
        String first =
                LaneMesh.permitted(keyed(mesh.target.held(LaneTarget.join(lane.task()), LaneMesh.MESH, instance), 200));
        assertThat(LaneMesh.permitted(
                        keyed(mesh.target.held(LaneTarget.join(lane.task()), LaneMesh.MESH, instance), 200)))
                .isEqualTo(first);
        keyed(mesh.held(LaneTarget.join(lane.task())), 409);
        keyed(mesh.held(LaneTarget.all()), 409);
        assertThat(mesh.as("mesh", LaneMesh.EVALUATION)
                        .add("Idempotency-Key", "k-1")
                        .body(Json.bytes(LaneMesh.question("meta")))
                        .send()
                        .status())
                .isEqualTo(409);
        mesh.assertRecorded("idempotency-conflict", LaneMesh.EVALUATION, "mesh");
        assertThat(mesh.target.recorded(Event.CallReserved.class)).hasSize(1);
    }

    private JsonNode keyed(Held held, int status) {
        RawHttp.Answer answer = mesh.as("mesh", LaneMesh.EVALUATION)
                .add("Idempotency-Key", "k-1")
                .body(Json.bytes(LaneMesh.with(LaneMesh.question("meta"), held)))
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return status == 200 ? answer.json() : Json.object();
    }
}
