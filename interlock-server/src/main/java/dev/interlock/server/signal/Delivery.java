package dev.interlock.server.signal;

import dev.interlock.server.domain.DeadLease;
import java.io.IOException;
import java.time.Duration;

/**
 * Tells one receiver of every lease that ended, in order, each again and again until it is acknowledged. A receiver that is down
 * holds up nobody else, and misses nothing.
 */
final class Delivery implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private static final int AT_ONCE = 100;
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final String name;
    private final Feed feed;
    private final Position position;
    private final Sender sender;
    private final Target target;
    private final Duration first;
    private final Thread thread;

    /** @param first how long it waits after the first failure; each further one doubles that */
    Delivery(String name, Feed feed, Position position, Sender sender, Target target, Duration first)
            throws IOException {
        this.name = name;
        this.feed = feed;
        this.position = position;
        this.sender = sender;
        this.target = target;
        this.first = first;
        long from = position.read(feed.end()).next();
        this.thread = Thread.ofVirtual().name("interlock-signal-" + name).unstarted(() -> run(from));
    }

    void start() {
        thread.start();
    }

    private void run(long from) {
        long at = from;
        long failures = 0;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    Feed.Batch batch = feed.next(at, AT_ONCE);
                    for (DeadLease lease : batch.leases()) {
                        tell(lease);
                        at = lease.seq() + 1;
                        position.write(Position.At.entry(at));
                    }
                    at = batch.next();
                    failures = 0;
                    if (batch.leases().isEmpty()) {
                        feed.await(at, IDLE);
                    }
                } catch (IOException | RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "signals to `" + name + "` are held up: " + e.getMessage());
                    Thread.sleep(pause(failures++));
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "signals to `" + name + "` stop");
        }
    }

    private void tell(DeadLease lease) throws InterruptedException {
        for (long failures = 0; ; failures++) {
            try {
                sender.send(lease);
                if (failures > 0) {
                    LOG.log(System.Logger.Level.INFO, "signals to `" + name + "` arrive again");
                }
                return;
            } catch (IOException | RuntimeException e) {
                // Said once for each trouble, not for each try.
                if (failures == 0) {
                    LOG.log(
                            System.Logger.Level.WARNING,
                            "`" + name + "` was not told that a lease ended, and is told again: " + e.getMessage());
                }
                Thread.sleep(pause(failures));
            }
        }
    }

    private Duration pause(long failures) {
        Duration doubled = first.multipliedBy(1L << Math.min(failures, 20));
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
