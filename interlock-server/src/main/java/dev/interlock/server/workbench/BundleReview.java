package dev.interlock.server.workbench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diff.BundleDiff;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.replay.Assume;
import dev.interlock.server.replay.LedgerReplay;
import dev.interlock.server.replay.ReplayJson;
import dev.interlock.server.replay.ReplayResult;
import dev.interlock.server.replay.ReplaySettings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * What another bundle would change: its decisions beside those of the one in force, in stories and in what the record has. One piece of
 * work at a time, on a thread of its own that takes half of a processor at most, and within bounds; what came of the last few is kept.
 * Thread-safe.
 */
public final class BundleReview implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(BundleReview.class.getName());

    private static final int PATIENCE_SECONDS = 30;

    /** The most entries of a record that is decided again here: more takes a command line, and its own memory. */
    static final long MOST_ENTRIES = 1_000_000;

    /** The most days that are decided again. */
    public static final int MOST_DAYS = 90;

    private static final int MOST_STORIES = 20_000;
    private static final int LENGTH = 3;
    private static final long MOST_NANOS = Duration.ofSeconds(60).toNanos();
    private static final int KEPT = 8;
    private static final int WAITING = 4;
    private static final int MOST_CALLS = 200;
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final Function<String, Optional<PolicyBundle.Compiled>> bundles;
    private final LedgerReplayer history;
    private final LongSupplier size;
    private final InstantSource clock;
    private final ThreadPoolExecutor thread;
    private final Map<Asked, Begun> works = new LinkedHashMap<>(); // guarded by this

    /** What is asked: of two bundles by their digests, or of one and so many days of the record. */
    private record Asked(String before, String after, int days) {}

    private record Begun(Work work, Instant at, long entries) {}

    /**
     * @param bundles the bundles that were in force or proposed, by digest
     * @param size the number of entries that are durable
     */
    BundleReview(
            Function<String, Optional<PolicyBundle.Compiled>> bundles,
            LedgerReplayer history,
            LongSupplier size,
            InstantSource clock) {
        this.bundles = bundles;
        this.history = history;
        this.size = size;
        this.clock = clock;
        this.thread = new ThreadPoolExecutor(
                1,
                1,
                5,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(WAITING),
                work -> Thread.ofPlatform().daemon().name("interlock-review").unstarted(work));
        thread.allowCoreThreadTimeOut(true);
    }

    /** What the second bundle decides otherwise than the first, begun if nobody asked before. */
    public Work.State diff(String before, String after) throws Refusal {
        return begun(new Asked(before, after, 0), work -> diff(bundle(before), bundle(after), work));
    }

    /** What a bundle would have decided in the last days, begun if nobody asked before. */
    public Work.State backtest(String digest, int days) throws Refusal {
        return begun(new Asked("", digest, days), work -> backtest(bundle(digest), days, work));
    }

    private PolicyBundle.Compiled bundle(String digest) throws Work.Refused {
        return bundles.apply(digest)
                .orElseThrow(() -> new Work.Refused("the bundle `" + digest + "` is no longer in the data folder"));
    }

    private synchronized Work.State begun(Asked asked, Work.Task task) throws Refusal {
        Begun known = works.get(asked);
        if (known != null && !isStale(asked, known)) {
            return known.work().state();
        }
        var work = new Work(task);
        try {
            thread.execute(work::run);
        } catch (RejectedExecutionException e) {
            throw new Refusal(503, "unavailable", "too many reviews are running at the moment: try again later")
                    .with("Retry-After", "5");
        }
        works.remove(asked);
        works.put(asked, new Begun(work, clock.instant(), size.getAsLong()));
        works.entrySet().stream()
                .filter(each -> !(each.getValue().work().state() instanceof Work.Running))
                .limit(Math.max(0, works.size() - KEPT))
                .map(Map.Entry::getKey)
                .toList()
                .forEach(works::remove);
        return work.state();
    }

    /** Stories stay what they are; a record grows. */
    private boolean isStale(Asked asked, Begun known) {
        return switch (known.work().state()) {
            case Work.Running running -> false;
            case Work.Failed failed -> known.at().plus(FRESH).isBefore(clock.instant());
            case Work.Done done ->
                asked.days() > 0
                        && known.entries() < size.getAsLong()
                        && known.at().plus(FRESH).isBefore(clock.instant());
        };
    }

    private static ObjectNode diff(PolicyBundle.Compiled before, PolicyBundle.Compiled after, Work work) {
        long began = System.nanoTime();
        BundleDiff.Result result = new BundleDiff(before, after, LENGTH, MOST_STORIES, played -> {
                    work.reached(played, MOST_STORIES);
                    return System.nanoTime() - began < MOST_NANOS;
                })
                .find();
        ObjectNode out = ChangesJson.of(before, after, result);
        out.put("before_digest", before.digest()).put("digest", after.digest());
        return out;
    }

    private ObjectNode backtest(PolicyBundle.Compiled bundle, int days, Work work) throws Exception {
        long entries = size.getAsLong();
        if (entries > MOST_ENTRIES) {
            throw new Work.Refused("the record has " + entries + " entries, but at most " + MOST_ENTRIES
                    + " can be decided again here: use `interlock replay BUNDLE DATA`");
        }
        Instant now = clock.instant();
        long since = now.minus(Duration.ofDays(days)).toEpochMilli();
        ReplaySettings settings = ReplaySettings.usual().with(MOST_CALLS);
        long[] resumed = {System.nanoTime()};
        ReplayResult result = LedgerReplay.of(history, entries, bundle.engine(), since, settings)
                .run(number -> work.reached(number + 1, entries), () -> {
                    LockSupport.parkNanos(System.nanoTime() - resumed[0]);
                    resumed[0] = System.nanoTime();
                });
        ObjectNode out = ReplayJson.of(result, Assume.HAPPENED);
        out.remove(List.of("cases", "collisions", "flaws", "unknown_attributes"));
        return out.put("days", days).put("entries", entries).put("at", now.toString());
    }

    @Override
    public void close() {
        synchronized (this) {
            works.values().forEach(begun -> begun.work().giveUp());
        }
        thread.shutdown();
        thread.getQueue().clear();
        try {
            // It reads the ledger, which is closed next; each of its steps is short, and it looks whether it was given
            // up.
            if (!thread.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a review of a bundle did not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
