package dev.interlock.server.breakglass;

import dev.interlock.engine.event.Recorded;

/**
 * The news of an event in a lane.
 *
 * @param lane its number
 * @param recorded the event: the lane's own, a call of it or its outcome, or a lease
 */
public record LaneNews(long lane, Recorded recorded) {

    /** A listener that has to hear of lanes at once. */
    @FunctionalInterface
    public interface Listener {

        /** Hears of an event on the writer's thread, once it is durable: it must be quick, and ask the domain nothing. */
        void heard(LaneNews news);
    }
}
