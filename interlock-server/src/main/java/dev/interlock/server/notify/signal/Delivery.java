package dev.interlock.server.notify.signal;

import dev.interlock.server.domain.DeadLease;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;

/** The delivery tells one receiver of every lease that ended; its position is kept, so the receiver misses nothing. */
final class Delivery implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Delivery.class.getName());

    private static final int AT_ONCE = 100;
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final String name;
    private final Feed feed;
    private final Position position;
    private final Sender sender;
    private final DeliveryWorker courier;

    /** @param first how long it waits after the first failure; each further one doubles that */
    Delivery(
            String name,
            Feed feed,
            Position position,
            Sender sender,
            Target target,
            InstantSource clock,
            Duration first)
            throws IOException {
        this.name = name;
        this.feed = feed;
        this.position = position;
        this.sender = sender;
        this.courier = new DeliveryWorker(
                "interlock-signal-" + name,
                "signals to `" + name + "` are delayed",
                new Ended(position.read(feed.end()).next()),
                target,
                clock,
                first);
    }

    void start() {
        courier.start();
    }

    /** The leases that ended, from one entry of the record on. */
    private final class Ended implements DeliveryWorker.Source {

        private long at;
        private boolean all;

        Ended(long from) {
            this.at = from;
        }

        @Override
        public void tell() throws IOException, InterruptedException {
            Feed.Batch batch = feed.next(at, AT_ONCE);
            for (DeadLease lease : batch.leases()) {
                tell(lease);
                at = lease.seq() + 1;
                position.write(Position.At.entry(at));
            }
            at = batch.next();
            all = batch.leases().isEmpty();
        }

        private void tell(DeadLease lease) throws InterruptedException {
            long failures = courier.insist(
                    "`" + name + "` was not notified that a lease ended; the notification will be repeated",
                    () -> sender.send(lease));
            if (failures > 0) {
                LOG.log(System.Logger.Level.INFO, "signals to `" + name + "` are being delivered again");
            }
        }

        @Override
        public void await() throws InterruptedException {
            if (all) {
                feed.await(at, IDLE);
            }
        }
    }

    @Override
    public void close() {
        courier.close();
    }
}
