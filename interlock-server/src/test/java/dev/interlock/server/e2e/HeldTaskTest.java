package dev.interlock.server.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.Post;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.mcp.wire.Names;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** A held payment is a task to wait on, for a client that has the extension for tasks, or a question, for one with forms. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldTaskTest {
    private static final String TASKS = "{\"extensions\":{\"io.modelcontextprotocol/tasks\":{}}}";
    private static final String FORMS = "{\"elicitation\":{\"form\":{}}}";

    private Stage stage;
    private Client clerk;
    private Client booker;
    private String payersTask;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        clerk = stage.atWork("clerk", "olivia");
        booker = stage.atWork("booker", "bert");
        payersTask = stage.office.task("ina", "payer", "settle-payables");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private ObjectNode ask(String capabilities, String method, String name, String params) {
        RawHttp request = RawHttp.to(stage.port(), "/mcp/erp")
                .add("Authorization", "Bearer " + stage.troupe.token("payer"))
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", method)
                .add("Mcp-Name", name)
                .add("Interlock-Task", payersTask)
                .body(Gateway.modernBody(method, params)
                        .replace("Capabilities\":{}", "Capabilities\":" + capabilities));
        try (Post post = request.open()) {
            return post.next();
        }
    }

    private ObjectNode release(String capabilities, Payable payable, String more) {
        return ask(
                capabilities,
                Names.TOOLS_CALL,
                "release_payment",
                "\"name\":\"release_payment\",\"arguments\":" + Json.text(payable.release()) + "," + more);
    }

    private ObjectNode get(String id) {
        return ask(TASKS, Names.TASKS_GET, id, "\"taskId\":\"" + id + "\",");
    }

    private ObjectNode ended(String id) {
        ObjectNode now = get(id);
        while (now.at("/result/status").asText().equals("working")) {
            now = get(id);
        }
        return now;
    }

    private static String hold(String message) {
        return message.replaceAll("(?s).*\\(hold (h-[0-9]+)\\).*", "$1");
    }

    @Test
    void goesThroughOnceItIsApproved() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        String id = release(TASKS, payable, "").at("/result/taskId").asText();
        String message = get(id).at("/result/statusMessage").asText();
        assertThat(message).contains("AP-02", "the approval of an independent person of ap-approvers");
        stage.assertUnpaid(payable);
        stage.office.approve("vera", hold(message)).ok();
        ObjectNode done = ended(id);
        assertThat(done.at("/result/status").asText()).as("%s", done).isEqualTo("completed");
        assertThat(done.at("/result/result/structuredContent/status").asText()).isEqualTo("released");
        stage.assertPaidOnce(payable);
    }

    @Test
    void failsWhenItIsRejected() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        String id = release(TASKS, payable, "").at("/result/taskId").asText();
        stage.office
                .reject("vera", hold(get(id).at("/result/statusMessage").asText()))
                .ok();
        ObjectNode failed = ended(id);
        assertThat(failed.at("/result/status").asText()).as("%s", failed).isEqualTo("failed");
        assertThat(failed.at("/result/error/message").asText()).startsWith("Denied by Interlock (hold-ended)");
        stage.assertUnpaid(payable);
    }

    @Test
    void isAskedAgainWithAForm() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        ObjectNode asked = release(FORMS, payable, "");
        String message = asked.at("/result/inputRequests/dev.interlock~1hold/params/message")
                .asText();
        stage.office.approve("vera", hold(message)).ok();
        ObjectNode done = release(
                FORMS,
                payable,
                "\"requestState\":\"" + asked.at("/result/requestState").asText()
                        + "\",\"inputResponses\":{\"dev.interlock/hold\":{\"action\":\"accept\"}},");
        assertThat(done.at("/result/structuredContent/status").asText())
                .as("%s", done)
                .isEqualTo("released");
        stage.assertPaidOnce(payable);
    }
}
