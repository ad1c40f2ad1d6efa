package dev.interlock.server.replay;

import dev.interlock.server.replay.read.Cases;
import dev.interlock.server.replay.read.Collisions;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.Reorder;
import dev.interlock.server.replay.read.TableColumns;
import dev.interlock.server.replay.read.TraceEvent;
import dev.interlock.server.replay.read.TraceFile;
import dev.interlock.server.replay.read.TraceForm;
import dev.interlock.server.replay.sort.EventSorter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Reads the files of a run as one history: traces one after another, and event logs that follow each other merged by time. Used by the
 * thread that reads; how far it is may be asked by any.
 */
final class TraceInput {

    /** The number of events that are looked at to put spans in order, as they are exported when they end. */
    private static final int SPANS_AHEAD = 4096;

    private final ReplaySettings settings;
    private final Predicate<String> known;
    private final Collisions collisions = new Collisions();
    private final Cases cases;
    private final AtomicLong bytesRead = new AtomicLong();
    private final AtomicLong toMerge = new AtomicLong();
    private final AtomicLong merged = new AtomicLong();
    private @Nullable LogMerge logs;
    private boolean tables;

    /** @param known whether a catalogue has the tool */
    TraceInput(ReplaySettings settings, Predicate<String> known) {
        this.settings = settings;
        this.known = known;
        this.cases = new Cases(settings.logs().joinCases(), collisions);
    }

    /** The bytes of the files that were read so far. */
    long bytesRead() {
        return bytesRead.get();
    }

    /** The number of events of logs that are merged; 0 while they are read, or where there are none. */
    long toMerge() {
        return toMerge.get();
    }

    /** The number of events of logs that were passed on. */
    long merged() {
        return merged.get();
    }

    /** The number of cases, once all is read. */
    int cases() {
        return cases.size();
    }

    /** The names that would be taken for one, once all is read. Where there are any, the logs were not passed on. */
    Collisions collisions() {
        return collisions;
    }

    /**
     * Reads all files. What cannot be read is a flaw, and what came before it counts. After names that collide nothing more is read.
     *
     * @throws TableColumns.Wrong if a table does not have the columns that it is said to have
     * @throws IOException if events cannot be kept
     */
    void read(List<Path> files, Preparation out) throws IOException {
        try {
            for (Path file : files) {
                if (collisions.count() > 0 && logs == null) {
                    return;
                }
                read(file, out);
            }
            finish(out, true);
        } finally {
            if (logs != null) {
                logs.close();
            }
        }
        if (settings.logs().columns().isPresent() && !tables) {
            throw new TableColumns.Wrong("`--columns` is for tables, and none of the files is a table: leave it out");
        }
    }

    private void read(Path file, Preparation out) throws IOException {
        String name = file.toString();
        try (TraceFile trace = open(file, out)) {
            if (trace == null) {
                return;
            }
            tables |= trace.form() == TraceForm.TABLE;
            if (trace.form().isLog()) {
                LogMerge merge = logs == null ? merge(out) : logs;
                logs = merge;
                pass(name, trace, merge, out);
                merge.check();
            } else {
                finish(out, false);
                if (collisions.count() == 0) {
                    read(name, trace, out);
                }
            }
        }
    }

    private @Nullable TraceFile open(Path file, Preparation out) {
        try {
            return TraceFile.open(file, bytesRead);
        } catch (IOException e) {
            out.accept(unreadable(new Place(file.toString(), 1), e));
            return null;
        }
    }

    private static TraceEvent unreadable(Place place, IOException e) {
        return new TraceEvent.Flawed(
                place, Flaw.CUT, "it cannot be read" + (e.getMessage() == null ? "" : ": " + e.getMessage()));
    }

    private boolean skipsUnknown(boolean log) {
        return switch (settings.unknownTools()) {
            case AUTO -> log;
            case DECIDE -> false;
            case SKIP -> true;
        };
    }

    private LogMerge merge(Preparation out) {
        return new LogMerge(
                known,
                skipsUnknown(true),
                out,
                collisions,
                new EventSorter(settings.logs().sortMemory(), Path.of(System.getProperty("java.io.tmpdir"))));
    }

    /**
     * Passes on the logs that were read, if no names collide.
     *
     * @param last whether all files are read
     */
    private void finish(Preparation out, boolean last) throws IOException {
        try (LogMerge merge = logs) {
            if (merge != null && collisions.count() == 0) {
                merge.endCases(last);
                out.skipUnknown(skipsUnknown(true));
                merged.set(0);
                toMerge.set(merge.size());
                merge.drain(event -> {
                    out.accept(event);
                    merged.incrementAndGet();
                });
            }
        }
        logs = null;
    }

    /** Reads one trace that is no log. */
    void read(String name, TraceFile trace, Preparation out) throws IOException {
        int ahead = settings.ahead() >= 0 ? settings.ahead() : trace.form() == TraceForm.OTLP ? SPANS_AHEAD : 0;
        out.skipUnknown(skipsUnknown(false));
        Reorder reorder = ahead == 0 ? null : new Reorder(ahead, out);
        pass(name, trace, reorder == null ? out : reorder, out);
        if (reorder != null) {
            reorder.flush();
        }
    }

    /** Has a trace read to its end, or as far as it can be read. */
    private void pass(String name, TraceFile trace, Consumer<TraceEvent> events, Preparation flaws) throws IOException {
        var last = new Last(events);
        try {
            trace.form().reader(cases, settings.logs().columns()).read(name, trace.in(), last);
        } catch (TableColumns.Wrong e) {
            throw e;
        } catch (IOException e) {
            flaws.accept(unreadable(last.place == null ? new Place(name, 1) : last.place, e));
        }
    }

    /** Remembers where the reading was, for what goes wrong after it. */
    private static final class Last implements Consumer<TraceEvent> {
        private final Consumer<TraceEvent> out;
        private @Nullable Place place;

        Last(Consumer<TraceEvent> out) {
            this.out = out;
        }

        @Override
        public void accept(TraceEvent event) {
            place = event.place();
            out.accept(event);
        }
    }
}
