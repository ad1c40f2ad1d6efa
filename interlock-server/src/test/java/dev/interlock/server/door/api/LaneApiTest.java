package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass lanes over the API: from the opening to the review. */
class LaneApiTest {

    private static final Map<String, String> RELEASE =
            Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        server.heldRelease();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private ApiServer.Reply post(String by, String path, String body) throws Exception {
        return server.send(by, "POST", path, body);
    }

    private String propose() throws Exception {
        ApiServer.Reply proposed = post("adam", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"it burns\"}");
        assertThat(proposed.status()).as(proposed.body().toString()).isEqualTo(201);
        assertThat(proposed.body().get("state").textValue()).isEqualTo("proposed");
        assertThat(proposed.body().get("acts_with").textValue()).isEqualTo("credential");
        return proposed.body().get("id").textValue();
    }

    private JsonNode open() throws Exception {
        ApiServer.Reply opened = post("ines", "/v1/lanes/" + propose() + "/confirm", "{}");
        assertThat(opened.status()).as(opened.body().toString()).isEqualTo(200);
        assertThat(opened.body().get("state").textValue()).isEqualTo("open");
        return opened.body();
    }

    private static void assertRefused(ApiServer.Reply reply, int status, String code) {
        assertThat(reply.body().path("code").asText())
                .as(reply.body().toString())
                .isEqualTo(code);
        assertThat(reply.status()).isEqualTo(status);
    }

    @Test
    void fromTheOpeningToTheReview() throws Exception {
        JsonNode lane = open();
        String id = lane.get("id").textValue();
        String task = lane.get("task").textValue();
        assertThat(lane.get("opened_by")).extracting(JsonNode::textValue).containsExactly("adam", "ines");

        Answer answer = server.callAs("clerk", "fresh", task, "release_payment", RELEASE);
        assertThat(answer).isInstanceOf(Answer.Permit.class);
        Answer.Permit permit = (Answer.Permit) answer;
        assertThat(permit.waived()).extracting(f -> f.rule()).contains("AP-01", "AP-02", "AP-04");
        assertRefused(post("otto", "/v1/lanes/" + id + "/review", "{\"outcome\":\"accepted\"}"), 409, "lane-open");
        server.settle(permit.call(), new Settlement.Succeeded(List.of()));

        assertThat(post("adam", "/v1/lanes/" + id + "/end", "{}").status()).isEqualTo(200);
        JsonNode told =
                server.send("otto", "GET", "/v1/lanes/" + id + "/timeline").body();
        assertThat(told.get("state").textValue()).isEqualTo("ended");
        assertThat(told.get("review_by").textValue()).isNotEmpty();
        assertThat(told.at("/may/review/may").booleanValue()).isTrue();
        assertThat(told.at("/may_review/reader").booleanValue()).isTrue();
        assertThat(told.at("/independence/independent").booleanValue()).isTrue();
        assertThat(told.get("rules"))
                .filteredOn(rule -> rule.get("gives_way").booleanValue())
                .extracting(rule -> rule.get("id").textValue())
                .contains("AP-01", "AP-02");
        JsonNode asOpener =
                server.send("ines", "GET", "/v1/lanes/" + id + "/timeline").body();
        assertThat(asOpener.at("/may/review/may").booleanValue()).isFalse();
        assertThat(asOpener.at("/may/review/because").textValue()).contains("is not independent of");
        assertThat(asOpener.at("/may_review/reader").booleanValue()).isFalse();
        assertThat(told.get("entries"))
                .extracting(entry -> entry.get("what").textValue())
                .containsExactly("proposed", "opened", "permitted", "succeeded", "closed");
        JsonNode call = told.get("entries").get(2);
        assertThat(call.get("id").textValue()).isEqualTo("c-" + permit.call());
        assertThat(call.get("text").textValue()).startsWith("Pay 120.50 EUR to DE89 for payment/P-9  waived ");
        assertThat(call.get("waived"))
                .extracting(finding -> finding.get("rule").textValue())
                .contains("AP-01", "AP-02", "AP-04");

        assertRefused(post("adam", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"again\"}"), 409, "lane-unreviewed");
        assertRefused(
                post("ines", "/v1/lanes/" + id + "/review", "{\"outcome\":\"accepted\"}"), 403, "not-independent");
        assertRefused(post("finn", "/v1/lanes/" + id + "/review", "{\"outcome\":\"accepted\"}"), 403, "not-in-group");
        ApiServer.Reply review =
                post("otto", "/v1/lanes/" + id + "/review", "{\"outcome\":\"accepted\",\"comment\":\"all fine\"}");
        assertThat(review.body().get("state").textValue()).isEqualTo("accepted");
        assertThat(review.body().get("reviewed_by").textValue()).isEqualTo("otto");
        assertRefused(post("otto", "/v1/lanes/" + id + "/review", "{\"outcome\":\"disputed\"}"), 409, "lane-reviewed");
        propose();
    }

