package dev.interlock.server.notify.channel;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The reminders of open holds. Those that were sent are remembered in memory alone: after a restart a reminder comes at
 * most once again. Not thread-safe.
 */
final class Reminders {

    private final Map<Long, Long> reminded = new HashMap<>();
    private final Set<Long> escalated = new HashSet<>();

    /** @param number number of reminders of this hold so far, this one included */
    record Due(Event.CallHeld held, Notice.Type type, long number) {}

    List<Due> due(State state, long now) {
        var due = new ArrayList<Due>();
        var open = new HashSet<Long>();
        for (HoldState hold : state.holds().open()) {
            if (hold.isOverdue(now)) {
                continue;
            }
            open.add(hold.number());
            OptionalLong every = needs(hold)
                    .mapToLong(need -> need.terms().remindMillis())
                    .filter(millis -> millis > 0)
                    .min();
            long times = every.isPresent() ? hold.waited(now) / every.getAsLong() : 0;
            if (times > reminded.getOrDefault(hold.number(), 0L)) {
                reminded.put(hold.number(), times);
                due.add(new Due(hold.held(), Notice.Type.REMINDED, times));
            }
            boolean escalates = needs(hold)
                    .flatMap(need -> need.terms().escalation().stream())
                    .anyMatch(escalation -> hold.waited(now) >= escalation.afterMillis());
            if (escalates && escalated.add(hold.number())) {
                due.add(new Due(hold.held(), Notice.Type.ESCALATED, 1));
            }
        }
        reminded.keySet().retainAll(open);
        escalated.retainAll(open);
        return due;
    }

    private static Stream<Need> needs(HoldState hold) {
        return hold.reasons().stream().map(Finding::need).flatMap(Optional::stream);
    }
}
