package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * A recorded event. Events state facts that no later rule can change; the state is their fold. A task, call, hold or lease is
 * named by the sequence number of the event that first recorded it.
 */
public sealed interface Event
        permits Event.BundleActivated,
                Event.BundleProposed,
                Event.TaskOpened,
                Event.TaskAmended,
                Event.PlanDeclared,
                Event.TaskEnded,
                Event.CallDecided,
                Event.CallRepeated,
                Event.CallSettled,
                Event.CallConfirmed,
                Event.CallReconciled,
                Event.HoldAnswered,
                Event.LinkProposed,
                Event.LinkAnswered,
                HoldEvent,
                LeaseEvent,
                LaneEvent,
                AgentEvent,
                SchemaSeen,
                ContactWithdrawn,
                ConfigurationRecorded,
                LedgerEvent,
                ClockEvent {

    /**
     * From here on decisions are made by this bundle (the one whose digest the {@link Recorded} carries). The first activation of all
     * has a {@code clock}: the clocks at that start, against which later readings are held.
     */
    record BundleActivated(
            String name, String digest, String by, Optional<ActivatedProposal> proposal, Optional<ClockReading> clock)
            implements Event {

        /** An activation without proposal: at the start of a server, which has no other bundle. */
        public BundleActivated(String name, String digest, String by) {
            this(name, digest, by, Optional.empty(), Optional.empty());
        }

        /** The first activation of all, with what the clocks show. */
        public BundleActivated at(ClockReading reading) {
            return new BundleActivated(name, digest, by, proposal, Optional.of(reading));
        }
    }

    /** Somebody asks that a bundle be activated; it decides nothing yet. Takes the place of the proposal before. */
    record BundleProposed(long proposal, String name, String digest, Actor by) implements Event {}

    /**
     * A task began.
     *
     * @param task number of the task: that of this event
     * @param parent the task it is part of
     * @param agent the agent that acts in it
     * @param openedBy the party that asked for it
     * @param instructionDigest digest of the instruction, {@code sha-256:} and hex
     * @param instruction the instruction as a person may see it
     * @param chain chain, owner and origin are frozen into the actor vector of every call of the task
     * @param objects the objects it is bound to, ascending
     * @param deadlineMillis wall time after which it is over
     * @param idleMillis longest pause between calls
     * @param calls most calls to be reserved
     * @param implicit opened for a client that names no task
     * @param budgetSinceMillis start of the period in which an implicit task's calls are counted
     * @param callsUsed calls already counted in this period: the budget follows the identity
     */
    record TaskOpened(
            long task,
            OptionalLong parent,
            String agent,
            String openedBy,
            String intent,
            String instructionDigest,
            String instruction,
            AttributeValue chain,
            AttributeValue owner,
            AttributeValue origin,
            List<Key> objects,
            long deadlineMillis,
            long idleMillis,
            int calls,
            boolean implicit,
            long budgetSinceMillis,
            int callsUsed)
            implements Event {
        public TaskOpened {
            objects = List.copyOf(objects);
        }

        TaskOpened about(List<Key> others) {
            return new TaskOpened(
                    task,
                    parent,
                    agent,
                    openedBy,
                    intent,
                    instructionDigest,
                    instruction,
                    chain,
                    owner,
                    origin,
                    others,
                    deadlineMillis,
                    idleMillis,
                    calls,
                    implicit,
                    budgetSinceMillis,
                    callsUsed);
        }
    }

    /**
     * The task's bounds changed; all three are stated as they are from now on.
     *
     * @param declassified labels taken from the content that the task and those below it had read
     */
    record TaskAmended(
            long task,
            Actor by,
            List<Key> objects,
            long deadlineMillis,
            int calls,
            String reason,
            SortedSet<String> declassified)
            implements Event {
        public TaskAmended {
            objects = List.copyOf(objects);
        }
    }

    /**
     * The plan of a task was declared. A later declaration takes the place of an earlier one.
     *
     * @param answer whether the plan could be carried out, as far as was known at the time
     */
    record PlanDeclared(long task, String by, List<PlanStep> steps, PlanKind answer) implements Event {
        public PlanDeclared {
            steps = List.copyOf(steps);
        }
    }

    record TaskEnded(long task, EndReason reason, String by) implements Event {}

    /** Events about a tool call that was decided. */
    sealed interface CallDecided extends Event {
        long call();

        /** The task as resolved; 0 when the caller named none that exists. */
        long task();

        Actor actor();

        CallFacts facts();

        List<Finding> findings();

        /** The call in flight whose place this one is to take. */
        OptionalLong continues();

        /** The enforcement point outside that asked for the decision; empty where the call came through Interlock. */
        Optional<ExternalRequest> asked();
    }

    /**
     * The call may be carried out: it counts from here on.
     *
     * @param findings findings that were recorded without stopping it
     * @param excepted findings that approvals let through
     * @param approvals the approvals spent on it: numbers of {@link HoldAnswered} events
     * @param continues the call in flight whose place it takes: that one ends with this event, as if it had failed
     * @param waived findings of rules that a break-glass lane waives
     */
    record CallReserved(
            long call,
            long task,
            Actor actor,
            CallFacts facts,
            List<Finding> findings,
            List<Finding> excepted,
            List<Long> approvals,
            OptionalLong continues,
            Optional<ExternalRequest> asked,
            List<Finding> waived)
            implements CallDecided {

        /** A call that came through Interlock. */
        public CallReserved(
                long call,
                long task,
                Actor actor,
                CallFacts facts,
                List<Finding> findings,
                List<Finding> excepted,
                List<Long> approvals,
                OptionalLong continues) {
            this(call, task, actor, facts, findings, excepted, approvals, continues, Optional.empty(), List.of());
        }

        /** A call that continues no other. */
        public CallReserved(
                long call,
                long task,
                Actor actor,
                CallFacts facts,
                List<Finding> findings,
                List<Finding> excepted,
                List<Long> approvals) {
            this(call, task, actor, facts, findings, excepted, approvals, OptionalLong.empty());
        }

        public CallReserved {
            findings = List.copyOf(findings);
            excepted = List.copyOf(excepted);
            approvals = List.copyOf(approvals);
            waived = List.copyOf(waived);
        }

        CallReserved with(CallFacts others) {
            return new CallReserved(call, task, actor, others, findings, excepted, approvals, continues, asked, waived);
        }
    }

    /**
     * The call waits for an independent approval and counts nowhere.
     *
     * @param hold the hold it belongs to: its own number, or that of the same call asked before
     * @param digest digest of this very call: see {@code CallDigest}
     * @param continues the call in flight whose place it was to take, which stays as it was
     * @param further arguments beyond those of the facts, for the approver; no decision reads them
     */
    record CallHeld(
            long call,
            long hold,
            long task,
            Actor actor,
            CallFacts facts,
            List<Finding> findings,
            String digest,
            OptionalLong continues,
            Optional<ExternalRequest> asked,
            FurtherArguments further)
            implements CallDecided {

        /** A call that came through Interlock. */
        public CallHeld(
                long call,
                long hold,
                long task,
                Actor actor,
                CallFacts facts,
                List<Finding> findings,
                String digest,
                OptionalLong continues) {
            this(call, hold, task, actor, facts, findings, digest, continues, Optional.empty(), FurtherArguments.NONE);
        }

        /** A call that continues no other. */
        public CallHeld(
                long call, long hold, long task, Actor actor, CallFacts facts, List<Finding> findings, String digest) {
            this(call, hold, task, actor, facts, findings, digest, OptionalLong.empty());
        }

        public CallHeld {
            findings = List.copyOf(findings);
        }

        /** This event without the arguments that are for people alone: the state keeps it so, the record has them. */
        public CallHeld withoutFurther() {
            return further.isEmpty()
                    ? this
                    : new CallHeld(
                            call, hold, task, actor, facts, findings, digest, continues, asked, FurtherArguments.NONE);
        }

        CallHeld with(CallFacts others) {
            return new CallHeld(call, hold, task, actor, others, findings, digest, continues, asked, further);
        }
    }

    /**
     * The call was refused and counts nowhere.
     *
     * @param continues the call in flight whose place it was to take, if there is one of this number: it stays as it was
     */
    record CallDenied(
            long call,
            long task,
            Actor actor,
            CallFacts facts,
            List<Finding> findings,
            OptionalLong continues,
            Optional<ExternalRequest> asked)
            implements CallDecided {

        /** A call that came through Interlock. */
        public CallDenied(
                long call, long task, Actor actor, CallFacts facts, List<Finding> findings, OptionalLong continues) {
            this(call, task, actor, facts, findings, continues, Optional.empty());
        }

        /** A call that continues no other. */
        public CallDenied(long call, long task, Actor actor, CallFacts facts, List<Finding> findings) {
            this(call, task, actor, facts, findings, OptionalLong.empty());
        }

        public CallDenied {
            findings = List.copyOf(findings);
        }
    }

    /**
     * A fact that reached Interlock from outside, from a source that the bundle names: it happened, and could not have been
     * prevented. Belongs to no task.
     *
     * @param source the source that told it
     * @param id the source's own name for it
     * @param actor the party that did it, as far as the registry knows
     * @param created the objects that it created
     * @param outsideMillis time at which it happened, as the source says: information only
     * @param findings the rules that it breaks, recorded
     * @param ambiguous whether the word of the source can be read in several ways: the facts are those of all readings. The call may
     *     have happened on each of their keys, and surely on none
     */
    record CallObserved(
            long call,
            String source,
            String id,
            Actor actor,
            CallFacts facts,
            List<Key> created,
            OptionalLong outsideMillis,
            List<Finding> findings,
            boolean ambiguous)
            implements CallDecided {
        public CallObserved {
            created = List.copyOf(created);
            findings = List.copyOf(findings);
        }

        CallObserved with(CallFacts others, List<Key> objects) {
            return new CallObserved(call, source, id, actor, others, objects, outsideMillis, findings, ambiguous);
        }

        @Override
        public long task() {
            return 0;
        }

        @Override
        public OptionalLong continues() {
            return OptionalLong.empty();
        }

        @Override
        public Optional<ExternalRequest> asked() {
            return Optional.empty();
        }
    }

    /**
     * The call of unknown outcome is sent again by its agent, which does no more than sending it once: it is in flight once more, under
     * its own number and on the keys that were fixed when it was reserved.
     *
     * @param findings findings that were recorded without stopping it
     * @param excepted findings that approvals let through
     * @param approvals the approvals that let them through: spent on it now, or on the call before
     */
    record CallRepeated(long call, List<Finding> findings, List<Finding> excepted, List<Long> approvals)
            implements Event {
        public CallRepeated {
            findings = List.copyOf(findings);
            excepted = List.copyOf(excepted);
            approvals = List.copyOf(approvals);
        }
    }

    /**
     * The outcome of the call was reported.
     *
     * @param delivery the delivery of its answer, where that was inspected first
     */
    record CallSettled(long call, Settlement settlement, Optional<Delivery> delivery) implements Event {

        /** A call whose answer went on as it was. */
        public CallSettled(long call, Settlement settlement) {
            this(call, settlement, Optional.empty());
        }
    }

    /** The outcome of a call became known without a person. */
    record CallConfirmed(long call, Settlement settlement, Confirmation by) implements Event {}

    /**
     * A person told the outcome of a call of unknown outcome.
     *
     * @param singleAdministrator whether the person is not independent of the caller, and administers the server alone
     * @param with number of the first call that was reconciled with the same decision; empty for that call itself, and where it was alone
     */
    record CallReconciled(
            long call, Settlement settlement, Actor by, String reason, boolean singleAdministrator, OptionalLong with)
            implements Event {

        /** A reconciliation of one call alone, by somebody independent. */
        public CallReconciled(long call, Settlement settlement, Actor by, String reason) {
            this(call, settlement, by, reason, false, OptionalLong.empty());
        }
    }

    /**
     * A person or a machine verifier answered a hold.
     *
     * @param answer number of this event
     * @param groups approver groups of the answerer, at the time
     * @param how the way in which it was answered
     */
    record HoldAnswered(
            long answer,
            long hold,
            boolean approved,
            Actor by,
            SortedSet<String> groups,
            String comment,
            AnswerContext how)
            implements Event {

        /** The answer of a person for itself, without repeating the code. */
        public HoldAnswered(
                long answer, long hold, boolean approved, Actor by, SortedSet<String> groups, String comment) {
            this(answer, hold, approved, by, groups, comment, AnswerContext.PLAIN);
        }
    }

    /**
     * A person says that two values are the same, or which object another was made from. The link counts once another person
     * confirmed it.
     *
     * @param link number of this event
     */
    record LinkProposed(long link, Link what, Actor by, String reason) implements Event {}

    /**
     * Another person answered the proposal. Confirmed, the link counts from here on; nothing that was decided changes.
     *
     * @param latent conflicts that hold from here on and did not before, each with outcome record
     * @param voided the holds, ascending, that relied on the difference; they are closed
     */
    record LinkAnswered(long link, boolean confirmed, Actor by, String comment, List<Finding> latent, List<Long> voided)
            implements Event {
        public LinkAnswered {
            latent = List.copyOf(latent);
            voided = List.copyOf(voided);
        }
    }
}
