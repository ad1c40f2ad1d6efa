package dev.interlock.server.replay;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.replay.read.TableColumns;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Replays traces: one thread reads, parses and maps, another decides. Between them is a short queue of batches, so memory
 * does not depend on which is faster.
 */
public final class TraceReplay {

    private static final int BATCH = 256;
    private static final int QUEUED = 6;
    /** The longest time between two looks at how far it is. */
    private static final long LOOK_MILLIS = 200;

    private final PolicyBundle.Compiled bundle;
    private final PolicyBundle.@Nullable Compiled against;
    private final ReplaySettings settings;

    /** @param against the bundle whose decisions are compared with; null: none */
    public TraceReplay(PolicyBundle.Compiled bundle, PolicyBundle.@Nullable Compiled against, ReplaySettings settings) {
        this.bundle = bundle;
        this.against = against;
        this.settings = settings;
    }

    /**
     * The progress of a replay.
     *
     * @param reading whether the logs are still read, and nothing is decided yet
     * @param bytesRead the bytes of the files that were read
     * @param merged the part of the logs that was passed on, from 0 to 1; empty where nothing is merged
     * @param calls the number of calls that were decided
     */
    public record Progress(boolean reading, long bytesRead, OptionalDouble merged, long calls) {}

    /**
     * Replays files one after another, as one history.
     *
     * @param progress is told now and then how far it is
     * @throws TableColumns.Wrong if a table does not have the columns that it is said to have
     */
    public ReplayResult run(List<Path> files, Consumer<Progress> progress) throws IOException {
        var own = new Mapper(bundle, settings.server());
        var other = against == null ? null : new Mapper(against, settings.server());
        var court = new ReplayDecider(bundle, own, against, other, settings);
        var input = new TraceInput(
                settings,
                tool -> own.name(tool).known()
                        || (other != null && other.name(tool).known()));
        BlockingQueue<List<Prepared>> queue = new ArrayBlockingQueue<>(QUEUED);
        var failure = new AtomicReference<@Nullable Throwable>();
        Thread reader = Thread.ofPlatform().name("replay-reader").daemon().unstarted(() -> {
            var batches = new Batches(queue);
            try {
                input.read(files, new Preparation(own, other, batches));
                batches.flush();
            } catch (IOException | RuntimeException | Error e) {
                failure.set(e);
            } finally {
                batches.end();
            }
        });
        reader.start();
        try {
            decide(court, input, queue, progress);
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the replay was interrupted", e);
        } finally {
            reader.interrupt(); // it may wait to hand over what nobody takes any more
        }
        switch (failure.get()) {
            case null -> {}
            case IOException e -> throw e;
            case Throwable e -> throw new IllegalStateException("the input could not be read", e);
        }
        return court.result(input.cases(), input.collisions());
    }

    private static void decide(
            ReplayDecider court, TraceInput input, BlockingQueue<List<Prepared>> queue, Consumer<Progress> progress)
            throws InterruptedException {
        List<Prepared> batch = List.of();
        do {
            batch = queue.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            for (int i = 0; batch != null && i < batch.size(); i++) {
                court.accept(batch.get(i));
            }
            progress.accept(progress(court, input));
        } while (batch == null || !batch.isEmpty());
    }

    private static Progress progress(ReplayDecider court, TraceInput input) {
        long toMerge = input.toMerge();
        return new Progress(
                court.calls() == 0 && toMerge == 0,
                input.bytesRead(),
                toMerge == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) input.merged() / toMerge),
                court.calls());
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
