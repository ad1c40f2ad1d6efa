package dev.interlock.engine.event;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedSet;

/**
 * What is recorded. Events state facts that no later rule can change; the state is their fold. A task, call or hold is
 * named by the sequence number of the event that first recorded it.
 */
public sealed interface Event {

    /** From here on decisions are made by this bundle (the one whose digest the {@link Recorded} carries). */
    record BundleActivated(String name, String digest, String by) implements Event {}

    /**
     * A task began.
     *
     * @param task its number: that of this event
     * @param parent the task it is part of
     * @param agent who acts in it
     * @param openedBy who asked for it
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
    }

    /** The task's bounds changed; all three are stated as they are from now on. */
    record TaskAmended(long task, Actor by, List<Key> objects, long deadlineMillis, int calls, String reason)
            implements Event {
        public TaskAmended {
            objects = List.copyOf(objects);
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
    }

    /**
     * The call may be carried out: it counts from here on.
     *
     * @param findings what was recorded without stopping it
     * @param excepted findings that approvals let through
     * @param approvals the approvals spent on it: numbers of {@link HoldAnswered} events
     */
    record CallReserved(
            long call,
            long task,
            Actor actor,
            CallFacts facts,
            List<Finding> findings,
            List<Finding> excepted,
            List<Long> approvals)
            implements CallDecided {
        public CallReserved {
            findings = List.copyOf(findings);
            excepted = List.copyOf(excepted);
            approvals = List.copyOf(approvals);
        }
    }

    /**
     * The call waits for an independent approval and counts nowhere.
     *
     * @param hold the hold it belongs to: its own number, or that of the same call asked before
     * @param digest of this very call: see {@code CallDigest}
     */
    record CallHeld(
            long call, long hold, long task, Actor actor, CallFacts facts, List<Finding> findings, String digest)
            implements CallDecided {
        public CallHeld {
            findings = List.copyOf(findings);
        }
    }

    record CallDenied(long call, long task, Actor actor, CallFacts facts, List<Finding> findings)
            implements CallDecided {
        public CallDenied {
            findings = List.copyOf(findings);
        }
    }

    record CallSettled(long call, Settlement settlement) implements Event {}

    /** Somebody independent of the caller found out how a call of unknown outcome came out. */
    record CallReconciled(long call, Settlement settlement, Actor by, String reason) implements Event {}

    /**
     * A person answered a hold.
     *
     * @param answer number of this event
     * @param groups approver groups of the person, at the time
     */
    record HoldAnswered(long answer, long hold, boolean approved, Actor by, SortedSet<String> groups, String comment)
            implements Event {}

    /**
     * A person says that two values are the same, or which object another was made from. It counts once another person
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
