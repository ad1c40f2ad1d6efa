package dev.interlock.server.console.page.hold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page on which a hold is decided: what it shows, and which answers it takes. */
class HoldPageTest {

    @TempDir
    private Path folder;

    private ConsoleStage stage;
    private String task;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
        task = stage.task("Settle the rest");
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private static ObjectNode payment(String id, String note) {
        return Json.object().put("payment", id).put("amount", "1200.50").put("note", note);
    }

    private static String page(String hold) {
        return "/console/holds/" + hold;
    }

    private Map<String, String> answer(String hold, String answer, String comment) {
        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        Map<String, String> fields = new HashMap<>();
        fields.put("answer", answer);
        fields.put("comment", comment);
        fields.put("digest", seen.path("digest").asText());
        if (answer.equals("approve") && seen.path("confirm").asBoolean()) {
            fields.put("code", seen.path("code").asText());
        }
        return fields;
    }

    private String state(String hold) {
        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        return seen.path("state").asText() + (seen.path("approved").asBoolean() ? ", approved" : "");
    }

    @Test
    void thePageShowsWhatWasAskedBesideWhatWouldBeDone() throws Exception {
        String hold = stage.held(task, "pay", payment("P-9003", "for PO-79"));

        HttpResponse<String> page = stage.page("vera", page(hold));

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body())
                .contains("Settle the rest", "What olivia asked", "What planner would do", "payment/P-9003", "1200.50")
                .contains("PAY-1", "A payment is approved by somebody else", "for PO-79")
                .contains("You may decide", "payables", "controlling", "0 of 1")
                .contains(stage.v1("vera", "holds/" + hold).path("code").asText())
                .contains("name=\"code\"", "value=\"approve\"", "value=\"reject\"");
        assertThat(page.body().length()).isLessThan(150_000);
    }

    @Test
    void anApprovalIsTakenOnceAndThePageTellsSo() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "matches PO-77");

        HttpResponse<String> sent = stage.form("vera", page(hold), answer);
        HttpResponse<String> again = stage.form("vera", page(hold), answer);

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(sent.headers().firstValue("Location")).contains(page(hold));
        assertThat(stage.page("vera", page(hold)).body())
                .contains("You approved this just now", "One approval was enough", "matches PO-77");
        assertThat(again.statusCode()).isEqualTo(403);
        assertThat(again.body()).contains("has already answered hold", "You approved this just now");
        assertThat(stage.v1("vera", "holds/" + hold).path("answers")).hasSize(1);
    }

    @Test
    void theCodeIsAskedForAndNoOtherIsTaken() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "I <b>checked</b> it");
        answer.put("code", "AAAA-AAAA");

        HttpResponse<String> wrong = stage.form("vera", page(hold), answer);
        answer.remove("code");
        HttpResponse<String> none = stage.form("vera", page(hold), answer);

        assertThat(wrong.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(wrong.body()).contains("The code was not repeated", "I &lt;b&gt;checked&lt;/b&gt; it</textarea>");
        assertThat(none.body()).contains("The code was not repeated");
        assertThat(state(hold)).isEqualTo("open");
    }

    @Test
    void aRejectionNeedsAReason() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));

        HttpResponse<String> without = stage.form("vera", page(hold), answer(hold, "reject", "  "));
        assertThat(without.statusCode()).isEqualTo(422);
        assertThat(without.body()).contains("State why you reject it");
        assertThat(state(hold)).isEqualTo("open");

        assertThat(stage.form("vera", page(hold), answer(hold, "reject", "not owed"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(state(hold)).isEqualTo("rejected");
        assertThat(stage.page("paul", page(hold)).body())
                .contains("vera rejected this", "not owed")
                .doesNotContain("value=\"approve\"");
    }

    @Test
    void aCriticalCallIsApprovedByWhoSignedInLately() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "matches <PO-77>");
        stage.page("vera", page(hold));
        stage.time.updateAndGet(now -> now.plus(Duration.ofMinutes(16)));

        assertThat(stage.page("vera", page(hold)).body())
                .contains("Sign in again to approve this", "You signed in 16 minutes ago", "within the last 15 min")
                .doesNotContain("value=\"approve\"");
        HttpResponse<String> refused = stage.form("vera", page(hold), answer);
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(refused.body()).contains("You signed in too long ago for this", "matches &lt;PO-77&gt;</textarea>");
        assertThat(state(hold)).isEqualTo("open");

        answer.put("answer", "sign-in");
        HttpResponse<String> again = stage.form("vera", page(hold), answer);
        String next = again.headers().firstValue("Location").orElseThrow();
        assertThat(next).isEqualTo("/console/sign-in?again=1&to=%2Fconsole%2Fholds%2F" + hold);
        assertThat(stage.page("vera", next).body()).contains("Sign in again", "to show that it is you");
        assertThat(stage.page("paul", page(hold)).body()).doesNotContain("matches");

        stage.signInAgain("vera");
        assertThat(stage.page("vera", page(hold)).body())
                .contains(
                        "matches &lt;PO-77&gt;</textarea>",
                        "value=\"" + answer.get("code") + "\"",
                        "value=\"approve\"");
        answer.put("answer", "approve");
        assertThat(stage.form("vera", page(hold), answer).statusCode()).isEqualTo(303);
        assertThat(stage.page("vera", page(hold)).body())
                .contains("You approved this", "repeated the code, signed in by a link just then");
    }

    @Test
    void aRejectionAsksNobodyToSignInAgain() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        stage.page("vera", page(hold));
        stage.time.updateAndGet(now -> now.plus(Duration.ofHours(2)));

        assertThat(stage.form("vera", page(hold), answer(hold, "reject", "not owed"))
                        .statusCode())
                .isEqualTo(303);
        assertThat(state(hold)).isEqualTo("rejected");
    }

    @Test
    void aPageOfASessionThatEndedAnswersNothing() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "fine");
        answer.put("form-token", stage.formToken("vera"));
        assertThat(stage.form("vera", "/console/sign-out", Map.of()).statusCode())
                .isEqualTo(303);

        HttpResponse<String> sent = stage.form("vera", page(hold), answer);

        assertThat(sent.statusCode()).isEqualTo(401);
        assertThat(sent.body()).contains("Sign in");
        assertThat(state(hold)).isEqualTo("open");
    }

    @Test
    void whoIsGoneDecidesNothingOnAPageThatIsStillOpen() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "fine");
        stage.page("vera", page(hold));
        stage.posted("ada", "owners/vera/gone", Json.object().put("reason", "left"));

        HttpResponse<String> sent = stage.form("vera", page(hold), answer);

        assertThat(sent.statusCode()).isEqualTo(403);
        assertThat(sent.body()).contains("You may not decide");
        assertThat(state(hold)).isEqualTo("open");
    }

    @Test
    void anAnswerToAnotherCallThanTheOneLookedAtDoesNothing() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "fine");
        answer.put("digest", answer.get("digest").replaceFirst(".$", "x"));

        HttpResponse<String> sent = stage.form("vera", page(hold), answer);

        assertThat(sent.statusCode()).isEqualTo(409);
        assertThat(sent.body()).contains("This is not what you looked at", "Your answer was not accepted");
        assertThat(state(hold)).isEqualTo("open");
    }

    @Test
    void ofTwoWhoApproveTheSecondIsToldThatTheFirstWasFaster() throws Exception {
        String hold =
                stage.held(task, "edit", Json.object().put("vendor", "V-1").put("iban", "DE1"));
        Map<String, String> ofPaul = answer(hold, "approve", "");
        stage.form("vera", page(hold), answer(hold, "approve", ""));
        stage.call(task, "edit", Json.object().put("vendor", "V-1").put("iban", "DE1"));

        HttpResponse<String> late = stage.form("paul", page(hold), ofPaul);

        assertThat(late.statusCode()).isEqualTo(409);
        assertThat(late.body())
                .contains("There is nothing left to answer", "vera approved this", "planner has made the call");
    }

    @Test
    void whoMayApproveStaysKnownOnceItIsAnswered() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        assertThat(stage.page("vera", page(hold)).body())
                .contains("You or paul can give it")
                .doesNotContain("Who may approve it");

        stage.form("vera", page(hold), answer(hold, "reject", "not owed"));

        assertThat(stage.page("vera", page(hold)).body())
                .containsSubsequence("<summary>Who may approve it</summary>", "You or paul.");
    }

    @Test
    void factsStandBeforeWhatWasAsked() throws Exception {
        String paid = stage.held(task, "pay", payment("P-1", "a"));
        stage.form("vera", page(paid), answer(paid, "approve", ""));
        String call = stage.call(task, "pay", payment("P-1", "a"))
                .at("/context/evaluation_id")
                .asText();
        String hold = stage.held(task, "pay", payment("P-1", "again"));

        assertThat(stage.page("vera", page(hold)).body())
                .containsSubsequence("Look at this first", "The same amount, 1,200.50 EUR", call, "What olivia asked");
    }

    @Test
    void twoPeopleAreCounted() throws Exception {
        String hold = stage.held(task, "close", Json.object().put("vendor", "V-1"));

        stage.form("vera", page(hold), answer(hold, "approve", ""));
        String half = stage.page("paul", page(hold)).body();
        stage.form("paul", page(hold), answer(hold, "approve", ""));

        assertThat(half).contains("vera approved this", "1 more approval is needed", "1 of 2", "by vera");
        assertThat(state(hold)).isEqualTo("open, approved");
        assertThat(stage.page("vera", page(hold)).body()).contains("2 of 2", "paul approved this");
    }

    @Test
    void whoeverMayNotDecideIsToldWhy() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        String page = stage.page("olivia", page(hold)).body();

        assertThat(page)
                .contains("You may not decide", "the same owner", "paul or vera can.", "Withdraw it")
                .doesNotContain("value=\"approve\"", "value=\"reject\"");
        HttpResponse<String> tried = stage.form("olivia", page(hold), answer(hold, "approve", ""));
        assertThat(tried.statusCode()).isEqualTo(403);
        assertThat(tried.body()).contains("You may not decide this", "Your attempt was recorded");
        assertThat(state(hold)).isEqualTo("open");
    }

    @Test
    void whoeverHasAVetoRejectsAndDoesNotApprove() throws Exception {
        String hold = stage.held(task, "close", Json.object().put("vendor", "V-1"));
        String page = stage.page("lea", page(hold)).body();

        assertThat(page).contains("You may reject it", "value=\"reject\"").doesNotContain("value=\"approve\"");
        stage.form("lea", page(hold), answer(hold, "reject", "a claim is open"));
        assertThat(state(hold)).isEqualTo("rejected");
    }

    @Test
    void whoOpenedTheTaskTakesTheCallBack() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));

        HttpResponse<String> taken = stage.form("olivia", page(hold), Map.of("answer", "withdraw"));

        assertThat(taken.statusCode()).isEqualTo(303);
        assertThat(stage.page("vera", page(hold)).body()).contains("olivia withdrew it");
        assertThat(stage.page("olivia", page(hold)).body()).contains("You withdrew it");
    }

    @Test
    void aHoldWhoseTimeIsOverSaysSo() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        Map<String, String> answer = answer(hold, "approve", "");
        stage.session("vera");
        stage.posted("olivia", "tasks/" + task + "/close", Json.object());

        HttpResponse<String> late = stage.form("vera", page(hold), answer);

        assertThat(late.statusCode()).isGreaterThanOrEqualTo(400);
        assertThat(late.body()).contains("There is nothing left to answer", "Its task has ended");
    }

    @Test
    void whatBecameOfAHoldIsKnownAfterItsTask() throws Exception {
        ObjectNode arguments = payment("P-1", "a");
        String spent = stage.held(task, "pay", arguments);
        String open = stage.held(task, "pay", payment("P-2", "b"));
        String rejected = stage.held(task, "pay", payment("P-3", "c"));
        stage.form("vera", page(spent), answer(spent, "approve", "seen"));
        stage.form("vera", page(rejected), answer(rejected, "reject", "too much"));
        JsonNode made = stage.call(task, "pay", arguments);
        String call = made.at("/context/evaluation_id").asText();
        stage.posted("olivia", "tasks/" + task + "/close", Json.object());

        assertThat(stage.v1("vera", "holds/" + spent).path("state").asText()).isEqualTo("closed");
        assertThat(stage.v1("vera", "holds/" + spent).at("/ended/as").asText()).isEqualTo("spent");
        assertThat(stage.page("vera", page(spent)).body())
                .contains(
                        "approved, went through", "You approved this", "href=\"/console/calls/" + call + "\"", "seen");
        assertThat(stage.page("vera", page(rejected)).body()).contains("You rejected this", "too much");
        assertThat(stage.page("vera", page(open)).body()).contains("Its task has ended", "ended with its task");
    }

    @Test
    void somebodyElseAnswersInOnesPlace() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));
        assertThat(stage.page("vera", page(hold)).body()).contains("Let someone else answer", "approvers");

        HttpResponse<String> made = stage.form(
                "vera",
                page(hold) + "/delegate",
                Map.of("to", "gast", "group", "approvers", "for", "4h", "reason", "away"));

        assertThat(made.statusCode()).isEqualTo(303);
        String place = made.headers().firstValue("Location").orElseThrow();
        assertThat(stage.page("vera", place).body()).contains("gast may answer in place of vera");
        assertThat(stage.page("gast", page(hold)).body()).contains("You may decide");
        HttpResponse<String> nobody =
                stage.form("vera", page(hold) + "/delegate", Map.of("to", "nobody", "group", "approvers", "for", "4h"));
        assertThat(nobody.body()).contains("No one answers in your place", "no one is registered as");
    }

    @Test
    void theSignedRecordIsKeptElsewhere() throws Exception {
        String hold = stage.held(task, "pay", payment("P-1", "a"));

        HttpResponse<String> record = stage.page("vera", page(hold) + "/record");

        assertThat(record.headers().firstValue("Content-Disposition").orElseThrow())
                .contains(hold + ".json");
        assertThat(record.body()).contains("\"assertions\"", "\"envelope\"");
    }

    @Test
    void whatAnAgentWritesIsShownAsText() throws Exception {
        String task = stage.task("<script>alert(1)</script>\u202e \u200b'\"");
        String hold =
                stage.held(task, "pay", payment("P-1", "</textarea><img src=x onerror=alert(1)>\u001b[2J\u202eIBAN"));

        String page = stage.page("vera", page(hold)).body();

        assertThat(page)
                .doesNotContain("<script>alert", "<img src=x", "\u202e", "\u200b", "\u001b")
                .contains("&lt;script&gt;alert(1)", "&lt;img src=x", "U+202E", "U+200B", "U+001B");
    }

    @Test
    void nothingIsShortenedButVeryLongValuesStandForThemselves() throws Exception {
        ObjectNode arguments = payment("P-1", "n".repeat(1_000));
        ObjectNode many = Json.object().put("vendor", "V-1").put("iban", "i".repeat(200_000));

        String whole =
                stage.page("vera", page(stage.held(task, "pay", arguments))).body();
        String digested =
                stage.page("vera", page(stage.held(task, "edit", many))).body();

        assertThat(whole).contains("n".repeat(1_000));
        assertThat(digested).contains("too long to be shown");
        assertThat(digested.length()).isLessThan(150_000);
    }

    @Test
    void aHoldThatIsNotThereIsNoPage() throws Exception {
        for (String id : new String[] {"h-999", "x", "c-1"}) {
            assertThat(stage.page("vera", page(id)).statusCode()).isEqualTo(404);
        }
        assertThat(stage.page("vera", page("h-1%2Frecord")).statusCode()).isBetween(400, 404);
    }

    @Test
    void whatThePageHasNoRoomForIsReadInAFileBeforeItIsApproved() throws Exception {
        ObjectNode arguments = Json.object().put("payment", "P-1").put("amount", "1200.50");
        for (int i = 10; i < 40; i++) {
            arguments.put("more-" + i, "\u200b".repeat(150));
        }
        String hold = stage.held(task, "pay-open", arguments);

        HttpResponse<String> shown = stage.page("vera", page(hold));
        HttpResponse<String> file = stage.page("vera", page(hold) + "/values");
        Map<String, String> answer = answer(hold, "approve", "");
        HttpResponse<String> unread = stage.form("vera", page(hold), answer);
        answer.put("read", "sha-256:of-another");
        HttpResponse<String> another = stage.form("vera", page(hold), answer);

        assertThat(shown.body().length()).isLessThan(150_000);
        assertThat(shown.body()).contains("P-1", "1200.50", "for which this page has no room", "I read all values");
        assertThat(file.headers().firstValue("Content-Type")).contains("text/plain; charset=utf-8");
        assertThat(file.body()).contains("P-1", "1200.50", "more-10", "more-39").contains("U+200B".repeat(150));
        assertThat(unread.statusCode()).isEqualTo(422);
        assertThat(unread.body()).contains("Confirm that you read all values");
        assertThat(another.statusCode()).isEqualTo(422);
        assertThat(state(hold)).isEqualTo("open");

        answer.put("read", answer.get("digest"));
        assertThat(stage.form("vera", page(hold), answer).statusCode()).isEqualTo(303);
        assertThat(state(hold)).isEqualTo("open, approved");
    }
}
