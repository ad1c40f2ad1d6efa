package dev.interlock.server.console.page.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages of tasks and of calls: what they show, and how a task is stopped. */
class TaskAndCallPagesTest {

    private static final String HOSTILE = "<script>alert(1)</script>\"'><b>\u202egnp\u200b\u001b[31m";

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

    private String body(String path) throws Exception {
        HttpResponse<String> page = stage.page("vera", path);
        assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
        assertThat(page.body()).hasSizeLessThan(150_000);
        return page.body();
    }

    private String held(String task, String note) {
        String hold = stage.held(
                task,
                "pay",
                Json.object().put("payment", "P-9").put("amount", "120.50").put("note", note));
        return "c" + hold.substring(1);
    }

    @Test
    void aTaskShowsWhoAskedAndWhatWasDone() throws Exception {
        String task = stage.task("Settle the rest");
        String call = held(task, "as agreed");

        assertThat(body("/console/tasks")).contains(task, "planner", "olivia", "Settle the rest");
        assertThat(body("/console/tasks/" + task))
                .contains(
                        "Settle the rest",
                        "/console/calls/" + call,
                        "payment/P-9",
                        "PAY-1",
                        "Stop it, and all below it");
        assertThat(body("/console/calls/" + call))
                .contains(
                        "Why " + call + " waits",
                        "/console/holds/h" + call.substring(1),
                        "PAY-1",
                        "/console/tasks/" + task);
    }

    @Test
    void aTaskIsStoppedByAFormOfItsPage() throws Exception {
        String task = stage.task("Settle the rest");

        HttpResponse<String> stopped = stage.form("vera", "/console/tasks/" + task, Map.of());
        assertThat(stopped.statusCode()).isEqualTo(303);
        assertThat(stage.v1("vera", "tasks/" + task).path("state").asText()).isEqualTo("ended");
        HttpResponse<String> again = stage.form("vera", "/console/tasks/" + task, Map.of());
        assertThat(again.body()).contains("It goes on").doesNotContain("Stop it, and all below it");
    }

    @Test
    void hostileTextsAreShownAndDoNothing() throws Exception {
        String task = stage.task(HOSTILE + "x".repeat(15_000));
        String call = held(task, HOSTILE);

        for (String path : new String[] {"/console/tasks", "/console/tasks/" + task, "/console/calls/" + call}) {
            assertThat(body(path)).as(path).doesNotContain("<script>alert", "\u202e", "\u200b", "\u001b", "<b>\u202e");
        }
        assertThat(body("/console/tasks/" + task)).contains("&lt;script&gt;", "U+202E", "U+200B", "U+001B");
    }

    @Test
    void whatIsNotThereIsNotFound() throws Exception {
        String task = stage.task("Settle the rest");
        for (String path : new String[] {
            "/console/calls/c-99999",
            "/console/calls/" + task,
            "/console/calls/x",
            "/console/tasks/t-99999",
            "/console/tasks/c-1",
            "/console/tasks/" + task + "/x",
            "/console/calls",
            "/console/calls/%3Cscript%3E"
        }) {
            HttpResponse<String> page = stage.page("vera", path);
            assertThat(page.statusCode()).as(path).isIn(400, 404, 422);
            assertThat(page.body()).doesNotContain("<script>");
        }
    }
}
