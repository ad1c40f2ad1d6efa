package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;

/** An implementation of the semantics under test. One thread at a time. */
public interface Subject {

    /** Decides and changes nothing. */
    Decision decide(Command command, long nowMillis);

    /** Takes in an event that was recorded. */
    void apply(Recorded recorded);

    /** Begins with an empty history under a bundle. */
    @FunctionalInterface
    interface Factory {
        Subject empty(Bundle bundle);
    }
}
