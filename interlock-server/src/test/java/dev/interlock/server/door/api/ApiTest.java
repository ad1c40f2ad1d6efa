package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import dev.interlock.ledger.store.MemoryStore;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the API does, over real HTTP. */
class ApiTest {

    private ApiServer server;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private void assertProblem(ApiServer.Reply reply, int status, String code) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.type()).isEqualTo("application/problem+json");
        assertThat(reply.body().get("status").intValue()).isEqualTo(status);
        assertThat(reply.body().get("code").textValue()).isEqualTo(code);
        assertThat(reply.body().get("detail").textValue())
                .isNotBlank()
                .doesNotContain("dev.interlock", "Exception", "ilt_");
    }

    private static List<String> texts(JsonNode array) {
        return Stream.iterate(0, i -> i < array.size(), i -> i + 1)
                .map(i -> array.get(i).isTextual()
                        ? array.get(i).textValue()
                        : array.get(i).path("id").textValue())
                .toList();
    }

    @Test
    void aTaskIsOpenedShownAmendedAndClosed() throws Exception {
        ApiServer.Reply opened = server.send(
                "vera",
                "POST",
                "/v1/tasks",
                "{\"agent\":\"payer\",\"intent\":\"pay-invoice\",\"objects\":[\"invoice/I-7\"],\"time\":\"10m\",\"calls\":5,\"instruction\":\"Pay"
                        + " it.\"}");
        assertThat(opened.status()).as(opened.toString()).isEqualTo(201);
        JsonNode task = opened.body();
        String id = task.get("id").textValue();
        assertThat(id).matches("t-\\d+");
        assertThat(task.get("agent").textValue()).isEqualTo("payer");
        assertThat(task.get("openedBy").textValue()).isEqualTo("vera");
        assertThat(task.get("origin").textValue()).isEqualTo("vera");
        assertThat(task.get("calls").intValue()).isEqualTo(5);
        assertThat(task.get("instructionDigest").textValue()).isEqualTo("sha-256:" + sha256Hex("Pay it."));

        assertThat(server.send("payer", "PATCH", "/v1/tasks/" + id, "{\"calls\":3,\"reason\":\"enough\"}")
                        .body()
                        .get("calls")
                        .intValue())
                .isEqualTo(3);
        assertProblem(server.send("payer", "PATCH", "/v1/tasks/" + id, "{\"calls\":4}"), 403, "not-allowed");
        assertThat(server.send("payer", "GET", "/v1/tasks/" + id)
                        .body()
                        .get("calls")
                        .intValue())
                .isEqualTo(3);
        String labels = "{\"declassify\":[\"label/private\"],\"reason\":\"published\"}";
        assertProblem(server.send("payer", "PATCH", "/v1/tasks/" + id, labels), 403, "not-allowed");
        assertProblem(server.send("vera", "PATCH", "/v1/tasks/" + id, labels), 403, "not-independent");
        assertThat(server.send("finn", "PATCH", "/v1/tasks/" + id, labels).status())
                .isEqualTo(200);
        assertThat(server.send("payer", "POST", "/v1/tasks/" + id + "/close").status())
                .isEqualTo(200);
        assertThat(server.send("payer", "GET", "/v1/tasks/" + id)
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("ended");
        assertProblem(server.send("payer", "POST", "/v1/tasks/" + id + "/cancel", "{}"), 409, "task-ended");
    }

    private static String sha256Hex(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aSubTaskStaysWithinItsParent() throws Exception {
        String parent = server.open("payer", "pay-invoice", "invoice/I-7");
        assertThat(server.send("payer", "POST", "/v1/tasks", sub(parent, "review"))
                        .body()
                        .get("code")
                        .textValue())
                .isEqualTo("beyond-parent");
        String planner = server.open("payer", "settle-payables");
        ApiServer.Reply child = server.send("payer", "POST", "/v1/tasks", sub(planner, "onboard-vendor"));
        assertThat(child.status()).as(child.toString()).isEqualTo(201);
        assertThat(child.body().get("chain").textValue()).isEqualTo("payer");
        assertThat(texts(server.send("payer", "GET", "/v1/tasks/" + planner)
                        .body()
                        .get("subtasks")))
                .containsExactly(child.body().get("id").textValue());
    }

    private static String sub(String parent, String intent) {
        return "{\"agent\":\"helper\",\"intent\":\"" + intent + "\",\"parent\":\"" + parent + "\"}";
    }

    @Test
    void agentsSeeTheirOwnAndWhatIsBelowIt() throws Exception {
        String planner = server.open("payer", "settle-payables");
        String below = server.send("payer", "POST", "/v1/tasks", sub(planner, "onboard-vendor"))
                .body()
                .get("id")
                .textValue();
        String other = server.open("clerk", "review");

        assertThat(texts(server.send("payer", "GET", "/v1/tasks").body().get("tasks")))
                .containsExactly(planner, below);
        assertThat(texts(server.send("helper", "GET", "/v1/tasks").body().get("tasks")))
                .containsExactly(below);
        assertThat(texts(server.send("guest", "GET", "/v1/tasks").body().get("tasks")))
                .containsExactly(planner, below, other);
        for (String path : List.of("/v1/tasks/" + other, "/v1/tasks/t-999", "/v1/tasks/x")) {
            assertProblem(server.send("payer", "GET", path), 404, "task-unknown");
        }
        assertProblem(server.send("payer", "POST", "/v1/tasks/" + other + "/close"), 404, "task-unknown");
        assertProblem(server.send("helper", "POST", "/v1/tasks", sub(other, "review")), 404, "task-unknown");
    }

    @Test
    void listsComeInPages() throws Exception {
        String first = server.open("clerk", "review");
        String second = server.open("clerk", "review");
        String third = server.open("clerk", "review");
        JsonNode page = server.send("clerk", "GET", "/v1/tasks?limit=2").body();
        assertThat(texts(page.get("tasks"))).containsExactly(first, second);
        assertThat(page.get("next").textValue()).isEqualTo(second);
        JsonNode rest =
                server.send("clerk", "GET", "/v1/tasks?limit=2&after=" + second).body();
        assertThat(texts(rest.get("tasks"))).containsExactly(third);
        assertThat(rest.has("next")).isFalse();
    }

    @Test
    void anApproverSeesEverythingAndApproves() throws Exception {
        String hold = server.heldRelease();

        JsonNode line = server.send("vera", "GET", "/v1/holds?state=open")
                .body()
                .get("holds")
                .get(0);
        assertThat(line.get("id").textValue()).isEqualTo(hold);
        assertThat(line.get("mayAnswer").booleanValue()).isTrue();
        assertThat(line.get("say").textValue()).isEqualTo("Pay 120.50 EUR to DE89 for payment/P-9");
        assertThat(line.get("approved").booleanValue()).isFalse();
        JsonNode view = server.send("vera", "GET", "/v1/holds/" + hold).body();
        assertThat(view.get("task").get("instruction").textValue()).isEqualTo("Pay invoice 7 of Acme today.");
        assertThat(view.get("requester").get("owner").textValue()).isEqualTo("finance");
        assertThat(view.get("amount").textValue()).isEqualTo("120.5 EUR");
        assertThat(view.get("say").textValue()).isEqualTo("Pay 120.50 EUR to DE89 for payment/P-9");
        assertThat(texts(view.get("relations").get("payment/P-9"))).containsExactly("invoice/I-7", "vendor/V-1");
        assertThat(view.get("reasons").findValuesAsText("code"))
                .containsExactlyInAnyOrder("duty-conflict", "approval-required", "duty-conflict");
        JsonNode conflict = view.get("reasons").get(0);
        assertThat(conflict.get("rule").textValue()).isEqualTo("AP-01");
        assertThat(conflict.get("title").textValue()).isEqualTo("No party creates or edits a vendor and also pays it");
        assertThat(conflict.get("witnesses").get(0).get("text").textValue())
                .startsWith("clerk (owner finance) did `vendor.create` with erp/create_vendor in t-");
        assertThat(view.get("needs").toString())
                .contains("\"may\":[\"finn\",\"vera\"]", "\"may\":[\"adam\",\"finn\",\"ines\",\"otto\",\"vera\"]")
                .doesNotContain("guest");

        assertProblem(server.send("guest", "POST", "/v1/holds/" + hold + "/reject"), 403, "not-independent");
        assertProblem(server.send("clerk", "POST", "/v1/holds/" + hold + "/approve"), 403, "not-allowed");
        assertProblem(server.send("vera", "POST", "/v1/holds/" + hold + "/approve"), 422, "confirmation-required");
        ApiServer.Reply approved = server.approve("vera", hold, "seen the invoice");
        assertThat(approved.status()).as(approved.toString()).isEqualTo(200);
        assertThat(approved.body().get("answer").textValue()).matches("a-\\d+");
        assertThat(approved.body().get("hold").get("answers").toString()).contains("vera", "seen the invoice");
        assertThat(approved.body().get("hold").get("approved").booleanValue()).isTrue();
        assertThat(server.send("clerk", "GET", "/v1/holds/" + hold)
                        .body()
                        .get("approved")
                        .booleanValue())
                .isTrue();
        assertProblem(server.send("vera", "POST", "/v1/holds/" + hold + "/approve"), 403, "not-independent");
    }

    @Test
    void anAgentSeesWhatItCanActOnAndNoMore() throws Exception {
        String hold = server.heldRelease();
        String view = server.send("clerk", "GET", "/v1/holds/" + hold).body().toString();
        assertThat(view)
                .contains("ap-approvers", "approval-required")
                .doesNotContain("vera", "finn", "witnesses", "\"owner");
        assertProblem(server.send("payer", "GET", "/v1/holds/" + hold), 404, "hold-unknown");
        assertThat(server.send("payer", "GET", "/v1/holds").body().get("holds").size())
                .isZero();
    }

    @Test
    void aRejectionClosesTheHoldAndAHoldIsShownAfterItsTask() throws Exception {
        String hold = server.heldRelease();
        ApiServer.Reply rejected =
                server.send("finn", "POST", "/v1/holds/" + hold + "/reject", "{\"comment\":\"twice\"}");
        assertThat(rejected.body().get("hold").get("state").textValue()).isEqualTo("rejected");
        assertThat(rejected.body().get("hold").get("approved").booleanValue()).isFalse();
        assertProblem(server.send("vera", "POST", "/v1/holds/" + hold + "/approve"), 409, "hold-closed");
        assertThat(server.send("vera", "GET", "/v1/holds?state=open")
                        .body()
                        .get("holds")
                        .size())
                .isZero();

        String task = rejected.body().get("hold").get("task").get("id").textValue();
        server.send("clerk", "POST", "/v1/tasks/" + task + "/cancel");
        assertThat(server.send("vera", "GET", "/v1/holds/" + hold)
                        .body()
                        .get("state")
                        .textValue())
                .isEqualTo("closed");
        assertProblem(server.send("vera", "POST", "/v1/holds/" + hold + "/approve"), 404, "hold-unknown");
    }

    @Test
    void severalCallsAreReconciledWithOneDecision() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        var ids = new ArrayList<String>();
        for (String name : List.of("A", "B")) {
            var permit =
                    (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", name, "iban", "DE1"));
            server.settle(permit.call(), new Settlement.Unknown("no answer"));
            ids.add("c-" + permit.call());
        }
        String path = "/v1/calls/reconcile";
        String body = "{\"reason\":\"looked\",\"calls\":[{\"id\":\"%s\",\"outcome\":\"failed\"},"
                + "{\"id\":\"%s\",\"outcome\":\"succeeded\",\"created\":[\"vendor/V-1004\"]}]}";
        String both = body.formatted(ids.get(0), ids.get(1));
        assertProblem(server.send("clerk", "POST", path, both), 403, "not-allowed");
        assertProblem(server.send("vera", "POST", path, body.formatted(ids.get(0), "c-99999")), 404, "call-unknown");
        assertProblem(
                server.send("vera", "POST", path, body.formatted(ids.get(0), ids.get(0))), 422, "argument-invalid");
        assertProblem(server.send("vera", "POST", path, "{\"reason\":\"r\",\"calls\":[]}"), 400, "request-invalid");
        var calls = server.send("vera", "POST", path, both).body().get("calls");
        assertThat(texts(calls)).containsExactlyElementsOf(ids);
        assertThat(calls.get(1).get("state").textValue()).isEqualTo("succeeded");
        assertThat(texts(server.send("vera", "GET", "/v1/calls").body().get("calls")))
                .isEmpty();
    }

    @Test
    void aCallOfUnknownOutcomeIsReconciledBySomebodyIndependent() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        var permit = (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "A", "iban", "DE1"));
        String id = "c-" + permit.call();
        String path = "/v1/calls/" + id + "/reconcile";
        String found = "{\"outcome\":\"succeeded\",\"created\":[\"vendor/V-1003\"],\"reason\":\"seen in the erp\"}";

        assertThat(texts(server.send("vera", "GET", "/v1/calls?state=open")
                        .body()
                        .get("calls")))
                .containsExactly(id);
        assertProblem(server.send("vera", "POST", path, found), 403, "not-allowed");
        for (String undone : List.of("1", "[1,1]", "[2,1]", "[-1]", "[0.5]", "[\"0\"]")) {
            String part = found.replace("\"reason\"", "\"undone\":" + undone + ",\"reason\"");
            assertProblem(server.send("vera", "POST", path, part), 400, "request-invalid");
        }
        server.settle(permit.call(), new Settlement.Unknown("no answer"));
        assertThat(texts(server.send("clerk", "GET", "/v1/calls?state=unknown")
                        .body()
                        .get("calls")))
                .containsExactly(id);
        // It is about no list, of which a part could have been done.
        assertProblem(
                server.send("vera", "POST", path, found.replace("\"reason\"", "\"undone\":[0],\"reason\"")),
                422,
                "argument-invalid");
        assertThat(texts(server.send("payer", "GET", "/v1/calls").body().get("calls")))
                .isEmpty();
        assertProblem(server.send("payer", "POST", path, found), 404, "call-unknown");
        assertProblem(server.send("clerk", "POST", path, found), 403, "not-allowed");
        assertProblem(
                server.send("vera", "POST", path, "{\"outcome\":\"succeeded\",\"reason\":\"r\"}"),
                422,
                "argument-invalid");
        assertThat(server.send("vera", "POST", path, found).body().get("state").textValue())
                .isEqualTo("succeeded");
        assertProblem(server.send("vera", "POST", path, found), 404, "call-unknown");
    }

    @Test
    void administratorsActivateTheBundle() throws Exception {
        String before = digest();
        assertProblem(server.send("clerk", "POST", "/v1/bundle/activate"), 403, "not-allowed");
        assertProblem(server.send("finn", "POST", "/v1/bundle/activate"), 403, "not-in-group");

        assertProblem(server.send("clerk", "POST", "/v1/bundle/propose"), 403, "not-allowed");
        assertProblem(server.send("finn", "POST", "/v1/bundle/propose"), 403, "not-in-group");

        Path rules = server.bundle().resolve("rules/sod.yaml");
        String good = Files.readString(rules);
        Files.writeString(rules, good.replace("per: vendor", "per: vender"));
        ApiServer.Reply rejected = server.send("vera", "POST", "/v1/bundle/propose", "{}");
        assertProblem(rejected, 422, "bundle-rejected");
        assertThat(rejected.body().get("diagnostics").toString()).contains("vender", "rules/sod.yaml", "did you mean");
        assertThat(digest()).isEqualTo(before);

        Files.writeString(rules, good.replace("max: 10000", "max: 500"));
        assertProblem(
                server.send("vera", "POST", "/v1/bundle/propose", "{\"digest\":\"sha-256:0\"}"),
                409,
                "proposal-unknown");
        ApiServer.Reply proposed = server.send("vera", "POST", "/v1/bundle/propose");
        assertThat(proposed.status()).as(proposed.toString()).isEqualTo(200);
        String digest = proposed.body().get("digest").textValue();
        assertThat(digest()).isEqualTo(before);
        assertThat(server.send("otto", "GET", "/v1/bundle").body().toString())
                .contains("\"digest\":\"" + before + "\"", "\"by\":\"vera\"", "\"digest\":\"" + digest + "\"");
        assertProblem(server.send("clerk", "GET", "/v1/bundle"), 403, "not-allowed");

        String body = "{\"digest\":\"" + digest + "\"}";
        ApiServer.Reply alone = server.send("vera", "POST", "/v1/bundle/activate", body);
        assertProblem(alone, 403, "not-independent");
        assertThat(alone.body().get("detail").textValue()).contains("single-administrator: true");
        assertProblem(
                server.send("adam", "POST", "/v1/bundle/activate", "{\"digest\":\"" + before + "\"}"),
                409,
                "proposal-unknown");
        ApiServer.Reply activated = server.send("adam", "POST", "/v1/bundle/activate", body);
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
        assertThat(activated.body().get("before").textValue()).isEqualTo(before);
        assertThat(activated.body().get("proposed_by").textValue()).isEqualTo("vera");
        assertThat(activated.body().get("activated_by").textValue()).isEqualTo("adam");
        assertThat(activated.body().get("single_administrator").booleanValue()).isFalse();
        assertThat(activated.body().get("unanswered")).isEmpty();
        assertThat(digest()).isEqualTo(digest).isNotEqualTo(before);
        assertProblem(server.send("adam", "POST", "/v1/bundle/activate", body), 409, "proposal-unknown");
    }

    @Test
    void aSingleAdministratorDoesBoth() throws Exception {
        server.singleAdministrator();
        String digest = server.send("vera", "POST", "/v1/bundle/propose")
                .body()
                .get("digest")
                .textValue();
        ApiServer.Reply activated =
                server.send("vera", "POST", "/v1/bundle/activate", "{\"digest\":\"" + digest + "\"}");
        assertThat(activated.status()).as(activated.toString()).isEqualTo(200);
        assertThat(activated.body().get("single_administrator").booleanValue()).isTrue();
    }

    private String digest() {
        return server.domain().query(state -> state.bundle().digest());
    }

    @Test
    void healthNeedsNoToken() throws Exception {
        assertThat(server.send(server.request("GET", "/health/live"))
                        .body()
                        .get("status")
                        .textValue())
                .isEqualTo("live");
        assertThat(server.send(server.request("GET", "/health/ready")).status()).isEqualTo(200);
        assertProblem(server.send(server.request("GET", "/health/other")), 404, "not-found");
        assertProblem(server.send(server.request("POST", "/health/live")), 405, "method-not-allowed");
    }

    @Test
    void aServerThatCannotDecideIsAliveAndNotReady() throws Exception {
        server.domain().close();
        assertThat(server.send(server.request("GET", "/health/live")).status()).isEqualTo(200);
        assertProblem(server.send(server.request("GET", "/health/ready")), 503, "unavailable");
        ApiServer.Reply reply = server.send("clerk", "GET", "/v1/tasks");
        assertProblem(reply, 503, "unavailable");
        assertThat(reply.headers().firstValue("retry-after")).contains("1");
    }

    @Test
    void whatCannotBeRecordedIsNotDone() throws Exception {
        server.store().failNext(MemoryStore.Fault.values()[0]);
        assertProblem(server.send("clerk", "POST", "/v1/tasks", "{\"intent\":\"review\"}"), 503, "unavailable");
    }

    @Test
    void callersHaveToBeKnown() throws Exception {
        ApiServer.Reply nobody = server.send(server.request("GET", "/v1/tasks"));
        assertProblem(nobody, 401, "unauthenticated");
        assertThat(nobody.headers().firstValue("www-authenticate")).contains("Bearer realm=\"interlock\"");
        for (String header : List.of("Bearer nothing", "Basic abc", "Bearer " + "ilt_" + "A".repeat(43))) {
            HttpRequest.Builder request = server.request("GET", "/v1/tasks").header("Authorization", header);
            ApiServer.Reply reply = server.send(request);
            assertProblem(reply, 401, "unauthenticated");
            assertThat(reply.headers().firstValue("www-authenticate"))
                    .hasValueSatisfying(v -> assertThat(v).contains("invalid_token"));
        }
    }

    @Test
    void browsersOfOtherSitesAreTurnedAway() throws Exception {
        HttpRequest.Builder request =
                server.request("GET", "/v1/tasks").header("Authorization", "Bearer " + server.token("vera"));
        assertProblem(server.send(request.copy().header("Origin", "https://evil.example.com")), 403, "request-invalid");
        assertThat(server.send(request.copy().header("Origin", "https://console.example.com"))
                        .status())
                .isEqualTo(200);
    }
}
