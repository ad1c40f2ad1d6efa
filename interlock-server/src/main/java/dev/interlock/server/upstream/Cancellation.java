package dev.interlock.server.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The cancellation of a request by the party that made it. The parts that were sent by then may have had their effect
 * all the same. Thread-safe.
 */
public final class Cancellation {
    private @Nullable String reason; // guarded by this
    private final List<Runnable> actions = new ArrayList<>(); // guarded by this

    /** The registration of a reaction to the cancellation; closing it withdraws the reaction. */
    public interface Registration extends AutoCloseable {
        @Override
        void close();
    }

    /** Gives it up. Only the first reason counts. */
    public void cancel(String why) {
        List<Runnable> due;
        synchronized (this) {
            if (reason != null) {
                return;
            }
            reason = why;
            due = List.copyOf(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Returns why the request was cancelled, if it was. */
    public synchronized Optional<String> reason() {
        return Optional.ofNullable(reason);
    }

    /** Runs the action, which must not block, when the request is given up; at once if it already was. */
    public Registration whenCancelled(Runnable action) {
        synchronized (this) {
            if (reason == null) {
                actions.add(action);
                return () -> forget(action);
            }
        }
        action.run();
        return () -> {};
    }

    @SuppressWarnings("ReferenceEquality") // two actions that look alike are two actions
    private synchronized void forget(Runnable action) {
        actions.removeIf(each -> each == action);
    }
}
