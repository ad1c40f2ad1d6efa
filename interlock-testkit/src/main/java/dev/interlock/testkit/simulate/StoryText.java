package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import java.util.ArrayList;
import java.util.List;

/** A story as a person can read it. */
public final class StoryText {

    private StoryText() {}

    public static String of(Story story) {
        List<String> lines = new ArrayList<>();
        lines.add("seed " + story.world().seed());
        bundle(story.world().bundle(), lines);
        for (Story.Scene scene : story.scenes()) {
            lines.add("@" + scene.cue().atMillis() + " " + command(scene.cue().command()));
            long seq = scene.firstSeq();
            for (Event event : scene.decision().events()) {
                lines.add("    " + seq++ + ": " + event(event));
            }
            if (!(scene.decision().answer() instanceof Answer.Verdict)) {
                lines.add("    -> " + scene.decision().answer());
            }
        }
        story.difference().ifPresent(difference -> lines.add("difference: " + difference));
        return String.join("\n", lines);
    }

    private static void bundle(Bundle bundle, List<String> lines) {
        bundle.types().values().forEach(type -> lines.add(type.toString()));
        bundle.tiers().values().forEach(tier -> lines.add(tier.toString()));
        bundle.intents().values().forEach(intent -> lines.add(intent.toString()));
        lines.add("approvals " + bundle.approvals());
        lines.add("budgets " + bundle.budgets());
        lines.add("sources " + bundle.sources().values() + ", rejected for " + bundle.rejectedForMillis());
        bundle.breakGlass().ifPresent(lanes -> lines.add(lanes.toString()));
        bundle.rules().forEach(rule -> lines.add(rule.toString()));
    }

    private static String command(Command command) {
        return switch (command) {
            case Command.OpenTask c ->
                "open " + c.intent() + " for " + caller(c.agent()) + " by " + caller(c.opener()) + " under "
                        + c.parent() + " about " + c.objects() + " time " + c.timeMillis() + " calls " + c.calls();
            case Command.AmendTask c ->
                "amend " + c.task() + " by " + caller(c.by()) + " objects " + c.objects() + " time " + c.timeMillis()
                        + " calls " + c.calls()
                        + (c.declassify().isEmpty() ? "" : " declassify " + c.declassify());
            case Command.DeclarePlan c -> "declare " + c.task() + " by " + caller(c.by()) + " " + c.steps();
            case Command.EndTask c -> "end " + c.task() + " by " + caller(c.by()) + " " + c.reason();
            case Command.DecideCall c ->
                "call " + facts(c.facts()) + " by " + caller(c.caller()) + " in " + c.task()
                        + (c.continues().isPresent()
                                ? " continues " + c.continues().getAsLong()
                                : "")
                        + (c.only().isPresent() ? " only " + c.only().getAsLong() : "")
                        + c.asking().map(asking -> " asked by " + asking).orElse("");
            case Command.SettleCall c -> c.toString();
            case Command.ReportCall c -> c.toString();
            case Command.ConfirmCall c ->
                "confirm " + c.call() + " " + c.settlement() + " by " + c.read() + " final " + c.finalMillis();
            case Command.ReconcileCalls c -> "reconcile together " + c.calls();
            case Command.ReconcileCall c -> "reconcile " + c.call() + " by " + caller(c.by()) + " " + c.settlement();
            case Command.AnswerHold c -> answer(c);
            case HoldCommand.AnswerLike c ->
                "together: " + c.answers().stream().map(StoryText::answer).toList();
            case HoldCommand.Withdraw c -> "withdraw " + c.hold() + " by " + caller(c.by());
            case HoldCommand.Delegate c ->
                "delegate " + c.group() + " of " + caller(c.by()) + " to " + caller(c.to()) + " for " + c.millis();
            case HoldCommand.EndDelegation c ->
                "end delegation " + c.delegation() + " by " + caller(c.by()) + (c.administrator() ? " for all" : "");
            case HoldCommand.ReviewDelegations c ->
                "review delegations "
                        + c.registered().stream().map(StoryText::caller).toList();
            case Command.ProposeLink c -> "propose " + c.what() + " by " + caller(c.by());
            case Command.AnswerLink c -> (c.confirm() ? "confirm " : "reject ") + c.link() + " by " + caller(c.by());
            case Command.Observe c ->
                "observe " + c.id() + " " + facts(c.facts()) + " created " + c.created() + " of " + caller(c.actor())
                        + " told by " + c.source().name()
                        + (c.call().isPresent() ? " as " + c.call().getAsLong() : "")
                        + (c.ambiguous() ? " ambiguously" : "");
            case Command.ProposeBundle c -> "propose " + c.digest() + " by " + caller(c.by());
            case Command.ActivateBundle c ->
                "activate " + c.digest() + " by " + caller(c.by()) + (c.singleAdministrator() ? " alone" : "");
            case LaneCommand.Propose c ->
                "propose a lane for " + caller(c.agent()) + " by " + caller(c.by()) + " " + c.scope() + " time "
                        + c.timeMillis() + " ticket " + c.ticket();
            case LaneCommand.Confirm c -> "confirm lane " + c.lane() + " by " + caller(c.by());
            case LaneCommand.Admit c ->
                "admit " + caller(c.instance()) + " to lane " + c.lane() + " with " + c.digest() + " by "
                        + caller(c.by());
            case LaneCommand.End c -> "end lane " + c.lane() + " by " + caller(c.by());
            case LaneCommand.Review c ->
                (c.accept() ? "accept" : "dispute") + " lane " + c.lane() + " by " + caller(c.by());
            case LeaseCommand.Issue c ->
                "issue " + c.kind() + " " + c.credential() + c.binding() + " to " + caller(c.caller()) + " in "
                        + c.task() + " with " + c.call() + (c.outside() ? " outside" : "") + " time " + c.timeMillis();
            case LeaseCommand.Renew c -> "renew " + c.lease() + " by " + caller(c.caller()) + " " + c.timeMillis();
            case LeaseCommand.Revoke c ->
                "revoke " + c.lease() + " by " + c.by().map(StoryText::caller).orElse("interlock");
            case LeaseCommand.Confirm c -> c.toString();
            case AgentCommand.Suspend c -> "suspend " + c.agent() + " by " + caller(c.by());
            case AgentCommand.OwnerGone c -> "gone " + c.owner() + " with " + c.agents() + " by " + caller(c.by());
            case AgentCommand.ProposeResume c -> "propose to resume " + c.what() + " by " + caller(c.by());
            case AgentCommand.AnswerResume c ->
                (c.confirm() ? "confirm " : "reject ") + c.resume() + " by " + caller(c.by()) + " registered "
                        + c.registered().map(StoryText::caller);
            case AgentCommand.Review c ->
                "review " + c.registered().stream().map(StoryText::caller).toList();
            case AgentCommand.RegisterPasskey c -> "register passkey " + c.credential() + " of " + caller(c.by());
            case AgentCommand.RemovePasskey c ->
                "remove passkey " + c.passkey() + " of " + c.person() + " by " + caller(c.by());
            case AgentCommand.Refused c -> "refused " + c.reason() + " at " + c.where() + " of " + c.lease();
            case LedgerCommand.ProposeAcceptance c ->
                "propose to accept the ledger by " + caller(c.by()) + (c.singleAdministrator() ? ", alone" : "");
            case LedgerCommand.AnswerAcceptance c ->
                (c.confirm() ? "confirm " : "reject ") + "acceptance " + c.acceptance() + " by " + caller(c.by());
            case LedgerCommand c -> c.toString();
            case Command.SeeSchema c -> c.toString();
            case Command.WithdrawContact c -> "withdraw the contact of " + c.call() + " by " + caller(c.by());
            case Command.RecordConfiguration c -> c.toString();
            case ClockCommand c -> c.toString();
            case Command.Tick c -> "tick";
        };
    }

