package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pictures of calls and of tasks, as the API tells and draws them. */
class PictureApiTest {

    @TempDir
    private Path folder;

    private ConsoleStage stage;
    private String task;
    private String created;
    private String stopped;

    /** Has the planner create a vendor, and then look at it, which is what nobody may do who created it. */
    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
        task = stage.task("Settle the rest");
        JsonNode creation = stage.call(task, "create", Json.object());
        stage.created(creation, "vendor/V-1");
        created = id(creation);
        stopped = id(stage.call(task, "look", Json.object().put("vendor", "V-1")));
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private static String id(JsonNode decision) {
        return decision.at("/context/evaluation_id").asText();
    }

    private ObjectNode picture(String of) {
        return stage.v1("vera", of);
    }

    /** The picture of a task is that of its newest conflict, unless it is asked for tasks alone. */
    @Test
    void aTaskWithAConflictIsARing() {
        ObjectNode ring = picture("tasks/" + task + "/picture");
        assertThat(ring.path("at").asText()).isEqualTo(stopped);
        assertThat(ring.path("previous").asText()).isEqualTo(created);
        assertThat(ring.has("next")).isFalse();
        assertThat(ring.at("/conflict/object").asText()).isEqualTo("vendor/V-1");
        assertThat(ring.path("wide").asText()).contains("class=\"e-clash\"");
        assertThat(ring.path("phone").asText()).contains("class=\"e-clash\"");

        ObjectNode tasks = picture("tasks/" + task + "/picture?show=tasks");
        assertThat(tasks.has("conflict")).isFalse();
        assertThat(tasks.has("at")).isFalse();
        assertThat(tasks.path("previous").asText()).isEqualTo(stopped);
        assertThat(tasks.path("wide").asText())
                .contains(created, stopped, "vendor/V-1")
                .doesNotContain("e-clash", "class=\"dim\"");
    }

    /** At each step there is what was done until then; what came after is faint, and one step further. */
    @Test
    void aTaskIsDrawnAtAnyTime() {
        ObjectNode then = picture("tasks/" + task + "/picture?at=" + created + "&links=/console&steps=/console/tasks/"
                + task + "&zone=Europe/Berlin");
        assertThat(then.has("conflict")).isFalse();
        assertThat(then.path("previous").asText()).isEqualTo(task);
        assertThat(then.path("next").asText()).isEqualTo(stopped);
        assertThat(then.path("wide").asText())
                .contains("<a href=\"/console/calls/" + stopped + "\" class=\"dim\"")
                .contains("<a href=\"/console/calls/" + created + "\"><title>");
        assertThat(then.path("time").asText())
                .contains("<a href=\"/console/tasks/" + task + "?at=" + created
                        + "\" class=\"chosen\" aria-current=\"step\">")
                .contains("<a href=\"/console/tasks/" + task + "?at=" + stopped + "\" class=\"dim\"");
        assertThat(picture("tasks/" + task + "/picture?at=" + task).path("next").asText())
                .isEqualTo(created);
    }

    /** The table beside a picture has what is drawn: tasks with calls, what these touched, and what is known of that. */
    @Test
    void aPictureIsToldInWords() {
        ObjectNode told = picture("tasks/" + task + "/picture");
        assertThat(told.at("/tasks/0/id").asText()).isEqualTo(task);
        assertThat(told.at("/tasks/0/calls/0/id").asText()).isEqualTo(created);
        assertThat(told.at("/tasks/0/calls/0/touched/0").asText()).isEqualTo("vendor/V-1");
        assertThat(told.at("/tasks/0/calls/1/verdict").asText()).isEqualTo("stopped");
        assertThat(told.at("/tasks/0/calls/1/touched")).isEmpty();
        assertThat(told.at("/objects/0/id").asText()).isEqualTo("vendor/V-1");
    }

    /** A call that met no conflict is drawn in its task, whatever became of it. */
    @Test
    void aCallWithoutAConflictIsDrawn() {
        ObjectNode permitted = picture("calls/" + created + "/picture");
        assertThat(permitted.path("title").asText()).isEqualTo(created + ": went through");
        assertThat(permitted.path("wide").asText()).contains(created).doesNotContain("e-clash");
        String held = "c"
                + stage.held(task, "edit", Json.object().put("vendor", "V-9").put("iban", "DE1"))
                        .substring(1);
        ObjectNode waits = picture("calls/" + held + "/picture");
        assertThat(waits.path("title").asText()).isEqualTo(held + " waits");
        assertThat(waits.path("phone").asText()).contains(held);
        assertThat(picture("calls/" + stopped + "/picture").path("time").asText())
                .contains("/v1/calls/" + created, "/v1/tasks/" + task);
    }

    /** However many calls a task has, its picture has those around a moment, and the numbers of the others. */
    @Test
    void muchIsCounted() {
        for (int i = 0; i < 150; i++) {
            stage.call(task, "create", Json.object());
        }
        ObjectNode last = picture("tasks/" + task + "/picture?show=tasks");
        assertThat(last.at("/tasks/0/calls")).hasSize(100);
        assertThat(last.at("/tasks/0/earlier").asInt()).isEqualTo(52);
        assertThat(last.path("wide").asText().length()).isLessThan(20_000);
        ObjectNode first = picture("tasks/" + task + "/picture?at=" + created);
        assertThat(first.at("/tasks/0/calls")).hasSize(31);
        assertThat(first.at("/tasks/0/later").asInt()).isEqualTo(121);
        assertThat(first.path("wide").asText()).contains(created);
    }

    /** A step that is not one of the task, and what cannot be read, are refused. */
    @Test
    void whatIsNoStepIsRefused() {
        String other = stage.task("Another one");
        String elsewhere = id(stage.call(other, "create", Json.object()));
        for (String at : new String[] {elsewhere, other, "c-99999", "t-99999", "x", "%3Cscript%3E"}) {
            assertThat(picture("tasks/" + task + "/picture?at=" + at)
                            .path("status")
                            .asInt())
                    .as(at)
                    .isEqualTo(404);
        }
        for (String query :
                new String[] {"zone=Nowhere", "links=//evil.example", "steps=x", "show=all", "form=png", "x=1"}) {
            assertThat(picture("tasks/" + task + "/picture?" + query)
                            .path("status")
                            .asInt())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(picture("tasks/t-99999/picture").path("status").asInt()).isEqualTo(404);
        assertThat(stage.v1("planner", "tasks/" + task + "/picture")
                        .path("status")
                        .asInt())
                .isEqualTo(403);
    }
}
