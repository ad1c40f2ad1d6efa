package dev.interlock.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.StateSnapshot;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class LeaseTest {

    private static final Key VENDOR = Key.parse("vendor/42");

    private final Office office = new Office(Office.separate());
    private final Caller clerk = Office.agent("clerk", "finance");
    private final Caller buyer = Office.agent("buyer", "purchase");
    private final Caller maria = Office.person("maria", "board");
    private final Caller peter = Office.person("peter", "audit");

    @Test
    void aLeaseEndsWithItsTaskAndIsKeptUntilItIsTakenBackOutside() {
        long task = office.open(clerk, "any");
        long role = issue(clerk, task, true);
        long token = issue(clerk, task, false);
        assertThat(office.state.isLive(lease(role), office.now)).isTrue();
        done(office.ask(new LeaseCommand.Confirm(role, LeaseStep.ISSUED)));

        done(office.ask(new Command.EndTask(task, clerk, EndReason.CLOSED)));

        assertThat(ends()).containsExactly(LeaseEnd.TASK_ENDED, LeaseEnd.TASK_ENDED);
        assertThat(office.last()).isInstanceOf(Event.TaskEnded.class);
        assertThat(office.state.isLive(lease(role), office.now)).isFalse();
        assertThat(office.state.leases().get(token)).isNull();
        assertThat(office.state.leases().heldBy("clerk")).isEqualTo(1);
        done(office.ask(new LeaseCommand.Confirm(role, LeaseStep.WITHDRAWN)));
        assertThat(office.state.leases().all()).isEmpty();
        assertThat(office.state.leases().heldBy("clerk")).isZero();
        refused(RefusalCode.LEASE_UNKNOWN, office.ask(new LeaseCommand.Confirm(role, LeaseStep.WITHDRAWN)));
    }

    @Test
    void theEndOfATaskAboveEndsTheLeasesBelow() {
        long above = office.open(clerk, "any");
        long below = below(above, buyer);
        issue(buyer, below, true);
        done(office.ask(new Command.EndTask(above, maria, EndReason.CANCELLED)));
        assertThat(ends()).containsExactly(LeaseEnd.TASK_ENDED);
    }

    @Test
    void noLeaseOutlivesItsTaskOrOneAbove() {
        long above = office.open(clerk, "any");
        long below = below(above, buyer);
        narrow(above, clerk, 50);
        long late = office.now - 1 + 50;
        long lease = issue(buyer, below, false, OptionalLong.of(1_000_000));
        assertThat(lease(lease).expiresMillis()).isEqualTo(late);
        long own = issue(clerk, above, false);
        narrow(above, clerk, 10);
        assertThat(lease(own).expiresMillis()).isEqualTo(office.now - 1 + 10);
        assertThat(lease(lease).expiresMillis()).isEqualTo(office.now - 1 + 10);
        done(office.ask(new LeaseCommand.Renew(lease, buyer, OptionalLong.of(1_000_000))));
        assertThat(lease(lease).expiresMillis()).isEqualTo(lease(own).expiresMillis());
    }

    @Test
    void aLeaseWhoseTimeIsOverEndsByItself() {
        long task = office.open(clerk, "any");
        long lease = issue(clerk, task, true, OptionalLong.of(10));
        office.now += 9;
        assertThat(office.state.isLive(lease(lease), office.now)).isTrue();
        office.now += 1;
        assertThat(office.state.isLive(lease(lease), office.now)).isFalse();
        refused(RefusalCode.LEASE_ENDED, office.ask(new LeaseCommand.Renew(lease, clerk, OptionalLong.empty())));
        done(office.ask(new Command.Tick()));
        assertThat(ends()).containsExactly(LeaseEnd.EXPIRED);
        done(office.ask(new Command.Tick()));
        assertThat(ends()).hasSize(1);
    }

    @Test
    void onlyTheRunningInstanceThatHoldsItRenews() {
        long task = office.open(clerk, "any");
        long lease = issue(clerk, task, false);
        Caller other = Office.caller("clerk", "another", false, "finance");
        refused(RefusalCode.NOT_ALLOWED, office.ask(new LeaseCommand.Renew(lease, other, OptionalLong.empty())));
        refused(RefusalCode.NOT_ALLOWED, office.ask(new LeaseCommand.Renew(lease, buyer, OptionalLong.empty())));
        refused(RefusalCode.ARGUMENT_INVALID, office.ask(new LeaseCommand.Renew(lease, clerk, OptionalLong.of(0))));
        done(office.ask(new LeaseCommand.Renew(lease, clerk, OptionalLong.of(7))));
        assertThat(lease(lease).expiresMillis()).isEqualTo(office.now - 1 + 7);
    }

    @Test
    void whoHasNoOwnerOrNoSuchTaskIsGivenNothing() {
        long task = office.open(clerk, "any");
        Caller orphan = new Caller("orphan", "token", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        long its = office.open(orphan, "any");
        refused(RefusalCode.OWNER_MISSING, office.ask(request(orphan, its, OptionalLong.empty(), true)));
        refused(RefusalCode.TASK_NOT_YOURS, office.ask(request(buyer, task, OptionalLong.empty(), true)));
        refused(RefusalCode.TASK_UNKNOWN, office.ask(request(clerk, 777, OptionalLong.empty(), true)));
        refused(RefusalCode.ARGUMENT_INVALID, office.ask(request(clerk, task, OptionalLong.of(0), true)));
        done(office.ask(new Command.EndTask(task, clerk, EndReason.CLOSED)));
        refused(RefusalCode.TASK_ENDED, office.ask(request(clerk, task, OptionalLong.empty(), true)));
    }

    @Test
    void aCallThatALeaseHangsOnIsInFlightAndOfTheSameInstance() {
        long task = office.open(clerk, "any");
        var permit = (Answer.Permit) office.call(clerk, task, "erp/vendor.check", VENDOR);
        Caller other = Office.caller("clerk", "another", false, "finance");
        refused(RefusalCode.CALL_UNKNOWN, office.ask(with(other, task, permit.call())));
        refused(RefusalCode.CALL_UNKNOWN, office.ask(with(clerk, office.open(clerk, "any"), permit.call())));
        done(office.ask(with(clerk, task, permit.call())));
        assertThat(((LeaseEvent.Issued) office.last()).call()).hasValue(permit.call());
        office.ask(new Command.SettleCall(permit.call(), new Settlement.Failed("refused before it had an effect")));
        refused(RefusalCode.CALL_UNKNOWN, office.ask(with(clerk, task, permit.call())));
    }

    @Test
    void oneAgentHoldsNoMoreThanAThousand() {
        long task = office.open(clerk, "any");
        long first = issue(clerk, task, true);
        for (int i = 1; i < 1_000; i++) {
            issue(clerk, task, true);
        }
        refused(RefusalCode.LEASES_EXHAUSTED, office.ask(request(clerk, task, OptionalLong.empty(), true)));
        done(office.ask(new LeaseCommand.Revoke(first, Optional.of(clerk), "")));
        // It may still be there outside.
        refused(RefusalCode.LEASES_EXHAUSTED, office.ask(request(clerk, task, OptionalLong.empty(), true)));
        done(office.ask(new LeaseCommand.Confirm(first, LeaseStep.WITHDRAWN)));
        issue(clerk, task, true);
        issue(buyer, office.open(buyer, "any"), true);
    }

    @Test
    void peopleItsHolderAndThoseAboveEndALease() {
        long above = office.open(clerk, "any");
        long below = below(above, buyer);
        long lease = issue(buyer, below, true);
        Caller stranger = Office.agent("stranger", "it");
        refused(RefusalCode.NOT_ALLOWED, office.ask(new LeaseCommand.Revoke(lease, Optional.of(stranger), "")));
        refused(RefusalCode.NOT_ALLOWED, office.ask(new LeaseCommand.Confirm(lease, LeaseStep.WITHDRAWN)));
        done(office.ask(new LeaseCommand.Revoke(lease, Optional.of(clerk), "enough")));
        refused(RefusalCode.LEASE_ENDED, office.ask(new LeaseCommand.Revoke(lease, Optional.of(maria), "")));
        done(office.ask(new LeaseCommand.Revoke(issue(buyer, below, true), Optional.of(buyer), "")));
        done(office.ask(new LeaseCommand.Revoke(issue(buyer, below, true), Optional.of(maria), "")));
        done(office.ask(new LeaseCommand.Revoke(issue(buyer, below, true), Optional.empty(), "the engine is down")));
        assertThat(ends()).containsExactly(LeaseEnd.BY_HAND, LeaseEnd.BY_HAND, LeaseEnd.BY_HAND, LeaseEnd.FAILED);
    }

    @Test
    void whatWasObservedToBreakARuleEndsTheLeasesOfWhoDidIt() {
        long lease = issue(clerk, office.open(clerk, "any"), true);
        issue(buyer, office.open(buyer, "any"), true);
        office.observe("feed", "1", clerk, "erp/vendor.create", VENDOR);
        assertThat(ends()).isEmpty();
        office.observe("feed", "2", clerk, "erp/vendor.pay", VENDOR);
        assertThat(ends()).containsExactly(LeaseEnd.CONFLICT);
        assertThat(lease(lease).end()).contains(LeaseEnd.CONFLICT);
    }

    @Test
    void aLateLinkEndsTheLeasesOfTheTasksThatAConflictCameFrom() {
        Caller twin = Office.agent("twin", "accounting");
        long creating = office.open(clerk, "any");
        long paying = office.open(twin, "any");
        long unrelated = office.open(buyer, "any");
        create(creating, clerk);
        assertThat(office.call(twin, paying, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
        long first = issue(clerk, creating, true);
        long second = issue(twin, paying, true);
        issue(buyer, unrelated, true);
        office.restart();

        long link = number(office.ask(
                new Command.ProposeLink(new Link.Values("owner", "finance", "accounting"), maria, "renamed")));
        done(office.ask(new Command.AnswerLink(link, peter, true, "")));

        assertThat(ends()).containsExactly(LeaseEnd.LATE_LINK, LeaseEnd.LATE_LINK);
        assertThat(lease(first).end()).isPresent();
        assertThat(lease(second).end()).isPresent();
    }

    @Test
    void aLateLinkEndsTheLeasesOfATaskThatWentOnByAnApprovalWhichWasNotIndependent() {
        var withApproval = new Office(Office.approval());
        long task = withApproval.open(clerk, "any");
        var hold = (Answer.Hold) withApproval.call(clerk, task, "erp/vendor.pay", VENDOR);
        withApproval.ask(new Command.AnswerHold(hold.hold(), maria, true, ""));
        assertThat(withApproval.call(clerk, task, "erp/vendor.pay", VENDOR)).isInstanceOf(Answer.Permit.class);
        withApproval.ask(request(clerk, task, OptionalLong.empty(), true));
        long other = withApproval.open(clerk, "any");
        withApproval.ask(request(clerk, other, OptionalLong.empty(), true));
        long link = number(
                withApproval.ask(new Command.ProposeLink(new Link.Values("owner", "finance", "board"), peter, "")));
        done(withApproval.ask(new Command.AnswerLink(link, Office.person("vera", "it"), true, "")));
        assertThat(withApproval.recorded.stream()
                        .map(r -> r.event())
                        .filter(LeaseEvent.Revoked.class::isInstance)
                        .map(e -> ((LeaseEvent.Revoked) e).reason()))
                .containsExactly(LeaseEnd.LATE_LINK);
    }

    @Test
    void whoIsSuspendedDoesNothingNorDoThoseBelow() {
        long above = office.open(clerk, "any");
        long below = below(above, buyer);
        long lease = issue(buyer, below, true);
        issue(buyer, office.open(buyer, "any"), true);
        refused(RefusalCode.NOT_ALLOWED, office.ask(new AgentCommand.Suspend("clerk", buyer, "")));
        done(office.ask(new AgentCommand.Suspend("clerk", maria, "acts strangely")));
        refused(RefusalCode.AGENT_SUSPENDED, office.ask(new AgentCommand.Suspend("clerk", peter, "")));

        assertThat(ends()).containsExactly(LeaseEnd.SUSPENDED);
        assertThat(lease(lease).end()).contains(LeaseEnd.SUSPENDED);
        denied(FindingCode.AGENT_SUSPENDED, office.call(clerk, above, "erp/vendor.check", VENDOR));
        denied(FindingCode.AGENT_SUSPENDED, office.call(buyer, below, "erp/vendor.check", VENDOR));
        refused(RefusalCode.AGENT_SUSPENDED, office.ask(request(buyer, below, OptionalLong.empty(), true)));
        refused(RefusalCode.AGENT_SUSPENDED, office.ask(opening(maria, clerk, OptionalLong.empty())));
        office.restart();
        denied(FindingCode.AGENT_SUSPENDED, office.call(clerk, above, "erp/vendor.check", VENDOR));
    }

    @Test
    void twoIndependentPeopleResume() {
        Key agent = Key.parse("agent/clerk");
        refused(RefusalCode.NOT_SUSPENDED, office.ask(new AgentCommand.ProposeResume(agent, maria, "")));
        done(office.ask(new AgentCommand.Suspend("clerk", maria, "")));
        refused(RefusalCode.NOT_ALLOWED, office.ask(new AgentCommand.ProposeResume(agent, clerk, "")));
        long resume = number(office.ask(new AgentCommand.ProposeResume(agent, maria, "looked at")));
        office.restart();
        refused(RefusalCode.NOT_INDEPENDENT, answer(resume, maria, clerk));
        refused(
                RefusalCode.OWNER_MISSING,
                office.ask(new AgentCommand.AnswerResume(resume, peter, true, "", Optional.empty())));
        done(answer(resume, peter, clerk));
        refused(RefusalCode.RESUME_UNKNOWN, answer(resume, peter, clerk));
        assertThat(office.call(clerk, "erp/vendor.check", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void anOwnerWhoIsGoneTakesItsAgentsAlong() {
        long task = office.open(clerk, "any");
        issue(clerk, task, true);
        issue(buyer, office.open(buyer, "any"), true);
        done(office.ask(new AgentCommand.OwnerGone("finance", List.of("clerk"), maria, "dissolved")));
        assertThat(ends()).containsExactly(LeaseEnd.OWNER_GONE);
        denied(FindingCode.AGENT_SUSPENDED, office.call(clerk, task, "erp/vendor.check", VENDOR));
        Caller later = Office.agent("later", "finance");
        refused(RefusalCode.OWNER_GONE, office.ask(opening(later, later, OptionalLong.empty())));

        Key agent = Key.parse("agent/clerk");
        long resume = number(office.ask(new AgentCommand.ProposeResume(agent, maria, "")));
        refused(RefusalCode.OWNER_GONE, answer(resume, peter, clerk));
        office.restart();
        Key owner = Key.parse("owner/finance");
        long back = number(office.ask(new AgentCommand.ProposeResume(owner, maria, "")));
        done(office.ask(new AgentCommand.AnswerResume(back, peter, true, "", Optional.empty())));
        assertThat(office.state.agents().suspended()).isEmpty();
        assertThat(office.call(clerk, task, "erp/vendor.check", VENDOR)).isInstanceOf(Answer.Permit.class);
    }

    @Test
    void anotherNameOfAnOwnerWhoIsGoneIsGoneToo() {
        long lease = issue(buyer, office.open(buyer, "any"), true);
        done(office.ask(new AgentCommand.OwnerGone("finance", List.of(), maria, "")));
        long link =
                number(office.ask(new Command.ProposeLink(new Link.Values("owner", "finance", "purchase"), maria, "")));
        done(office.ask(new Command.AnswerLink(link, peter, true, "")));
        assertThat(lease(lease).end()).contains(LeaseEnd.LATE_LINK);
        refused(RefusalCode.OWNER_GONE, office.ask(opening(buyer, buyer, OptionalLong.empty())));
    }

    @Test
    void aReviewSuspendsWhoLostItsOwnerAndWhoIsGoneWithTasksOpen() {
        issue(clerk, office.open(clerk, "any"), true);
        long closed = office.open(buyer, "any");
        done(office.ask(new Command.EndTask(closed, buyer, EndReason.CLOSED)));
        office.open(Office.agent("temp", "it"), "any");
        office.restart();
        done(office.ask(new AgentCommand.Review(List.of(clerk, buyer, Office.agent("temp", "it")))));
        assertThat(suspensions()).isEmpty();

        Caller orphan = new Caller("clerk", "t", false, true, new TreeMap<>(), new TreeSet<>(), Optional.empty());
        done(office.ask(new AgentCommand.Review(List.of(orphan))));
        assertThat(suspensions()).containsExactly("clerk OWNER_LOST", "temp NOT_REGISTERED");
        assertThat(ends()).containsExactly(LeaseEnd.SUSPENDED);
        done(office.ask(new AgentCommand.Review(List.of(orphan))));
        assertThat(suspensions()).hasSize(2);
    }

    @Test
    void aDeniedCallOfWhoIsSuspendedKeepsNothingAlive() {
        long task = office.open(clerk, "any");
        long last = office.state.task(task).lastMillis();
        done(office.ask(new AgentCommand.Suspend("clerk", maria, "")));
        office.call(clerk, task, "erp/vendor.check", VENDOR);
        assertThat(office.state.task(task).lastMillis()).isEqualTo(last);
    }

    @Test
    void aSnapshotHoldsAllOfIt() {
        long task = office.open(clerk, "any");
        long role = issue(clerk, task, true);
        done(office.ask(new LeaseCommand.Confirm(role, LeaseStep.ISSUED)));
        long dead = issue(clerk, task, true);
        done(office.ask(new LeaseCommand.Revoke(dead, Optional.empty(), "")));
        done(office.ask(new LeaseCommand.Renew(role, clerk, OptionalLong.of(99))));
        done(office.ask(new AgentCommand.OwnerGone("it", List.of("temp"), maria, "")));
        done(office.ask(new AgentCommand.Suspend("buyer", maria, "")));
        number(office.ask(new AgentCommand.ProposeResume(Key.parse("agent/buyer"), maria, "")));
        byte[] before = StateSnapshot.write(office.state);
        office.restart();
        assertThat(StateSnapshot.write(office.state)).isEqualTo(before);
        assertThat(lease(role).confirmed()).isTrue();
        assertThat(lease(dead).end()).contains(LeaseEnd.FAILED);
        assertThat(office.state.leases().of(task)).extracting(Lease::number).containsExactly(role);
        assertThat(office.state.leases().heldBy("clerk")).isEqualTo(2);
    }

    // --- shorthand

    private Answer answer(long resume, Caller by, Caller registered) {
        return office.ask(new AgentCommand.AnswerResume(resume, by, true, "", Optional.of(registered)));
    }

    private void create(long task, Caller agent) {
        var permit = (Answer.Permit) office.call(agent, task, "erp/vendor.create", VENDOR);
        office.ask(new Command.SettleCall(permit.call(), new Settlement.Succeeded(List.of(VENDOR))));
    }

    private long below(long parent, Caller agent) {
        return number(office.ask(opening(clerk, agent, OptionalLong.of(parent))));
    }

    private static Command opening(Caller opener, Caller agent, OptionalLong parent) {
        return new Command.OpenTask(
                opener, parent, agent, "any", "sha-256:2", "", List.of(), OptionalLong.empty(), OptionalInt.empty());
    }

    private void narrow(long task, Caller by, long time) {
        done(office.ask(
                new Command.AmendTask(task, by, Optional.empty(), OptionalLong.of(time), OptionalInt.empty(), "")));
    }

    private long issue(Caller caller, long task, boolean outside) {
        return number(office.ask(request(caller, task, OptionalLong.empty(), outside)));
    }

    private long issue(Caller caller, long task, boolean outside, OptionalLong time) {
        return number(office.ask(request(caller, task, time, outside)));
    }

    private static Command request(Caller caller, long task, OptionalLong time, boolean outside) {
        return new LeaseCommand.Issue(
                caller, task, OptionalLong.empty(), "reports", "postgres", new TreeMap<>(), outside, time);
    }

    private static Command with(Caller caller, long task, long call) {
        return new LeaseCommand.Issue(
                caller,
                task,
                OptionalLong.of(call),
                "reports",
                "postgres",
                new TreeMap<>(),
                true,
                OptionalLong.empty());
    }

    private Lease lease(long number) {
        Lease lease = office.state.leases().get(number);
        assertThat(lease).isNotNull();
        return lease;
    }

    private List<LeaseEnd> ends() {
        return events(LeaseEvent.Revoked.class).map(LeaseEvent.Revoked::reason).toList();
    }

    private List<String> suspensions() {
        return events(AgentEvent.Suspended.class)
                .map(e -> e.agent() + " " + e.cause())
                .toList();
    }

    private <E extends Event> Stream<E> events(Class<E> type) {
        return office.recorded.stream()
                .map(r -> r.event())
                .filter(type::isInstance)
                .map(type::cast);
    }

    private static long number(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
        return ((Answer.Done) answer).number();
    }

    private static void done(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Done.class);
    }

    private static void refused(RefusalCode code, Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        assertThat(((Answer.Refused) answer).code()).isEqualTo(code);
    }

    private static void denied(FindingCode code, Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Deny.class);
        assertThat(((Answer.Deny) answer).findings()).extracting(Finding::code).containsExactly(code);
    }
}
