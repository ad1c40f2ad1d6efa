package dev.interlock.server.notify.channel;

import dev.interlock.server.breakglass.LaneFeed;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.notify.signal.Position;
import dev.interlock.server.notify.signal.Target;
import dev.interlock.server.render.CallPhrases;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The channels are told of recorded events at once, each by itself. */
public final class Channels implements AutoCloseable {

    /** The folder in the data folder that holds each channel's position. */
    static final String FOLDER = "channels";

    private static final System.Logger LOG = System.getLogger(Channels.class.getName());

    private static final Duration EXCHANGE = Duration.ofSeconds(10);
    private static final Duration FIRST_WAIT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Domain domain;
    private final Notices notices;
    private final List<Channel> channels = new ArrayList<>();
    private final Reminders reminders = new Reminders();
    private final ScheduledExecutorService timer;

    private Channels(Domain domain, Notices notices) {
        this.domain = domain;
        this.notices = notices;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("interlock-reminders").factory());
    }

    /**
     * Begins to tell, from where each channel is.
     *
     * @param name of the domain
     * @param phrases how calls read
     * @throws IOException if it cannot be kept how far they are
     */
    public static Channels start(
            ChannelsConfig config, String name, Path data, Domain domain, CallPhrases phrases, InstantSource clock)
            throws IOException {
        return start(config, name, data, domain, phrases, clock, FIRST_WAIT, LOOK);
    }

    /**
     * @param firstWait after the first failure
     * @param look how often it is looked for what it is time to remind of
     */
    static Channels start(
            ChannelsConfig config,
            String name,
            Path data,
            Domain domain,
            CallPhrases phrases,
            InstantSource clock,
            Duration firstWait,
            Duration look)
            throws IOException {
        Path folder = Files.createDirectories(data.resolve(FOLDER));
        var notices = new Notices(domain, name, phrases);
        var all = new Channels(domain, notices);
        try {
            for (Map.Entry<String, ChannelsConfig.Channel> each :
                    config.channels().entrySet()) {
                ChannelsConfig.Channel channel = each.getValue();
                if (channel.to().isPresent()) {
                    all.channels.add(new Channel(
                            each.getKey(),
                            channel,
                            domain,
                            notices,
                            new Position(folder.resolve(each.getKey() + ".json")),
                            new Target(channel.to().get(), channel.internal(), EXCHANGE),
                            clock,
                            firstWait));
                }
            }
        } catch (IOException | RuntimeException e) {
            all.close();
            throw e;
        }
        all.channels.forEach(Channel::start);
        domain.onRecorded(recorded -> all.channels.forEach(Channel::wake));
        LaneFeed.start(domain, List.of(news -> all.urge()));
        var unused = all.timer.scheduleWithFixedDelay(all::remind, 0, look.toMillis(), TimeUnit.MILLISECONDS);
        return all;
    }

    /**
     * Returns for how long each channel could not be told of something, by its name; zero for one that is up to date.
     */
    public SortedMap<String, Duration> delays() {
        var delays = new TreeMap<String, Duration>();
        channels.forEach(channel -> delays.put(channel.name(), channel.delay()));
        return delays;
    }

    /** A lane is not kept waiting by what could not be told before: whoever pauses after a failure tries again now. */
    void urge() {
        channels.forEach(Channel::urge);
    }

    private void remind() {
        if (channels.isEmpty()) {
            return;
        }
        try {
            long now = domain.now();
            for (Reminders.Due due : domain.query(state -> reminders.due(state, now))) {
                String id = "interlock-" + due.held().hold() + "-" + due.type().text() + "-" + due.number();
                Notice notice = notices.reminder(due.held(), due.type(), id, now);
                channels.forEach(channel -> channel.remind(notice));
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "reminders are delayed: " + e.getMessage());
        }
    }

    /** Stops the channels; what is not acknowledged is told after the next start. */
    @Override
    public void close() {
        timer.shutdownNow();
        channels.forEach(Channel::close);
    }
}
