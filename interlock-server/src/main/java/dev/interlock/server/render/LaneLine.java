package dev.interlock.server.render;

import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.server.render.EventLine.Tone;
import java.util.stream.Collectors;

/** The line of an event about a break-glass lane. */
final class LaneLine {

    private LaneLine() {}

    static EventLine of(Recorded recorded, LaneEvent event) {
        String number = Long.toString(recorded.seq());
        String name = Ids.lane(event.lane());
        return switch (event) {
            case LaneEvent.Proposed e ->
                EventLine.line(
                        recorded,
                        name,
                        e.by().name(),
                        "proposed",
                        Tone.WAITING,
                        "break-glass for " + Plain.of(e.agent()) + ", " + scope(e.scope()) + ticket(e.ticket())
                                + Phrases.quoted(e.reason()));
            case LaneEvent.Opened e ->
                EventLine.line(
                        recorded,
                        e.lane() == recorded.seq() ? name : number,
                        e.openers().stream().map(Actor::name).collect(Collectors.joining("+")),
                        "opened",
                        Tone.BAD,
                        "break-glass " + name + " for " + Plain.of(e.agent()) + " until "
                                + Phrases.until(e.deadlineMillis()) + ", " + scope(e.scope()) + ticket(e.ticket())
                                + Phrases.quoted(e.reason()));
            case LaneEvent.Ended e ->
                EventLine.line(recorded, number, e.by(), Phrases.word(e.reason()), Tone.NEUTRAL, "break-glass " + name);
            case LaneEvent.Reviewed e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by().name(),
                        e.accepted() ? "accepted" : "disputed",
                        e.accepted() ? Tone.GOOD : Tone.BAD,
                        "break-glass " + name + Phrases.quoted(e.comment()));
            case LaneEvent.ReviewOverdue e ->
                EventLine.line(
                        recorded, number, "interlock", "overdue", Tone.BAD, "no one reviewed break-glass " + name);
        };
    }

    private static String scope(LaneScope scope) {
        return Plain.of(String.join(", ", scope.duties()))
                + (scope.objects().isEmpty() ? "" : " on " + Phrases.keys(scope.objects()));
    }

    private static String ticket(String ticket) {
        return ticket.isEmpty() ? "" : ", " + Plain.of(ticket);
    }
}
