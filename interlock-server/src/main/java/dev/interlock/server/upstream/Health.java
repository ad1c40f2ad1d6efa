package dev.interlock.server.upstream;

import java.util.Optional;

/**
 * How one instance of a server is doing.
 *
 * @param instance its address, or the task that a process is for; nothing secret
 * @param underWay requests of callers that are at it
 * @param failures in a row
 * @param trouble what went wrong last, if nothing has gone right since
 */
public record Health(String instance, State state, int underWay, int failures, Optional<String> trouble) {

    /** What a transport knows of its server, as the parts of {@link Health}. */
    public record Condition(State state, int failures, Optional<String> trouble) {
        public static final Condition FINE = new Condition(State.UP, 0, Optional.empty());
    }

    /** Whether requests go to it. */
    public enum State {
        /** As far as anybody knows. */
        UP,
        /** One request may find out whether it is there again. */
        TRYING,
        /** Nothing is sent to it for a while. */
        RESTING
    }
}
