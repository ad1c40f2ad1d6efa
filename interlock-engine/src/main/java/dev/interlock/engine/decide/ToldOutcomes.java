package dev.interlock.engine.decide;

import dev.interlock.engine.check.IntentCheck;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Observations that name an open call: one effect, and so no call beside it. They end a call of unknown outcome. Those
 * of a call in flight are kept until its answer comes, which may still bring labels, questions, or objects that the
 * source does not know; then they stand for whatever the answer leaves open.
 */
final class ToldOutcomes {

    private ToldOutcomes() {}

    /**
     * Returns whether the observation is of the very effect of the call, told by a source whose word meets whatever the
     * call's success would meet.
     */
    static boolean tellsOf(State state, Command.Observe command, OpenCall open) {
        CallFacts told = command.facts();
        CallFacts asked = open.view().facts();
        Set<String> duties = new TreeSet<>(state.marksOf(asked));
        duties.removeIf(mark -> !IntentCheck.isDuty(mark));
        return open.told().isEmpty() // two that are told are two, whatever call they are said to be of
                && !command.ambiguous()
                && told.tool().equals(asked.tool())
                && new TreeSet<>(told.objects()).equals(new TreeSet<>(asked.objects()))
                && told.all().equals(asked.all())
                && told.creates().equals(asked.creates())
                && told.mayExist().equals(asked.mayExist())
                && told.amount().equals(asked.amount())
                && told.elements().equals(asked.elements())
                && saysNoMore(state, told, asked)
                && AttributeValue.surelySame(
                        agent(state, Actors.observed(command.actor())),
                        agent(state, open.view().actor()))
                && !duties.isEmpty()
                && state.bundle().trustedFor(command.source().name()).containsAll(duties);
    }

    /** Returns whether nothing would be lost of what the source tells, as the call lies on all of it. */
    private static boolean saysNoMore(State state, CallFacts told, CallFacts asked) {
        return state.marksOf(asked).containsAll(state.marksOf(told))
                && Set.copyOf(asked.related()).containsAll(told.related())
                && Set.copyOf(asked.derivedFrom()).containsAll(told.derivedFrom())
                && asked.values().entrySet().containsAll(told.values().entrySet());
    }

    private static AttributeValue agent(State state, Actor actor) {
        return state.links().canonical(Attributes.AGENT, actor.get(Attributes.AGENT));
    }

    /** Decides on an observation that {@linkplain #tellsOf tells of} the call. */
    static Decision told(State state, Command.Observe command, OpenCall open, long now) {
        var proposal = new Proposal(state);
        CallView view = open.view();
        var by = new Confirmation.Told(command.source().name(), command.id(), command.outsideMillis());
        var success = new Settlement.Succeeded(command.created());
        if (open.unknown()) {
            confirm(state, view, success, by, proposal, now);
        } else {
            proposal.add(new Event.CallConfirmed(view.seq(), success, by));
        }
        return proposal.answer(new Answer.Done(view.seq()));
    }

    /**
     * The outcome of a call in flight, beside what a source told of it. If the two are not the same success, the
     * outcome is unknown first, so that the answer stands in the record as it was.
     */
    static SettledAs beside(OpenCall open, SettledAs answered) {
        if (open.told().isEmpty()) {
            return answered;
        }
        OpenCall.Told told = open.told().get();
        Settlement settlement = answered.settlement();
        String source = "`" + told.by().source() + "` reported that it was done";
        return switch (settlement) {
            case Settlement.Succeeded succeeded ->
                succeeded.undone().isEmpty() && areSame(succeeded.created(), told.created())
                        ? answered
                        : unknown("the answer differs from what was reported; " + source, settlement.named());
            case Settlement.Existed existed ->
                areSame(existed.named(), told.created())
                        ? answered
                        : unknown("the answer differs from what was reported; " + source, settlement.named());
            case Settlement.Failed failed -> unknown(failed.reason() + "; " + source, List.of());
            case Settlement.Unknown unknown -> answered;
        };
    }

    private static SettledAs unknown(String reason, List<Key> named) {
        return new SettledAs(
                new Settlement.Unknown(
                        reason, named.stream().distinct().sorted().toList()),
                false);
    }

    /**
     * Ends a call of which a source told while it was in flight, and whose outcome is recorded as unknown now. If the
     * answer named an object that the source did not, the call stays unknown, because nobody but a person can tell what
     * it did.
     *
     * @return how it ended, if it did
     */
    static Optional<Settlement> confirm(State state, long call, Settlement recorded, Proposal proposal, long now) {
        OpenCall open = state.calls().get(call);
        if (open == null
                || open.told().isEmpty()
                || !(recorded instanceof Settlement.Unknown)
                || !open.told().get().created().containsAll(recorded.named())) {
            return Optional.empty();
        }
        OpenCall.Told told = open.told().get();
        return confirm(state, open.view(), new Settlement.Succeeded(told.created()), told.by(), proposal, now);
    }

    private static Optional<Settlement> confirm(
            State state, CallView view, Settlement success, Confirmation.Told by, Proposal proposal, long now) {
        var outcome = SettledAs.of(state, view, success, proposal.next(), now);
        if (outcome.settlement() instanceof Settlement.Unknown) {
            return Optional.empty(); // under forms of ids that came since, what was told names nothing any more
        }
        proposal.add(new Event.CallConfirmed(view.seq(), outcome.settlement(), by));
        OutcomeDecider.conclude(state, view, outcome, proposal);
        return Optional.of(outcome.settlement());
    }

    /** Returns whether both name the same objects. Of one type the order tells which element of a list created what. */
    private static boolean areSame(List<Key> some, List<Key> others) {
        Comparator<Key> byType = Comparator.comparing(Key::kind);
        return some.stream()
                .sorted(byType)
                .toList()
                .equals(others.stream().sorted(byType).toList());
    }
}
