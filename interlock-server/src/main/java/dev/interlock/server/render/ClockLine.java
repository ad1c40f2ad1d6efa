package dev.interlock.server.render;

import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.ClockText;
import dev.interlock.server.render.EventLine.Tone;

/** The line of an event about the clock. */
final class ClockLine {

    private ClockLine() {}

    static EventLine of(Recorded recorded, ClockEvent event) {
        return switch (event) {
            case ClockEvent.Agreed agreed ->
                line(
                        recorded,
                        "interlock",
                        "clock",
                        Tone.NEUTRAL,
                        "fits the record"
                                + agreed.reading()
                                        .boot()
                                        .map(ClockReading.Boot::id)
                                        .map(id -> ", in the machine's run " + Plain.of(id))
                                        .orElse(""));
            case ClockEvent.Doubted doubted ->
                line(recorded, "interlock", "in doubt", Tone.BAD, ClockText.seen(doubted, recorded.timeMillis()));
            case ClockEvent.Confirmed confirmed ->
                line(
                        recorded,
                        confirmed.by().name(),
                        "confirmed",
                        Tone.GOOD,
                        "the clock; since the entry before " + ClockText.passed(confirmed));
        };
    }

    private static EventLine line(Recorded recorded, String who, String what, Tone tone, String text) {
        return EventLine.line(recorded, Long.toString(recorded.seq()), who, what, tone, text);
    }
}
