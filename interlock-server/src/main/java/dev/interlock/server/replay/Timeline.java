package dev.interlock.server.replay;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * A domain that never was: the engine under one bundle, fed with what happened elsewhere. Decides as the gateway's would, by
 * the same code; nothing is kept but the state. Not thread-safe.
 */
public final class Timeline {

    private final Bundle bundle;
    private final State state;
    private final Assume assume;
    private final LongConsumer taskEnded;
    private long now;

    /** @param taskEnded is told the number of each task that ends */
    public Timeline(Bundle bundle, Assume assume, LongConsumer taskEnded) {
        this.bundle = bundle;
        this.state = State.empty(bundle);
        this.assume = assume;
        this.taskEnded = taskEnded;
        record(new Event.BundleActivated(bundle.name(), bundle.digest(), "replay"));
    }

    public Bundle bundle() {
        return bundle;
    }

    /** The state, for reading only. */
    public State state() {
        return state;
    }

    /** The time goes on, and never back. */
    public void time(long millis) {
        now = Math.max(now, millis);
    }

    public long now() {
        return now;
    }

    /** Asks for anything but a call. */
    public Answer ask(Command command) {
        Decision decision = Decider.decide(state, command, now);
        List<Event> events = decision.events();
        for (int i = 0; i < events.size(); i++) {
            record(events.get(i));
        }
        return decision.answer();
    }

    /**
     * Decides a call, and makes it part of the history as far as it is assumed to have happened.
     *
     * @param exact the facts again with the digest of the arguments: only a hold that is kept needs it, and most calls are
     *     not held
     */
    public Decided call(Caller caller, long task, CallFacts facts, Supplier<CallFacts> exact) {
        Decision decision = Decider.decide(state, new Command.DecideCall(caller, OptionalLong.of(task), facts), now);
        if (assume == Assume.STOPPED && decision.answer() instanceof Answer.Hold) {
            decision = Decider.decide(state, new Command.DecideCall(caller, OptionalLong.of(task), exact.get()), now);
        }
        List<Event> events = decision.events();
        for (int i = 0; i < events.size() - 1; i++) {
            record(events.get(i));
        }
        if (!(decision.answer() instanceof Answer.Verdict verdict)
                || !(events.getLast() instanceof Event.CallDecided decided)) {
            throw new IllegalStateException("a call was decided without a verdict");
        }
        boolean reserved = decided instanceof Event.CallReserved;
        if (!reserved && assume == Assume.HAPPENED && state.task(decided.task()) != null) {
            // A call that happened is in the history whatever the bundle says of it: through the fold, as any other
            // call.
            record(new Event.CallReserved(
                    decided.call(),
                    decided.task(),
                    decided.actor(),
                    decided.facts(),
                    decided.findings(),
                    List.of(),
                    List.of()));
            reserved = true;
        } else {
            record(decided);
        }
        return new Decided(verdict, reserved, decided.actor());
    }

    /**
     * A decision.
     *
     * @param reserved whether the call counts from now on, and is to be settled
     * @param actor the caller, as rules compared it with others
     */
    public record Decided(Answer.Verdict answer, boolean reserved, Actor actor) {}

    /** Settles a reserved call; the settlement that was recorded, which may be stricter. */
    public Settlement settle(long call, Settlement settlement) {
        Decision decision = Decider.decide(state, new Command.SettleCall(call, settlement), now);
        List<Event> events = decision.events();
        Settlement recorded = settlement;
        for (int i = 0; i < events.size(); i++) {
            Event event = events.get(i);
            if (event instanceof Event.CallSettled settled) {
                recorded = settled.settlement();
            } else if (event instanceof Event.CallConfirmed confirmed) {
                recorded = confirmed.settlement();
            }
            record(event);
        }
        return recorded;
    }

    /** Forgets what rules know of an object on which nobody acts any more. */
    void forget(Key object) {
        state.forget(object);
    }

    private void record(Event event) {
        state.apply(new Recorded(state.nextSeq(), now, bundle.digest(), event));
        if (event instanceof Event.TaskEnded ended) {
            taskEnded.accept(ended.task());
        }
    }
}
