package dev.interlock.server.domain;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Threads of which one runs at a time. At each point where they meet, a seed says which one goes on, so that the same seed is the same
 * run.
 */
final class Schedule implements ThreadFactory {

    /** More steps than any run takes that gets anywhere. */
    private static final int MOST_STEPS = 20_000;
    /** How seldom time passes for somebody while others have something to do. */
    private static final int PATIENCE = 8;

    private final Random random;
    private final List<Task> tasks = new ArrayList<>();
    private final Semaphore ended = new Semaphore(0);
    private @Nullable Task running;
    private volatile @Nullable Throwable failure;
    private int steps;

    Schedule(long seed) {
        random = new Random(seed);
    }

    /** A thread, which waits for its turn. */
    private static final class Task {
        private final String name;
        private final Semaphore turn = new Semaphore(0);
        private BooleanSupplier ready = () -> true;
        /** Whether it goes on after some time, too. */
        private boolean timed;

        Task(String name) {
            this.name = name;
        }
    }

    /** Thrown into the threads of a run that has failed, to end them. */
    private static final class Abandoned extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    // --- for the test

    /** A thread that takes part, once it is started. */
    @Override
    public Thread newThread(Runnable work) {
        var task = new Task("task " + tasks.size());
        tasks.add(task);
        return Thread.ofVirtual().name(task.name).unstarted(() -> {
            task.turn.acquireUninterruptibly();
            try {
                if (failure == null) {
                    work.run();
                    end(task);
                }
            } catch (Abandoned e) {
                // the run has failed already
            } catch (Throwable e) {
                fail(e);
            }
        });
    }

    private void end(Task task) {
        tasks.remove(task);
        if (tasks.isEmpty()) {
            running = null;
            ended.release();
        } else {
            pass(next());
        }
    }

    /** Runs the threads, all of which were started, until each has ended. */
    void run() {
        pass(next());
        ended.acquireUninterruptibly();
        if (failure != null) {
            throw new AssertionError("after " + steps + " steps: " + failure.getMessage(), failure);
        }
    }

    /** Returns whether something that happens once in so many times happens now. */
    boolean once(int in) {
        return random.nextInt(in) == 0;
    }

    // --- for the threads

    /** A point at which another may go on. */
    void point() {
        until(() -> true);
    }

    /** Goes on when this holds. */
    void until(BooleanSupplier ready) {
        meet(ready, false);
    }

    /** Goes on when this holds, or some time has passed. Returns whether it holds. */
    boolean untilOrLater(BooleanSupplier ready) {
        meet(ready, true);
        return ready.getAsBoolean();
    }

    private void meet(BooleanSupplier ready, boolean timed) {
        Task self = running;
        if (self != null) {
            self.ready = ready;
            self.timed = timed;
            Task next = nextOrFail();
            if (next != self) {
                pass(next);
                self.turn.acquireUninterruptibly();
            }
        } // else before the run, or after it
        if (failure != null) {
            throw new Abandoned();
        }
    }

    /** The next one. What is wrong is kept here, since the threads may not let it through. */
    private Task nextOrFail() {
        try {
            return next();
        } catch (IllegalStateException e) {
            fail(e);
            throw new Abandoned();
        }
    }

    private Task next() {
        if (++steps > MOST_STEPS) {
            throw new IllegalStateException("nobody gets anywhere: somebody waits for an answer that does not come");
        }
        List<Task> able =
                tasks.stream().filter(task -> task.ready.getAsBoolean()).toList();
        List<Task> later = tasks.stream()
                .filter(task -> task.timed && !able.contains(task))
                .toList();
        List<Task> from = able.isEmpty() || !later.isEmpty() && once(PATIENCE) ? later : able;
        if (from.isEmpty()) {
            throw new IllegalStateException("everybody waits for somebody");
        }
        return from.get(random.nextInt(from.size()));
    }

    private void pass(Task next) {
        running = next;
        next.turn.release();
    }

    private void fail(Throwable e) {
        failure = e;
        running = null;
        tasks.forEach(task -> task.turn.release());
        ended.release();
    }
}
