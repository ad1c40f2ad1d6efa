package dev.interlock.testkit.reference;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.testkit.reference.history.History;
import java.util.List;
import java.util.OptionalLong;

/**
 * Decides as {@code docs/semantics.md} says, from nothing but the recorded events. The history that was read is kept
 * for the next decision, which mostly comes after more of the same events: an instance is for one thread. The details
 * of findings are kept to what the comparison needs, and refusals say their code only.
 */
public final class Reference {

    private final Bundle bundle;
    private History read;

    public Reference(Bundle bundle) {
        this.bundle = bundle;
        this.read = new History(bundle, List.of());
    }

    /**
     * The decision on the command after the recorded events.
     *
     * @param nowMillis the writer's clock; a time before that of the last event counts as that
     */
    public Decision decide(List<Recorded> recorded, Command command, long nowMillis) {
        History history = historyOf(recorded);
        long now = recorded.isEmpty() ? nowMillis : Math.max(recorded.getLast().timeMillis(), nowMillis);
        if (ReferenceLedger.refuses(history, command)) {
            return Refusals.refuse(RefusalCode.LEDGER_CLOSED);
        }
        if (ReferenceClock.refuses(history, command)) {
            return Refusals.refuse(RefusalCode.CLOCK_IN_DOUBT);
        }
        return switch (command) {
            case Command.OpenTask open -> ReferenceTasks.open(history, open, now);
            case Command.AmendTask amend -> ReferenceTasks.amend(history, amend, now);
            case Command.DeclarePlan declare -> ReferencePlans.declare(history, declare, now);
            case Command.EndTask end -> ReferenceEnds.end(history, end);
            case Command.DecideCall call -> ReferenceCalls.decide(history, call, now);
            case Command.SettleCall settle -> ReferenceOutcomes.settle(history, settle, now);
            case Command.ReportCall report -> ReferenceAsks.report(history, report, now);
            case Command.ConfirmCall confirm -> ReferenceConfirmations.confirm(history, confirm, now);
            case Command.ReconcileCall reconcile -> ReferenceOutcomes.reconcile(history, reconcile, now);
            case Command.ReconcileCalls several -> ReferenceOutcomes.reconcile(history, several, now);
            case Command.AnswerHold answer -> ReferenceHolds.answer(history, answer, now);
            case HoldCommand hold -> ReferenceHolds.decide(history, hold, now);
            case Command.ProposeLink propose -> ReferenceLinks.propose(history, propose);
            case Command.AnswerLink answer -> ReferenceLinks.answer(history, answer, now);
            case Command.Observe observe -> ReferenceObservations.observe(history, observe, now);
            case Command.ProposeBundle propose -> ReferenceBundles.propose(history, propose);
            case Command.ActivateBundle activate -> ReferenceBundles.activate(history, activate, now);
            case LeaseCommand lease -> ReferenceLeases.decide(history, lease, now);
            case LaneCommand lane -> ReferenceLanes.decide(history, lane, now);
            case AgentCommand agent -> ReferenceAgents.decide(history, agent);
            case LedgerCommand ledger -> ReferenceLedger.decide(history, ledger);
            case ClockCommand clock -> ReferenceClock.decide(history, clock);
            case Command.SeeSchema seen -> ReferenceSchemas.see(history, seen);
            case Command.WithdrawContact withdraw -> ReferenceContacts.withdraw(history, withdraw);
            case Command.RecordConfiguration record -> ReferenceConfigurations.record(history, record);
            case Command.Tick tick -> ReferenceEnds.tick(history, now);
        };
    }

    /**
     * The calls that registered the destinations of a call as contacts of its owner and that count in it, in the order of the
     * destinations: what is looked up before the call is decided.
     */
    public List<OptionalLong> contacts(List<Recorded> recorded, Command.DecideCall call) {
        return ReferenceContacts.reached(historyOf(recorded), call);
    }

    private History historyOf(List<Recorded> recorded) {
        int known = read.raw.size();
        if (known > recorded.size() || !recorded.subList(0, known).equals(read.raw)) {
            read = new History(bundle, List.of());
        }
        recorded.subList(read.raw.size(), recorded.size()).forEach(read::read);
        return read;
    }
}
