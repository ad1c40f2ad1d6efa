package dev.interlock.testkit.reference;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import java.util.List;

/** The commands that are refused while nobody may rely on the record or on the clock: all that open, grant, approve or decide. */
final class ReferenceAuthority {

    /** The commands that give authority, or let it be used. */
    private static final List<Class<? extends Command>> GIVING = List.of(
            Command.OpenTask.class,
            Command.AmendTask.class,
            Command.DeclarePlan.class,
            Command.AnswerHold.class,
            HoldCommand.AnswerLike.class,
            HoldCommand.Delegate.class,
            Command.ReconcileCall.class,
            Command.ReconcileCalls.class,
            Command.ProposeLink.class,
            Command.AnswerLink.class,
            Command.ProposeBundle.class,
            Command.ActivateBundle.class,
            LaneCommand.Propose.class,
            LaneCommand.Confirm.class,
            LaneCommand.Admit.class,
            LaneCommand.Review.class,
            LeaseCommand.Issue.class,
            LeaseCommand.Renew.class,
            AgentCommand.ProposeResume.class,
            AgentCommand.AnswerResume.class,
            LedgerCommand.UseAnchor.class);

    private ReferenceAuthority() {}

    static boolean isGivenBy(Command command) {
        return GIVING.contains(command.getClass());
    }
}
