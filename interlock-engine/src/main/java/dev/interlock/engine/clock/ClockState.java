package dev.interlock.engine.clock;

import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.table.Snapshots;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * The writer's clock, as the record has it. Where a person confirmed the clock after a doubt, nobody knows for sure how long ago the
 * events before were: from then on each has two ages. Changed only by the fold.
 *
 * <p><em>Steady time</em> is what surely passed. It is the time of the record, but that it does not jump where the clock was confirmed, and
 * so never goes back: the difference of two steady times is the shortest age.
 */
public final class ClockState {

    private static final long NONE = -1;

    /** A confirmation: how times before it are to be read from then on. */
    private record Confirmed(long seq, Shift shift) {}

    private final List<Confirmed> confirmed = new ArrayList<>(0);
    private Shift all = Shift.NONE;
    private ClockStanding standing = ClockStanding.NONE;
    // numbers of the events, for snapshots
    private long referenceSeq = NONE;
    private long doubtSeq = NONE;

    public ClockStanding standing() {
        return standing;
    }

    public boolean inDoubt() {
        return standing.inDoubt();
    }

    /** The number of the event from which on the clock is in doubt; negative where it is not. */
    public long doubtSeq() {
        return doubtSeq;
    }

    /** The steady time at a time of the record, as the record has it now. */
    public long steady(long time) {
        return time - all.latestBy();
    }

    /** The earliest steady time that an event can have had, which gives it its longest age. */
    public long earliest(long seq, long steady) {
        if (confirmed.isEmpty()) {
            return steady;
        }
        Shift since = since(seq);
        return steady + since.earliestBy() - since.latestBy();
    }

    /** The way in which an event lies in the time of now. */
    public Shift since(long seq) {
        Shift sum = Shift.NONE;
        for (int i = confirmed.size() - 1; i >= 0 && confirmed.get(i).seq() > seq; i--) {
            sum = sum.plus(confirmed.get(i).shift());
        }
        return sum;
    }

    /** Folds a reading that is believed. */
    public void agreed(ClockReading reading, long seq) {
        standing = new ClockStanding(Optional.of(reading), standing.doubt());
        referenceSeq = seq;
    }

    /**
     * Folds an event about the clock.
     *
     * @param before the time of the event before
     * @param now the time of this one
     * @return how all times before are to be read from here on
     */
    public Shift apply(ClockEvent event, long seq, long before, long now) {
        switch (event) {
            case ClockEvent.Agreed agreed -> agreed(agreed.reading(), seq);
            case ClockEvent.Doubted doubted -> {
                standing = new ClockStanding(standing.reference(), Optional.of(doubted));
                doubtSeq = seq;
            }
            case ClockEvent.Confirmed sure -> {
                standing = new ClockStanding(Optional.of(sure.reading()), Optional.empty());
                referenceSeq = seq;
                doubtSeq = NONE;
                long passed = now - before;
                var shift = new Shift(passed - sure.atLeastMillis(), passed - sure.atMostMillis());
                add(new Confirmed(seq, shift));
                return shift;
            }
        }
        return Shift.NONE;
    }

    private void add(Confirmed one) {
        confirmed.add(one);
        all = all.plus(one.shift());
    }

    public void write(DataOutput out) throws IOException {
        out.writeLong(referenceSeq);
        out.writeLong(doubtSeq);
        long[] words = confirmed.stream()
                .flatMapToLong(one -> LongStream.of(
                        one.seq(), one.shift().latestBy(), one.shift().earliestBy()))
                .toArray();
        Snapshots.write(out, words, words.length);
    }

    /** Reads an event of the record by its number. */
    public interface Events {
        Event at(long seq) throws IOException;
    }

    /** Fills this new one. */
    public void read(DataInput in, Events events) throws IOException {
        referenceSeq = in.readLong();
        doubtSeq = in.readLong();
        standing = new ClockStanding(
                referenceSeq == NONE ? Optional.empty() : reading(events.at(referenceSeq)),
                doubtSeq == NONE ? Optional.empty() : Optional.of(doubt(events.at(doubtSeq))));
        long[] words = Snapshots.readLongs(in);
        if (words.length % 3 != 0) {
            throw new IOException("the snapshot contains a malformed clock confirmation");
        }
        for (int i = 0; i < words.length; i += 3) {
            add(new Confirmed(words[i], new Shift(words[i + 1], words[i + 2])));
        }
    }

    private static Optional<ClockReading> reading(Event event) {
        if (event instanceof Event.BundleActivated activated) {
            return activated.clock();
        }
        return event instanceof ClockEvent one ? Optional.of(one.reading()) : Optional.empty();
    }

    private static ClockEvent.Doubted doubt(Event event) throws IOException {
        if (event instanceof ClockEvent.Doubted doubted) {
            return doubted;
        }
        throw new IOException("an event in the snapshot does not cast doubt on the clock");
    }
}
