package dev.interlock.server.replay.sort;

import dev.interlock.server.replay.read.TraceEvent;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Sorts events by time; those of one time stay in the order in which they came. What does not fit the memory goes into a temporary file, as
 * sorted runs that are merged in the end. Not thread-safe.
 */
public final class EventSorter implements AutoCloseable {

    /** The bytes of events that are kept in memory. */
    public static final int USUAL_MEMORY = 16 * 1024 * 1024;

    /** The most runs that are merged at once; each has a buffer. */
    private static final int MOST_RUNS = 256;

    private static final int BUFFER = 32 * 1024;

    /** An event in memory: where its record begins, and when it happened. */
    private record Entry(long time, int from, int to) {}

    /** A sorted part of the file. */
    private record Run(long from, long to) {}

    private final int memory;
    private final Path folder;
    private final EventRecords records = new EventRecords();
    private final RecordWriter chunk = new RecordWriter();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Run> runs = new ArrayList<>();
    private @Nullable TemporaryFile file;
    private long size;

    /**
     * @param memory the bytes of events that are kept in memory
     * @param folder where the temporary file is made if there has to be one
     */
    public EventSorter(int memory, Path folder) {
        this.memory = memory;
        this.folder = folder;
    }

    /** The number of events that were added. */
    public long size() {
        return size;
    }

    /** Returns whether some of the events went into a temporary file. */
    public boolean spilled() {
        return file != null;
    }

    /** Adds an event. */
    public void add(long time, TraceEvent event) throws IOException {
        int from = chunk.size();
        records.write(event, chunk);
        entries.add(new Entry(time, from, chunk.size()));
        size++;
        if (chunk.size() >= memory) {
            try {
                spill();
            } catch (IOException e) {
                throw failed(e);
            }
        }
    }

    /** Passes on all events in their order. */
    public void drain(Consumer<TraceEvent> out) throws IOException {
        if (file == null) {
            sort();
            for (Entry entry : entries) {
                out.accept(records.read(new RecordReader(chunk.bytes(), entry.from())));
            }
            return;
        }
        try {
            spill();
            chunk.release();
            merge(file, record -> out.accept(records.read(new RecordReader(record.bytes, 0))));
        } catch (IOException e) {
            throw failed(e);
        }
    }

    /** The failure of the temporary file, with a way out. */
    private IOException failed(IOException e) {
        return new IOException(
                "the events do not fit in memory, and the temporary file in `" + folder + "` failed: " + e.getMessage()
                        + "; free some space there, or name another folder with "
                        + "INTERLOCK_JAVA_OPTS=-Djava.io.tmpdir=FOLDER",
                e);
    }

    private void sort() {
        entries.sort(Comparator.comparingLong(Entry::time)); // which leaves equal ones in their order
    }

    /** Writes what is in memory as a run. */
    private void spill() throws IOException {
        TemporaryFile to = file == null ? TemporaryFile.in(folder) : file;
        file = to;
        if (runs.size() == MOST_RUNS) {
            long from = to.size();
            try (var out = output(to)) {
                merge(to, record -> write(record.time, record.bytes, 0, record.bytes.length, out));
            }
            runs.clear();
            runs.add(new Run(from, to.size()));
        }
        sort();
        long from = to.size();
        try (var out = output(to)) {
            for (Entry entry : entries) {
                write(entry.time(), chunk.bytes(), entry.from(), entry.to() - entry.from(), out);
            }
        }
        runs.add(new Run(from, to.size()));
        entries.clear();
        chunk.clear();
    }

    private static DataOutputStream output(TemporaryFile file) {
        return new DataOutputStream(new BufferedOutputStream(file.end(), BUFFER));
    }

    private static void write(long time, byte[] bytes, int from, int length, DataOutputStream out) throws IOException {
        out.writeLong(time);
        out.writeInt(length);
        out.write(bytes, from, length);
    }

    private interface Sink {
        void accept(RunReader record) throws IOException;
    }

    /** Merges all runs. Runs stand in the order in which their events came, and so do events of one time. */
    private void merge(TemporaryFile from, Sink out) throws IOException {
        var heads = new PriorityQueue<RunReader>(
                Comparator.comparingLong((RunReader run) -> run.time).thenComparingInt(run -> run.number));
        for (int i = 0; i < runs.size(); i++) {
            var run = new RunReader(i, from, runs.get(i));
            if (run.next()) {
                heads.add(run);
            }
        }
        while (!heads.isEmpty()) {
            RunReader run = heads.remove();
            out.accept(run);
            if (run.next()) {
                heads.add(run);
            }
        }
    }

    /** A run that is read, record by record. */
    private static final class RunReader {
        private final int number;
        private final DataInputStream in;
        private long left;
        private long time;
        private byte[] bytes = new byte[0];

        RunReader(int number, TemporaryFile file, Run run) {
            this.number = number;
            this.in = new DataInputStream(new BufferedInputStream(file.part(run.from(), run.to()), BUFFER));
            this.left = run.to() - run.from();
        }

        /** Reads the next record; false at the end. */
        boolean next() throws IOException {
            if (left == 0) {
                return false;
            }
            time = in.readLong();
            int length = in.readInt();
            bytes = in.readNBytes(length);
            if (bytes.length < length) {
                throw new IOException("it was cut");
            }
            left -= Long.BYTES + Integer.BYTES + length;
            return true;
        }
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
        }
    }
}
