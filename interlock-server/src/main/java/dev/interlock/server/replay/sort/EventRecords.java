package dev.interlock.server.replay.sort;

import dev.interlock.server.replay.read.Outcome;
import dev.interlock.server.replay.read.Party;
import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.TraceEvent;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Events of logs as records of bytes, for a temporary file that the same process reads again. Logs have calls that succeeded, and ends of
 * cases; other events are refused. Not thread-safe.
 */
final class EventRecords {

    private static final int CALLED = 0;
    private static final int CLOSED = 1;
    private static final int CLOSED_LAST = 2;

    private static final int NULL = 0;
    private static final int TEXT = 1;
    private static final int NUMBER = 2;
    private static final int FALSE = 3;
    private static final int TRUE = 4;

    private final Dictionary dictionary = new Dictionary();

    void write(TraceEvent event, RecordWriter to) {
        switch (event) {
            case TraceEvent.Called called -> called(called, to);
            case TraceEvent.Closed closed -> {
                to.put(closed.last() ? CLOSED_LAST : CLOSED);
                place(closed.place(), to);
                to.text(closed.task());
            }
            case TraceEvent.Settled other -> throw unexpected(other);
            case TraceEvent.Opened other -> throw unexpected(other);
            case TraceEvent.Registered other -> throw unexpected(other);
            case TraceEvent.Flawed other -> throw unexpected(other);
        }
    }

    private static IllegalArgumentException unexpected(TraceEvent event) {
        return new IllegalArgumentException("a log has no " + event.getClass().getSimpleName());
    }

    private void called(TraceEvent.Called event, RecordWriter to) {
        String agent = event.party().agent();
        if (!event.party().equals(Party.named(agent))
                || !event.outcome().equals(Outcome.SUCCEEDED)
                || event.id() != null) {
            throw new IllegalArgumentException("a log event names an agent and reports success");
        }
        to.put(CALLED);
        place(event.place(), to);
        to.fixed(event.timeMillis());
        optional(event.task(), to);
        to.put(agent == null ? NULL : TEXT);
        if (agent != null) {
            dictionary.write(agent, to);
        }
        dictionary.write(event.tool(), to);
        to.number(event.caseNumber() - TraceEvent.NO_CASE);
        to.number(event.args().size());
        event.args().forEach((name, value) -> {
            dictionary.write(name, to);
            value(value, to);
        });
    }

    private void place(Place place, RecordWriter to) {
        dictionary.write(place.file(), to);
        to.number(place.line());
    }

    private static void optional(@Nullable String text, RecordWriter to) {
        to.put(text == null ? NULL : TEXT);
        if (text != null) {
            to.text(text);
        }
    }

    private static void value(@Nullable Object value, RecordWriter to) {
        switch (value) {
            case null -> to.put(NULL);
            case String text -> optional(text, to);
            case Long number -> {
                to.put(NUMBER);
                to.fixed(number);
            }
            case Boolean truth -> to.put(truth ? TRUE : FALSE);
            default -> throw new IllegalArgumentException("a value of a log is text, a number or a truth value");
        }
    }

    TraceEvent read(RecordReader from) {
        int kind = from.take();
        if (kind != CALLED) {
            return new TraceEvent.Closed(readPlace(from), TraceEvent.NO_TIME, from.text(), kind == CLOSED_LAST);
        }
        Place place = readPlace(from);
        long time = from.fixed();
        String task = from.take() == NULL ? null : from.text();
        String agent = from.take() == NULL ? null : dictionary.read(from);
        String tool = dictionary.read(from);
        int caseNumber = (int) from.number() + TraceEvent.NO_CASE;
        long size = from.number();
        Map<String, @Nullable Object> args = LinkedHashMap.newLinkedHashMap((int) size);
        for (long i = 0; i < size; i++) {
            String name = dictionary.read(from);
            args.put(name, readValue(from));
        }
        return new TraceEvent.Called(
                place, time, null, task, null, Party.named(agent), tool, args, false, Outcome.SUCCEEDED, caseNumber);
    }

    private Place readPlace(RecordReader from) {
        String file = dictionary.read(from);
        return new Place(file, from.number());
    }

    private static @Nullable Object readValue(RecordReader from) {
        return switch (from.take()) {
            case NULL -> null;
            case TEXT -> from.text();
            case NUMBER -> from.fixed();
            case FALSE -> false;
            default -> true;
        };
    }
}
