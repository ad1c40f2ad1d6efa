package dev.interlock.engine;

import static dev.interlock.engine.Office.HOUR;
import static dev.interlock.engine.Office.agent;
import static dev.interlock.engine.Office.person;
import static dev.interlock.engine.TestDomain.head;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A clock that is not believed holds everything, and whatever it is confirmed to be, nothing is allowed by that. */
class ClockDoubtTest {

    private static final Key VENDOR = new Key("vendor", "42");
    private static final long MINUTE = 60_000;
    private static final long DAY = 24 * HOUR;
    private static final long START = 20 * DAY;
    private static final Caller CREATOR = agent("creator", "purchasing");
    private static final Caller CHECKER = agent("checker", "audit");
    private static final Caller PAYER = agent("payer", "treasury");
    private static final Caller VERA = person("vera", "controls");

    private final Office office = new Office(separateWithin(), requireWithin());
    private String boot = "first";
    private long bootedAt = START;
    /** The wall clock of the machine, less the time that really is. */
    private long off;

    ClockDoubtTest() {
        office.now = START;
        read();
    }

    /** A rule: the party that creates a vendor does not pay it in the next half hour. */
    private static Rule separateWithin() {
        return new Rule.Separate(
                head("AP-01"),
                List.of(Set.of("vendor.create"), Set.of("vendor.pay")),
                "vendor",
                OptionalLong.of(30 * MINUTE),
                1,
                Optional.empty());
    }

    /** A payment needs a check of the last half hour. */
    private static Rule requireWithin() {
        return new Rule.Require(
                head("AP-02"),
                "vendor.pay",
                List.of(new Rule.Done(
                        "vendor.check", "vendor", Optional.of(Office.OWNER), 1, false, OptionalLong.of(30 * MINUTE))),
                Optional.empty(),
                Set.of());
    }

    /** The time that really is; the record goes by the wall clock of before the last doubt. */
    private long real = START;

    private ClockReading reading() {
        return ClockReading.of(real + off, boot, real - bootedAt);
    }

    private void pass(long millis) {
        real += millis;
        office.now += millis;
    }

    private void read() {
        office.ask(new ClockCommand.Read(reading(), OptionalLong.empty()));
    }

    private void set(long by) {
        off += by;
        read();
    }

    private void startMachineAnew(String id) {
        boot = id;
        bootedAt = real;
    }

    private Answer confirm() {
        return office.ask(new ClockCommand.Confirm(VERA, real + off, reading()));
    }

    private Answer pay(Caller agent) {
        return office.call(agent, "erp/vendor.pay", VENDOR);
    }

    private static List<FindingCode> codes(Answer answer) {
        return ((Answer.Verdict) answer)
                .findings().stream().map(finding -> finding.code()).toList();
    }

    private ClockDoubt doubt() {
        return office.state
                .clock()
                .standing()
                .doubt()
                .map(ClockEvent.Doubted::why)
                .orElse(null);
    }

    // --- when it is in doubt

    @ParameterizedTest
    @ValueSource(longs = {5 * MINUTE + 1, -5 * MINUTE - 1, HOUR, -HOUR, 400 * DAY, -400 * DAY})
    void aClockThatIsSetIsInDoubt(long by) {
        set(by);
        assertThat(doubt()).isEqualTo(ClockDoubt.JUMPED);
    }

    @Test
    void aMachineThatSleptIsNot() {
        pass(60 * DAY); // both clocks went on
        read();
        assertThat(doubt()).isNull();
        set(5 * MINUTE);
        set(-5 * MINUTE);
        assertThat(doubt()).as("a small step, and back").isNull();
    }

    @Test
    void smallStepsAddUp() {
        set(4 * MINUTE);
        assertThat(doubt()).isNull();
        pass(HOUR);
        set(4 * MINUTE);
        assertThat(doubt()).isEqualTo(ClockDoubt.JUMPED);
    }

