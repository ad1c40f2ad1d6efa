package dev.interlock.server.domain;

import dev.interlock.engine.command.AgentCommand;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.HoldCommand;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** A decision that the record cannot hold: it is too large, or has text without a UTF-8 form. Nothing was changed. */
final class Unrecordable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** The length to which a tool's name is recorded when the whole cannot be. */
    private static final int NAME = 200;

    private final String problem;

    Unrecordable(IllegalArgumentException cause) {
        super(cause);
        this.problem = String.valueOf(cause.getMessage());
    }

    /** Returns what is wrong, in words for whoever asked. */
    String problem() {
        return problem;
    }

    /**
     * Returns the command to decide and record in place of another, so that the record is not silent about it: a call without what
     * could not be recorded, which its fault denies; an outcome as unknown, since nobody can later read what it was.
     */
    Optional<Command> instead(Command command) {
        return switch (command) {
            case Command.DecideCall call
            when call.further().named() ->
                Optional.of(call.showing(call.further().counted(call.facts().argumentsDigest())));
            case Command.DecideCall call ->
                Optional.of(new Command.DecideCall(
                        call.caller(), call.task(), bare(call.facts()), call.continues(), call.only(), call.asking()));
            case Command.SettleCall settle ->
                Optional.of(new Command.SettleCall(
                        settle.call(), new Settlement.Unknown("the outcome cannot be recorded: " + problem)));
            case Command.ReportCall report ->
                Optional.of(new Command.ReportCall(
                        report.call(),
                        report.by(),
                        new Settlement.Unknown("the outcome cannot be recorded: " + problem)));
            case Command.OpenTask open -> Optional.empty();
            case Command.AmendTask amend -> Optional.empty();
            case Command.DeclarePlan declare -> Optional.empty();
            case Command.EndTask end -> Optional.empty();
            case Command.ConfirmCall confirm -> Optional.empty();
            case Command.ReconcileCall reconcile -> Optional.empty();
            case Command.ReconcileCalls several -> Optional.empty();
            // The fault refuses the observation, so that the source learns what is wrong with it and does not send it
            // for ever.
            case Command.Observe observe ->
                Optional.of(new Command.Observe(
                        observe.source(),
                        observe.id(),
                        observe.actor(),
                        bare(observe.facts()),
                        List.of(),
                        OptionalLong.empty()));
            case Command.ProposeBundle propose -> Optional.empty();
            case Command.ActivateBundle activate -> Optional.empty();
            case Command.AnswerHold answer -> Optional.empty();
            case Command.ProposeLink propose -> Optional.empty();
            case Command.AnswerLink answer -> Optional.empty();
            case HoldCommand hold -> Optional.empty();
            case LeaseCommand lease -> Optional.empty();
            case LaneCommand lane -> Optional.empty();
            case AgentCommand agent -> Optional.empty();
            case LedgerCommand ledger -> Optional.empty();
            case ClockCommand clock -> Optional.empty();
            case Command.SeeSchema seen -> Optional.empty();
            case Command.WithdrawContact withdraw -> Optional.empty();
            case Command.RecordConfiguration record -> Optional.empty();
            case Command.Tick tick -> Optional.empty();
        };
    }

    private CallFacts bare(CallFacts facts) {
        return CallFacts.builder(name(facts.tool()), facts.argumentsDigest(), facts.risk())
                .writes(facts.writes())
                .faults(List.of(new Fault("args", "cannot be recorded: " + problem)))
                .build();
    }

    private static String name(String tool) {
        var plain = new StringBuilder();
        tool.codePoints()
                .limit(NAME)
                .forEach(c ->
                        plain.appendCodePoint(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? '?' : c));
        return plain.length() < tool.length() ? plain + "..." : plain.toString();
    }
}
