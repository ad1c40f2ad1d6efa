package dev.interlock.server.notify.channel;

import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.notify.signal.DeliveryWorker;
import dev.interlock.server.notify.signal.Position;
import dev.interlock.server.notify.signal.Target;
import dev.interlock.server.notify.signal.WebhookSignature;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A channel is told, in the order of the record, of the events that it wants, each again and again until it
 * acknowledges with 2xx. Its position is kept, so that nothing is lost with the process. Reminders are told between,
 * once and without a position: a reminder that was missed is followed by the next. A channel that is down holds up no
 * other.
 */
final class Channel implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Channel.class.getName());

    private static final int CHUNK = 1_000;
    private static final int MOST_REMINDERS = 1_000;

    private final String name;
    private final ChannelsConfig.Channel config;
    private final Domain domain;
    private final Notices notices;
    private final Position position;
    private final Target target;
    private final WebhookSignature signature;
    private final InstantSource clock;
    private final DeliveryWorker courier;
    private final Semaphore news = new Semaphore(0);

    private final BlockingQueue<Notice> reminders = new ArrayBlockingQueue<>(MOST_REMINDERS);

    /** @param first how long it waits after the first failure; each further one doubles that */
    Channel(
            String name,
            ChannelsConfig.Channel config,
            Domain domain,
            Notices notices,
            Position position,
            Target target,
            InstantSource clock,
            Duration first)
            throws IOException {
        this.name = name;
        this.config = config;
        this.domain = domain;
        this.notices = notices;
        this.position = position;
        this.target = target;
        this.signature = new WebhookSignature(config.secret());
        this.clock = clock;
        this.courier = new DeliveryWorker(
                "interlock-channel-" + name,
                "channel `" + name + "` is delayed",
                new ChannelSource(position.read(domain.ledger().size()).next()),
                target,
                clock,
                first);
    }

    void start() {
        courier.start();
    }

    /** Tells the channel that something was recorded. */
    void wake() {
        news.release();
    }

    /** Tells the channel of something to be told at once, also where it was not long ago that telling failed. */
    void urge() {
        courier.urge();
    }

    /** Takes a reminder without waiting; one too many is forgotten. */
    void remind(Notice notice) {
        if (options(notice) && reminders.offer(notice)) {
            wake();
        }
    }

    /**
     * Returns whether the channel is told of the notice. Every channel is told of what happens in a break-glass lane:
     * none is silenced by a configuration that leaves it out.
     */
    private boolean options(Notice notice) {
        return notice.type().isOfLane()
                || config.events().isEmpty()
                || config.events().contains(notice.type().text());
    }

    /** The recorded events from one entry on, and the reminders. */
    private final class ChannelSource implements DeliveryWorker.Source {

        private long at;

        ChannelSource(long from) {
            this.at = from;
        }

        @Override
        public void tell() throws IOException, InterruptedException {
            at = tellRecorded(at);
            tellReminders();
        }

        @Override
        public void await() throws InterruptedException {
            if (at >= domain.ledger().size() && news.tryAcquire(1, TimeUnit.MINUTES)) {
                news.drainPermits();
            }
        }
    }

    /** Tells what was recorded from this entry on, and says where it goes on. */
    private long tellRecorded(long from) throws IOException, InterruptedException {
        long to = Math.min(from + CHUNK, domain.ledger().size());
        if (to <= from) {
            return from;
        }
        List<Recorded> entries = new ArrayList<>();
        domain.history().scan(from, to, entries::add);
        for (Recorded recorded : entries) {
            var notice = notices.of(recorded).filter(this::options);
            if (notice.isPresent()) {
                tell(notice.get());
                position.write(Position.At.entry(recorded.seq() + 1));
            }
        }
        position.write(Position.At.entry(to));
        return to;
    }

    private void tellReminders() throws InterruptedException {
        for (Notice next = reminders.poll(); next != null; next = reminders.poll()) {
            try {
                post(next);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, "channel `" + name + "` missed a reminder: " + e.getMessage());
            }
        }
    }

    private void tell(Notice notice) throws InterruptedException {
        courier.insist(
                "channel `" + name + "` did not receive a notice ("
                        + notice.type().text() + "), which will be sent again",
                () -> post(notice));
    }

    String name() {
        return name;
    }

    /** Returns for how long the channel could not be told of something. */
    Duration delay() {
        return courier.delay();
    }

    private void post(Notice notice) throws IOException, InterruptedException {
        byte[] body = notice.body();
        Map<String, String> headers = signature.headers(notice.id(), clock.millis() / 1_000, body);
        Target.Reply reply = target.post(body, headers);
        if (reply.status() < 200 || reply.status() > 299) {
            throw new IOException("it answered " + reply.status());
        }
    }

    @Override
    public void close() {
        courier.close();
    }
}
