package dev.interlock.engine;

import static dev.interlock.engine.Office.HOUR;
import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a person rejected is not asked again by whoever depends on the one who asked. */
class StickyRejectionTest {

    private static final Key VENDOR = new Key("vendor", "42");

    private final Office office = new Office(Office.approval());
    private final Caller payer = agent("payer", "treasury");
    private final Caller sibling = agent("sibling", "treasury");
    private final Caller stranger = agent("stranger", "sales");

    private long reject(Caller agent, long task) {
        var held = (Answer.Hold) office.call(agent, task, "erp/vendor.pay", VENDOR);
        office.ask(new Command.AnswerHold(held.hold(), person("vera", "controls"), false, "no"));
        return held.hold();
    }

    private List<Finding> denied(Caller agent, String intent) {
        long task = office.open(agent, intent);
        return ((Answer.Deny) office.call(agent, task, "erp/vendor.pay", VENDOR)).findings();
    }

    @Test
    void itSticksInOtherTasksAndToWhoeverIsNotIndependent() {
        long task = office.open(payer, "any");
        long rejected = reject(payer, task);
        for (Caller agent : List.of(payer, sibling)) {
            Finding finding = denied(agent, "other").getLast();
            assertThat(finding.code()).isEqualTo(FindingCode.REJECTED);
            assertThat(finding.witnesses()).containsExactly(new Witness(rejected, "vendor.pay"));
        }
    }

    @Test
    void itSticksAfterTheTaskHasEndedAndAfterARestart() {
        long task = office.open(payer, "any");
        reject(payer, task);
        office.ask(new Command.EndTask(task, payer, EndReason.CLOSED));
        office.restart();
        assertThat(denied(sibling, "any").getLast().code()).isEqualTo(FindingCode.REJECTED);
    }

    @Test
    void anUnrelatedPartyMayAskAndSoMayAnybodyForSomethingElse() {
        reject(payer, office.open(payer, "any"));
        assertThat(office.call(stranger, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(office.call(payer, "erp/vendor.pay", new Key("vendor", "43")))
                .isInstanceOf(Answer.Hold.class);
        assertThat(office.call(payer, "erp/vendor.edit", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void itEndsWithItsTimeButNotForTheVeryCallInItsTask() {
        long task = office.open(payer, "any");
        reject(payer, task);
        office.now += 24 * HOUR - 3;
        assertThat(denied(sibling, "any").getLast().code()).isEqualTo(FindingCode.REJECTED);
        office.now += 2;
        assertThat(office.call(sibling, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(((Answer.Deny) office.call(payer, task, "erp/vendor.pay", VENDOR)).findings())
                .extracting(Finding::code)
                .contains(FindingCode.REJECTED);
    }

    @Test
    void theLatestRejectionIsTheWitnessAndWhatIsOverIsForgotten() {
        reject(payer, office.open(payer, "any"));
        office.now += 23 * HOUR;
        long second = reject(stranger, office.open(stranger, "any"));
        assertThat(denied(stranger, "any").getLast().witnesses()).containsExactly(new Witness(second, "vendor.pay"));
        office.now += 2 * HOUR;
        long third = reject(payer, office.open(payer, "any"));
        office.now += 23 * HOUR;
        assertThat(office.call(stranger, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        assertThat(denied(payer, "any").getLast().witnesses()).containsExactly(new Witness(third, "vendor.pay"));
    }
}
