package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The queue in front of the writer, and the turn to write, which one thread has at a time: the queue's own when there is much to do,
 * and the thread that asks when nobody else does. The queue is bounded, so a domain with too much to do turns work away instead of
 * falling behind. Safe for many threads.
 */
final class CommandQueue {

    private static final System.Logger LOG = System.getLogger(CommandQueue.class.getName());

    /** The most commands that become durable together. */
    static final int BATCH = 1_024;
    /** The time for which a door waits for a place in the queue. */
    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** The interval at which tasks that are over are looked for, and the longest sleep of an idle writer. */
    static final Duration TICK = Duration.ofSeconds(1);
    /** The time for which what was answered ahead of the disk waits for other decisions, to become durable with them. */
    static final Duration AHEAD = Duration.ofMillis(2);
    /** The most commands that wait; more are turned away. */
    private static final int QUEUE = 8_192;

    private final BlockingQueue<Work> queue;
    private final Writer writer; // guarded by turn, but for what it says itself
    private final ReentrantLock turn;
    private final InstantSource clock;
    private final Thread thread;
    /** Whether several asked at the same time of late: what they ask becomes durable together if it is handed over. */
    private volatile boolean crowded;

    private volatile boolean closed;
    /** The writer's thread has answered everything that it will answer. */
    private volatile boolean stopped;

    /** @param writer asked for nothing else from now on but through this queue */
    CommandQueue(Writer writer, InstantSource clock) {
        this(
                writer,
                clock,
                new ArrayBlockingQueue<>(QUEUE),
                new ReentrantLock(),
                work -> new Thread(work, "interlock-writer"));
    }

    /** @param threads makes the queue's own thread */
    CommandQueue(
            Writer writer, InstantSource clock, BlockingQueue<Work> queue, ReentrantLock turn, ThreadFactory threads) {
        this.writer = writer;
        this.clock = clock;
        this.queue = queue;
        this.turn = turn;
        this.thread = threads.newThread(this::run);
    }

    void start() {
        thread.start();
    }

    /** The number of commands that wait for the writer. */
    int waiting() {
        return queue.size();
    }

    /** Returns whether work is still taken. */
    boolean isOpen() {
        return !closed && !stopped;
    }

    /**
     * Hands work to the writer's thread; or does it on this one, if the writer is idle, as handing it over and back takes longer
     * than doing it. A virtual thread keeps its carrier while the disk works; when others ask meanwhile, that is left to the
     * writer's thread.
     */
    void submit(Work work) {
        if (turn.isHeldByCurrentThread()) {
            throw new IllegalStateException("the writer must not wait for itself in the middle of a decision");
        }
        if (crowded || !queue.isEmpty() || turn.hasQueuedThreads() || !turn.tryLock()) {
            enqueue(work);
            return;
        }
        try {
            // INVARIANT: nothing is decided after the stop, which was put into the queue after `closed` was set.
            if (isOpen()) {
                boolean unused = survive(List.of(work));
                return;
            }
        } finally {
            turn.unlock();
            wakeIfAhead();
        }
        enqueue(work);
    }

    /** Has the writer's thread see to it that what was answered ahead of the disk becomes durable, also if nobody asks any more. */
    private void wakeIfAhead() {
        if (writer.isAhead() && queue.isEmpty()) {
            boolean unused = queue.offer(new Work.Flush());
        }
    }

    /** Hands work to the writer's thread, and waits for a place in the queue. */
    void enqueue(Work work) {
        if (closed) {
            throw new UnavailableException("the domain is shutting down");
        }
        try {
            if (!queue.offer(work, PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new UnavailableException("too many calls are waiting to be decided; try again later");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted before the call was decided", e);
        }
        // INVARIANT: whatever is put into the queue is answered. The writer sets `stopped` and then empties the queue,
        // so
        // what it does not find there was put there by a thread that sees `stopped` here.
        if (stopped) {
            work.fail(domainClosed());
        }
    }

    /** Hands work to the writer's thread if there is a place in the queue; false where it is not taken, or not answered. */
    boolean offer(Work work) {
        return queue.offer(work) && !stopped;
    }

    private static UnavailableException domainClosed() {
        return new UnavailableException("the domain is closed");
    }

    /** Takes no more work, has the writer do and stop what is waiting, and waits for that. */
    void close() throws InterruptedException {
        stop();
        thread.join();
    }

    /** Takes no more work, and has the writer do what is waiting, and stop. */
    void stop() throws InterruptedException {
        closed = true;
        var stop = new Work.Stop(new CompletableFuture<>());
        while (!stopped && !queue.offer(stop, TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.log(System.Logger.Level.INFO, "waiting for the writer to finish its queue");
        }
    }

    // --- with the turn: the writer's thread, or the one that asks

    private void run() {
        try {
            work();
        } finally {
            stopped = true;
            for (Work left = queue.poll(); left != null; left = queue.poll()) {
                left.fail(domainClosed());
            }
        }
    }

    private void work() {
        var batch = new ArrayList<Work>(BATCH);
        long lastTick = clock.millis();
        while (true) {
            batch.clear();
            boolean ahead = writer.isAhead();
            try {
                Work first = queue.poll((ahead ? AHEAD : TICK).toMillis(), TimeUnit.MILLISECONDS);
                if (first instanceof Work.Flush && !ahead) {
                    continue; // with whatever comes in the next moment
                }
                if (first != null) {
                    batch.add(first);
                }
            } catch (InterruptedException e) {
                LOG.log(System.Logger.Level.WARNING, "the writer did not stop when interrupted; close the domain");
            }
            long now = clock.millis();
            if (now - lastTick >= TICK.toMillis() || now < lastTick) {
                lastTick = now;
                batch.add(new Work.Ask(Optional.empty(), new Command.Tick()));
            }
            turn.lock();
            try {
                queue.drainTo(batch, BATCH - batch.size());
                crowded = batch.size() > 1;
                if (ahead) {
                    batch.add(new Work.Flush());
                }
                if (survive(batch)) {
                    return;
                }
            } finally {
                turn.unlock();
            }
        }
    }

    /** Has a batch written whatever happens, so that nobody waits for ever; true when the writer was told to stop. */
    private boolean survive(List<Work> batch) {
        try {
            return writer.write(batch);
        } catch (RuntimeException | Error e) {
            Exhaustion.endIf(e);
            writer.failed(e);
            batch.forEach(work -> work.fail(new UnavailableException("the writer failed", e)));
            return batch.stream().anyMatch(Work.Stop.class::isInstance);
        }
    }
}
