package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Confirm;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.mcp.wire.PlainJson;
import dev.interlock.server.upstream.CallOutcome;
import dev.interlock.server.words.Ids;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by itself what came of calls of unknown outcome, where the catalogue names a read for it ({@code confirm}). The read is
 * Interlock's own: no agent's call, so it carries no mark, lies on no key, and its answer reaches nobody; what it shows is recorded.
 * The read is repeated after longer and longer pauses, a bounded number of times; then the call is left to people. Thread-safe.
 *
 * <p>The calls that wait are in the state, and so survive a restart; how often each was read for is not, and begins anew.
 */
public final class Confirmations implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Confirmations.class.getName());

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final long FIRST = Duration.ofSeconds(5).toMillis();
    private static final long LONGEST = Duration.ofMinutes(10).toMillis();
    private static final int MOST_READS = 20;
    /** Calls that are asked after, the oldest first; more of them wait. */
    private static final int MOST_CALLS = 10_000;
    /** Reads under way at one server. */
    private static final int MOST_AT_ONCE = 8;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final ConfirmReads reads;
    private final ScheduledExecutorService timer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Long, Progress> waiting = new ConcurrentHashMap<>();
    private final Map<String, Asking> asking = new ConcurrentHashMap<>();

    /** A call of unknown outcome, as the record holds it. */
    private record Unknown(long call, long sinceMillis, CallFacts facts) {}

    /** A read that is due, by the catalogue of the last look. */
    private record Due(Unknown call, Catalog catalog, Confirm confirm, Progress progress) {}

    /** The reads at one server: a few at once, and those that are due as the last look found them, the oldest call first. */
    private static final class Asking {
        private final Semaphore places = new Semaphore(MOST_AT_ONCE);
        private final Queue<Due> due = new ConcurrentLinkedQueue<>();
    }

    /** The progress of one call. */
    private static final class Progress {
        private final long sinceMillis;
        private int reads;
        private long nextMillis;
        private long pause = FIRST;
        private boolean underWay;
        private boolean over;

        Progress(long sinceMillis) {
            this.sinceMillis = sinceMillis;
            this.nextMillis = sinceMillis + FIRST;
        }

        synchronized boolean isDue(long now) {
            return !underWay && !over && now >= nextMillis;
        }

        synchronized boolean begin(long now) {
            boolean due = isDue(now);
            underWay |= due;
            return due;
        }

        /** After a read that showed nothing; not before the time at which more can be shown. */
        synchronized void again(long now, long notBefore) {
            underWay = false;
            over = ++reads >= MOST_READS;
            pause = Math.min(2 * pause, LONGEST);
            // A read that is known to be worth it at that time does not wait for longer.
            nextMillis = now < notBefore ? Math.min(now + pause, notBefore) : now + pause;
        }

        synchronized boolean end() {
            boolean first = !over;
            underWay = false;
            over = true;
            return first;
        }

        synchronized boolean givenUp() {
            return reads >= MOST_READS;
        }

        synchronized boolean over() {
            return over;
        }
    }

    /**
     * Over the calls of a domain.
     *
     * @param policy the bundle in force
     * @param reads the servers behind the doors
     * @param timer says when to look
     */
    public Confirmations(Domain domain, Supplier<Policy> policy, ConfirmReads reads, ScheduledExecutorService timer) {
        this.domain = domain;
        this.policy = policy;
        this.reads = reads;
        this.timer = timer;
    }

    /** Begins to look. */
    public void start() {
        var _ = timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            lookNow();
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.DEBUG, "calls of unknown outcome cannot be looked at now", e);
        } catch (RuntimeException e) {
            // INVARIANT: one failure does not end the looking, which a scheduled task's would.
            LOG.log(System.Logger.Level.ERROR, "looking at calls of unknown outcome failed", e);
        }
    }

    private void lookNow() {
        Catalog catalog = policy.get().catalog();
        if (!catalog.confirms()) {
            waiting.clear();
            asking.values().forEach(server -> server.due.clear());
            return;
        }
        List<Unknown> unknown = domain.query(Confirmations::unknown);
        Set<Long> numbers = unknown.stream().map(Unknown::call).collect(Collectors.toSet());
        waiting.keySet().retainAll(numbers);
        long now = domain.now();
        Map<String, List<Due>> due = new HashMap<>();
        for (Unknown each : unknown) {
            Optional<Confirm> confirm = catalog.confirm(each.facts().tool());
            if (confirm.isPresent()) {
                Progress progress = waiting.computeIfAbsent(each.call(), n -> new Progress(each.sinceMillis()));
                if (progress.isDue(now)) {
                    due.computeIfAbsent(server(each), name -> new ArrayList<>())
                            .add(new Due(each, catalog, confirm.get(), progress));
                }
            }
        }
        // What the look before found is found again if it is still due.
        asking.values().forEach(server -> server.due.clear());
        due.forEach((server, reads) -> {
            Asking there = asking.computeIfAbsent(server, name -> new Asking());
            there.due.addAll(reads);
            fill(server, there, reads.size());
        });
    }

    private static List<Unknown> unknown(State state) {
        return state.calls().unknown().stream()
                .limit(MOST_CALLS)
                .map(open -> new Unknown(
                        open.view().seq(),
                        open.unknownSince().orElseThrow(),
                        open.view().facts()))
                .toList();
    }

    /** Takes the free places at a server. */
    private void fill(String server, Asking there, int reads) {
        for (int i = 0; i < reads && there.places.tryAcquire(); i++) {
            try {
                threads.execute(() -> {
                    try {
                        readAll(server, there.due);
                    } finally {
                        there.places.release();
                    }
                });
            } catch (RejectedExecutionException e) {
                there.places.release();
                return;
            }
        }
    }

    /** Makes one read after the other as long as one is due: waiting for the next look would leave the place empty meanwhile. */
    private void readAll(String server, Queue<Due> due) {
        Due next = due.poll();
        while (next != null && !Thread.currentThread().isInterrupted()) {
            Progress progress = next.progress();
            if (progress.begin(domain.now())) {
                try {
                    read(next.call(), server, next.catalog(), next.confirm(), progress);
                } catch (UnavailableException e) {
                    progress.again(domain.now(), Long.MAX_VALUE);
                } catch (RuntimeException | StackOverflowError e) {
                    LOG.log(System.Logger.Level.ERROR, "what came of a call cannot be read", e);
                    progress.again(domain.now(), 0);
                }
            }
            next = due.poll();
        }
    }

    private static String server(Unknown call) {
        String tool = call.facts().tool();
        return tool.substring(0, tool.indexOf('/'));
    }

    private void read(Unknown call, String server, Catalog catalog, Confirm confirm, Progress progress) {
        Optional<Map<String, Object>> arguments = confirm.arguments(call.facts().projection());
        if (arguments.isEmpty()) {
            toPeople(call, progress, "an argument of the read is not recorded");
            return;
        }
        if (isChanged(server, catalog, confirm)) {
            toPeople(call, progress, "`" + confirm.call() + "` is not offered as it was reviewed");
            return;
        }
        long sent = domain.now();
        CallOutcome outcome = reads.read(server, confirm.call(), arguments.get());
        Confirm.Verdict verdict = verdict(server, confirm, arguments.get(), outcome);
        long lastly = progress.sinceMillis + confirm.finalMillis();
        switch (verdict) {
            case Confirm.Verdict.Succeeded succeeded ->
                tell(call, confirm, progress, new Settlement.Succeeded(succeeded.created()), sent, outcome, server);
            case Confirm.Verdict.Failed failed -> {
                if (sent < lastly) {
                    progress.again(domain.now(), lastly);
                } else {
                    Settlement nothing = new Settlement.Failed("`" + confirm.call() + "` shows that it had no effect");
                    tell(call, confirm, progress, nothing, sent, outcome, server);
                }
            }
            case Confirm.Verdict.Open open -> progress.again(domain.now(), lastly);
        }
        if (progress.givenUp()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what came of " + Ids.call(call.call()) + " was not found out by " + MOST_READS
                            + " reads; a person has to reconcile it");
        }
    }

    /** Whether the server offers the tool otherwise than it was reviewed; then it may do more than read. */
    private boolean isChanged(String server, Catalog catalog, Confirm confirm) {
        Optional<String> reviewed = catalog.tool(server, confirm.call()).flatMap(entry -> entry.reviewed());
        return reviewed.isPresent()
                && reads.offered(server, confirm.call())
                        .map(Reviewed::digest)
                        .filter(reviewed.get()::equals)
                        .isEmpty();
    }

    private static Confirm.Verdict verdict(
            String server, Confirm confirm, Map<String, Object> arguments, CallOutcome outcome) {
        return switch (outcome) {
            case CallOutcome.Result result ->
                confirm.verdict(server, arguments, Inspections.answered(result.result()), result.isError());
            case CallOutcome.RefusedBeforeEffect refused ->
                refused.content()
                        .map(content -> confirm.verdict(server, arguments, Inspections.answered(content), true))
                        .orElse(new Confirm.Verdict.Open(refused.message()));
            case CallOutcome.NoContent none -> new Confirm.Verdict.Open(none.reason());
            case CallOutcome.Unknown unknown -> new Confirm.Verdict.Open(unknown.reason());
        };
    }

    private void tell(
            Unknown call,
            Confirm confirm,
            Progress progress,
            Settlement settlement,
            long sent,
            CallOutcome outcome,
            String server) {
        var read = new Confirmation.Read(server + "/" + confirm.call(), digest(outcome), sent);
        Answer answer = domain.ask(new Command.ConfirmCall(call.call(), settlement, read, confirm.finalMillis()))
                .answer();
        if (answer instanceof Answer.Refused refused) {
            if (refused.code() == Code.CONFIRMATION_EARLY) {
                progress.again(domain.now(), progress.sinceMillis + confirm.finalMillis());
            } else if (refused.code() != Code.CALL_UNKNOWN && refused.code() != Code.CALL_SETTLED) {
                toPeople(call, progress, refused.message());
            } else {
                progress.end();
            }
        } else {
            progress.end();
        }
    }

    private static String digest(CallOutcome outcome) {
        Map<String, @Nullable Object> seen = new HashMap<>();
        if (outcome instanceof CallOutcome.Result result) {
            seen.putAll(PlainJson.of(result.result()));
        } else if (outcome instanceof CallOutcome.RefusedBeforeEffect refused) {
            refused.content().ifPresent(content -> seen.putAll(PlainJson.of(content)));
        }
        try {
            return Digests.canonical(seen);
        } catch (IllegalArgumentException e) {
            return Digests.sha256("not canonical: " + seen);
        }
    }

    private static void toPeople(Unknown call, Progress progress, String why) {
        if (progress.end()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "what came of " + Ids.call(call.call()) + " is not found out by a read: " + why
                            + "; a person has to reconcile it");
        }
    }

    /** The number of calls that are still read for. */
    public long open() {
        return waiting.values().stream().filter(each -> !each.over()).count();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
