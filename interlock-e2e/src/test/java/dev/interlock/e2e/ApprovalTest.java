package dev.interlock.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.demo.Answer;
import dev.interlock.demo.Answer.Kind;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallStory;
import dev.interlock.server.render.Ids;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An approval is good for one call, this one, and comes from somebody independent. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ApprovalTest {

    private static final int REPEATS = 200;

    private Stage stage;
    private Client clerk;
    private Client booker;
    private String payersTask;
    private Client payer;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        stage = Stage.open(folder);
        clerk = stage.atWork("clerk", "olivia");
        booker = stage.atWork("booker", "bert");
        payersTask = stage.office.task("ina", "payer", "settle-payables");
        payer = stage.modern("payer", payersTask);
    }

    @AfterAll
    void close() throws Exception {
        stage.close();
    }

    private Payable payable() {
        return stage.payable(clerk, booker);
    }

    private String held(Client by, ObjectNode release) {
        Answer answer = by.call("release_payment", release);
        assertThat(answer.kind()).as(answer.text()).isEqualTo(Kind.HELD);
        return answer.hold().orElseThrow();
    }

    private void released(Payable payable) throws Exception {
        Stage.done(payer.call("release_payment", payable.release()));
        stage.assertPaidOnce(payable);
    }

    @Test
    void worksOnceAndNotTwice() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        Answer permitted = Stage.done(payer.call("release_payment", payable.release()));
        stage.assertPaidOnce(payable);

        CallStory story = stage.record.story(permitted);
        assertThat(story.call()).isInstanceOfSatisfying(Event.CallReserved.class, reserved -> {
            assertThat(reserved.excepted()).extracting(Finding::code).containsExactly(FindingCode.APPROVAL_REQUIRED);
            assertThat(reserved.approvals()).hasSize(1);
        });
        assertThat(story.answers())
                .singleElement()
                .satisfies(recorded -> assertThat(recorded.event())
                        .isInstanceOfSatisfying(Event.HoldAnswered.class, answered -> {
                            assertThat(answered.by().name()).isEqualTo("vera");
                            assertThat(Ids.hold(answered.hold())).isEqualTo(hold);
                        }));
        assertThat(held(payer, payable.release())).isNotEqualTo(hold);
        assertThat(stage.office.approve("victor", hold).code()).isEqualTo("hold-closed");
        stage.assertPaidOnce(payable);
    }

    @Test
    void isNotGoodForOtherArguments() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        assertThat(held(payer, payable.release().put("amount", new BigDecimal("100.51"))))
                .isNotEqualTo(hold);
        assertThat(held(payer, payable.release().put("iban", Stage.iban()))).isNotEqualTo(hold);
        assertThat(held(payer, payable.release().put("vendor_id", payable.vendor())))
                .isNotEqualTo(hold);
        stage.assertUnpaid(payable);
        // The same arguments, written another way.
        Stage.done(payer.call("release_payment", payable.release().put("amount", new BigDecimal("100.5"))));
        stage.assertPaidOnce(payable);
    }

    @Test
    void isNotGoodInAnotherTaskOfTheSameAgent() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        assertThat(held(stage.atWork("payer", "ina"), payable.release())).isNotEqualTo(hold);
        stage.assertUnpaid(payable);
        released(payable);
    }

    @Test
    void isNotGoodForASubAgentNorForAnotherAgent() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        String below = stage.office.subTask("payer", "helper", "settle-payables", payersTask);
        assertThat(held(stage.modern("helper", below), payable.release())).isNotEqualTo(hold);
        assertThat(held(stage.atWork("stranger", "ina"), payable.release())).isNotEqualTo(hold);
        Answer denied = stage.legacy("stranger", payersTask).call("release_payment", payable.release());
        assertThat(denied.code()).hasValue("task-not-yours");
        stage.assertUnpaid(payable);
        released(payable);
    }

    @ParameterizedTest
    @CsvSource({
        "payer,  payer,  not-allowed",
        "helper, payer,  hold-unknown",
        "helper, helper, not-allowed",
        "payer,  helper, not-allowed",
        "booker, payer,  hold-unknown",
        "tess,   payer,  not-independent",
        "tess,   helper, not-independent",
        "ina,    payer,  not-independent",
        "ina,    helper, not-independent",
        "sam,    payer,  not-in-group",
        "adam,   payer,  not-in-group"
    })
    void isNotGivenByWhoeverIsNotIndependentOfTheAsking(String who, String asks, String code) throws Exception {
        Payable payable = payable();
        String below = stage.office.subTask("payer", "helper", "settle-payables", payersTask);
        Client asking = asks.equals("helper") ? stage.modern("helper", below) : payer;
        String hold = held(asking, payable.release());
        Office.Said refused = stage.office.approve(who, hold);
        assertThat(refused.code()).as(refused.body().toString()).isEqualTo(code);
        assertThat(refused.status()).isGreaterThanOrEqualTo(400);
        assertThat(held(asking, payable.release())).isEqualTo(hold);
        assertThat(stage.record.story(Ids.parse('h', hold).orElseThrow()).answers())
                .isEmpty();
        stage.assertUnpaid(payable);
    }

    @Test
    void isVoidAfterAnEdit() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        String iban = Stage.iban();
        Stage.done(booker.call(
                "edit_payment",
                Json.object().put("payment_id", payable.payment()).put("iban", iban)));
        Stage.done(booker.call(
                "edit_payment",
                Json.object().put("payment_id", payable.payment()).put("iban", payable.iban())));
        assertThat(held(payer, payable.release())).isNotEqualTo(hold);
        stage.assertUnpaid(payable);
    }

    @Test
    void isNotGivenToWhatChangedSinceItWasHeld() throws Exception {
        Payable payable = payable();
        String hold = held(payer, payable.release());
        Stage.done(booker.call(
                "edit_payment",
                Json.object().put("payment_id", payable.payment()).put("iban", payable.iban())));
        assertThat(stage.office.approve("vera", hold).code()).isEqualTo("hold-outdated");
        stage.assertUnpaid(payable);
    }

    @Test
    void endsTheTaskThatWasForThisPayment() throws Exception {
        Payable payable = payable();
        String task = Office.id(stage.office.open(
                "ina", "payer", "pay-invoice", Optional.of("invoice/" + payable.invoice()), Optional.empty()));
        Client once = stage.legacy("payer", task);
        stage.approved(once, payable.release());
        Stage.done(once.call("release_payment", payable.release()));
        Answer again = once.call("release_payment", payable.release());
        assertThat(again.kind()).isEqualTo(Kind.DENIED);
        assertThat(again.code()).hasValue("task-ended");
        stage.assertPaidOnce(payable);
    }

    @Test
    void isSpentOnceHoweverManyAskAtOnce() throws Exception {
        Payable payable = payable();
        String hold = stage.approved(payer, payable.release());
        stage.faults.script("release_payment", "wait-before go-once");
        List<CompletableFuture<Answer>> asked = new ArrayList<>();
        for (int i = 0; i < REPEATS; i++) {
            asked.add(payer.begin("release_payment", payable.release()));
        }
        // The one that goes through is kept at the ERP until all others are answered: they raced, and lost.
        var losers = new ArrayList<Answer>();
        while (losers.size() < REPEATS - 1) {
            CompletableFuture.anyOf(asked.toArray(CompletableFuture<?>[]::new)).get(60, TimeUnit.SECONDS);
            for (CompletableFuture<Answer> one : List.copyOf(asked)) {
                if (one.isDone()) {
                    losers.add(one.get());
                    asked.remove(one);
                }
            }
        }
        stage.faults.clear("release_payment");
        stage.faults.open("go-once");
        Answer winner = asked.getFirst().get(60, TimeUnit.SECONDS);
        Stage.done(winner);
        assertThat(losers).hasSize(REPEATS - 1).allSatisfy(answer -> {
            assertThat(answer.kind()).as(answer.text()).isEqualTo(Kind.HELD);
            assertThat(answer.hold()).isNotEqualTo(Optional.of(hold));
        });
        assertThat(stage.record.all())
                .filteredOn(r -> r.event() instanceof Event.CallReserved reserved
                        && reserved.facts().objects().toString().equals("[payment/" + payable.payment() + "]"))
                .hasSize(1);
        stage.assertPaidOnce(payable);
    }
}
