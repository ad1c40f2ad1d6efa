package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.demo.Answer;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.mcp.McpClient;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A rule holds whichever endpoint a call comes to: that of the server, or that of all servers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AggregateRuleTest {

    private Stage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Client ofAll(String agent, EraChoice era, String task) {
        return new Client(McpClient.of(
                stage.url.resolve("/mcp"),
                stage.troupe.token(agent),
                Optional.of(task),
                era,
                Patient.TIMING,
                System::nanoTime));
    }

    @ParameterizedTest
    @EnumSource(
            value = EraChoice.class,
            names = {"MODERN", "LEGACY"})
    void whoCreatedTheVendorDoesNotPay(EraChoice era) throws Exception {
        String task = stage.office.task("olivia", "clerk", "settle-payables");
        Payable payable = stage.payable(stage.modern("clerk", task), stage.atWork("booker", "bert"));
        try (Client all = ofAll("clerk", era, task)) {
            assertThat(all.tools())
                    .contains("erp__release_payment")
                    .allSatisfy(name -> assertThat(name).startsWith("erp__"));
            Answer answer = all.call("erp__release_payment", payable.release());
            stage.record.assertConflict(answer, payable, "clerk");
            stage.assertUnpaid(payable);
        }
    }

    /** An approval is good for exactly one call, which is the same at both. */
    @ParameterizedTest
    @EnumSource(
            value = EraChoice.class,
            names = {"MODERN", "LEGACY"})
    void heldAtOneAndPaidAtTheOther(EraChoice era) throws Exception {
        Payable payable = stage.payable(stage.atWork("clerk", "olivia"), stage.atWork("booker", "bert"));
        String task = stage.office.task("tess", "payer", "settle-payables");
        stage.approved(stage.modern("payer", task), payable.release());
        try (Client all = ofAll("payer", era, task)) {
            Stage.done(all.call("erp__release_payment", payable.release()));
            assertThat(stage.status(payable)).isEqualTo("released");
            assertThat(all.call("erp__release_payment", payable.release()).kind())
                    .isNotEqualTo(Answer.Kind.DONE);
        }
    }
}
