package dev.interlock.server.breakglass;

import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Tells everything that happens in lanes, as soon as it is durable: opening, every call, every outcome, every lease, end, review,
 * and that nobody reviewed one in time. What is only proposed is told with the opening. Events are taken on the writer's thread.
 */
public final class LaneFeed implements Consumer<List<Recorded>> {

    private final List<LaneNews.Listener> listeners;
    /** Lanes that are open or wait for their review, by number. */
    private final TreeMap<Long, Followed> followed = new TreeMap<>();

    private record Followed(LaneEvent.Opened opened, LaneRecord record) {}

    /** Hears of the domain from now on, with the lanes that are open or unreviewed already. */
    public static void start(Domain domain, List<LaneNews.Listener> listeners) {
        var feed = new LaneFeed(listeners);
        domain.query(LaneFeed::unreviewed).forEach(feed::follow);
        domain.onRecorded(feed);
    }

    private LaneFeed(List<LaneNews.Listener> listeners) {
        this.listeners = List.copyOf(listeners);
    }

    private static List<LaneEvent.Opened> unreviewed(State state) {
        var opened = new ArrayList<LaneEvent.Opened>();
        for (Lane lane : state.lanes().all()) {
            if (lane.unreviewed()) {
                lane.opened().ifPresent(opened::add);
            }
        }
        return opened;
    }

    private synchronized void follow(LaneEvent.Opened opened) {
        var record = new LaneRecord(opened.lane());
        record.opened(opened);
        followed.put(opened.lane(), new Followed(opened, record));
    }

    @Override
    public synchronized void accept(List<Recorded> batch) {
        for (Recorded recorded : batch) {
            if (recorded.event() instanceof LaneEvent.Opened opened && !followed.containsKey(opened.lane())) {
                follow(opened);
            }
            for (Followed one : List.copyOf(followed.values())) {
                if (one.record().see(recorded)) {
                    var news = new LaneNews(one.opened().lane(), recorded);
                    listeners.forEach(listener -> listener.heard(news));
                    if (recorded.event() instanceof LaneEvent.Reviewed reviewed) {
                        followed.remove(reviewed.lane());
                    }
                }
            }
        }
    }
}
