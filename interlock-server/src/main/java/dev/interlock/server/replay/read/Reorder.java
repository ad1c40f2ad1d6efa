package dev.interlock.server.replay.read;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Puts events that are nearly in order into the order of their times: spans, say, which are exported when they end. Looks
 * as far ahead as it is told and no further, so that memory stays flat; what is out of order by more is passed on late.
 */
public final class Reorder implements Consumer<TraceEvent> {

    private record Waiting(long time, long number, TraceEvent event) {}

    private final int ahead;
    private final Consumer<TraceEvent> out;
    private final PriorityQueue<Waiting> waiting =
            new PriorityQueue<>(Comparator.comparingLong(Waiting::time).thenComparingLong(Waiting::number));
    private long number;

    /** @param ahead how many events are looked at before one is passed on */
    public Reorder(int ahead, Consumer<TraceEvent> out) {
        this.ahead = ahead;
        this.out = out;
    }

    @Override
    public void accept(TraceEvent event) {
        if (event.timeMillis() == TraceEvent.NO_TIME) {
            out.accept(event); // says nothing about time, such as a flaw
            return;
        }
        waiting.add(new Waiting(event.timeMillis(), number++, event));
        if (waiting.size() > ahead) {
            out.accept(waiting.remove().event());
        }
    }

    /** Passes on what is left. */
    public void flush() {
        while (!waiting.isEmpty()) {
            out.accept(waiting.remove().event());
        }
    }
}
