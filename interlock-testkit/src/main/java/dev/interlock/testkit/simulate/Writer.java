package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Numbers and dates events, as the domain's writer does, and keeps them in memory. */
public final class Writer {

    private final String bundle;
    private final List<Recorded> recorded = new ArrayList<>();

    public Writer(Bundle bundle) {
        this.bundle = bundle.digest();
    }

    /** Records one event; time never goes back, but where somebody confirms the clock. */
    public Recorded record(Event event, long nowMillis) {
        long time = recorded.isEmpty()
                ? nowMillis
                : Math.max(nowMillis, recorded.getLast().timeMillis());
        if (event instanceof ClockEvent.Confirmed confirmed) {
            time = confirmed.reading().wallMillis();
        }
        Recorded entry = new Recorded(recorded.size(), time, bundle, event);
        recorded.add(entry);
        return entry;
    }

    /** Records all events of a decision. */
    public List<Recorded> record(Decision decision, long nowMillis) {
        return decision.events().stream().map(event -> record(event, nowMillis)).toList();
    }

    public List<Recorded> recorded() {
        return Collections.unmodifiableList(recorded);
    }
}
