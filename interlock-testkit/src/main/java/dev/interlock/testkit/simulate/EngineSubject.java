package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.ContactLookup;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.engine.state.Task;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** The engine: its state and its decider. */
public final class EngineSubject implements Subject {

    private final State state;

    public EngineSubject(Bundle bundle) {
        this(State.empty(bundle));
    }

    private EngineSubject(State state) {
        this.state = state;
    }

    @Override
    public Decision decide(Command command, long nowMillis) {
        return Decider.decide(state, command, nowMillis);
    }

    @Override
    public void apply(Recorded recorded) {
        state.apply(recorded);
    }

    @Override
    public List<OptionalLong> contacts(Command.DecideCall call) {
        Task task = call.task().isPresent() ? state.task(call.task().getAsLong()) : null;
        Actor party = task == null ? Actors.outside(call.caller()) : Actors.inTask(call.caller(), task);
        return call.facts().destinations().stream()
                .flatMap(all -> all.named().stream())
                .map(destination -> ContactLookup.call(state, party, call.facts(), destination.digest()))
                .toList();
    }

    @Override
    public Optional<byte[]> saved() {
        return Optional.of(StateSnapshot.write(state));
    }

    @Override
    public Subject restored(byte[] saved, LongFunction<Recorded> events) {
        try {
            return new EngineSubject(StateSnapshot.read(saved, state.bundle(), events));
        } catch (IOException e) {
            throw new IllegalStateException("a snapshot that was just written cannot be read", e);
        }
    }
}
