package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What tasks did lately, as lanes. */
class TimelineApiTest {

    @TempDir
    private Path folder;

    private ConsoleStage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private ObjectNode timeline(String query) {
        return stage.v1("vera", "timeline" + query);
    }

    private static String id(JsonNode decision) {
        return decision.at("/context/evaluation_id").asText();
    }

    /** A lane has its task's calls in their order, conflicts among them, and what was answered. */
    @Test
    void tasksAreLanes() throws Exception {
        String task = stage.task("Settle the rest");
        JsonNode creation = stage.call(task, "create", Json.object());
        stage.created(creation, "vendor/V-1");
        String stopped = id(stage.call(task, "look", Json.object().put("vendor", "V-1")));
        String hold =
                stage.held(task, "edit", Json.object().put("vendor", "V-9").put("iban", "DE1"));
        stage.posted("vera", "holds/" + hold + "/reject", Json.object().put("comment", "no"));

        ObjectNode lanes = timeline("");
        assertThat(lanes.at("/lanes/0/task").asText()).isEqualTo(task);
        assertThat(lanes.at("/lanes/0/agent").asText()).isEqualTo("planner");
        assertThat(lanes.at("/lanes/0/about").asText()).isEqualTo("for olivia");
        assertThat(lanes.at("/lanes/0/calls"))
                .extracting(call -> call.path("verdict").asText())
                .containsExactly("went through", "stopped", "rejected");
        assertThat(lanes.at("/conflicts/0/earlier").asText()).isEqualTo(id(creation));
        assertThat(lanes.at("/conflicts/0/stopped/0").asText()).isEqualTo(stopped);
        assertThat(lanes.at("/conflicts/0/object").asText()).isEqualTo("vendor/V-1");
        assertThat(lanes.at("/answers/0/by").asText()).isEqualTo("vera");
        assertThat(lanes.path("complete").asBoolean()).isTrue();
        assertThat(lanes.path("wide").asText())
                .contains("/v1/calls/" + stopped, "/v1/tasks/" + task, "e-clash-thin", "vera rejected");
    }

    /** What was before the time asked for is not there, but a live task is. */
    @Test
    void theTimeIsBounded() {
        String task = stage.task("Settle the rest");
        stage.call(task, "create", Json.object());
        stage.time.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
        assertThat(timeline("?seconds=60").at("/lanes/0/calls")).isEmpty();
        assertThat(timeline("?seconds=60").at("/lanes/0/task").asText()).isEqualTo(task);
        assertThat(timeline("?seconds=600").at("/lanes/0/calls")).hasSize(1);
        stage.posted("olivia", "tasks/" + task + "/cancel", Json.object());
        assertThat(timeline("?seconds=60").at("/lanes/0/ended").asText()).isNotEmpty();
        stage.time.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
        assertThat(timeline("?seconds=60").path("lanes")).isEmpty();
    }

    /** Beyond twelve tasks each agent has one lane, with the number of its tasks; idle ones alone do not crowd out lanes. */
    @Test
    void manyTasksShareALane() {
        for (int i = 0; i < 20; i++) {
            stage.task("Idle " + i);
        }
        ObjectNode many = timeline("");
        assertThat(many.path("lanes")).hasSize(1);
        assertThat(many.at("/lanes/0/about").asText()).isEqualTo("20 tasks");
        stage.time.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
        String busy = stage.task("Busy");
        stage.call(busy, "create", Json.object());
        ObjectNode idle = timeline("?seconds=60");
        assertThat(idle.path("lanes"))
                .hasSize(12)
                .extracting(lane -> lane.path("task").asText())
                .contains(busy);
        assertThat(idle.path("idleTasks").asInt()).isEqualTo(9);
        assertThat(idle.path("wide").asText()).contains("and 9 idle tasks");
    }

    /** However much was done, the newest of it is told, and that there was more. */
    @Test
    void muchIsBounded() {
        String task = stage.task("Settle the rest");
        for (int i = 0; i < 610; i++) {
            stage.call(task, "create", Json.object());
        }
        ObjectNode much = timeline("?seconds=600");
        assertThat(much.path("complete").asBoolean()).isFalse();
        assertThat(much.at("/lanes/0/calls").size()).isBetween(590, 600);
        assertThat(much.path("wide").asText().length()).isLessThan(30_000);
    }

    /** The timeline is for people, and refuses what it cannot read. */
    @Test
    void whoAsksWrongIsRefused() throws Exception {
        for (String query : new String[] {"?seconds=0", "?seconds=x", "?zone=x", "?links=x", "?x=1"}) {
            assertThat(timeline(query).path("status").asInt()).as(query).isEqualTo(400);
        }
        assertThat(timeline("/x").path("status").asInt()).isEqualTo(404);
        assertThat(stage.v1("planner", "timeline").path("status").asInt()).isEqualTo(403);
        assertThat(stage.form("vera", "/v1/timeline", Map.of()).statusCode()).isIn(401, 405);
    }
}
