package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.ApprovalLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How much one person approves, and on how many others it may rest. */
class ApprovalLimitsTest {

    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * Office.HOUR;

    private final Office office = new Office(new ApprovalLimits(1_000, 1_000, 2, DAY, 2), Office.approval());
    private final Caller ada = Office.agent("ada", "payables");
    private final Caller ben = Office.agent("ben", "treasury");
    private final Caller vera = Office.person("vera", "controls");
    private final Caller dana = Office.person("dana", "audit");
    private final Caller noor = Office.person("noor", "legal");
    private int vendors;

    private static void refused(RefusalCode code, Answer answer) {
        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused ->
                                assertThat(refused.code()).as(refused.message()).isEqualTo(code));
    }

    /** Payments of so many vendors, each of which waits. */
    private List<Long> held(Caller agent, int many) {
        var holds = new ArrayList<Long>();
        long task = office.open(agent, "any");
        for (int i = 0; i < many; i++) {
            var held = (Answer.Hold) office.call(agent, task, "erp/vendor.pay", new Key("vendor", "v" + vendors++));
            holds.add(held.hold());
        }
        return holds;
    }

    private static Command.AnswerHold says(Caller by, long hold, boolean approve) {
        return new Command.AnswerHold(hold, by, approve, "");
    }

    private Answer group(Caller by, boolean approve, List<Long> holds) {
        return office.ask(new HoldCommand.AnswerLike(
                holds.stream().map(hold -> says(by, hold, approve)).toList()));
    }

    private Answer one(Caller by, boolean approve) {
        return office.ask(says(by, held(ada, 1).getFirst(), approve));
    }

    private long answers() {
        return office.recorded.stream()
                .filter(each -> each.event() instanceof Event.HoldAnswered)
                .count();
    }

    /** Their calls are in the record; who withdraws without end fills nothing else. */
    @Test
    void ofHoldsThatEndedInVainTheLastAreKnown() {
        long task = office.open(ada, "any");
        var holds = new ArrayList<Long>();
        for (int i = 0; i <= ApprovalLimits.MOST_ENDED; i++) {
            var held = (Answer.Hold) office.call(ada, task, "erp/vendor.pay", new Key("vendor", "v"));
            holds.add(held.hold());
            assertThat(office.ask(new HoldCommand.Withdraw(held.hold(), ada, "")))
                    .isInstanceOf(Answer.Done.class);
        }
        office.restart();
        refused(RefusalCode.HOLD_UNKNOWN, office.ask(says(vera, holds.getFirst(), true)));
        refused(RefusalCode.HOLD_CLOSED, office.ask(says(vera, holds.get(1), true)));
        refused(RefusalCode.HOLD_CLOSED, office.ask(new HoldCommand.Withdraw(holds.getLast(), ada, "")));
        refused(RefusalCode.HOLD_UNKNOWN, office.ask(new HoldCommand.Withdraw(holds.getFirst(), ada, "")));
        refused(RefusalCode.HOLD_CLOSED, group(vera, true, holds.subList(1, 3)));
    }

    @Test
    void holdsThatAreAlikeAreOneDecision() {
        var done = (Answer.Done) group(vera, true, held(ada, 5));
        assertThat(office.recorded.stream()
                        .map(each -> each.event())
                        .filter(Event.HoldAnswered.class::isInstance)
                        .map(each -> ((Event.HoldAnswered) each).how().with().orElse(-1)))
                .containsExactly(-1L, done.number(), done.number(), done.number(), done.number());
        assertThat(group(vera, true, held(ben, 1))).isInstanceOf(Answer.Done.class);
        office.restart();
        refused(RefusalCode.ANSWERS_EXHAUSTED, group(vera, true, held(ada, 3)));
        refused(RefusalCode.ANSWERS_EXHAUSTED, one(vera, true));
        assertThat(answers()).isEqualTo(6);
        assertThat(one(vera, false)).as("to reject is never bounded").isInstanceOf(Answer.Done.class);
        assertThat(one(dana, true)).as("each by themselves").isInstanceOf(Answer.Done.class);
        office.now += 11 * MINUTE;
        assertThat(group(vera, true, held(ada, 3))).isInstanceOf(Answer.Done.class);
    }

    @Test
    void eachHoldThatIsAnsweredByItselfCounts() {
        for (long hold : held(ada, 2)) {
            assertThat(group(vera, true, List.of(hold))).isInstanceOf(Answer.Done.class);
        }
        refused(RefusalCode.ANSWERS_EXHAUSTED, one(vera, true));
    }

    @Test
    void aGroupIsNoWayAroundTheBound() {
        List<Long> unlike =
                Stream.of(held(ada, 1), held(ben, 1)).flatMap(List::stream).toList();
        refused(RefusalCode.HOLDS_DIFFER, group(vera, true, unlike));
        List<Long> alike = held(ada, 3);
        refused(
                RefusalCode.ARGUMENT_INVALID,
                office.ask(new HoldCommand.AnswerLike(
                        List.of(says(vera, alike.get(0), false), says(vera, alike.get(1), true)))));
        refused(
                RefusalCode.ARGUMENT_INVALID,
                office.ask(new HoldCommand.AnswerLike(
                        List.of(says(dana, alike.get(0), true), says(vera, alike.get(1), true)))));
        refused(RefusalCode.ARGUMENT_INVALID, group(vera, true, List.of(alike.get(0), alike.get(0))));
        assertThat(answers()).isZero();
    }

    private Answer delegate(Caller by, Caller to) {
        return office.ask(new HoldCommand.Delegate(by, to, "approvers", Office.HOUR, ""));
    }

    private Answer end(Answer made, Caller by) {
        return office.ask(new HoldCommand.EndDelegation(((Answer.Done) made).number(), by, false));
    }

    @Test
    void onePersonMakesNoMoreDelegationsThanTheBundleSays() {
        Answer first = delegate(vera, dana);
        assertThat(delegate(vera, noor)).isInstanceOf(Answer.Done.class);
        refused(RefusalCode.DELEGATIONS_EXHAUSTED, delegate(vera, Office.person("olga", "line")));
        office.restart();
        refused(RefusalCode.DELEGATIONS_EXHAUSTED, delegate(vera, dana));
        assertThat(end(first, vera)).isInstanceOf(Answer.Done.class);
        assertThat(delegate(vera, dana)).isInstanceOf(Answer.Done.class);
        office.now += Office.HOUR + 1;
        assertThat(delegate(vera, dana)).as("what is over does not count").isInstanceOf(Answer.Done.class);
    }

    /** Also not from several: and whoever has too many gets rid of them. */
    @Test
    void noMoreAreMadeToOnePersonThanTheBundleSays() {
        Answer first = delegate(vera, dana);
        assertThat(delegate(noor, dana)).isInstanceOf(Answer.Done.class);
        refused(RefusalCode.DELEGATIONS_EXHAUSTED, delegate(Office.person("olga", "line"), dana));
        assertThat(end(first, dana)).isInstanceOf(Answer.Done.class);
        assertThat(delegate(Office.person("olga", "line"), dana)).isInstanceOf(Answer.Done.class);
    }

    @Test
    void anotherNameOfAPersonIsNoWayAroundThat() {
        delegate(vera, dana);
        delegate(vera, noor);
        Caller second = Office.person("vivian", "elsewhere");
        var proposed = (Answer.Done)
                office.ask(new Command.ProposeLink(new Link.Values("agent", "vera", "vivian"), dana, "one person"));
        assertThat(office.ask(new Command.AnswerLink(proposed.number(), noor, true, "")))
                .isInstanceOf(Answer.Done.class);
        refused(RefusalCode.DELEGATIONS_EXHAUSTED, delegate(second, Office.person("olga", "line")));
    }
}
