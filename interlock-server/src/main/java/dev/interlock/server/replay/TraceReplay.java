package dev.interlock.server.replay;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.Reorder;
import dev.interlock.server.replay.read.TraceEvent;
import dev.interlock.server.replay.read.TraceFile;
import dev.interlock.server.replay.read.TraceForm;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays traces: one thread reads, parses and maps, another decides. Between them is a short queue of batches, so memory
 * does not depend on which is faster.
 */
public final class TraceReplay {

    /** The number of events that are looked at to put spans in order, as they are exported when they end. */
    private static final int SPANS_AHEAD = 4096;

    private static final int BATCH = 256;
    private static final int QUEUED = 6;

    private final PolicyBundle.Compiled bundle;
    private final PolicyBundle.@Nullable Compiled against;
    private final ReplaySettings settings;
    private final AtomicLong bytesRead = new AtomicLong();

    /** @param against the bundle whose decisions are compared with; null: none */
    public TraceReplay(PolicyBundle.Compiled bundle, PolicyBundle.@Nullable Compiled against, ReplaySettings settings) {
        this.bundle = bundle;
        this.against = against;
        this.settings = settings;
    }

    /** Bytes of the files that were read so far; for any thread. */
    public long bytesRead() {
        return bytesRead.get();
    }

    /**
     * Replays files one after another, as one history.
     *
     * @param progress is told the number of calls now and then
     */
    public ReplayResult run(List<Path> files, LongConsumer progress) throws IOException {
        var own = new Mapper(bundle, settings.server());
        var other = against == null ? null : new Mapper(against, settings.server());
        var court = new ReplayDecider(bundle, own, against, other, settings);
        BlockingQueue<List<Prepared>> queue = new ArrayBlockingQueue<>(QUEUED);
        var failure = new AtomicReference<@Nullable Throwable>();
        Thread reader = Thread.ofPlatform().name("replay-reader").daemon().unstarted(() -> {
            var batches = new Batches(queue);
            try {
                read(files, new Preparation(own, other, batches));
                batches.flush();
            } catch (RuntimeException | Error e) {
                failure.set(e);
            } finally {
                batches.end();
            }
        });
        reader.start();
        try {
            decide(court, queue, progress);
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the replay was interrupted", e);
        } finally {
            reader.interrupt(); // it may wait to hand over what nobody takes any more
        }
        if (failure.get() != null) {
            throw new IllegalStateException("the input could not be read", failure.get());
        }
        return court.result();
    }

    private static void decide(ReplayDecider court, BlockingQueue<List<Prepared>> queue, LongConsumer progress)
            throws InterruptedException {
        List<Prepared> batch = queue.take();
        while (!batch.isEmpty()) {
            for (int i = 0; i < batch.size(); i++) {
                court.accept(batch.get(i));
            }
            progress.accept(court.calls());
            batch = queue.take();
        }
    }

    private void read(List<Path> files, Preparation preparation) {
        for (Path file : files) {
            try (TraceFile trace = TraceFile.open(file, bytesRead)) {
                read(file.toString(), trace, settings, preparation);
            } catch (IOException e) {
                preparation.accept(new TraceEvent.Flawed(new Place(file.toString(), 1), Flaw.CUT, unreadable(e)));
            }
        }
    }

    private static String unreadable(IOException e) {
        return "it cannot be read" + (e.getMessage() == null ? "" : ": " + e.getMessage());
    }

    /** Reads one trace. What cannot be read any more is a flaw; what came before counts. */
    static void read(String name, TraceFile trace, ReplaySettings settings, Preparation preparation) {
        boolean spans = trace.form() == TraceForm.OTLP;
        int ahead = settings.ahead() >= 0 ? settings.ahead() : spans ? SPANS_AHEAD : 0;
        preparation.skipUnknown(
                switch (settings.unknownTools()) {
                    case AUTO -> trace.form() == TraceForm.XES;
                    case DECIDE -> false;
                    case SKIP -> true;
                });
        Reorder reorder = ahead == 0 ? null : new Reorder(ahead, preparation);
        var last = new Last(reorder == null ? preparation : reorder);
        try {
            trace.form().reader().read(name, trace.in(), last);
        } catch (IOException e) {
            preparation.accept(new TraceEvent.Flawed(
                    last.place == null ? new Place(name, 1) : last.place, Flaw.CUT, unreadable(e)));
        }
        if (reorder != null) {
            reorder.flush();
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

    /** Hands over events in batches; an empty one is the end. */
    private static final class Batches implements Consumer<Prepared> {
        private final BlockingQueue<List<Prepared>> queue;
        private List<Prepared> batch = new ArrayList<>(BATCH);

        Batches(BlockingQueue<List<Prepared>> queue) {
            this.queue = queue;
        }

        @Override
        public void accept(Prepared event) {
            batch.add(event);
            if (batch.size() == BATCH) {
                put(batch);
                batch = new ArrayList<>(BATCH);
            }
        }

        void flush() {
            if (!batch.isEmpty()) {
                put(batch);
                batch = new ArrayList<>(0);
            }
        }

        void end() {
            try {
                queue.put(List.of());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // nobody waits for the end any more
            }
        }

        private void put(List<Prepared> full) {
            try {
                queue.put(full);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("nobody decides any more", e);
            }
        }
    }
}
