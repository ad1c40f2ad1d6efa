package dev.interlock.server.render;

import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LeaseStep;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.render.EventLine.Tone;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.stream.Collectors;

/** The line of an event about a lease. */
final class LeaseLine {

    private LeaseLine() {}

    static EventLine of(Recorded recorded, LeaseEvent event, LedgerReplayer history) {
        String number = Long.toString(recorded.seq());
        String name = Ids.lease(event.lease());
        return switch (event) {
            case LeaseEvent.Issued e -> EventLine.line(recorded, name, e.actor().name(), "issued", Tone.GOOD, words(e));
            case LeaseEvent.Renewed e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "renewed",
                        Tone.NEUTRAL,
                        name + " until " + Phrases.until(e.expiresMillis()));
            case LeaseEvent.Revoked e ->
                EventLine.line(
                        recorded,
                        number,
                        e.by(),
                        "revoked",
                        Tone.BAD,
                        name + " of " + holder(e.lease(), history) + ": " + Phrases.word(e.reason())
                                + Phrases.quoted(e.comment()));
            case LeaseEvent.Confirmed e ->
                EventLine.line(
                        recorded,
                        number,
                        holder(e.lease(), history),
                        e.step() == LeaseStep.ISSUED ? "in use" : "withdrawn",
                        Tone.NEUTRAL,
                        name);
        };
    }

    /** Words a lease that was issued: {@code postgres reports in t-4 until 2026-11-26 12:00:00Z}. */
    static String words(LeaseEvent.Issued lease) {
        String bound = lease.binding().entrySet().stream()
                .map((Map.Entry<String, String> e) -> Plain.of(e.getKey()) + " " + Plain.of(e.getValue()))
                .collect(Collectors.joining(", "));
        return Plain.of(lease.kind())
                + (lease.credential().equals(lease.kind()) ? "" : " " + Plain.of(lease.credential()))
                + " in " + Ids.task(lease.task())
                + (lease.call().isPresent() ? " with " + Ids.call(lease.call().getAsLong()) : "")
                + " until " + Phrases.until(lease.expiresMillis())
                + (bound.isEmpty() ? "" : ", bound to " + bound);
    }

    private static String holder(long lease, LedgerReplayer history) {
        try {
            return history.event(lease).event() instanceof LeaseEvent.Issued issued
                    ? Plain.of(issued.actor().name())
                    : "?";
        } catch (UncheckedIOException e) {
            return "?"; // a damaged ledger is shown as far as it can be read
        }
    }
}