    private static String answer(Command.AnswerHold c) {
        return (c.approve() ? "approve " : "reject ") + c.hold() + " by " + caller(c.by()) + " code " + c.confirmation()
                + " digest " + c.digest();
    }

    private static String caller(Caller caller) {
        return caller.name() + "(" + caller.runtime() + (caller.root() ? " root " : " ") + caller.attributes()
                + caller.groups() + ")";
    }

    private static String facts(CallFacts facts) {
        return facts.tool() + " " + facts.argumentsDigest() + " " + facts.marks() + " on " + facts.objects()
                + " creates " + facts.creates() + " of " + facts.related() + " from "
                + facts.derivedFrom() + " checks " + facts.checks() + " "
                + facts.values() + " " + facts.amount() + " " + facts.risk() + (facts.writes() ? " writes" : "")
                + (facts.unbounded() ? " unbounded" : "")
                + (facts.conditions().isEmpty() ? "" : " " + facts.conditions())
                + (facts.faults().isEmpty() ? "" : " " + facts.faults())
                + facts.schema().map(schema -> " read by " + schema).orElse("")
                + (facts.elements().isEmpty() ? "" : " elements " + facts.elements());
    }

    private static String event(Event event) {
        return switch (event) {
            case Event.CallReserved e ->
                "reserved by " + e.actor() + " findings " + e.findings() + " excepted " + e.excepted() + " approvals "
                        + e.approvals() + (e.waived().isEmpty() ? "" : " waived " + e.waived());
            case Event.CallHeld e -> "held as " + e.hold() + " by " + e.actor() + " " + e.findings();
            case Event.CallDenied e -> "denied to " + e.actor() + " " + e.findings();
            case Event.CallObserved e -> "observed of " + e.actor() + " " + e.findings();
            case Event.BundleProposed e -> e.toString();
            case Event.BundleActivated e -> e.toString();
            case Event.TaskOpened e -> e.toString();
            case Event.TaskAmended e -> e.toString();
            case Event.PlanDeclared e -> e.toString();
            case Event.TaskEnded e -> e.toString();
            case Event.CallRepeated e -> e.toString();
            case Event.CallSettled e -> e.toString();
            case Event.CallConfirmed e -> e.toString();
            case Event.CallReconciled e -> e.toString();
            case Event.HoldAnswered e -> e.toString();
            case Event.LinkProposed e -> e.toString();
            case Event.LinkAnswered e -> e.toString();
            case HoldEvent e -> e.toString();
            case LeaseEvent e -> e.toString();
            case LaneEvent e -> e.toString();
            case AgentEvent e -> e.toString();
            case SchemaSeen e -> e.toString();
            case ContactWithdrawn e -> e.toString();
            case ConfigurationRecorded e -> e.toString();
            case LedgerEvent e -> e.toString();
            case ClockEvent e -> e.toString();
        };
    }
}
