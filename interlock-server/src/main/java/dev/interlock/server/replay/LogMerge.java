package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Cases;
import dev.interlock.server.replay.read.Collision;
import dev.interlock.server.replay.read.Collisions;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.TraceEvent;
import dev.interlock.server.replay.sort.EventSorter;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Event logs merged into one history: the events of all cases in the order of their times, whichever rules there are, so that a rule about
 * several cases sees what came first. Nothing is decided before all is read.
 *
 * <p>An event without a time has no place among the events of other cases. In its own it stays behind the event before it in the log;
 * where there is none, it comes before everything else.
 */
final class LogMerge implements Consumer<TraceEvent>, AutoCloseable {

    private static final long FIRST = Long.MIN_VALUE;
    /** The place of the end of a case, which stands nowhere. */
    private static final Place END = new Place("", 0);
    /** The most activities of which a collision is told. */
    private static final int MOST_COLLIDING = 10_000;

    private final Predicate<String> known;
    private final boolean skipUnknown;
    private final Consumer<TraceEvent> flaws;
    private final Collisions collisions;
    private final EventSorter sorter;
    private final Map<String, Collision.Seen> activities = new HashMap<>();
    private final Set<String> colliding = new HashSet<>();
    /** By the number of a case, the time of the event before in the log. */
    private long[] before = new long[0];

    /** By the number of a case, the time of the latest event. */
    private long[] latest = new long[0];

    private int cases;
    private @Nullable IOException failure;

    /**
     * @param known whether a catalogue has the tool
     * @param skipUnknown whether events of other tools are left out
     * @param flaws takes what is wrong with the logs, as it is met
     */
    LogMerge(
            Predicate<String> known,
            boolean skipUnknown,
            Consumer<TraceEvent> flaws,
            Collisions collisions,
            EventSorter sorter) {
        this.known = known;
        this.skipUnknown = skipUnknown;
        this.flaws = flaws;
        this.collisions = collisions;
        this.sorter = sorter;
    }

    @Override
    public void accept(TraceEvent event) {
        if (event instanceof TraceEvent.Called called) {
            call(called);
        } else {
            flaws.accept(event);
        }
    }

    private void call(TraceEvent.Called call) {
        if (failure != null) {
            throw new IllegalStateException("the events can no longer be kept", failure);
        }
        long time = time(call);
        boolean inCatalogue = known.test(call.tool());
        if (!inCatalogue && skipUnknown) {
            flaws.accept(new TraceEvent.Flawed(call.place(), Flaw.LEFT_OUT, "`" + call.tool() + "`"));
            return;
        }
        if (inCatalogue) {
            compare(call);
        }
        if (call.caseNumber() != TraceEvent.NO_CASE) {
            latest[call.caseNumber()] = Math.max(latest[call.caseNumber()], time);
        }
        try {
            sorter.add(time, call);
        } catch (IOException e) {
            failure = e;
            throw new IllegalStateException("the events can no longer be kept", e);
        }
    }

    /** The time by which a call is sorted: its own, or that of the event before it in its case. */
    private long time(TraceEvent.Called call) {
        int number = call.caseNumber();
        if (number == TraceEvent.NO_CASE) {
            return call.timeMillis() == TraceEvent.NO_TIME ? FIRST : call.timeMillis();
        }
        if (number >= before.length) {
            before = grown(before, number);
            latest = grown(latest, number);
        }
        cases = Math.max(cases, number + 1);
        if (call.timeMillis() != TraceEvent.NO_TIME) {
            before[number] = call.timeMillis();
        }
        return before[number];
    }

    private static long[] grown(long[] times, int number) {
        long[] more = Arrays.copyOf(times, Math.max(number + 1024, times.length * 2));
        Arrays.fill(more, times.length, more.length, FIRST);
        return more;
    }

    /** Looks whether another activity is the same tool. Only tools of a catalogue are kept, however many activities a log has. */
    private void compare(TraceEvent.Called call) {
        Collision.Seen seen = Collision.Seen.activityOf(call);
        Collision.Seen first = activities.putIfAbsent(call.tool(), seen);
        if (first != null
                && !first.name().equals(seen.name())
                && colliding.size() < MOST_COLLIDING
                && colliding.add(seen.name())) {
            collisions.add(new Collision(Collision.Kind.ACTIVITY, call.tool(), first, seen));
        }
    }

    /** Throws why events could not be kept, if that is so: a reader may have taken it for a fault of the log. */
    void check() throws IOException {
        if (failure != null) {
            throw failure;
        }
    }

    /** The number of events that {@link #drain} passes on. */
    long size() {
        return sorter.size();
    }

    /**
     * Ends each case behind the last of its events: after that nothing is kept of its tasks. No event can be added any more.
     *
     * @param last whether nothing follows the logs that could belong to their cases
     */
    void endCases(boolean last) throws IOException {
        for (int number = 0; number < cases; number++) {
            sorter.add(latest[number], new TraceEvent.Closed(END, TraceEvent.NO_TIME, Cases.task(number), last));
        }
        before = new long[0];
        latest = new long[0];
    }

    /** Passes on all events in the order of their times. */
    void drain(Consumer<TraceEvent> out) throws IOException {
        sorter.drain(out);
    }

    @Override
    public void close() throws IOException {
        sorter.close();
    }
}
