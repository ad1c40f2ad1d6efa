package dev.interlock.engine.decide;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.state.State;
import java.util.Optional;

/**
 * The decision point: a pure function of state, command and time. It changes nothing; whoever asked appends the events to
 * the ledger, folds them into the state and only then gives the answer.
 */
public final class Decider {

    private Decider() {}

    /**
     * The time with which the events of a decision are recorded. It never goes back, but where a person confirms the clock.
     *
     * @param clock the time of the writer's clock, in milliseconds since 1970
     */
    public static long time(State state, Command command, long clock) {
        return command instanceof ClockCommand.Confirm confirm
                ? confirm.reading().wallMillis()
                : Math.max(clock, state.timeMillis());
    }

    /** @param clock the time of the writer's clock, in milliseconds since 1970; time never goes back behind the state's */
    public static Decision decide(State state, Command command, long clock) {
        long now = Math.max(clock, state.timeMillis());
        Optional<Decision> refused =
                LedgerDecider.refusal(state, command).or(() -> ClockDecider.refusal(state, command));
        if (refused.isPresent()) {
            return refused.get();
        }
        return switch (command) {
            case Command.DecideCall call -> CallDecider.decide(state, call, now);
            case Command.SettleCall settle -> OutcomeDecider.settle(state, settle, now);
            case Command.ReportCall report -> OutcomeDecider.report(state, report, now);
            case Command.ConfirmCall confirm -> OutcomeDecider.confirm(state, confirm, now);
            case Command.ReconcileCall reconcile -> ReconciliationDecider.reconcile(state, reconcile, now);
            case Command.ReconcileCalls several -> ReconciliationDecider.reconcile(state, several, now);
            case Command.Observe observe -> ObservationDecider.observe(state, observe, now);
            case Command.ProposeBundle propose -> BundleDecider.propose(state, propose);
            case Command.ActivateBundle activate -> BundleDecider.activate(state, activate, now);
            case Command.AnswerHold answer -> HoldDecider.answer(state, answer, now);
            case HoldCommand hold -> HoldDecider.decide(state, hold, now);
            case Command.OpenTask open -> TaskOpening.decide(state, open, now);
            case Command.AmendTask amend -> TaskDecider.amend(state, amend, now);
            case Command.DeclarePlan declare -> PlanDecider.declare(state, declare, now);
            case Command.EndTask end -> TaskDecider.end(state, end, now);
            case Command.ProposeLink propose -> LinkDecider.propose(state, propose, now);
            case Command.AnswerLink answer -> LinkDecider.answer(state, answer, now);
            case LeaseCommand lease -> LeaseDecider.decide(state, lease, now);
            case LaneCommand lane -> LaneDecider.decide(state, lane, now);
            case AgentCommand agent -> AgentDecider.decide(state, agent);
            case LedgerCommand ledger -> LedgerDecider.decide(state, ledger);
            case ClockCommand clocks -> ClockDecider.decide(state, clocks);
            case Command.SeeSchema seen -> SchemaDecider.see(state, seen);
            case Command.WithdrawContact withdraw -> ContactDecider.withdraw(state, withdraw);
            case Command.RecordConfiguration record -> ConfigurationDecider.record(state, record);
            case Command.Tick tick -> TaskDecider.tick(state, now);
        };
    }
}
