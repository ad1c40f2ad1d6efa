package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.server.fixture.Hooks.Hook;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agents act in a task or a lane through an enforcement point, which shows their tokens. */
class LaneOutsideTest {

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
    void fromTheOpeningToTheReviewThroughAnEnforcementPoint() throws Exception {
        Held normal = mesh.held(LaneTarget.all());
        assertThat(LaneMesh.denied(mesh.asked(normal, "meta"))).isEqualTo("forbidden");
        Open lane = mesh.target.open("");
        ObjectNode named = LaneMesh.question("meta");
        LaneMesh.context(named).put("task", lane.task());
        assertThat(LaneMesh.denied(mesh.asked("mesh", named)))
                .as("without a token")
                .isEqualTo("lane-token-required");

        DpopKey instance = DpopKey.generate();
        Held held = mesh.target.held(LaneTarget.join(lane.task()), LaneMesh.MESH, instance);
        String first = LaneMesh.permitted(mesh.asked("mesh", LaneMesh.with(named, held)));
        Hook told = mesh.toldOfCall("fix/meta", "permitted");
        assertThat(told.at("/call")).isEqualTo(first);
        assertThat(told.body().at("/data/waived").toString()).isEqualTo("[\"W-1\"]");
        String second = LaneMesh.permitted(mesh.asked(held, "meta")); // the token says which task
        assertThat(LaneMesh.denied(mesh.asked(held, "echo"))).as("not waivable").isEqualTo("forbidden");
        mesh.toldOfCall("fix/echo", "denied");
        assertThat(LaneMesh.denied(mesh.asked(held, "other"))).isEqualTo("outside-lane");
        assertThat(mesh.report(first, "succeeded").status()).isEqualTo(200);

        assertThat(mesh.target
                        .post("dana", "/lanes/" + lane.lane() + "/end", "{}")
                        .status())
                .isEqualTo(200);
        mesh.assertRefused("mesh", LaneMesh.with(LaneMesh.question("meta"), held), "token-ended");
        assertThat(mesh.target
                        .recorded(AgentEvent.PresentationRefused.class)
                        .getLast()
                        .lease())
                .as("the lease of the token")
                .isPresent();
        // What was permitted before is told after the end all the same.
        assertThat(mesh.report(second, "failed").status()).isEqualTo(200);
        assertThat(mesh.target.recorded(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .satisfiesExactly(
                        came -> assertThat(came).isInstanceOf(Settlement.Succeeded.class),
                        came -> assertThat(came).isInstanceOf(Settlement.Failed.class));

        JsonNode timeline = mesh.target.get("bert", "/lanes/" + lane.lane() + "/timeline");
        assertThat(timeline.path("entries").findValuesAsText("id")).contains(first, second);
        assertThat(timeline.path("entries").findValuesAsText("what"))
                .containsSubsequence(
                        "opened", "denied", "issued", "permitted", "permitted", "denied", "denied", "succeeded");
        String review = "/lanes/" + lane.lane() + "/review";
        assertThat(mesh.target
                        .post("carl", review, "{\"outcome\":\"accepted\"}")
                        .text())
                .contains("not-independent");
        assertThat(mesh.target
                        .post("bert", review, "{\"outcome\":\"accepted\"}")
                        .status())
                .isEqualTo(200);
        assertThat(mesh.target
                        .get("bert", "/lanes/" + lane.lane())
                        .path("state")
                        .asText())
                .isEqualTo("accepted");
    }

    @Test
    void whoActsIsTheSameAtBothDoors() {
        Open lane = mesh.target.open("");
        DpopKey instance = DpopKey.generate();
        LaneMesh.permitted(mesh.asked(mesh.target.held(LaneTarget.join(lane.task()), LaneMesh.MESH, instance), "meta"));
        Held own = mesh.target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance);
        assertThat(LaneTarget.verdict(mesh.target.modern(own, "meta"))).startsWith("permitted");
        assertThat(mesh.target.recorded(Event.CallReserved.class)).hasSize(2).allSatisfy(call -> {
            assertThat(call.actor().get(Attributes.RUNTIME))
                    .isEqualTo(new AttributeValue.Known("key-" + instance.thumbprint()));
            assertThat(call.waived()).hasSize(1);
        });
        // It acted in a lane, whichever door it used: it does nothing elsewhere.
        assertThat(mesh.target
                        .ask("ada", LaneMesh.MESH, instance, LaneTarget.all())
                        .text())
                .contains("runtime-in-lane");
    }

    /** What the catalogue has shown of arguments is in the record and at the channel: the token is none. */
    @Test
    void itIsNoArgument() throws Exception {
        Held normal = mesh.held(LaneTarget.all());
        ObjectNode look = LaneMesh.question("meta");
        look.putObject("action").put("name", "look");
        look.putObject("resource").put("type", "thing").put("id", "1");
        LaneMesh.context(look).put("task", normal.task()).put("ip", "1");
        LaneMesh.permitted(mesh.asked("mesh", look));
        LaneMesh.permitted(mesh.asked("mesh", LaneMesh.with(look, normal)));
        LaneMesh.permitted(mesh.asked(
                "mesh",
                LaneMesh.with(look, mesh.target.held(LaneTarget.join(normal.task()), LaneMesh.MESH, normal.key()))));
        assertThat(mesh.target.recorded(Event.CallReserved.class))
                .hasSize(3)
                .extracting(call -> call.facts().argumentsDigest())
                .containsOnly(mesh.target
                        .recorded(Event.CallReserved.class)
                        .getFirst()
                        .facts()
                        .argumentsDigest());
        assertThat(mesh.target.record().toString()).doesNotContain(normal.token());
    }

    @Test
    void whatTheLaneHasIsFoundAndListed() {
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        ObjectNode search = LaneMesh.with(LaneMesh.question("meta"), held);
        search.putObject("resource").put("type", "tool");
        RawHttp.Answer found = mesh.as("mesh", "/access/v1/search/resource")
                .body(Json.bytes(search))
                .send();
        assertThat(found.json().path("results").findValuesAsText("id")).containsExactly("fix/meta", "thing/look");
        LaneMesh.context(search).remove("subject_token");
        LaneMesh.context(search).put("task", lane.task());
        assertThat(mesh.as("mesh", "/access/v1/search/resource")
                        .body(Json.bytes(search))
                        .send()
                        .json()
                        .path("results"))
                .isEmpty();
        ObjectNode list = LaneMesh.with(LaneMesh.question("meta"), held);
        list.putObject("action").put("name", "tools/list");
        list.putObject("resource").put("type", "mcp_server").put("id", "fix");
        assertThat(mesh.asked("mesh", list).path("decision").asBoolean()).isTrue();
        list.putObject("resource").put("type", "mcp_server").put("id", "fix");
        ((ObjectNode) list.get("action")).put("name", "prompts/list");
        assertThat(LaneMesh.denied(mesh.asked("mesh", list))).isEqualTo("nothing-listed");
    }

    @Test
    void severalHaveOneTokenAndEachIsDecidedInTheLane() {
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        ObjectNode body = LaneMesh.with(LaneMesh.question("meta"), held);
        ArrayNode items = body.putArray("evaluations");
        items.addObject();
        items.addObject().putObject("resource").put("type", "tool").put("id", "fix/echo");
        items.addObject().putObject("context").put("task", lane.task());
        RawHttp.Answer answer =
                mesh.as("mesh", "/access/v1/evaluations").body(Json.bytes(body)).send();
        JsonNode each = answer.json().path("evaluations");
        LaneMesh.permitted(each.path(0));
        assertThat(LaneMesh.denied(each.path(1))).isEqualTo("forbidden");
        assertThat(LaneMesh.denied(each.path(2)))
                .as("a context of its own, without a token")
                .isEqualTo("lane-token-required");
    }

    @Test
    void aSubscriptionIsAReadInTheLane() throws Exception {
        Open lane = mesh.target.open("");
        Held held = mesh.held(LaneTarget.join(lane.task()));
        ObjectNode body = LaneMesh.question("meta");
        body.putObject("action").put("name", "resources/subscribe");
        body.putObject("resource")
                .put("type", "resource")
                .put("id", "file:///a")
                .putObject("properties")
                .put("server", "fix");
        LaneMesh.context(body).put("task", lane.task());
        assertThat(LaneMesh.denied(mesh.asked("mesh", body))).isEqualTo("lane-token-required");
        assertThat(mesh.asked("mesh", LaneMesh.with(body, held))
                        .path("decision")
                        .asBoolean())
                .isTrue();
        assertThat(mesh.toldOfCall("fix/mcp:resources/read", "permitted").at("/lane"))
                .isEqualTo(lane.lane());
        assertThat(mesh.target.recorded(Event.CallSettled.class)).hasSize(1);
    }

    @Test
    void anAccessRequestShowsTheTokenToo() {
        Held normal = mesh.held(LaneTarget.all());
        JsonNode first = mesh.asked(normal, "pay");
        assertThat(first.at("/context/held").asBoolean()).isTrue();
        String path = "/access/v1/access-requests";
        ObjectNode request = LaneMesh.question("pay");
        ObjectNode denial = request.putObject("denial")
                .put("evaluation_id", first.at("/context/evaluation_id").asText());
        for (String member : List.of("expires_at", "binding_token")) {
            denial.put(member, first.at("/context/access_request/" + member).asText());
        }
        RawHttp.Answer without = mesh.as("mesh", path).body(Json.bytes(request)).send();
        assertThat(without.status()).as(without.text()).isEqualTo(400);
        assertThat(mesh.as("other", path)
                        .body(Json.bytes(LaneMesh.with(request, normal)))
                        .send()
                        .status())
                .isEqualTo(400);
        RawHttp.Answer forged = mesh.as("mesh", path)
                .body(Json.bytes(LaneMesh.with(request, mesh.held(LaneTarget.all()))))
                .send();
        assertThat(forged.status()).as("another instance").isEqualTo(400);
        LaneMesh.context(request).put("subject_token", "x");
        assertThat(mesh.as("mesh", path).body(Json.bytes(request)).send().status())
                .isEqualTo(400);
        mesh.assertRecorded("token-malformed", path, "mesh");

        // Under a key a new token of the same instance is the same request.
        JsonNode task = Json.object();
        for (int i = 0; i < 2; i++) {
            Held renewed = mesh.target.held(LaneTarget.join(normal.task()), LaneMesh.MESH, normal.key());
            RawHttp.Answer submitted = mesh.as("mesh", path)
                    .add("Idempotency-Key", "r-1")
                    .body(Json.bytes(LaneMesh.with(request, renewed)))
                    .send();
            assertThat(submitted.status()).as(submitted.text()).isEqualTo(202);
            task = submitted.json();
        }
        JsonNode hold = mesh.target.get("bert", "/holds").path("holds").path(0);
        RawHttp.Answer approved = mesh.target.post(
                "bert",
                "/holds/" + hold.path("id").asText() + "/approve",
                "{\"comment\":\"seen\",\"code\":\"" + hold.path("code").asText() + "\"}");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        String endpoint = task.at("/task/status_endpoint").asText();
        JsonNode status = mesh.as("mesh", endpoint.substring(LaneTarget.ISSUER.length()))
                .method("GET")
                .send()
                .json();
        ObjectNode again = LaneMesh.with(LaneMesh.question("pay"), normal);
        LaneMesh.context(again).set("approval", status.at("/result/approval"));
        LaneMesh.permitted(mesh.asked("mesh", again));
    }
}
