package dev.interlock.engine.command;

import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What is asked of the engine. Each is decided against the state, and answered with events to be recorded. */
public sealed interface Command {

    /**
     * Open a task for {@code agent}. Without a parent the opener is the agent itself or a person; with one, the opener is
     * the parent's agent.
     *
     * @param timeMillis shorter life than the intent grants
     * @param calls fewer calls than the intent grants
     */
    record OpenTask(
            Caller opener,
            OptionalLong parent,
            Caller agent,
            String intent,
            String instructionDigest,
            String instruction,
            List<Key> objects,
            OptionalLong timeMillis,
            OptionalInt calls)
            implements Command {}

    /**
     * Change the bounds of a task; what is empty stays. The task's agent may narrow; an independent person may also widen,
     * within the intent and the parent.
     */
    record AmendTask(
            long task,
            Caller by,
            Optional<List<Key>> objects,
            OptionalLong timeMillis,
            OptionalInt calls,
            String reason)
            implements Command {}

    /** End a task and all below it. {@code reason} is CLOSED or CANCELLED. */
    record EndTask(long task, Caller by, EndReason reason) implements Command {}

    /** Decide a tool call. Without a task it belongs to the caller's implicit task. */
    record DecideCall(Caller caller, OptionalLong task, CallFacts facts) implements Command {}

    /** Report how a reserved call came out. */
    record SettleCall(long call, Settlement settlement) implements Command {}

    /** State how a call of unknown outcome came out. The settlement is Succeeded or Failed. */
    record ReconcileCall(long call, Caller by, Settlement settlement, String reason) implements Command {}

    /** Approve or reject a held call. */
    record AnswerHold(long hold, Caller by, boolean approve, String comment) implements Command {}

    /** Say that two values are the same, or which object another was made from or belongs to. */
    record ProposeLink(Link what, Caller by, String reason) implements Command {}

    /** Confirm or reject a proposed link; whoever confirms is independent of whoever proposed. */
    record AnswerLink(long link, Caller by, boolean confirm, String comment) implements Command {}

    /** Time passed: end what is over. */
    record Tick() implements Command {}
}
