package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One history: what an agent did through MCP, of either era, counts for what it asks through AuthZEN, and the other way round. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BothDoorsTest {

    private Stage stage;
    private Client booker;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        booker = stage.atWork("booker", "bert");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    /** What the mesh is answered about a call of a tool of the ERP. */
    private ObjectNode ask(String agent, String task, String tool, ObjectNode arguments) {
        ObjectNode body = Json.object();
        body.putObject("subject").put("type", "agent").put("id", agent);
        body.putObject("action")
                .put("name", "tools/call")
                .putObject("properties")
                .set("arguments", arguments);
        body.putObject("resource").put("type", "tool").put("id", "erp/" + tool);
        body.putObject("context").put("task", task);
        RawHttp.Answer answer = mesh("/access/v1/evaluation", body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private RawHttp.Answer mesh(String path, ObjectNode body) {
        return RawHttp.to(stage.url.getPort(), path)
                .add(
                        "Authorization",
                        "Bearer " + stage.troupe.known(TestParties.MESH).reveal())
                .add("Content-Type", "application/json")
                .body(Json.bytes(body))
                .send();
    }

    private void throughMcpThenAuthzen(boolean legacy) {
        String task = stage.office.task("olivia", "clerk", "settle-payables");
        Client clerk = legacy ? stage.legacy("clerk", task) : stage.modern("clerk", task);
        Payable payable = stage.payable(clerk, booker);
        ObjectNode denied = ask("clerk", task, "release_payment", payable.release());
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.at("/context/reason").asText()).isEqualTo("duty-conflict");
        assertThat(denied.at("/context/reasons/0/rule").asText()).isEqualTo("AP-01");
        ObjectNode other = ask(
                "payer", stage.office.task("tess", "payer", "settle-payables"), "release_payment", payable.release());
        assertThat(other.at("/context/reasons").toString())
                .as("somebody independent is only missing an approval")
                .doesNotContain("duty-conflict");
    }

    @Test
    void whoCreatedAVendorThroughModernMcpDoesNotPayItThroughAuthzen() {
        throughMcpThenAuthzen(false);
    }

    @Test
    void whoCreatedAVendorThroughLegacyMcpDoesNotPayItThroughAuthzen() {
        throughMcpThenAuthzen(true);
    }

    /** The colleague's change of a vendor is carried out by the mesh, and may have happened as soon as it is permitted. */
    @Test
    void whoChangedAVendorThroughAuthzenDoesNotPayItThroughMcp() {
        Payable payable = stage.payable(stage.atWork("clerk", "olivia"), booker);
        String task = stage.office.task("olivia", "colleague", "settle-payables");
        ObjectNode permitted = ask(
                "colleague",
                task,
                "edit_vendor",
                Json.object().put("vendor_id", payable.vendor()).put("iban", payable.iban()));
        assertThat(permitted.path("decision").asBoolean())
                .as(permitted.toString())
                .isTrue();
        for (Client colleague : new Client[] {stage.modern("colleague", task), stage.legacy("colleague", task)}) {
            Answer denied = colleague.call("release_payment", payable.release());
            assertThat(denied.kind()).as(denied.text()).isEqualTo(Answer.Kind.DENIED);
            assertThat(denied.code()).hasValue("duty-conflict");
        }
        String id = permitted.at("/context/evaluation_id").asText();
        assertThat(mesh(
                                "/access/v1/evaluations/" + id + "/outcome",
                                Json.object().put("outcome", "succeeded"))
                        .status())
                .isEqualTo(200);
        assertThat(stage.modern("colleague", task)
                        .call("release_payment", payable.release())
                        .code())
                .hasValue("duty-conflict");
    }
}
