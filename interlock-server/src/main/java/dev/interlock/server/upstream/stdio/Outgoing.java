package dev.interlock.server.upstream.stdio;

import java.util.concurrent.atomic.AtomicReference;

/** A line on its way to a server process. Thread-safe. */
final class Outgoing {
    private enum State {
        QUEUED,
        WITHDRAWN,
        WRITING
    }

    private final byte[] line;
    private final AtomicReference<State> state = new AtomicReference<>(State.QUEUED);

    Outgoing(byte[] line) {
        this.line = line;
    }

    byte[] line() {
        return line;
    }

    /** Takes the line for writing: returns whether it is to be written now. Called once. */
    boolean begin() {
        return state.compareAndSet(State.QUEUED, State.WRITING);
    }

    /** INVARIANT: withdrawn means that the writer will not touch the line, so not one byte of it leaves. */
    boolean withdraw() {
        return state.compareAndSet(State.QUEUED, State.WITHDRAWN) || state.get() == State.WITHDRAWN;
    }

    /** Returns whether the line was begun; an answer to a line that was not written is no answer to it. */
    boolean begun() {
        return state.get() == State.WRITING;
    }
}
