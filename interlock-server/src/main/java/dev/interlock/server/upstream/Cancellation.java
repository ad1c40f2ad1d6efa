package dev.interlock.server.upstream;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether whoever made a request has given it up. What was sent by then may have had its effect all the same. Thread-safe.
 */
public final class Cancellation {
    private @Nullable String reason; // guarded by this
    private final List<Runnable> actions = new ArrayList<>(); // guarded by this

    /** What is done about it no longer when this is closed. */
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

    /** Why it was given up, if it was. */
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
