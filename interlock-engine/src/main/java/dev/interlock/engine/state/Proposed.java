package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;

/** A proposed bundle, with the time of the proposal in milliseconds since 1970. */
public record Proposed(Event.BundleProposed event, long timeMillis) {

    Proposed moved(Shift by) {
        return new Proposed(event, by.earliest(timeMillis));
    }
}
