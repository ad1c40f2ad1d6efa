package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.server.json.Json;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The ledger, its objects and what is found in the console: every text from outside escaped and bounded, every list by pages. */
class RecordPagesTest {

    private static final String TYPED = "<script>alert(1)</script>\u202e\u200b\"><img src=x onerror=alert(1)>";

    /** What an agent can send, and nobody can type into an address. */
    private static final String HOSTILE = TYPED + "\u001b[31m";

    private static final int LARGEST = 150 << 10;

    private ConsoleStage stage;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        stage = new ConsoleStage(folder);
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private String page(String path) throws Exception {
        HttpResponse<String> page = stage.page("vera", path);
        assertThat(page.statusCode()).as(path + "\n" + page.body()).isEqualTo(200);
        return safe(path, page.body());
    }

    private static String safe(String path, String body) {
        assertThat(body.getBytes(StandardCharsets.UTF_8).length).as(path).isLessThan(LARGEST);
        assertThat(body).as(path).doesNotContain("<script>", "<img", "\u202e", "\u200b", "\u001b");
        return body;
    }

    private String paid(String payment, String note) {
        String task = stage.task("Pay what is owed");
        return stage.held(
                task,
                "pay",
                Json.object().put("payment", payment).put("amount", "12.50").put("note", note));
    }

    @Test
    void entriesAreFoundByWhatTheyAreAbout() throws Exception {
        String hold = paid("P-1", "urgent");
        String call = "c-" + hold.substring(2);

        assertThat(page("/console/ledger")).contains(call, "waits", "Newest checkpoint", "shop.example+");
        assertThat(page("/console/ledger?object=payment%2FP-1&verdict=held")).contains(call, "What was found");
        assertThat(page("/console/ledger?object=payment%2FP-2")).contains("Nothing about this was found");
        assertThat(page("/console/ledger?rule=PAY-1&party=planner&kind=call-held"))
                .contains(call);
        HttpResponse<String> wrong = stage.page("vera", "/console/ledger?task=" + V1.encoded(TYPED));
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(safe("ledger", wrong.body())).contains("This cannot be searched for");
    }

    @Test
    void anEntryHasItsProofBeside() throws Exception {
        String number = paid("P-1", HOSTILE).substring(2);
        String page = page("/console/ledger/" + number);
        assertThat(page)
                .contains("data-proof=\"/console/ledger/" + number + "/proof\"", "interlock ledger verify")
                .contains("call-held", "payment/P-1", "PAY-1", "U+202E");

        HttpResponse<String> told = stage.page("vera", "/console/ledger/" + number + "/proof");
        assertThat(told.headers().firstValue("Content-Type").orElse("")).startsWith("application/json");
        JsonNode proof = new ObjectMapper().readTree(told.body());
        assertThat(new String(Base64.getDecoder().decode(proof.get("leaf").textValue()), StandardCharsets.UTF_8))
                .contains("\"type\":\"call-held\"");
        assertThat(proof.at("/proof/checkpoint").textValue()).startsWith("shop.example\n");
        assertThat(page).contains(proof.at("/key/vkey").textValue());

        assertThat(stage.page("vera", "/console/ledger/999999").statusCode()).isEqualTo(404);
        assertThat(stage.page("vera", "/console/ledger/-1").statusCode()).isEqualTo(404);
        assertThat(stage.page("vera", "/console/ledger/" + number + "/other").statusCode())
                .isEqualTo(404);
    }

    @Test
    void manyEntriesAreShownByPages() throws Exception {
        String task = stage.task("Look at vendors");
        for (int i = 0; i < 110; i++) {
            var unused = stage.call(task, "look", Json.object().put("vendor", "V-" + i));
        }
        String first = page("/console/ledger");
        assertThat(first.split("data-row", -1)).hasSize(101);
        int at = first.indexOf("/console/ledger?before=");
        String older = first.substring(at, first.indexOf('"', at));
        assertThat(page(older)).contains("opened", "activated");

        String objects = page("/console/objects?type=vendor");
        assertThat(objects.split("data-row", -1)).hasSize(101);
        assertThat(objects).contains("/console/objects?after=");
        assertThat(page("/console/objects?type=vendor&q=V-10"))
                .contains("vendor/V-109")
                .doesNotContain("vendor/V-11<");
    }

    @Test
    void anObjectIsShownWithWhoDidWhat() throws Exception {
        String task = stage.task("Change the account");
        String hold =
                stage.held(task, "edit", Json.object().put("vendor", "V-1").put("iban", HOSTILE + "x".repeat(5_000)));
        var unused = stage.call(task, "look", Json.object().put("vendor", "V-1"));

        String page = page("/console/objects/vendor/V-1");
        assertThat(page)
                .contains("Who did what to it", "vendor.edit", "vendor.look", "c-" + hold.substring(2))
                .contains("/console/parties/planner", "EDIT-1", "SEP-1");
        assertThat(page("/console/objects")).contains("/console/objects/vendor/V-1");
        assertThat(stage.page("vera", "/console/objects/vendor/V-9").statusCode())
                .isEqualTo(404);
        assertThat(stage.page("vera", "/console/objects/vendor/" + V1.encoded(TYPED))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void objectsWithOddNamesHaveTheirPages() throws Exception {
        String task = stage.task("Look at vendors");
        for (String odd : List.of("a/b c", "x?y#z", "%2F", "ü&<b>")) {
            var unused = stage.call(task, "look", Json.object().put("vendor", odd));
            assertThat(page(Places.object("vendor/" + odd))).contains("Who did what to it", "vendor.look");
        }
    }

    @Test
    void whatHasAnIdIsFoundAtOnce() throws Exception {
        var places = new ArrayList<String>();
        for (String query : List.of("c-27", "t-3", "h-12", "lane-5", "lease-4", "31", "a-9", "C-27")) {
            HttpResponse<String> found = stage.page("vera", "/console/find?q=" + query);
            assertThat(found.statusCode()).isEqualTo(303);
            places.add(found.headers().firstValue("Location").orElseThrow());
        }
        assertThat(places)
                .containsExactly(
                        "/console/calls/c-27",
                        "/console/tasks/t-3",
                        "/console/holds/h-12",
                        "/console/break-glass/lane-5",
                        "/console/leases/lease-4",
                        "/console/ledger/31",
                        "/console/ledger/9",
                        "/console/calls/c-27");
        paid("P-1", "urgent");
        assertThat(page("/console/find?q=pl")).contains("/console/parties/planner");
        assertThat(page("/console/find?q=payment%2F")).contains("/console/objects/payment/P-1");
        assertThat(page("/console/find?q=close")).contains("CLOSE-1");
        assertThat(page("/console/find?q=" + V1.encoded(TYPED))).contains("No agent, person, rule or object");
        assertThat(page("/console/find")).contains("An id leads straight to its page");
        assertThat(page("/console/more")).contains("/console/settings", "Sign out");
    }
}
