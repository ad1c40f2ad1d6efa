package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.AgentProcess;
import dev.interlock.demo.AgentProcess.Speaks;
import dev.interlock.demo.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.server.json.Json;
import dev.interlock.server.mcp.Names;
import dev.interlock.server.upstream.EraChoice;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Whoever created a vendor asks to pay it, in every disguise there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SamePartyTest {

    private Stage stage;
    private String planning;
    private Client clerk;
    private Client booker;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        planning = stage.office.task("olivia", "clerk", "settle-payables");
        clerk = stage.modern("clerk", planning);
        booker = stage.atWork("booker", "bert");
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Finding refused(Client by, Payable payable) throws Exception {
        Answer answer = by.call("release_payment", payable.release());
        Finding conflict = stage.record.assertConflict(answer, payable, "clerk");
        assertThat(conflict.key()).hasToString("Optional[vendor/" + payable.vendor() + "]");
        stage.assertUnpaid(payable);
        return conflict;
    }

    @Test
    void theSameAgent() throws Exception {
        refused(clerk, stage.payable(clerk, booker));
    }

    @Test
    void aSubAgent() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        String task = stage.office.subTask("clerk", "helper", "settle-payables", planning);
        assertThat(refused(stage.modern("helper", task), payable).attribute()).isPresent();
    }

    @Test
    void aSubAgentOfASubAgent() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        String below = stage.office.subTask("clerk", "helper", "settle-payables", planning);
        String furtherBelow = stage.office.subTask("helper", "assistant", "settle-payables", below);
        refused(stage.legacy("assistant", furtherBelow), payable);
    }

    /** The other way round: what a sub-agent created, its starter does not pay. */
    @Test
    void theStarterOfTheSubAgentThatCreated() throws Exception {
        String task = stage.office.subTask("clerk", "helper", "settle-payables", planning);
        Payable payable = stage.payable(stage.modern("helper", task), booker);
        Answer answer = clerk.call("release_payment", payable.release());
        stage.record.assertConflict(answer, payable, "helper");
        stage.assertUnpaid(payable);
    }

    @Test
    void aNewSession() throws Exception {
        Client before = stage.legacy("clerk", planning);
        Payable payable = stage.payable(before, booker);
        before.close();
        refused(stage.legacy("clerk", planning), payable);
    }

    @Test
    void aNewTaskOfAnotherPersonAfterTheOldOneWasClosed() throws Exception {
        String before = stage.office.task("olivia", "clerk", "settle-payables");
        Payable payable = stage.payable(stage.modern("clerk", before), booker);
        stage.office
                .post("clerk", "/v1/tasks/" + before + "/close", Json.object())
                .ok();
        refused(stage.atWork("clerk", "ina"), payable);
    }

    @Test
    void anotherAgentOfTheSameOwner() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        Finding conflict = refused(stage.atWork("colleague", "ina"), payable);
        assertThat(conflict.attribute()).hasValue("owner");
    }

    @Test
    void anotherAgentOnTheInstructionOfTheSamePerson() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        Finding conflict = refused(stage.atWork("payer", "olivia"), payable);
        assertThat(conflict.attribute()).hasValue("origin");
    }

    /** Independent, so nothing but the approval that every payment needs is in its way. */
    @Test
    void somebodyIndependentMay() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        Client payer = stage.atWork("payer", "ina");
        stage.approved(payer, payable.release());
        Answer released = payer.call("release_payment", payable.release());
        assertThat(released.kind()).as(released.text()).isEqualTo(Answer.Kind.DONE);
        stage.assertPaidOnce(payable);
    }

    @Test
    void agentsInProcessesOfTheirOwnInBothEras() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        String task = stage.office.subTask("clerk", "helper", "settle-payables", planning);
        try (var same = AgentProcess.start("clerk", stage.troupe.token("clerk"));
                var below = AgentProcess.start("helper", stage.troupe.token("helper"))) {
            same.connect(stage.endpoint(), Speaks.LEGACY, Optional.of(planning));
            below.connect(stage.endpoint(), Speaks.MODERN, Optional.of(task));
            assertThat(same.tools()).contains("release_payment");
            stage.record.assertConflict(same.call("release_payment", payable.release()), payable, "clerk");
            stage.record.assertConflict(below.call("release_payment", payable.release()), payable, "clerk");
        }
        stage.assertUnpaid(payable);
    }

    @Test
    void theOfficialJavaClient() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        try (McpSyncClient client = McpClient.sync(HttpClientStreamableHttpTransport.builder(stage.url.toString())
                        .endpoint(stage.endpoint().getPath())
                        .requestBuilder(HttpRequest.newBuilder()
                                .header("Authorization", "Bearer " + stage.troupe.token("clerk"))
                                .header(Names.HEADER_TASK, planning))
                        .build())
                .requestTimeout(Duration.ofMinutes(1))
                .build()) {
            client.initialize();
            client.listTools();
            McpSchema.CallToolResult result = client.callTool(McpSchema.CallToolRequest.builder("release_payment")
                    .arguments(Map.of(
                            "payment_id",
                            payable.payment(),
                            "amount",
                            Payable.AMOUNT,
                            "currency",
                            "EUR",
                            "iban",
                            payable.iban()))
                    .build());
            assertThat(result.isError()).isTrue();
            assertThat(((McpSchema.TextContent) result.content().getFirst()).text())
                    .startsWith("Denied by Interlock (duty-conflict)");
            assertThat(result.meta().get(Names.META_DECISION).toString()).contains("AP-01");
        }
        stage.assertUnpaid(payable);
    }

    @Test
    void aClientThatFindsOutWhichEraToSpeak() throws Exception {
        refused(stage.client("clerk", EraChoice.AUTO, Optional.of(planning)), stage.payable(clerk, booker));
    }
}
