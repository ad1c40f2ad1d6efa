package dev.interlock.server.upstream;

import java.util.Optional;

/**
 * The health of one instance of a server.
 *
 * @param instance its address, or the task that a process is for; nothing secret
 * @param underWay requests of callers at the instance
 * @param failures in a row
 * @param trouble the last failure, if nothing has succeeded since
 */
public record Health(String instance, State state, int underWay, int failures, Optional<String> trouble) {

    /** The condition of a server as its transport knows it, as the parts of {@link Health}. */
    public record Condition(State state, int failures, Optional<String> trouble) {
        public static final Condition FINE = new Condition(State.UP, 0, Optional.empty());
    }

    /** The state of an instance says whether it gets requests. */
    public enum State {
        /** The instance works, as far as anybody knows. */
        UP,
        /** One request may find out whether it is there again. */
        TRYING,
        /** Nothing is sent to the instance for a while. */
        RESTING
    }
}
