package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls of which nobody knows yet, or ever, what became of them. */
class InFlightTest {

    @TempDir
    Path folder;

    private Stage stage;
    private Client clerk;
    private Client booker;
    private Client payer;

    @BeforeEach
    void open() throws Exception {
        on(Stage.open(folder));
    }

    private void on(Stage made) {
        stage = made;
        clerk = stage.atWork("clerk", "olivia");
        booker = stage.atWork("booker", "bert");
        payer = stage.atWork("payer", "ina");
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static Answer get(CompletableFuture<Answer> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }

    /** The one call of this tool that is open, by the API. */
    private String openCall(String tool) {
        for (var call : stage.office.get("vera", "/v1/calls").ok().body().path("calls")) {
            if (call.path("tool").asText().equals("erp/" + tool)) {
                return call.path("id").asText();
            }
        }
        throw new AssertionError("no call of " + tool + " is open");
    }

    private static long number(String call) {
        return Ids.parse('c', call).orElseThrow();
    }

    private void assertConflict(Answer denied, String creation, Payable payable) throws Exception {
        stage.record.assertConflict(denied, new Witness(number(creation), Record.SETS_UP), "clerk");
        stage.assertUnpaid(payable);
    }

    /** The vendor is in the ERP already, while its creation is still under way: everything but the conflict is in order. */
    private Payable booked(String iban) throws Exception {
        stage.awaitErp(booker);
        String vendor = stage.sql("select 'V-' || id from vendor where iban = '" + iban + "'")
                .getFirst();
        return stage.payable(noAnswerYet(), vendor, iban, booker);
    }

    private static Answer noAnswerYet() {
        return new Answer(
                "create_vendor",
                Answer.Kind.UNKNOWN,
                Optional.empty(),
                Optional.empty(),
                "",
                Json.object(),
                Json.object());
    }

    @Test
    void creationIsStillInFlightWhenPaymentIsAsked() throws Exception {
        String iban = Stage.iban();
        stage.faults.script("create_vendor", "once", "wait-after go");
        CompletableFuture<Answer> creation = clerk.begin("create_vendor", Payable.newVendor("Slow", iban));
        stage.faults.awaitCommitted("create_vendor", 1);

        String call = openCall("create_vendor");
        Payable payable = booked(iban);
        assertThat(creation).isNotDone();
        assertConflict(clerk.call("release_payment", payable.release()), call, payable);

        stage.faults.open("go");
        Answer created = Stage.done(get(creation));
        assertThat(created.given("vendor_id")).isEqualTo(payable.vendor());
        assertConflict(clerk.call("release_payment", payable.release()), call, payable);
    }

    @Test
    void creationOfUnknownOutcomeCountsBeforeAndAfterItIsReconciled() throws Exception {
        String iban = Stage.iban();
        stage.faults.script("create_vendor", "once", "crash-after");
        Answer creation = clerk.call("create_vendor", Payable.newVendor("Crash", iban));
        assertThat(creation.kind()).as(creation.text()).isEqualTo(Answer.Kind.UNKNOWN);
        afterAnUnknownCreation(creation, iban);
    }

    @Test
    void creationThatTimedOutCountsBeforeAndAfterItIsReconciled() throws Exception {
        stage.close();
        on(Stage.open(folder.resolve("timeout"), Duration.ofSeconds(3)));
        assertThat(clerk.tools()).contains("create_vendor");
        String iban = Stage.iban();
        stage.faults.script("create_vendor", "once", "answer silence");
        Answer creation = clerk.call("create_vendor", Payable.newVendor("Silent", iban));
        assertThat(creation.kind()).as(creation.text()).isEqualTo(Answer.Kind.UNKNOWN);
        afterAnUnknownCreation(creation, iban);
    }

    private void afterAnUnknownCreation(Answer creation, String iban) throws Exception {
        String call = Ids.call(Record.call(creation));
        assertThat(openCall("create_vendor")).isEqualTo(call);
        assertThat(stage.record.story(creation).outcome()).containsInstanceOf(Settlement.Unknown.class);
        Payable payable = booked(iban);
        assertConflict(clerk.call("release_payment", payable.release()), call, payable);

        ObjectNode found = Json.object().put("outcome", "succeeded").put("reason", "it is in the ERP");
        found.putArray("created").add("vendor/" + payable.vendor());
        assertThat(stage.office.reconcile("clerk", call, found).code()).isEqualTo("not-allowed");
        assertThat(stage.office.reconcile("olivia", call, found).code()).isEqualTo("not-independent");
        assertConflict(clerk.call("release_payment", payable.release()), call, payable);

        stage.office.reconcile("vera", call, found).ok();
        assertThat(stage.record.story(creation).outcome())
                .hasValue(new Settlement.Succeeded(List.of(Key.parse("vendor/" + payable.vendor()))));
        assertThat(stage.record.story(creation).later())
                .anySatisfy(later -> assertThat(later.event())
                        .isInstanceOfSatisfying(
                                Event.CallReconciled.class,
                                reconciled -> assertThat(reconciled.by().name()).isEqualTo("vera")));
        assertConflict(clerk.call("release_payment", payable.release()), call, payable);

        stage.approved(payer, payable.release());
        Stage.done(payer.call("release_payment", payable.release()));
        stage.assertPaidOnce(payable);
    }

    /** Found not to have happened, it counts no longer. */
    @Test
    void creationThatIsReconciledAsFailedFreesItsAgent() throws Exception {
        Payable other = stage.payable(booker, booker);
        stage.faults.script("edit_vendor", "once", "crash-before");
        ObjectNode edit = Json.object().put("vendor_id", other.vendor()).put("iban", Stage.iban());
        Answer edited = clerk.call("edit_vendor", edit);
        assertThat(edited.kind()).as(edited.text()).isEqualTo(Answer.Kind.UNKNOWN);
        Answer denied = clerk.call("release_payment", other.release());
        stage.record.assertConflict(denied, new Witness(Record.call(edited), Record.SETS_UP), "clerk");
        stage.office
                .reconcile(
                        "vera",
                        Ids.call(Record.call(edited)),
                        Json.object().put("outcome", "failed").put("reason", "the account is as it was"))
                .ok();
        assertThat(clerk.call("release_payment", other.release()).kind()).isEqualTo(Answer.Kind.HELD);
        stage.assertUnpaid(other);
    }

    @Test
    void aPaymentIsNotEditedWhileItIsReleased() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        stage.approved(payer, payable.release());
        stage.faults.script("release_payment", "once", "wait-before go");
        CompletableFuture<Answer> release = payer.begin("release_payment", payable.release());
        stage.faults.awaitEntered("release_payment", 1);

        ObjectNode edit = Json.object().put("payment_id", payable.payment()).put("iban", Stage.iban());
        Answer edited = booker.call("edit_payment", edit);
        assertThat(release).isNotDone();
        assertThat(edited.kind()).as(edited.text()).isEqualTo(Answer.Kind.DENIED);
        assertThat(edited.code()).hasValue("relied-upon");
        assertThat(stage.record.story(edited).call().findings())
                .filteredOn(f -> f.code() == FindingCode.RELIED_UPON)
                .isNotEmpty()
                .allSatisfy(f -> assertThat(f.witnesses())
                        .containsExactly(new Witness(number(openCall("release_payment")), Record.PAYS)));
        assertThat(stage.sql("select 1 from journal where tool = 'edit_payment'"))
                .isEmpty();

        stage.faults.open("go");
        Stage.done(get(release));
        stage.assertPaidOnce(payable);
        assertThat(stage.sql("select iban from payment")).containsExactly(payable.iban());
    }

    @Test
    void aPaymentIsNotReleasedWhileItIsEdited() throws Exception {
        Payable payable = stage.payable(clerk, booker);
        stage.approved(payer, payable.release());
        stage.faults.script("edit_payment", "once", "wait-before go");
        ObjectNode edit = Json.object().put("payment_id", payable.payment()).put("iban", Stage.iban());
        CompletableFuture<Answer> editing = booker.begin("edit_payment", edit);
        stage.faults.awaitEntered("edit_payment", 1);

        Answer held = payer.call("release_payment", payable.release());
        assertThat(editing).isNotDone();
        assertThat(held.kind()).as(held.text()).isEqualTo(Answer.Kind.HELD);
        assertThat(stage.record.story(held).call().findings())
                .extracting(Finding::code)
                .contains(FindingCode.APPROVAL_REQUIRED);
        stage.assertUnpaid(payable);

        stage.faults.open("go");
        Stage.done(get(editing));
        assertThat(payer.call("release_payment", payable.release()).kind()).isEqualTo(Answer.Kind.HELD);
        stage.assertUnpaid(payable);
    }
}
