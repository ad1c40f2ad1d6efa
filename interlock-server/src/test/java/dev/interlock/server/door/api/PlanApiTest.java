package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.PlanKind;
import dev.interlock.engine.event.Settlement;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans over HTTP: declared, answered, and answered again for what is left. */
class PlanApiTest {

    private static final String STEPS = """
        {"steps": [
          {"id": "create", "tool": "erp/create_vendor", "objects": ["vendor/V-99", "payee/DE89"]},
          {"id": "edit", "duty": "vendor.edit", "objects": ["vendor/V-99", "payee/DE90"], "after": ["create"]},
          {"id": "match", "tool": "erp/match_invoice", "objects": ["invoice/I-7"]},
          {"id": "prepare", "tool": "erp/prepare_payment", "objects": ["payment/P-99", "vendor/V-99", "invoice/I-7"]},
          {"id": "release", "tool": "erp/release_payment", "objects": ["payment/P-99", "payee/DE90"], "after": ["prepare", "match"]}
        ]}\
        """;

    @TempDir
    private Path folder;

    private ApiServer server;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private JsonNode left(String caller, String task) throws Exception {
        ApiServer.Reply reply = server.send(caller, "GET", "/v1/tasks/" + task + "/plan");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        return reply.body();
    }

    @Test
    void whatIsLeftIsAnsweredAsThePlanGoesOn() throws Exception {
        String task = server.open("clerk", "settle-payables");
        ApiServer.Reply declared = server.send("clerk", "POST", "/v1/tasks/" + task + "/plan", STEPS);
        assertThat(declared.status()).as(declared.toString()).isEqualTo(201);
        assertThat(declared.body().get("answer").textValue())
                .as(declared.toString())
                .isEqualTo("satisfiable");
        assertThat(declared.body().has("assignment"))
                .as("an agent does not learn who else there is")
                .isFalse();
        assertThat(declared.toString()).doesNotContain("payer", "finn");
        JsonNode seen = left("vera", task).get("assignment");
        assertThat(seen.get("release").textValue())
                .isNotEqualTo(seen.get("create").textValue());
        assertThat(seen.get("release (approval for AP-02)").textValue()).isIn("vera", "finn");

        var vendor = Map.of("name", "Acme", "iban", "DE89");
        Answer.Permit tried = (Answer.Permit) server.call("clerk", task, "create_vendor", vendor);
        assertThat(left("vera", task).at("/done/create").textValue())
                .as("a call in flight may have done it")
                .isEqualTo("c-" + tried.call());
        server.settle(tried.call(), new Settlement.Failed("refused"));
        assertThat(left("vera", task).get("done")).isEmpty();

        long created = server.carryOut("clerk", task, "create_vendor", vendor, "vendor/V-1");
        JsonNode after = left("vera", task);
        assertThat(after.at("/done/create").textValue()).isEqualTo("c-" + created);
        assertThat(after.get("answer").textValue()).as(after.toString()).isEqualTo("satisfiable");
        assertThat(after.at("/assignment/release").textValue()).isEqualTo("payer");
        assertThat(after.at("/assignment/edit").textValue())
                .as("nobody would be left to release it")
                .isNotEqualTo("payer");

        String theirs = server.open("payer", "onboard-vendor");
        server.carryOut("payer", theirs, "edit_vendor", Map.of("vendor_id", "V-1", "iban", "DE90"));
        JsonNode stuck = left("vera", task);
        assertThat(stuck.get("answer").textValue()).as(stuck.toString()).isEqualTo("unsatisfiable");
        assertThat(stuck.at("/rules/0/rule").textValue()).isEqualTo("AP-01");
        assertThat(stuck.at("/rules/0/on").textValue()).isEqualTo("vendor/V-1");
        assertThat(stuck.get("steps").toString()).contains("release");
        assertThat(stuck.get("missing").intValue()).isEqualTo(1);
        assertThat(stuck.get("text").textValue()).contains("one more party is needed");
    }

    @Test
    void aPlanThatCannotBeCarriedOutIsRecordedAsSuch() throws Exception {
        String task = server.open("clerk", "settle-payables");
        String steps = STEPS.replace("\"id\": \"release\",", "\"id\": \"release\", \"by\": [\"clerk\"],")
                .replace("\"id\": \"create\",", "\"id\": \"create\", \"by\": [\"clerk\"],");
        ApiServer.Reply declared = server.send("vera", "POST", "/v1/tasks/" + task + "/plan", steps);
        assertThat(declared.body().get("answer").textValue()).isEqualTo("unsatisfiable");
        long last = server.domain().ledger().size() - 1;
        assertThat(server.domain().history().event(last).event())
                .isInstanceOfSatisfying(Event.PlanDeclared.class, event -> {
                    assertThat(event.answer()).isEqualTo(PlanKind.UNSATISFIABLE);
                    assertThat(event.by()).isEqualTo("vera");
                    assertThat(event.steps()).hasSize(5);
                });
    }

    @Test
    void whatIsWrongWithAPlanIsSaid() throws Exception {
        String task = server.open("clerk", "settle-payables");
        String path = "/v1/tasks/" + task + "/plan";
        assertThat(server.send("clerk", "GET", path).status()).isEqualTo(404);
        ApiServer.Reply wrong = server.send(
                "clerk",
                "POST",
                path,
                "{\"steps\":[{\"id\":\"a\"},{\"id\":\"b\",\"tool\":\"erp/nothing\",\"objects\":[\"vendr/1\"],\"x\":1},3]}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.body().get("errors").toString())
                .contains("/steps/0/tool", "/steps/1/tool", "/steps/1/objects", "/steps/1/x", "/steps/2");
        assertThat(server.send("clerk", "POST", path, "{}").status()).isEqualTo(400);
        ApiServer.Reply circle = server.send(
                "clerk", "POST", path, STEPS.replace("\"objects\": [\"invoice/I-7\"]", "\"after\": [\"release\"]"));
        assertThat(circle.body().get("code").textValue()).isEqualTo("argument-invalid");
        assertThat(circle.body().get("detail").textValue()).contains("depends on itself");
        assertThat(server.send("payer", "POST", path, STEPS).status()).isEqualTo(404);
        ApiServer.Reply ended = server.send("clerk", "POST", "/v1/tasks/" + task + "/close");
        assertThat(ended.status()).isEqualTo(200);
        assertThat(server.send("clerk", "POST", path, STEPS).body().get("code").textValue())
                .isEqualTo("task-ended");
    }
}
