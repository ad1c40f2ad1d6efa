package dev.interlock.server.console.page.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
                .doesNotContain("No rule stood in its way.");
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

    private static final ObjectNode EDIT = Json.object().put("vendor", "V-1").put("iban", "DE89");

    /** Asks everywhere what became of a held call, and expects these words and no others. */
    private void isSaidEverywhere(String task, String hold, String outcome, String words) throws Exception {
        String call = "c" + hold.substring(1);
        JsonNode entries = stage.v1("vera", "entries?hold=" + hold).path("entries");
        JsonNode entry = entries.path(entries.size() - 1);
        assertThat(entry.path("id").asText()).isEqualTo(call);
        assertThat(entry.path("outcome").asText()).isEqualTo(outcome);
        assertThat(word(stage.v1("vera", "tasks/" + task + "/picture").path("tasks"), call))
                .isEqualTo(words);
        assertThat(word(stage.v1("vera", "timeline").path("lanes"), call)).isEqualTo(words);
        assertThat(body("/console/calls/" + call))
                .contains("aria-label=\"" + words + "\"", "</svg>\n" + words + "</span>");
        assertThat(body("/console/tasks/" + task)).contains(call + ": erp/edit, " + words);
        assertThat(body("/console")).contains(call + ": erp/edit, " + words);
        assertThat(body("/console/ledger?hold=" + hold)).contains(words);
        assertThat(body("/console/objects/vendor/V-1")).contains("aria-label=\"" + words + "\"");
        assertThat(body("/console/rules/EDIT-1?show=held")).contains(words);
        if (!outcome.equals("open")) {
            assertThat(body("/console/calls/" + call)).contains("Why " + call + " waited");
            assertThat(body("/console/ledger?hold=" + hold)).doesNotContain(">waits<");
        }
    }

    private static String word(JsonNode groups, String call) {
        for (JsonNode group : groups) {
            for (JsonNode each : group.path("calls")) {
                if (each.path("id").asText().equals(call)) {
                    return each.path("verdict").asText();
                }
            }
        }
        return "";
    }

    @Test
    void aCallThatWaitedHasOneStateEverywhere() throws Exception {
        String task = stage.task("Move an account");
        String hold = stage.held(task, "edit", EDIT);
        isSaidEverywhere(task, hold, "open", "waits");

        stage.posted("vera", "holds/" + hold + "/approve", Json.object());
        isSaidEverywhere(task, hold, "approved", "approved");

        String through =
                stage.call(task, "edit", EDIT).at("/context/evaluation_id").asText();
        isSaidEverywhere(task, hold, "spent", "approved, went through");
        assertThat(body("/console/calls/c" + hold.substring(1)))
                .containsSubsequence("It went through as", "/console/calls/" + through);

        stage.posted("olivia", "tasks/" + task + "/close", Json.object());
        isSaidEverywhere(task, hold, "spent", "approved, went through");
    }

    @Test
    void aCallThatWasNotLetThroughSaysWhy() throws Exception {
        String task = stage.task("Move an account");
        String rejected = stage.held(task, "edit", EDIT);
        stage.posted("vera", "holds/" + rejected + "/reject", Json.object());
        isSaidEverywhere(task, rejected, "rejected", "rejected");

        String next = stage.task("Move another account");
        String withdrawn = stage.held(next, "edit", EDIT.deepCopy().put("vendor", "V-2"));
        stage.form("olivia", "/console/holds/" + withdrawn, Map.of("answer", "withdraw"));
        String open = stage.held(next, "edit", EDIT.deepCopy().put("vendor", "V-3"));
        stage.posted("olivia", "tasks/" + next + "/close", Json.object());
        assertThat(body("/console/calls/c" + withdrawn.substring(1))).contains("</svg>\nwithdrawn</span>");
        stage.posted("olivia", "tasks/" + task + "/close", Json.object());
        isSaidEverywhere(task, rejected, "rejected", "rejected");
        JsonNode entry = stage.v1("vera", "entries?call=c" + open.substring(1)).at("/entries/0");
        assertThat(entry.path("outcome").asText()).isEqualTo("closed");
        assertThat(body("/console/calls/c" + open.substring(1))).contains("ended with its task");
    }

    @Test
    void aTaskIsStoppedByAFormOfItsPage() throws Exception {
        String task = stage.task("Settle the rest");

        HttpResponse<String> stopped = stage.form("vera", "/console/tasks/" + task, Map.of());
        assertThat(stopped.statusCode()).isEqualTo(303);
        assertThat(stage.v1("vera", "tasks/" + task).path("state").asText()).isEqualTo("ended");
        HttpResponse<String> again = stage.form("vera", "/console/tasks/" + task, Map.of());
        assertThat(again.body()).contains("It was not stopped").doesNotContain("Stop it, and all below it");
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
