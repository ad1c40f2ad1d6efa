package dev.interlock.cli.doctor;

import dev.interlock.engine.clock.ClockStanding;
import dev.interlock.engine.event.ClockDoubt;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.ClockText;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.domain.LeafReader;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Holds the clock of this machine against its boot time and against the record, as the server does. */
public final class ClockCheck {

    private static final int CHUNK = 1_000;

    /** The most entries that are read for the last one about the clock: one is recorded at each start of the machine. */
    private static final int MOST = 200_000;

    private ClockCheck() {}

    /**
     * @param data the data folder, which may not be there yet
     * @param clocks those of this machine
     */
    public static List<Finding> findings(Path data, Clocks clocks) throws IOException {
        ClockReading reading = clocks.read();
        String shows = "it shows " + Instant.ofEpochMilli(reading.wallMillis()).truncatedTo(ChronoUnit.SECONDS);
        List<Finding> found = new ArrayList<>();
        if (reading.boot().isEmpty()) {
            found.add(Finding.warning(
                    Area.CLOCK,
                    "boot time",
                    "this machine reports no boot time, so only the record can show that the clock was changed",
                    "synchronise the clock with NTP"));
        }
        if (!Files.isRegularFile(data.resolve("ledger.db"))) {
            found.add(Finding.ok(Area.CLOCK, "clock", shows + "; nothing is recorded yet"));
            return found;
        }
        try (SqliteReader ledger = SqliteReader.open(data)) {
            found.add(against(ledger, reading, shows));
        }
        return found;
    }

    private static Finding against(SqliteReader ledger, ClockReading reading, String shows) throws IOException {
        var leaves = new LeafReader(ledger, LeafReader.Gaps.SHOWN);
        long size = ledger.size();
        Optional<Recorded> last = Optional.empty();
        Optional<Recorded> about = Optional.empty();
        for (long end = size; end > Math.max(0, size - MOST) && about.isEmpty(); end -= CHUNK) {
            var read = new ArrayList<Recorded>();
            ledger.read(
                    Math.max(0, end - CHUNK),
                    end,
                    (index, leaf, opening) -> read.add(leaves.read(index, leaf, opening)));
            if (last.isEmpty() && !read.isEmpty()) {
                last = Optional.of(read.getLast());
            }
            about = read.reversed().stream()
                    .filter(recorded -> recorded.event() instanceof ClockEvent)
                    .findFirst();
        }
        if (last.isEmpty()) {
            return Finding.ok(Area.CLOCK, "clock", shows + "; nothing is recorded yet");
        }
        long latest = last.get().timeMillis();
        if (about.isPresent() && about.get().event() instanceof ClockEvent.Doubted doubted) {
            return doubtful(doubted, about.get().timeMillis());
        }
        Optional<ClockReading> reference = about.map(recorded -> ((ClockEvent) recorded.event()).reading());
        Optional<ClockDoubt> doubt =
                new ClockStanding(reference, Optional.empty()).disagreement(reading, latest, OptionalLong.empty());
        return doubt.isPresent()
                ? doubtful(new ClockEvent.Doubted(doubt.get(), reading), latest)
                : Finding.ok(Area.CLOCK, "clock", shows + ", which agrees with the boot time and the record");
    }

    private static Finding doubtful(ClockEvent.Doubted doubted, long record) {
        return Finding.problem(
                Area.CLOCK,
                "clock",
                ClockText.seen(doubted, record),
                "set the clock, start the server, then confirm the time with `interlock clock confirm TIME`");
    }
}
