package dev.interlock.engine.command;

import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Presence;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.ConfigurationEntry;
import dev.interlock.engine.model.FurtherArguments;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/** A command to the engine. Each is decided against the state, and answered with events to be recorded. */
public sealed interface Command
        permits Command.OpenTask,
                Command.AmendTask,
                Command.DeclarePlan,
                Command.EndTask,
                Command.DecideCall,
                Command.SettleCall,
                Command.ReportCall,
                Command.ConfirmCall,
                Command.ReconcileCall,
                Command.ReconcileCalls,
                Command.AnswerHold,
                Command.ProposeLink,
                Command.AnswerLink,
                Command.Observe,
                Command.ProposeBundle,
                Command.ActivateBundle,
                Command.SeeSchema,
                Command.WithdrawContact,
                Command.RecordConfiguration,
                Command.Tick,
                HoldCommand,
                LeaseCommand,
                LaneCommand,
                AgentCommand,
                LedgerCommand,
                ClockCommand {

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
     *
     * @param declassify labels to take from the content that the task and those below it have read; an independent person may
     */
    record AmendTask(
            long task,
            Caller by,
            Optional<List<Key>> objects,
            OptionalLong timeMillis,
            OptionalInt calls,
            String reason,
            SortedSet<String> declassify)
            implements Command {

        /** An amendment that declassifies nothing. */
        public AmendTask(
                long task,
                Caller by,
                Optional<List<Key>> objects,
                OptionalLong timeMillis,
                OptionalInt calls,
                String reason) {
            this(task, by, objects, timeMillis, calls, reason, Collections.emptySortedSet());
        }
    }

    /**
     * Declare the plan of a task, with the parties that could carry it out.
     *
     * @param cast all registered agents and people
     */
    record DeclarePlan(long task, Caller by, List<PlanStep> steps, List<Caller> cast) implements Command {}

    /** End a task and all below it. {@code reason} is CLOSED or CANCELLED. */
    record EndTask(long task, Caller by, EndReason reason) implements Command {}

    /**
     * Decide a tool call. Without a task it belongs to the caller's implicit task.
     *
     * @param continues the call in flight whose place this one is to take: the same call, with what its caller answered to a
     *     question of the server among the arguments
     * @param only the one task in which the caller may act, because its token is good for that one alone
     * @param asking the enforcement point outside that asks; empty where the call comes through Interlock
     * @param further arguments beyond those of the facts, for people; nothing is decided by them
     */
    record DecideCall(
            Caller caller,
            OptionalLong task,
            CallFacts facts,
            OptionalLong continues,
            OptionalLong only,
            Optional<Asking> asking,
            FurtherArguments further)
            implements Command {

        /** A call whose facts show all of its arguments. */
        public DecideCall(
                Caller caller,
                OptionalLong task,
                CallFacts facts,
                OptionalLong continues,
                OptionalLong only,
                Optional<Asking> asking) {
            this(caller, task, facts, continues, only, asking, FurtherArguments.NONE);
        }

        /** This command, with further arguments for the approver of the call. */
        public DecideCall showing(FurtherArguments more) {
            return new DecideCall(caller, task, facts, continues, only, asking, more);
        }

        /** A call that comes through Interlock. */
        public DecideCall(
                Caller caller, OptionalLong task, CallFacts facts, OptionalLong continues, OptionalLong only) {
            this(caller, task, facts, continues, only, Optional.empty());
        }

        /** A call of a caller that may act in all its tasks. */
        public DecideCall(Caller caller, OptionalLong task, CallFacts facts, OptionalLong continues) {
            this(caller, task, facts, continues, OptionalLong.empty());
        }

        /** A call that continues no other. */
        public DecideCall(Caller caller, OptionalLong task, CallFacts facts) {
            this(caller, task, facts, OptionalLong.empty());
        }
    }

    /**
     * Report the outcome of a reserved call.
     *
     * @param inspection the inspection of its answer, where the catalogue demands one before anybody gets it
     */
    record SettleCall(long call, Settlement settlement, Optional<Inspection> inspection) implements Command {

        /** A call whose answer is not inspected. */
        public SettleCall(long call, Settlement settlement) {
            this(call, settlement, Optional.empty());
        }
    }

    /**
     * Report the outcome of a call that an enforcement point outside carried out. The same report is not recorded again.
     *
     * @param by the enforcement point
     */
    record ReportCall(long call, String by, Settlement settlement) implements Command {}

    /**
     * Confirm a call of unknown outcome by a read of Interlock itself, which the catalogue names for its tool. Refused where the call is
     * settled by now, for the first word wins; where the read shows a failure, but was sent before {@code finalMillis} had passed since
     * the outcome was recorded as unknown ({@code CONFIRMATION_EARLY}: read again later); and where the read may show another call's
     * success, or what a dependent party left of this one ({@code CONFIRMATION_DOUBTFUL}: a person has to look at it).
     *
     * @param settlement the outcome that the read shows: Succeeded, which names only objects that are nobody else's; Failed; or
     *     Existed, where the catalogue tells that apart
     * @param finalMillis the time, in milliseconds, after which nothing of a call that Interlock gave up can take effect any more
     */
    record ConfirmCall(long call, Settlement settlement, Confirmation.Read read, long finalMillis) implements Command {}

    /**
     * State the outcome of a call whose outcome is unknown.
     *
     * @param settlement Succeeded, Existed or Failed
     * @param singleAdministrator whether the server runs in the mode in which one person may administer it: below the strictest tier that
     *     person need not be independent of the caller
     */
    record ReconcileCall(long call, Caller by, Settlement settlement, String reason, boolean singleAdministrator)
            implements Command {

        /** A reconciliation by somebody who has to be independent of the caller. */
        public ReconcileCall(long call, Caller by, Settlement settlement, String reason) {
            this(call, by, settlement, reason, false);
        }
    }

    /** State the outcomes of several calls in one decision by one person: all of them or none. Each names objects of its own. */
    record ReconcileCalls(List<ReconcileCall> calls) implements Command {
        public ReconcileCalls {
            calls = List.copyOf(calls);
        }
    }

    /**
     * Approve or reject a held call.
     *
     * @param confirmation the binding code of the hold, as the answerer typed it
     * @param digest digest of the call that the answerer saw; empty: not said
     * @param channel the channel that the answer came in by, if it did
     * @param delegators the people, as registered now, who let the answerer answer in their place
     * @param presence the proof of the answerer to be there, if they showed one
     */
    record AnswerHold(
            long hold,
            Caller by,
            boolean approve,
            String comment,
            Optional<String> confirmation,
            Optional<String> digest,
            Optional<String> channel,
            List<Caller> delegators,
            Optional<Presence> presence)
            implements Command {
        public AnswerHold {
            delegators = List.copyOf(delegators);
        }

        /** An answer that says no more than yes or no. */
        public AnswerHold(long hold, Caller by, boolean approve, String comment) {
            this(
                    hold,
                    by,
                    approve,
                    comment,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    Optional.empty());
        }

        /** This answer, with a binding code. */
        public AnswerHold confirmedWith(String code) {
            return new AnswerHold(hold, by, approve, comment, Optional.of(code), digest, channel, delegators, presence);
        }
    }

    /**
     * Say that two values are the same, which object another was made from or belongs to, or what was unknown of an agent.
     *
     * @param agent the agent of which something was unknown, as it is registered now; empty if it is not, and for other links
     */
    record ProposeLink(Link what, Caller by, String reason, Optional<Caller> agent) implements Command {

        /** Says something of values or objects, or of an agent that is not registered. */
        public ProposeLink(Link what, Caller by, String reason) {
            this(what, by, reason, Optional.empty());
        }
    }

    /**
     * Confirm or reject a proposed link; the confirming person is independent of the proposer.
     *
     * @param agent the agent of which something was unknown, as it is registered now; empty if it is not, and for other links
     */
    record AnswerLink(long link, Caller by, boolean confirm, String comment, Optional<Caller> agent)
            implements Command {

        /** Answers what is said of values or objects, or of an agent that is not registered. */
        public AnswerLink(long link, Caller by, boolean confirm, String comment) {
            this(link, by, confirm, comment, Optional.empty());
        }
    }

    /**
     * Record something that happened outside, and was told by a source.
     *
     * @param source the source that tells it
     * @param id the source's own name for it: told again, it is not recorded again
     * @param actor the party that did it, as registered; an empty runtime means that the instance is not known
     * @param created the objects that it created, one for each type that the tool creates
     * @param outsideMillis time at which it happened, in milliseconds since 1970, if the source says so
     * @param call the call that it is the effect of, if the source names it: where its outcome is unknown, and the source is trusted for
     *     all its duties and tells of the same tool, objects and amount by the same agent, that call succeeded and nothing else is
     *     recorded
     * @param ambiguous whether the word of the source can be read in several ways: the facts are those of all readings
     */
    record Observe(
            Caller source,
            String id,
            Caller actor,
            CallFacts facts,
            List<Key> created,
            OptionalLong outsideMillis,
            OptionalLong call,
            boolean ambiguous)
            implements Command {
        public Observe {
            created = List.copyOf(created);
        }

        /** An observation that can be read in one way. */
        public Observe(
                Caller source,
                String id,
                Caller actor,
                CallFacts facts,
                List<Key> created,
                OptionalLong outsideMillis,
                OptionalLong call) {
            this(source, id, actor, facts, created, outsideMillis, call, false);
        }

        /** An observation that names no call. */
        public Observe(
                Caller source,
                String id,
                Caller actor,
                CallFacts facts,
                List<Key> created,
                OptionalLong outsideMillis) {
            this(source, id, actor, facts, created, outsideMillis, OptionalLong.empty());
        }
    }

    /** Ask for a checked bundle to be activated. */
    record ProposeBundle(Caller by, String name, String digest) implements Command {}

    /**
     * Activate the bundle that was proposed last.
     *
     * @param singleAdministrator whether the server runs in the mode in which one person may both propose and activate
     */
    record ActivateBundle(Caller by, String digest, boolean singleAdministrator) implements Command {}

    /**
     * Record that a server shows a tool that nobody reviewed with this schema of its arguments. Answered with the place of the schema
     * among those that were recorded of the tool, from 0; one that is not recorded, as there are too many, comes after them all.
     *
     * @param tool {@code server/tool}
     * @param names the paths of arguments that it declares
     * @param further the number of further arguments that it declares
     */
    record SeeSchema(String tool, String digest, List<String> names, int further) implements Command {

        /** Most names that are recorded of one schema. */
        public static final int MOST_NAMES = 128;
        /** Most characters of one name. */
        public static final int LONGEST_NAME = 256;

        public SeeSchema {
            names = List.copyOf(names);
        }
    }

    /**
     * End the verification of all contacts that a call registered, or will have registered if it succeeds. Any person may; no agent.
     *
     * @param call the registering call
     */
    record WithdrawContact(long call, Caller by, String reason) implements Command {}

    /**
     * Record the configuration that is in force from here on, as far as decisions rely on it, where it is not the one that was recorded
     * last. Answered with the number of its record.
     *
     * @param entries all of it, by names such as {@code agent/clerk}
     * @param user the user of the operating system who started the server with it, where that is known
     */
    record RecordConfiguration(SortedMap<String, ConfigurationEntry> entries, Optional<String> user)
            implements Command {

        /** Most characters of a name. */
        public static final int LONGEST_NAME = 512;
        /** The greatest length of one entry. */
        public static final int LONGEST_ENTRY = 4_096;

        public RecordConfiguration {
            entries = Collections.unmodifiableSortedMap(new TreeMap<>(entries));
        }
    }

    /** End what is over, as time has passed. */
    record Tick() implements Command {}
}
