package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.fixture.Patient;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import dev.interlock.server.upstream.EraChoice;
import dev.interlock.server.upstream.UpstreamException;
import dev.interlock.server.upstream.mcp.McpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a task lets its agent see and do, and for how long. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TaskTest {

    private static final String[] VENDOR_TOOLS = {"create_vendor", "edit_vendor", "get_vendor", "list_vendors"};

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-24T09:00:00Z"));
    private Stage stage;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder, now::get);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Answer create(Client client) {
        return client.call("create_vendor", Payable.newVendor("Vendor", Stage.iban()));
    }

    private void denied(Client client, String code) throws Exception {
        List<String> before = stage.sql("select count(*) from vendor");
        Answer answer = create(client);
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Kind.DENIED);
        assertThat(answer.code()).hasValue(code);
        assertThat(stage.record.story(answer).call()).isInstanceOf(Event.CallDenied.class);
        assertThat(stage.sql("select count(*) from vendor")).isEqualTo(before);
    }

    private List<EndReason> ends(String task) throws Exception {
        return stage.record.all().stream()
                .map(Recorded::event)
                .filter(Event.TaskEnded.class::isInstance)
                .map(Event.TaskEnded.class::cast)
                .filter(ended -> Ids.task(ended.task()).equals(task))
                .map(Event.TaskEnded::reason)
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"MODERN", "LEGACY"})
    void theListOfToolsShowsWhatTheIntentAllows(EraChoice era) throws Exception {
        String onboard = stage.office.task("olivia", "clerk", "onboard-vendor");
        Client client = stage.client("clerk", era, Optional.of(onboard));
        assertThat(client.tools()).containsExactlyInAnyOrder(VENDOR_TOOLS);
        Stage.done(create(client));
        // What is not shown is not permitted either.
        Answer denied = client.call("register_invoice", Payable.newInvoice("V-1", "N-1"));
        assertThat(denied.code()).hasValue("outside-intent");
    }

    @Test
    void aSubTaskSeesAtMostWhatItsParentSees() throws Exception {
        String parent = stage.office.task("olivia", "clerk", "settle-payables");
        String below = stage.office.subTask("clerk", "helper", "onboard-vendor", parent);
        assertThat(stage.modern("helper", below).tools()).containsExactlyInAnyOrder(VENDOR_TOOLS);
        assertThat(stage.modern("clerk", parent).tools()).contains("release_payment", "run_report");
    }

    @Test
    void aSubTaskAsksForNoMoreThanItsParentHas() throws Exception {
        String onboard = stage.office.task("olivia", "clerk", "onboard-vendor");
        assertThat(open("clerk", "settle-payables", onboard).code()).isEqualTo("beyond-parent");
        assertThat(open("clerk", "onboard-vendor", onboard).code()).isEqualTo("beyond-parent");
        String paying = Office.id(
                stage.office.open("ina", "payer", "pay-invoice", Optional.of("invoice/I-7"), Optional.empty()));
        assertThat(open("payer", "settle-payables", paying).code()).isEqualTo("beyond-parent");
        assertThat(stage.office
                        .open("payer", "helper", "pay-invoice", Optional.of("invoice/I-8"), Optional.of(paying))
                        .code())
                .isEqualTo("beyond-parent");
        String all = stage.office.task("olivia", "clerk", "settle-payables");
        assertThat(open("booker", "onboard-vendor", all).code()).isEqualTo("task-unknown");
        assertThat(open("clerk", "no-such-intent", all).code()).isEqualTo("intent-unknown");
        // Nor for somebody whose task it is not, by the back door of a grandchild.
        String below = stage.office.subTask("clerk", "helper", "onboard-vendor", all);
        assertThat(stage.office
                        .open("helper", "assistant", "settle-payables", Optional.empty(), Optional.of(below))
                        .code())
                .isEqualTo("beyond-parent");
    }

    private Office.Said open(String opener, String intent, String parent) {
        return stage.office.open(opener, "helper", intent, Optional.empty(), Optional.of(parent));
    }

    @Test
    void withoutATaskNothingIsShownAndNothingPermitted() throws Exception {
        Client client = stage.client("stranger", EraChoice.LEGACY, Optional.empty());
        assertThatThrownBy(client::tools).isInstanceOf(UpstreamException.class).hasMessageContaining("Interlock-Task");
        denied(client, "task-required");
    }

    @Test
    void whoMayWorkWithoutNamingATaskGetsOneOfItsOwn() throws Exception {
        Client modern = stage.client("walk-in", EraChoice.MODERN, Optional.empty());
        assertThat(modern.tools())
                .containsExactlyInAnyOrder("get_vendor", "list_vendors", "get_invoice", "get_payment", "run_report");
        Answer first = Stage.done(modern.call("list_vendors", Json.object()));
        denied(modern, "outside-intent");
        Client legacy = stage.client("walk-in", EraChoice.LEGACY, Optional.empty());
        Answer second = Stage.done(legacy.call("list_vendors", Json.object()));
        Event.TaskOpened task = stage.record.story(first).opened().orElseThrow();
        assertThat(task.implicit()).isTrue();
        assertThat(task.intent()).isEqualTo("review");
        assertThat(stage.record.story(second).opened())
                .as("a new session washes nothing away")
                .hasValue(task);
    }

    @Test
    void aTaskThatWasClosedIsOver() throws Exception {
        String task = stage.office.task("olivia", "clerk", "settle-payables");
        String below = stage.office.subTask("clerk", "helper", "onboard-vendor", task);
        Client clerk = stage.legacy("clerk", task);
        Client helper = stage.legacy("helper", below);
        Stage.done(create(clerk));
        Stage.done(create(helper));
        stage.office
                .post("clerk", "/v1/tasks/" + task + "/close", Json.object())
                .ok();
        denied(clerk, "task-ended");
        denied(helper, "task-ended");
        assertThatThrownBy(clerk::tools).isInstanceOf(UpstreamException.class).hasMessageContaining("ended");
        assertThat(ends(task)).containsExactly(EndReason.CLOSED);
        assertThat(ends(below)).containsExactly(EndReason.PARENT_ENDED);
    }

    @Test
    void aTaskThatWasCancelledTakesItsHoldsAlong() throws Exception {
        String task = stage.office.task("ina", "payer", "settle-payables");
        Client payer = stage.legacy("payer", task);
        Payable payable = stage.payable(stage.atWork("clerk", "olivia"), stage.atWork("booker", "bert"));
        String hold = payer.call("release_payment", payable.release()).hold().orElseThrow();
        stage.office.post("ina", "/v1/tasks/" + task + "/cancel", Json.object()).ok();
        assertThat(stage.office.approve("vera", hold).status()).isGreaterThanOrEqualTo(400);
        Answer answer = payer.call("release_payment", payable.release());
        assertThat(answer.code()).hasValue("task-ended");
        stage.assertUnpaid(payable);
    }

    @Test
    void aTaskWhoseTimeIsOverEnds() throws Exception {
        String task = stage.office.task("olivia", "clerk", "onboard-vendor");
        Client clerk = stage.legacy("clerk", task);
        Stage.done(create(clerk));
        now.updateAndGet(then -> then.plus(Duration.ofMinutes(61)));
        Answer answer = create(clerk);
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Kind.DENIED);
        // Whichever came first, the call or the gateway's own look at the clock.
        assertThat(answer.code().orElseThrow()).isIn("task-expired", "task-ended");
        denied(clerk, "task-ended");
        assertThat(ends(task)).containsExactly(EndReason.EXPIRED);
    }

    @Test
    void aTaskIsNobodyElses() throws Exception {
        String task = stage.office.task("olivia", "clerk", "settle-payables");
        denied(stage.legacy("booker", task), "task-not-yours");
        denied(stage.legacy("clerk", "t-123456789"), "task-unknown");
        denied(stage.legacy("clerk", "no-task"), "task-unknown");
    }

    @Test
    void whoHasNoTokenIsNobody() {
        Client nobody = new Client(McpClient.of(
                stage.endpoint(),
                "ilt_" + "A".repeat(43),
                Optional.empty(),
                EraChoice.LEGACY,
                Patient.TIMING,
                System::nanoTime));
        try (nobody) {
            Answer answer = create(nobody);
            assertThat(answer.kind()).isEqualTo(Kind.REJECTED);
        }
    }
}