    /** The helper is no root, so its chain is unknown, and nobody is independent of it until somebody says what it was. */
    @Test
    void aLaneOfAnAgentOfWhichSomethingIsUnknownIsReviewedOnceItIsSaid() throws Exception {
        String id = post("adam", "/v1/lanes", "{\"agent\":\"helper\",\"reason\":\"it burns\"}")
                .body()
                .get("id")
                .textValue();
        post("ines", "/v1/lanes/" + id + "/confirm", "{}");
        post("adam", "/v1/lanes/" + id + "/end", "{}");
        String review = "/v1/lanes/" + id + "/review";
        ApiServer.Reply refused = post("otto", review, "{\"outcome\":\"accepted\"}");
        assertRefused(refused, 403, "not-independent");
        assertThat(refused.body().toString()).contains("the chain of `helper`", "interlock link unknown");

        String link = post(
                        "guest",
                        "/v1/links",
                        "{\"unknown\":\"chain\",\"agent\":\"helper\",\"value\":\"desk\",\"reason\":\"asked\"}")
                .body()
                .get("id")
                .textValue();
        assertThat(post("vera", "/v1/links/" + link + "/confirm", "{}").status())
                .isEqualTo(200);
        assertThat(post("otto", review, "{\"outcome\":\"accepted\"}")
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("accepted");
    }

    @Test
    void onePersonOpensNoLane() throws Exception {
        String id = propose();
        assertRefused(post("adam", "/v1/lanes/" + id + "/confirm", "{}"), 403, "not-independent");
        assertRefused(post("finn", "/v1/lanes/" + id + "/confirm", "{}"), 403, "not-in-group");
        assertRefused(post("finn", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"x\"}"), 403, "not-in-group");
        assertRefused(post("clerk", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"x\"}"), 403, "not-allowed");
        assertThat(post("ines", "/v1/lanes/" + id + "/end", "{}")
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("withdrawn");
        assertRefused(post("ines", "/v1/lanes/" + id + "/confirm", "{}"), 409, "lane-ended");
    }

    @Test
    void aLaneIsNoLongerAndForNoMoreThanTheBundleSays() throws Exception {
        assertRefused(
                post("adam", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"x\",\"time\":\"21m\"}"),
                422,
                "lane-limit-exceeded");
        assertRefused(
                post("adam", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"x\",\"duties\":[\"invoice.match\"]}"),
                403,
                "outside-lane");
        assertThat(post("adam", "/v1/lanes", "{\"agent\":\"nobody\",\"reason\":\"x\"}")
                        .status())
                .isEqualTo(400);
        assertThat(post("adam", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"x\",\"colour\":1}")
                        .status())
                .isEqualTo(400);
        assertRefused(post("adam", "/v1/lanes/lane-1/confirm", "{}"), 404, "lane-unknown");
        assertRefused(post("adam", "/v1/lanes/t-1/confirm", "{}"), 404, "lane-unknown");
    }

    @Test
    void itsAgentSeesItAndOthersDoNot() throws Exception {
        String id = open().get("id").textValue();
        JsonNode seen = server.send("clerk", "GET", "/v1/lanes/" + id).body();
        assertThat(seen.get("state").textValue()).isEqualTo("open");
        assertThat(seen.has("reason") || seen.has("opened_by")).isFalse();
        assertRefused(server.send("clerk", "GET", "/v1/lanes/" + id + "/timeline"), 403, "not-allowed");
        assertRefused(server.send("payer", "GET", "/v1/lanes/" + id), 404, "lane-unknown");
        assertThat(server.send("payer", "GET", "/v1/lanes").body().get("lanes")).isEmpty();
        assertThat(server.send("finn", "GET", "/v1/lanes?state=open").body().get("lanes"))
                .hasSize(1);
        assertThat(server.send("finn", "GET", "/v1/lanes?state=proposed").body().get("lanes"))
                .isEmpty();
    }

    /** Used from a normal task, and the other way round. */
    @Test
    void aLaneAndOtherTasksAreApart() throws Exception {
        String task = open().get("task").textValue();
        String normal = server.open("clerk", "onboard-vendor");
        Map<String, String> vendor = Map.of("name", "B", "iban", "DE90");

        assertDenied(server.call("clerk", task, "release_payment", RELEASE), FindingCode.LANE_TOKEN_REQUIRED);
        assertThat(server.callAs("clerk", "worker", normal, "create_vendor", vendor))
                .isInstanceOf(Answer.Permit.class);
        assertDenied(server.callAs("clerk", "worker", task, "create_vendor", vendor), FindingCode.RUNTIME_NOT_FRESH);
        assertThat(server.callAs("clerk", "fresh", task, "create_vendor", Map.of("name", "C", "iban", "DE91")))
                .isInstanceOf(Answer.Permit.class);
        assertDenied(server.callAs("clerk", "fresh", normal, "create_vendor", vendor), FindingCode.RUNTIME_IN_LANE);
    }

    private static void assertDenied(Answer answer, FindingCode code) {
        assertThat(answer).isInstanceOf(Answer.Deny.class);
        assertThat(((Answer.Deny) answer).findings()).extracting(f -> f.code()).containsExactly(code);
    }
}
