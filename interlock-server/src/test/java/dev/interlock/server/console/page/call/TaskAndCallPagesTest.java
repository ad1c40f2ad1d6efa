package dev.interlock.server.console.page.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
    void amountsInPicturesAreWrittenAsEverywhere() throws Exception {
        String task = stage.task("Settle the rest");
        stage.held(task, "pay", Json.object().put("payment", "P-9").put("amount", "1200.5"));

        assertThat(stage.v1("vera", "tasks/" + task + "/picture")
                        .at("/objects/0/about")
                        .asText())
                .isEqualTo("1,200.50 EUR");
    }

    @Test
    void aCallThatWaitedShowsWhoApprovedIt() throws Exception {
        String task = stage.task("Move an account");
        var edit = Json.object().put("vendor", "V-1").put("iban", "DE89");
        String hold = stage.held(task, "edit", edit);
        stage.posted("vera", "holds/" + hold + "/approve", Json.object());

        String call =
                stage.call(task, "edit", edit).at("/context/evaluation_id").asText();

        assertThat(body("/console/calls/" + call))
                .contains(">vera</b> approved it in ", "/console/holds/" + hold)
                .doesNotContain("No rule had anything against it.");
    }

    @Test
    void ofSeveralRulesThePageMarksTheOnesThatStoppedACall() throws Exception {
        String task = stage.task("Move an account");
        var edit = Json.object().put("vendor", "V-1").put("iban", "DE89");
        stage.posted("vera", "holds/" + stage.held(task, "edit", edit) + "/reject", Json.object());

        String call =
                stage.call(task, "edit", edit).at("/context/evaluation_id").asText();

        assertThat(body("/console/calls/" + call))
                .containsSubsequence("stopped it", "a person rejected", "alone would have held it", "EDIT-1");
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

    /** Has the planner create this vendor, and then try to look at it: returns the call that was stopped. */
    private String conflict(String task, String vendor) {
        stage.created(stage.call(task, "create", Json.object()), "vendor/" + vendor);
        return stage.call(task, "look", Json.object().put("vendor", vendor))
                .at("/context/evaluation_id")
                .asText();
    }

    /** The addresses of the console's pages about things, in a page. */
    private static Set<String> links(String page) {
        return Pattern.compile("href=\"(/console/(?:calls|tasks|objects|parties|rules|ledger|holds)/[^\"]+)\"")
                .matcher(page)
                .results()
                .map(link -> link.group(1))
                .filter(link -> !link.contains("picture.svg"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void aTaskIsShownAsItWasAtAnyStep() throws Exception {
        String task = stage.task("Settle the rest");
        String stopped = conflict(task, "V-1");
        String page = body("/console/tasks/" + task);
        assertThat(page)
                .contains("The conflict of", "class=\"e-clash\"", "What happened", "planner did vendor.create.");

        String first = "/console/tasks/" + task + "?at=" + task;
        assertThat(page).contains("href=\"" + first + "\"");
        assertThat(body(first))
                .doesNotContain("class=\"e-clash\"", "What happened")
                .contains("aria-current=\"step\"", "<tr data-row class=\"later\"")
                .contains("data-copy=\"" + first + "\"", "/console/tasks/" + task + "/picture.svg?at=" + task);
        assertThat(body("/console/tasks/" + task + "?show=tasks"))
                .contains("All that was done", "?at=" + stopped)
                .doesNotContain("class=\"e-clash\"");
        assertThat(stage.page("vera", "/console/tasks/" + task + "?at=c-99999").statusCode())
                .isEqualTo(404);
    }

    @Test
    void aPictureIsSavedUnderItsName() throws Exception {
        String task = stage.task("Settle the rest");
        String stopped = conflict(task, "V-1");
        HttpResponse<String> file = stage.page("vera", "/console/tasks/" + task + "/picture.svg?at=" + stopped);
        assertThat(file.headers().firstValue("Content-Type")).hasValue("image/svg+xml");
        assertThat(file.headers().firstValue("Content-Disposition"))
                .hasValue("attachment; filename=\"" + task + "-at-" + stopped + ".svg\"");
        assertThat(file.body()).startsWith("<svg ").contains("Why " + stopped + " was stopped", "Rule SEP-1");
        assertThat(stage.page("vera", "/console/calls/" + stopped + "/picture.svg")
                        .body())
                .isEqualTo(file.body());
        assertThat(stage.page("vera", "/console/tasks/" + task + "/picture.svg?at=x")
                        .statusCode())
                .isEqualTo(404);
    }

    /** From a denial on the first page every link leads to what it names: agents, objects, the call before, the rule, and the proof. */
    @Test
    void aConflictIsFoundByClicking() throws Exception {
        String task = stage.task("Settle the rest");
        String stopped = conflict(task, "V-1");
        String created =
                stage.v1("vera", "tasks/" + task + "/history").at("/calls/0/id").asText();
        assertThat(links(body("/console"))).contains("/console/calls/" + stopped);

        Set<String> links = links(body("/console/calls/" + stopped));
        assertThat(links)
                .contains(
                        "/console/calls/" + created,
                        "/console/tasks/" + task,
                        "/console/parties/planner",
                        "/console/parties/olivia",
                        "/console/objects/vendor/V-1",
                        "/console/rules/SEP-1",
                        "/console/ledger/" + stopped.substring(2));
        for (String link : links) {
            String name = link.substring(link.lastIndexOf('/') + 1);
            assertThat(body(link)).as(link).contains(name);
        }
    }

    @Test
    void namesThatAreMeantToBreakOutStayInThePicture() throws Exception {
        String task = stage.task(HOSTILE + "x".repeat(15_000));
        for (String vendor :
                new String[] {"<script>alert(1)</script>", "\u05de\u05ea\u05db\u05e0\u05df", "v".repeat(200), "\"'><b>"
                }) {
            String stopped = conflict(task, vendor);
            for (String path : new String[] {"/console/calls/" + stopped, "/console/tasks/" + task, "/console"}) {
                assertThat(body(path)).as(path).doesNotContain("<script>alert", "'><b>", "\u202e", "\u200b");
            }
            assertThat(links(body("/console/calls/" + stopped)))
                    .contains("/console/objects/vendor/" + URLEncoder.encode(vendor, UTF_8));
        }
    }

    @Test
    void aTaskOfManyCallsIsBounded() throws Exception {
        String task = stage.task("Settle the rest");
        String first = stage.call(task, "create", Json.object())
                .at("/context/evaluation_id")
                .asText();
        for (int i = 0; i < 300; i++) {
            stage.call(task, "create", Json.object());
        }
        assertThat(body("/console/tasks/" + task))
                .contains("There was more")
                .doesNotContain("/console/calls/" + first + "\"");
        assertThat(body("/console/tasks/" + task + "?at=" + first)).contains("/console/calls/" + first + "\"");
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
