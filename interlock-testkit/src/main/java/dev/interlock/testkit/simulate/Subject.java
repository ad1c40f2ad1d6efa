package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongFunction;

/** An implementation of the semantics under test. One thread at a time. */
public interface Subject {

    /** Decides and changes nothing. */
    Decision decide(Command command, long nowMillis);

    /** Takes in an event that was recorded. */
    void apply(Recorded recorded);

    /**
     * The calls that registered the destinations of a call as contacts of its owner and that count in it, in the order of the
     * destinations: what is looked up before the call is decided.
     */
    List<OptionalLong> contacts(Command.DecideCall call);

    /** The bytes that the subject would save of itself, if it can: the same for all that took in the same events. */
    default Optional<byte[]> saved() {
        return Optional.empty();
    }

    /**
     * A subject as this one was when it saved itself.
     *
     * @param events the recorded event of a number
     * @throws IllegalStateException if the bytes are not its own
     */
    default Subject restored(byte[] saved, LongFunction<Recorded> events) {
        throw new UnsupportedOperationException("this subject saves nothing");
    }

    /** Begins with an empty history under a bundle. */
    @FunctionalInterface
    interface Factory {
        Subject empty(Bundle bundle);
    }
}