    /** As where a machine is set right by steps each night, for months, or stopped a few seconds for each of its backups. */
    @Test
    void aLittleEachDayDoesNot() {
        for (int day = 0; day < 100; day++) {
            pass(DAY);
            office.now += 2 * MINUTE; // by its wall clock
            set(2 * MINUTE);
            assertThat(doubt()).as("day %d", day).isNull();
        }
        pass(DAY - 1);
        set(2 * MINUTE);
        assertThat(office.state.clock().standing().isStale(reading()))
                .as("nor more than once a day")
                .isFalse();
        set(4 * MINUTE);
        assertThat(doubt()).isEqualTo(ClockDoubt.JUMPED);
    }

    @Test
    void afterAnotherStartOfTheMachineAMonthIsBelieved() {
        startMachineAnew("second");
        set(29 * DAY);
        assertThat(doubt()).isNull();
        assertThat(office.last()).isInstanceOf(ClockEvent.Agreed.class);
        startMachineAnew("third");
        office.now = real + off;
        office.open(PAYER, "any");
        set(30 * DAY + MINUTE);
        assertThat(doubt()).isEqualTo(ClockDoubt.AHEAD);
    }

    @Test
    void aClockBehindTheRecordIsInDoubt() {
        office.open(PAYER, "any");
        startMachineAnew("second");
        set(-6 * MINUTE);
        assertThat(doubt()).isEqualTo(ClockDoubt.BEHIND);
    }

    // --- what is held

    @Test
    void allThatGrantsIsHeldAndWhatHappenedIsRecorded() {
        long task = office.open(PAYER, "any");
        var open = (Answer.Permit) office.call(PAYER, task, "erp/vendor.check", VENDOR);
        set(HOUR);
        assertThat(codes(office.call(PAYER, task, "erp/vendor.check", VENDOR)))
                .containsExactly(FindingCode.CLOCK_IN_DOUBT);
        var lease = new LeaseCommand.Issue(
                PAYER, task, OptionalLong.empty(), "db", "postgres", new TreeMap<>(), false, OptionalLong.empty());
        assertThat(office.ask(lease)).isInstanceOfSatisfying(Answer.Refused.class, ClockDoubtTest::inDoubt);
        assertThat(office.ask(new Command.ProposeBundle(VERA, "b", "sha-256:9")))
                .isInstanceOfSatisfying(Answer.Refused.class, ClockDoubtTest::inDoubt);
        assertThat(office.ask(new Command.SettleCall(open.call(), new Settlement.Succeeded(List.of()))))
                .isInstanceOf(Answer.Done.class);
        assertThat(office.ask(new AgentCommand.Suspend("payer", VERA, "strange")))
                .isInstanceOf(Answer.Done.class);
        assertThat(office.state.openCall(open.call())).isEmpty();
    }

    private static void inDoubt(Answer.Refused refused) {
        assertThat(refused.code()).isEqualTo(RefusalCode.CLOCK_IN_DOUBT);
    }

