package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.State;
import java.util.Collections;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The events of a ledger under one bundle. Every recorded event is folded as the one that it is, so that numbers stay what
 * they were; before a decision is folded, the bundle decides the same call.
 */
final class LedgerLane {

    private final Bundle bundle;
    private final State state;
    private final boolean stops;
    private final Set<String> flowMarks;
    private final Set<String> firstUseMarks;
    /** Calls that were let through in the record and are stopped here, until their outcome is met. */
    private final Set<Long> stopped = new HashSet<>();

    /** Calls of which the record says that their outcome is unknown. */
    private final Set<Long> unclear = new HashSet<>();

    private final Tally tally = new Tally();

    LedgerLane(Bundle bundle, Assume assume) {
        this.bundle = bundle;
        this.state = State.empty(bundle);
        this.flowMarks = Rule.chosenMarks(bundle.rules());
        this.firstUseMarks = Rule.FirstUse.marks(bundle.rules());
        this.stops = assume == Assume.STOPPED;
    }

    Bundle bundle() {
        return bundle;
    }

    Tally tally() {
        return tally;
    }

    /** The verdict of this bundle on the call. */
    Answer.Verdict decide(Event.CallDecided decided, long time) {
        var command = new Command.DecideCall(
                caller(decided.actor()),
                OptionalLong.of(decided.task()),
                facts(decided),
                continues(decided),
                shown(decided));
        if (!(Decider.decide(state, command, time).answer() instanceof Answer.Verdict verdict)) {
            throw new IllegalStateException("a call was decided without a verdict");
        }
        return verdict;
    }

    /**
     * The facts as they were recorded. Where nobody looked who chose what the call does, or whom it reaches, it cannot be found out any
     * more: the record holds neither what agents have read, nor all arguments.
     */
    private CallFacts facts(Event.CallDecided decided) {
        CallFacts facts = decided.facts();
        if (facts.provenance().isEmpty() && facts.carriesAny(flowMarks)) {
            facts = facts.chosenBy(Provenance.UNKNOWN);
        }
        return facts.destinations().isEmpty() && facts.carriesAny(firstUseMarks)
                ? facts.reaching(Destinations.UNKNOWN)
                : facts;
    }

    /**
     * Returns the one task that the caller's token was good for: a call in a break-glass lane was made with a token of the lane, unless
     * it was denied for want of one.
     */
    private OptionalLong shown(Event.CallDecided decided) {
        boolean without = decided.findings().stream().anyMatch(f -> f.code() == FindingCode.LANE_TOKEN_REQUIRED);
        return state.lanes().ofTask(decided.task()) == null || without
                ? OptionalLong.empty()
                : OptionalLong.of(decided.task());
    }

    /** The call whose place it is to take; none where that was stopped here. */
    private OptionalLong continues(Event.CallDecided decided) {
        return decided.continues().isPresent()
                        && stopped.contains(decided.continues().getAsLong())
                ? OptionalLong.empty()
                : decided.continues();
    }

    /** Returns the caller, as far as the decision asks: chain, owner and origin are those of the recorded task. */
    private static Caller caller(Actor actor) {
        var attributes = new TreeMap<>(actor.attributes());
        AttributeValue runtime = attributes.remove(Attributes.RUNTIME);
        if (attributes.get(Attributes.AGENT) instanceof AttributeValue.Known) {
            attributes.remove(Attributes.AGENT);
        }
        if (runtime instanceof AttributeValue.Unknown) {
            attributes.put(Attributes.RUNTIME, runtime);
        }
        return new Caller(
                actor.name(),
                runtime instanceof AttributeValue.Known known ? known.value() : actor.name(),
                false,
                false,
                Collections.unmodifiableSortedMap(attributes),
                Collections.emptySortedSet(),
                Optional.empty());
    }

    /** Folds the event, or what stands for it when its call is stopped here. */
    void apply(Recorded recorded, Answer.@Nullable Verdict verdict) {
        state.apply(new Recorded(
                recorded.seq(),
                recorded.timeMillis(),
                recorded.bundle(),
                stops ? stopped(recorded, verdict) : recorded.event()));
    }

    private Event stopped(Recorded recorded, Answer.@Nullable Verdict verdict) {
        Event event = recorded.event();
        if (event instanceof Event.CallReserved reserved && verdict != null && !(verdict instanceof Answer.Permit)) {
            stopped.add(reserved.call());
            OptionalLong open = continues(reserved);
            // The server of the open call gets no answers, so it does nothing. Of the two events this is the one that
            // the state has to
            // know.
            return open.isPresent()
                    ? new Event.CallSettled(open.getAsLong(), new Settlement.Failed("its answers were stopped"))
                    : new Event.CallDenied(
                            reserved.call(), reserved.task(), reserved.actor(), reserved.facts(), verdict.findings());
        }
        if (event instanceof Event.CallReserved reserved
                && reserved.continues().isPresent()
                && stopped.remove(reserved.continues().getAsLong())) {
            return new Event.CallReserved(
                    reserved.call(),
                    reserved.task(),
                    reserved.actor(),
                    reserved.facts(),
                    reserved.findings(),
                    reserved.excepted(),
                    reserved.approvals(),
                    OptionalLong.empty(),
                    reserved.asked(),
                    reserved.waived());
        }
        boolean ofStopped = (event instanceof Event.CallRepeated repeated && repeated(repeated.call()))
                || (event instanceof Event.CallSettled settled && ended(settled.call(), settled.settlement()))
                || (event instanceof Event.CallConfirmed confirmed && confirmed(confirmed.call()))
                || (event instanceof Event.CallReconciled reconciled && reconciled(reconciled.call()));
        // in place of an outcome that was none: an event that changes nothing
        return ofStopped ? new Event.BundleActivated(bundle.name(), bundle.digest(), "replay") : event;
    }

    private boolean reconciled(long call) {
        unclear.remove(call);
        return stopped.remove(call);
    }

    private boolean repeated(long call) {
        unclear.remove(call);
        return stopped.contains(call);
    }

    /** Returns whether the call is one that was stopped; an unknown outcome is followed by another. */
    private boolean ended(long call, Settlement settlement) {
        if (!(settlement instanceof Settlement.Unknown)) {
            return stopped.remove(call);
        }
        if (!stopped.contains(call)) {
            return false;
        }
        unclear.add(call);
        return true;
    }

    /** Returns whether the call is one that was stopped; what a source tells of a call in flight is followed by its outcome. */
    private boolean confirmed(long call) {
        return unclear.remove(call) ? stopped.remove(call) : stopped.contains(call);
    }
}
