package dev.interlock.engine.command;

import dev.interlock.engine.event.Event;
import java.util.List;

/**
 * A decision: the events to be recorded, in order, and the answer that is true once they are.
 */
public record Decision(List<Event> events, Answer answer) {

    public Decision {
        events = List.copyOf(events);
    }
}
