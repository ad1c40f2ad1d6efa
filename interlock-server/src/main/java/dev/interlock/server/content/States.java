package dev.interlock.server.content;

import dev.interlock.engine.state.State;
import java.util.function.Function;

/** The place in which the tasks of calls are found: a domain, or a history that is played again. */
@FunctionalInterface
public interface States {

    /** Answers a question about the present state, which the question must not keep. */
    <T> T query(Function<State, T> question);
}
