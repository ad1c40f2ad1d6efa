package dev.interlock.server.notify.signal;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The courier delivers to one receiver, on a thread of its own, in order, and each message again and again until it is
 * acknowledged. Between attempts it waits, each time twice as long as before, up to five minutes. A receiver that is
 * down holds up no other.
 */
public final class DeliveryWorker implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(DeliveryWorker.class.getName());

    private static final Duration LONGEST = Duration.ofMinutes(5);

    /** The source of messages. Both methods are called on the courier's thread. */
    public interface Source {

        /** Tells what there is. */
        void tell() throws IOException, InterruptedException;

        /** Waits until there may be more. */
        void await() throws InterruptedException;
    }

    /** A message to be delivered. */
    public interface Item {
        void run() throws IOException, InterruptedException;
    }

    private final String heldUp;
    private final Source round;
    private final Target target;
    private final InstantSource clock;
    private final Duration first;
    private final Thread thread;
    /** Ends the pause after a failure. */
    private final Semaphore urgent = new Semaphore(0);
    /** The time at which the current message could not be delivered first; 0 while everything is delivered. */
    private volatile long heldUpSince;

    /**
     * @param thread its name
     * @param heldUp what is logged when a round fails, before the reason
     * @param target is closed with this
     * @param first how long it waits after the first failure; each further one doubles that
     */
    public DeliveryWorker(
            String thread, String heldUp, Source round, Target target, InstantSource clock, Duration first) {
        this.heldUp = heldUp;
        this.round = round;
        this.target = target;
        this.clock = clock;
        this.first = first;
        this.thread = Thread.ofVirtual().name(thread).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        long failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    round.tell();
                    failures = 0;
                    heldUpSince = 0;
                    round.await();
                } catch (IOException | RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, heldUp + ": " + e.getMessage());
                    failed(failures++);
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, thread.getName() + " stops");
        }
    }

    /**
     * Does it until it succeeds.
     *
     * @param untold what is logged when it fails, before the reason: once for each trouble, not for each try
     * @return how often it failed
     */
    public long insist(String untold, Item errand) throws InterruptedException {
        for (long failures = 0; ; failures++) {
            try {
                errand.run();
                heldUpSince = 0;
                return failures;
            } catch (IOException | RuntimeException e) {
                if (failures == 0) {
                    LOG.log(System.Logger.Level.WARNING, untold + ": " + e.getMessage());
                }
                failed(failures);
            }
        }
    }

    /** Tells the worker of something to be told at once, also where it was not long ago that telling failed. */
    public void urge() {
        urgent.release();
    }

    /** Returns for how long a message could not be delivered. */
    public Duration delay() {
        long since = heldUpSince;
        return since == 0 ? Duration.ZERO : Duration.ofMillis(Math.max(0, clock.millis() - since));
    }

    private void failed(long before) throws InterruptedException {
        if (heldUpSince == 0) {
            heldUpSince = clock.millis();
        }
        if (urgent.tryAcquire(pause(before).toMillis(), TimeUnit.MILLISECONDS)) {
            urgent.drainPermits();
        }
    }

    private Duration pause(long before) {
        Duration doubled = first.multipliedBy(1L << Math.min(before, 20));
        return doubled.compareTo(LONGEST) < 0 ? doubled : LONGEST;
    }

    @Override
    public void close() {
        thread.interrupt();
        target.close();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