    @Test
    void aPersonWhoKnowsTheTimeConfirms() {
        assertThat(refused(confirm())).isEqualTo(RefusalCode.CLOCK_NOT_IN_DOUBT);
        set(HOUR);
        assertThat(refused(office.ask(new ClockCommand.Confirm(PAYER, real + off, reading()))))
                .isEqualTo(RefusalCode.NOT_ALLOWED);
        assertThat(refused(office.ask(new ClockCommand.Confirm(VERA, real, reading()))))
                .isEqualTo(RefusalCode.CLOCK_DIFFERS);
        office.restart();
        read();
        assertThat(doubt()).as("through a restart").isEqualTo(ClockDoubt.JUMPED);
        off = 0; // set right
        assertThat(confirm()).isInstanceOf(Answer.Done.class);
        assertThat(office.call(CHECKER, "erp/vendor.check", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    private static RefusalCode refused(Answer answer) {
        return ((Answer.Refused) answer).code();
    }

    // --- how long ago it was

    private void createAndCheck() {
        office.done(CREATOR, "erp/vendor.create", VENDOR);
        office.done(CHECKER, "erp/vendor.check", VENDOR);
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(pay(PAYER)).isInstanceOf(Answer.Permit.class);
    }

    /** A virtual machine that was paused: boot time says that nothing happened. Either may be right. */
    @Test
    void aJumpAheadAgesWhatIsNeededAndNotWhatForbids() {
        createAndCheck();
        pass(10 * MINUTE);
        set(HOUR);
        confirm();
        office.restart();
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.DUTY_CONFLICT, FindingCode.REQUIREMENT_MISSING);
        pass(21 * MINUTE);
        assertThat(codes(pay(CREATOR))).as("half an hour is over").containsExactly(FindingCode.REQUIREMENT_MISSING);
        office.done(CHECKER, "erp/vendor.check", VENDOR);
        assertThat(pay(PAYER)).isInstanceOf(Answer.Permit.class);
    }

    /** By boot time it is known how long it was: a clock that is set back changes no age at all. */
    @Test
    void aJumpBackAgesNothing() {
        createAndCheck();
        pass(10 * MINUTE);
        set(-HOUR);
        pass(10 * MINUTE);
        confirm();
        office.restart();
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.DUTY_CONFLICT);
        assertThat(pay(PAYER)).isInstanceOf(Answer.Permit.class);
        pass(11 * MINUTE);
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.REQUIREMENT_MISSING);
        assertThat(office.recorded.getLast().timeMillis()).as("of the record").isLessThan(START);
    }

    /** A start with a wrong clock that somebody confirmed, and that is found out later: time does not stand still for a year. */
    @Test
    void fourHundredDaysAheadAndBack() {
        createAndCheck();
        startMachineAnew("second");
        set(400 * DAY);
        assertThat(doubt()).isEqualTo(ClockDoubt.AHEAD);
        confirm();
        assertThat(codes(pay(CREATOR)))
                .as("nobody knows whether it was so long")
                .containsExactly(FindingCode.DUTY_CONFLICT, FindingCode.REQUIREMENT_MISSING);
        pass(MINUTE);
        set(-400 * DAY);
        assertThat(doubt()).isEqualTo(ClockDoubt.JUMPED);
        confirm();
        assertThat(office.now).isEqualTo(real + off + 1);
        office.done(CHECKER, "erp/vendor.check", VENDOR);
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.DUTY_CONFLICT);
        pass(30 * MINUTE);
        assertThat(codes(pay(CREATOR))).as("windows are left again").containsExactly(FindingCode.REQUIREMENT_MISSING);
    }

    /** The clock was wrong before, and the machine was started anew: nobody can tell how long ago anything was. */
    @Test
    void whereNobodyCanTellAllThatEndsWithTimeHasEnded() {
        createAndCheck();
        long task = office.open(PAYER, "any");
        office.ask(new LeaseCommand.Issue(
                PAYER, task, OptionalLong.empty(), "db", "postgres", new TreeMap<>(), true, OptionalLong.empty()));
        startMachineAnew("second");
        set(-HOUR);
        assertThat(doubt()).isEqualTo(ClockDoubt.BEHIND);
        confirm();
        office.restart();
        assertThat(codes(pay(CREATOR))).containsExactly(FindingCode.DUTY_CONFLICT, FindingCode.REQUIREMENT_MISSING);
        assertThat(codes(office.call(PAYER, task, "erp/vendor.check", VENDOR)))
                .containsExactly(FindingCode.TASK_EXPIRED);
        assertThat(office.recorded.stream()
                        .filter(each -> each.event() instanceof LeaseEvent.Revoked revoked
                                && revoked.reason() == LeaseEnd.TASK_ENDED))
                .hasSize(1);
    }
}
