package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;

/** The engine: its state and its decider. */
public final class EngineSubject implements Subject {

    private final State state;

    public EngineSubject(Bundle bundle) {
        this.state = State.empty(bundle);
    }

    @Override
    public Decision decide(Command command, long nowMillis) {
        return Decider.decide(state, command, nowMillis);
    }

    @Override
    public void apply(Recorded recorded) {
        state.apply(recorded);
    }
}
