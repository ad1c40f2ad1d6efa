package dev.interlock.engine;

import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** An idempotent call of unknown outcome that its agent sends again is still one call. */
class RepeatTest {

    private static final Key VENDOR = new Key("vendor", "42");
    private static final Settlement UNKNOWN = new Settlement.Unknown("no answer");

    private final Caller clerk = agent("clerk", "finance");
    private final Caller other = agent("other", "treasury");

    /** At most two payments to a vendor. */
    private static Rule twice() {
        return new Rule.Limit(
                TestDomain.head("AP-05"),
                "vendor.pay",
                "vendor",
                OptionalLong.of(2),
                new TreeMap<>(),
                OptionalLong.empty());
    }

    private static long permitted(Answer answer) {
        return ((Answer.Permit) answer).call();
    }

    private static void settle(Office office, long call, Settlement settlement) {
        office.ask(new Command.SettleCall(call, settlement));
    }

    private static Settlement recorded(Office office) {
        return ((Event.CallSettled) office.last()).settlement();
    }

    private long unknown(Office office, long task, String tool) {
        long call = permitted(office.call(clerk, task, tool, VENDOR));
        settle(office, call, UNKNOWN);
        return call;
    }

    @Test
    void aLimitCountsItOnce() {
        Office office = new Office(twice()).idempotent();
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        for (int i = 0; i < 3; i++) {
            assertThat(permitted(office.call(clerk, task, "erp/vendor.pay", VENDOR)))
                    .isEqualTo(call);
            settle(office, call, UNKNOWN);
            office.restart();
        }
        assertThat(office.call(other, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
        assertThat(office.call(other, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void aRepeatThatSucceedsSettlesIt() {
        Office office = new Office(twice()).idempotent();
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        office.call(clerk, task, "erp/vendor.pay", VENDOR);
        settle(office, call, new Settlement.Succeeded(List.of()));
        assertThat(recorded(office)).isEqualTo(new Settlement.Succeeded(List.of()));
        assertThat(office.state.openCall(call)).isEmpty();
    }

    @Test
    void aRepeatThatFailsProvesNothing() {
        Office office = new Office(twice()).idempotent();
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        office.call(clerk, task, "erp/vendor.pay", VENDOR);
        office.restart();
        settle(office, call, new Settlement.Failed("429"));
        assertThat(recorded(office)).isEqualTo(new Settlement.Unknown("the repeated call failed: 429"));
        assertThat(office.state.openCall(call).orElseThrow().unknown()).isTrue();
    }

    @Test
    void whatVoidsItComesAfterTheFirstTime() {
        Office office = new Office(Office.require(false)).idempotent();
        long task = office.open(clerk, "any");
        long check = unknown(office, task, "erp/vendor.check");
        office.done(agent("editor", "sales"), "erp/vendor.edit", VENDOR);
        office.call(clerk, task, "erp/vendor.check", VENDOR);
        settle(office, check, new Settlement.Succeeded(List.of()));
        // The check may have taken effect before the edit, so nothing is known of the vendor as it is now.
        assertThat(((Answer.Hold) office.call(other, "erp/vendor.pay", VENDOR)).findings())
                .extracting(Finding::code)
                .containsExactly(FindingCode.REQUIREMENT_MISSING);
    }

    @Test
    void whatItsFirstOutcomeNamedStaysItsOwn() {
        Office office = new Office(Office.separate()).idempotent();
        office.done(other, "erp/vendor.create", VENDOR);
        long task = office.open(clerk, "any");
        long call = permitted(office.call(clerk, task, "erp/vendor.create", VENDOR));
        settle(office, call, new Settlement.Unknown("500", List.of(VENDOR)));
        office.call(clerk, task, "erp/vendor.create", VENDOR);
        office.restart();
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
        settle(office, call, UNKNOWN);
        office.restart();
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void onlyTheSameInstanceRepeatsItInTheSameTask() {
        Office office = new Office(twice()).idempotent();
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        Caller restarted = Office.caller("clerk", "token-2", false, "finance");
        assertThat(permitted(office.call(restarted, task, "erp/vendor.pay", VENDOR)))
                .isNotEqualTo(call);
        assertThat(office.call(clerk, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void otherToolsAreCalledTwice() {
        Office office = new Office(twice());
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        assertThat(permitted(office.call(clerk, task, "erp/vendor.pay", VENDOR)))
                .isNotEqualTo(call);
        assertThat(office.call(other, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void itsApprovalCountsForTheSameCallOnly() {
        Office office = new Office(Office.approval()).idempotent();
        Caller approver = person("maria", "sales");
        long task = office.open(clerk, "any");
        var hold = (Answer.Hold) office.call(clerk, task, "erp/vendor.pay", VENDOR);
        office.ask(new Command.AnswerHold(hold.hold(), approver, true, "ok"));
        long call = unknown(office, task, "erp/vendor.pay");
        assertThat(permitted(office.call(clerk, task, "erp/vendor.pay", VENDOR)))
                .isEqualTo(call);
        settle(office, call, UNKNOWN);
        office.restart();
        assertThat(permitted(office.call(clerk, task, "erp/vendor.pay", VENDOR)))
                .isEqualTo(call);
        settle(office, call, new Settlement.Succeeded(List.of()));
        assertThat(office.call(clerk, task, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void whatWasObservedMeanwhileStopsIt() {
        Office office = new Office(Office.separate()).idempotent();
        office.done(agent("third", "sales"), "erp/vendor.create", VENDOR);
        long task = office.open(clerk, "any");
        unknown(office, task, "erp/vendor.pay");
        office.observe("erp-audit", "a-1", clerk, "erp/vendor.create", VENDOR);
        assertThat(office.call(clerk, task, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Hold.class);
    }

    @Test
    void nothingContinuesIt() {
        Office office = new Office(twice()).idempotent();
        long task = office.open(clerk, "any");
        long call = unknown(office, task, "erp/vendor.pay");
        office.call(clerk, task, "erp/vendor.pay", VENDOR);
        var answered = (Answer.Deny) office.ask(new Command.DecideCall(
                clerk, OptionalLong.of(task), Office.facts("erp/vendor.pay", VENDOR), OptionalLong.of(call)));
        assertThat(answered.findings()).extracting(Finding::code).containsExactly(FindingCode.CONTINUATION_INVALID);
    }
}
