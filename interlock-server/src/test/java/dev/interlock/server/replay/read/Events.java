package dev.interlock.server.replay.read;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a reader makes of a text. */
final class Events {

    private Events() {}

    static List<TraceEvent> of(String text) {
        return of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Through detection of the form, as the command reads it. */
    static List<TraceEvent> of(byte[] bytes) {
        return of(bytes, new Cases(false, new Collisions()), Optional.empty());
    }

    static List<TraceEvent> of(byte[] bytes, Cases cases, Optional<TableColumns> columns) {
        List<TraceEvent> events = new ArrayList<>();
        try (TraceFile file = TraceFile.of(new ByteArrayInputStream(bytes))) {
            file.form().reader(cases, columns).read("log", file.in(), events::add);
        } catch (IOException e) {
            events.add(new TraceEvent.Flawed(new Place("log", 1), Flaw.CUT, String.valueOf(e.getMessage())));
        }
        return events;
    }

    static List<TraceEvent.Called> calls(List<TraceEvent> events) {
        return events.stream()
                .filter(TraceEvent.Called.class::isInstance)
                .map(TraceEvent.Called.class::cast)
                .toList();
    }

    /** {@code broken log:3: message} for each flaw. */
    static List<String> flaws(List<TraceEvent> events) {
        return events.stream()
                .filter(TraceEvent.Flawed.class::isInstance)
                .map(TraceEvent.Flawed.class::cast)
                .map(flawed -> flawed.flaw().text() + " " + flawed.place() + ": " + flawed.message())
                .toList();
    }

    /** A stream that gives a few bytes at a time. */
    static InputStream slow(byte[] bytes, int atOnce) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, atOnce));
            }
        };
    }
}
