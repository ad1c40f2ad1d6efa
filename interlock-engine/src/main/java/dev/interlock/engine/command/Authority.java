package dev.interlock.engine.command;

/**
 * The commands that give somebody authority, or let authority that was given be used: while nobody may rely on what is recorded, these are
 * refused. What tells of something that happened, or takes authority away, is not among them.
 */
public final class Authority {

    private Authority() {}

    /** Returns whether the command gives authority. A call does not: it is decided, and denied then. */
    public static boolean isGivenBy(Command command) {
        return switch (command) {
            case Command.OpenTask c -> true;
            case Command.AmendTask c -> true;
            case Command.DeclarePlan c -> true;
            case Command.ReconcileCall c -> true;
            case Command.ReconcileCalls c -> true;
            case Command.AnswerHold c -> true;
            case Command.ProposeLink c -> true;
            case Command.AnswerLink c -> true;
            case Command.ProposeBundle c -> true;
            case Command.ActivateBundle c -> true;
            case Command.DecideCall c -> false;
            case Command.EndTask c -> false;
            case Command.SettleCall c -> false;
            case Command.ReportCall c -> false;
            case Command.ConfirmCall c -> false;
            case Command.Observe c -> false;
            case Command.SeeSchema c -> false;
            case Command.WithdrawContact c -> false;
            case Command.RecordConfiguration c -> false;
            case Command.Tick c -> false;
            case HoldCommand.AnswerLike c -> true;
            case HoldCommand.Delegate c -> true;
            case HoldCommand.Withdraw c -> false;
            case HoldCommand.EndDelegation c -> false;
            case HoldCommand.ReviewDelegations c -> false;
            case LeaseCommand.Issue c -> true;
            case LeaseCommand.Renew c -> true;
            case LeaseCommand.Revoke c -> false;
            case LeaseCommand.Confirm c -> false;
            case LaneCommand.Propose c -> true;
            case LaneCommand.Confirm c -> true;
            case LaneCommand.Admit c -> true;
            case LaneCommand.Review c -> true;
            case LaneCommand.End c -> false;
            case AgentCommand.ProposeResume c -> true;
            case AgentCommand.AnswerResume c -> true;
            case AgentCommand.Suspend c -> false;
            case AgentCommand.OwnerGone c -> false;
            case AgentCommand.Refused c -> false;
            case AgentCommand.Review c -> false;
            case AgentCommand.RegisterPasskey c -> true;
            case AgentCommand.RemovePasskey c -> false;
            case LedgerCommand.UseAnchor c -> true;
            case LedgerCommand.NoteSnapshot c -> false;
            case LedgerCommand.CheckLedger c -> false;
            case LedgerCommand.ProposeAcceptance c -> false;
            case LedgerCommand.AnswerAcceptance c -> false;
            case ClockCommand.Read c -> false;
            case ClockCommand.Confirm c -> false;
        };
    }
}
