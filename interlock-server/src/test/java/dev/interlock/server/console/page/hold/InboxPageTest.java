package dev.interlock.server.console.page.hold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.ConsoleStage;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The inbox: what waits for whom, and several holds that are answered together. */
class InboxPageTest {

    private static final String PLACE = "/console/inbox";

    @TempDir
    private Path folder;

    private ConsoleStage stage;
    private String task;

    @BeforeEach
    void start() throws Exception {
        stage = new ConsoleStage(folder);
        task = stage.task("Update accounts from the June letters");
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private String edit(String vendor, String iban) {
        return stage.held(task, "edit", Json.object().put("vendor", vendor).put("iban", iban));
    }

    private String pay(String payment) {
        return stage.held(task, "pay", Json.object().put("payment", payment).put("amount", "1200.50"));
    }

    private Map<String, String> together(String answer, String comment, String... holds) {
        Map<String, String> fields = new HashMap<>(Map.of("answer", answer, "comment", comment));
        for (String hold : holds) {
            fields.put(hold, stage.v1("vera", "holds/" + hold).path("digest").asText());
        }
        return fields;
    }

    private String state(String hold) {
        ObjectNode seen = stage.v1("vera", "holds/" + hold);
        return seen.path("state").asText() + (seen.path("approved").asBoolean() ? ", approved" : "");
    }

    @Test
    void holdsAreGroupedByHowTheyAreAnswered() throws Exception {
        String paid = pay("P-1");
        String first = edit("V-1", "DE1");
        String second = edit("V-2", "DE2");

        String page = stage.page("vera", PLACE).body();

        assertThat(page)
                .contains("One by one", "Pay 1,200.50 EUR for payment/P-1", "Alike", "DE1", "DE2", "You or paul");
        assertThat(page)
                .contains("name=\"" + first + "\"", "name=\"" + second + "\"")
                .doesNotContain("name=\"" + paid);
        assertThat(page).contains("Update accounts from the June letters", "critical risk", "data-until=");
    }

    @Test
    void thoseThatAreAlikeAreAnsweredTogether() throws Exception {
        String first = edit("V-1", "DE1");
        String second = edit("V-2", "DE2");
        String third = edit("V-3", "DE3");

        HttpResponse<String> sent = stage.form("vera", PLACE, together("approve", "letters seen", first, second));

        assertThat(sent.statusCode()).isEqualTo(303);
        assertThat(state(first)).isEqualTo("open, approved");
        assertThat(state(second)).isEqualTo("open, approved");
        assertThat(state(third)).isEqualTo("open");
        String place = sent.headers().firstValue("Location").orElseThrow();
        assertThat(stage.page("vera", place).body()).contains("Answered today", first, "letters seen");
    }

    @Test
    void allAreAnsweredOrNone() throws Exception {
        String first = edit("V-1", "DE1");
        String paid = pay("P-1");
        String second = edit("V-2", "DE2");
        Map<String, String> stale = together("approve", "", first, second);
        stale.put(second, stale.get(first));

        assertThat(stage.form("vera", PLACE, stale).body()).contains("This is not what you looked at");
        assertThat(stage.form("vera", PLACE, together("approve", "", first, paid))
                        .statusCode())
                .isGreaterThanOrEqualTo(400);
        assertThat(stage.form("olivia", PLACE, together("approve", "", first, second))
                        .statusCode())
                .isEqualTo(403);
        assertThat(stage.form("vera", PLACE, together("approve", "")).body()).contains("Nothing was chosen");
        assertThat(stage.form("vera", PLACE, together("reject", "", first)).body())
                .contains("State why you reject it");
        assertThat(state(first)).isEqualTo("open");
        assertThat(state(second)).isEqualTo("open");
    }

    @Test
    void whatDiffersOutOfSightIsNotAnsweredTogether() throws Exception {
        String first = edit("V-1", "DE1");
        edit("V-2", "D".repeat(500));

        assertThat(stage.page("vera", PLACE).body())
                .contains("Their differences do not fit here")
                .doesNotContain("name=\"" + first + "\"");
    }

    @Test
    void othersSeeWhyAHoldIsNotTheirs() throws Exception {
        pay("P-1");

        String page = stage.page("olivia", PLACE).body();

        assertThat(page)
                .contains("Not yours", "have the same owner", "Nothing is waiting for you", "1 hold waits for others");
        assertThat(stage.page("olivia", PLACE + "?show=mine").body()).doesNotContain("payment/P-1");
        assertThat(stage.page("vera", PLACE + "?show=others").body()).doesNotContain("payment/P-1");
        assertThat(stage.page("vera", PLACE + "?show=mine&by=approvers").body()).contains("payment/P-1");
        assertThat(stage.page("vera", PLACE + "?by=legal").body()).doesNotContain("payment/P-1");
        assertThat(stage.page("vera", PLACE + "?show=mine&order=soonest").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoeverHasAVetoSeesWhatTheyMayReject() throws Exception {
        stage.held(task, "close", Json.object().put("vendor", "V-1"));

        assertThat(stage.page("lea", PLACE).body()).contains("Not yours", "You may reject it");
        assertThat(stage.page("gast", PLACE).body()).contains("Not yours").doesNotContain("You may reject it");
        assertThat(stage.v1("lea", "holds").at("/holds/0/mayVeto").asBoolean()).isTrue();
    }

    @Test
    void thoseThatAreOverSoonestComeFirstOverAllPages() throws Exception {
        String longer = edit("V-1", "DE1");
        String shorter = stage.held(task, "close", Json.object().put("vendor", "V-2"));
        String last = edit("V-3", "DE3");

        ObjectNode first = stage.v1("vera", "holds?state=open&order=soonest&limit=1");
        assertThat(first.at("/holds/0/id").asText()).isEqualTo(shorter);
        ObjectNode second = stage.v1(
                "vera",
                "holds?state=open&order=soonest&limit=1&after="
                        + first.path("next").asText());
        assertThat(second.at("/holds/0/id").asText()).isEqualTo(longer);
        stage.posted("olivia", "holds/" + longer + "/withdraw", Json.object());
        ObjectNode third = stage.v1(
                "vera",
                "holds?state=open&order=soonest&limit=1&after="
                        + second.path("next").asText());
        assertThat(third.at("/holds/0/id").asText()).isEqualTo(last);
        assertThat(third.has("next")).isFalse();
        assertThat(stage.v1("vera", "holds?order=soonest").path("code").asText())
                .isEqualTo("request-invalid");
    }

    @Test
    void anEmptyInboxSaysSo() throws Exception {
        assertThat(stage.page("vera", PLACE).body()).contains("Nothing is waiting for you", "You answered 0 today");
    }

    @Test
    void aListIsFoundByWhoMayAnswerIt() {
        String first = pay("P-1");
        String second = pay("P-2");

        assertThat(stage.v1("olivia", "holds?mayAnswer=true").path("holds")).isEmpty();
        ObjectNode page = stage.v1("vera", "holds?mayAnswer=true&limit=1");
        assertThat(page.at("/holds/0/id").asText()).isEqualTo(first);
        assertThat(page.at("/holds/0/confirm").asBoolean()).isTrue();
        ObjectNode rest = stage.v1(
                "vera",
                "holds?mayAnswer=true&limit=1&after=" + page.path("next").asText());
        assertThat(rest.at("/holds/0/id").asText()).isEqualTo(second);
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void manyHoldsAreShownAsTextAndStayBelowTheLimitOfAPage() throws Exception {
        for (int i = 0; i < 45; i++) {
            edit("V-" + i, "<i>\u202e" + "x".repeat(60) + i);
        }
        String page = stage.page("vera", PLACE).body();

        assertThat(page.length()).isLessThan(150_000);
        assertThat(page).contains("&lt;i&gt;").doesNotContain("<i>", "\u202e");
    }
}
