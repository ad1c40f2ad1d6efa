package dev.interlock.server.enforce;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.state.State;
import dev.interlock.policy.catalog.Catalog;
import dev.interlock.policy.catalog.Confirm;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.UnavailableException;
import dev.interlock.server.json.PlainJson;
import dev.interlock.server.render.Ids;
import dev.interlock.server.upstream.CallOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out by itself what came of calls of unknown outcome, where the catalogue names a read for it ({@code confirm}). The read is
 * Interlock's own: no agent's call, so it carries no mark, lies on no key, and its answer reaches nobody; what it shows is recorded.
 * The read is repeated after longer and longer pauses, a bounded number of times; then the call is left to people. Thread-safe.
 *
 * <p>The calls that wait are in the state, and so survive a restart; how often each was read for is reckoned from the time that has
 * passed.
 */
public final class Confirmations implements AutoCloseable {

    private static final System.Logger LOG = System.getLogger(Confirmations.class.getName());

    /** The results of reads. */
    private static final List<String> SHOWN = List.of("succeeded", "failed", "open", "error");

    private static final Duration LOOK = Duration.ofMillis(500);
    /** Calls that are asked after at a time, the oldest first; more of them wait until these are found out or given up. */
    private static final int MOST_CALLS = 10_000;
    /** Reads under way at one server. */
    private static final int MOST_AT_ONCE = 8;

    private final Domain domain;
    private final Supplier<Policy> policy;
    private final ConfirmReads reads;
    private final ScheduledExecutorService timer;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Long, ConfirmProgress> waiting = new ConcurrentHashMap<>();
    private final Map<String, Asking> asking = new ConcurrentHashMap<>();
    /** The reads by what they showed; all keys are there from the start. */
    private final Map<String, LongAdder> made = new ConcurrentHashMap<>();

    private volatile long startedMillis;

    /** A call of unknown outcome, as the record holds it. */
    private record Unknown(long call, long sinceMillis, CallFacts facts) {}

    /** A read that is due, by the catalogue of the last look. */
    private record Due(Unknown call, Catalog catalog, Confirm confirm, ConfirmProgress progress) {}

    /** The reads at one server: a few at once, and those that are due as the last look found them, the oldest call first. */
    private static final class Asking {
        private final Semaphore places = new Semaphore(MOST_AT_ONCE);
        private final Queue<Due> due = new ConcurrentLinkedQueue<>();
    }

    /**
     * Makes the confirmations of the calls of a domain.
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
        SHOWN.forEach(what -> made.put(what, new LongAdder()));
    }

    /** Begins to look. */
    public void start() {
        startedMillis = domain.now();
        var _ = timer.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            lookNow();
        } catch (UnavailableException e) {
            LOG.log(System.Logger.Level.DEBUG, "calls with an unknown outcome cannot be checked now", e);
        } catch (RuntimeException e) {
            // INVARIANT: one failure does not end the looking, which a scheduled task's would.
            LOG.log(System.Logger.Level.ERROR, "checking calls with an unknown outcome failed", e);
        }
    }

    private void lookNow() {
        Catalog catalog = policy.get().catalog();
        if (!catalog.confirms()) {
            waiting.clear();
            asking.values().forEach(server -> server.due.clear());
            return;
        }
        waiting.keySet().removeAll(domain.query(this::known));
        List<Unknown> unknown = domain.query(state -> unknown(state, catalog));
        long now = domain.now();
        Map<String, List<Due>> due = new HashMap<>();
        for (Unknown each : unknown) {
            Optional<Confirm> confirm = catalog.confirm(each.facts().tool());
            if (confirm.isPresent()) {
                // An outcome that is unknown since another time is that of a call that was sent again.
                ConfirmProgress progress = waiting.compute(
                        each.call(),
                        (n, before) -> before != null && before.sinceMillis() == each.sinceMillis()
                                ? before
                                : new ConfirmProgress(each.sinceMillis(), startedMillis));
                if (progress.isDue(now)) {
                    due.computeIfAbsent(server(each), name -> new ArrayList<>())
                            .add(new Due(each, catalog, confirm.get(), progress));
                }
            }
        }
        // Reads that the look before found are found again if they are still due.
        asking.values().forEach(server -> server.due.clear());
        due.forEach((server, reads) -> {
            Asking there = asking.computeIfAbsent(server, name -> new Asking());
            there.due.addAll(reads);
            fill(server, there, reads.size());
        });
    }

    /** The calls that are waited for, and whose outcome is known by now. */
    private Set<Long> known(State state) {
        return waiting.keySet().stream()
                .filter(call ->
                        state.openCall(call).filter(open -> open.unknown()).isEmpty())
                .collect(Collectors.toSet());
    }

    /** The oldest calls that a read can be made for; those that were given up take no place from others. */
    private List<Unknown> unknown(State state, Catalog catalog) {
        return state.calls().unknown().stream()
                .filter(open -> catalog.confirm(open.view().facts().tool()).isPresent())
                .map(open -> new Unknown(
                        open.view().seq(),
                        open.unknownSince().orElseThrow(),
                        open.view().facts()))
                .filter(call -> !isOver(call))
                .limit(MOST_CALLS)
                .toList();
    }

    private boolean isOver(Unknown call) {
        ConfirmProgress progress = waiting.get(call.call());
        return progress != null && progress.sinceMillis() == call.sinceMillis() && progress.over();
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
            ConfirmProgress progress = next.progress();
            if (progress.begin(domain.now())) {
                try {
                    read(next.call(), server, next.catalog(), next.confirm(), progress);
                } catch (UnavailableException e) {
                    progress.again(domain.now(), Long.MAX_VALUE);
                } catch (RuntimeException | StackOverflowError e) {
                    LOG.log(System.Logger.Level.ERROR, "the outcome of a call cannot be read", e);
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

    private void read(Unknown call, String server, Catalog catalog, Confirm confirm, ConfirmProgress progress) {
        Optional<Map<String, Object>> arguments = confirm.arguments(call.facts().projection());
        if (arguments.isEmpty()) {
            toPeople(call, progress, "an argument of the read is not recorded");
            return;
        }
        if (isChanged(server, catalog, confirm)) {
            toPeople(call, progress, "`" + confirm.call() + "` is not offered in the form that was reviewed");
            return;
        }
        long sent = domain.now();
        CallOutcome outcome = reads.read(server, confirm.call(), arguments.get());
        Confirm.Verdict verdict = verdict(call, server, confirm, arguments.get(), outcome);
        boolean error = verdict instanceof Confirm.Verdict.Open && !(outcome instanceof CallOutcome.Result);
        count(error ? "error" : shown(verdict));
        long lastly = progress.sinceMillis() + confirm.finalMillis();
        switch (verdict) {
            case Confirm.Verdict.Succeeded succeeded ->
                tell(
                        call,
                        confirm,
                        progress,
                        new Settlement.Succeeded(succeeded.created()),
                        read(server, confirm, arguments.get(), outcome, sent));
            case Confirm.Verdict.Failed failed -> {
                if (sent < lastly) {
                    progress.again(domain.now(), lastly);
                } else {
                    Settlement nothing = new Settlement.Failed("`" + confirm.call() + "` shows that it had no effect");
                    tell(call, confirm, progress, nothing, read(server, confirm, arguments.get(), outcome, sent));
                }
            }
            case Confirm.Verdict.Open open -> progress.again(domain.now(), lastly);
        }
        if (progress.givenUp()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the outcome of " + Ids.call(call.call()) + " is still unknown after " + ConfirmProgress.MOST_READS
                            + " reads; a person must reconcile it");
        }
    }

    private void count(String shown) {
        Objects.requireNonNull(made.get(shown)).increment();
    }

    private static String shown(Confirm.Verdict verdict) {
        return switch (verdict) {
            case Confirm.Verdict.Succeeded succeeded -> "succeeded";
            case Confirm.Verdict.Failed failed -> "failed";
            case Confirm.Verdict.Open open -> "open";
        };
    }

    /** Returns whether the server offers the tool otherwise than it was reviewed; then it may do more than read. */
    private boolean isChanged(String server, Catalog catalog, Confirm confirm) {
        Optional<String> reviewed = catalog.tool(server, confirm.call()).flatMap(entry -> entry.reviewed());
        return reviewed.isPresent()
                && reads.offered(server, confirm.call())
                        .map(Reviewed::digests)
                        .filter(digests -> digests.contains(reviewed.get()))
                        .isEmpty();
    }

    private static Confirm.Verdict verdict(
            Unknown call, String server, Confirm confirm, Map<String, Object> arguments, CallOutcome outcome) {
        int elements = call.facts().elements().size();
        return switch (outcome) {
            case CallOutcome.Result result ->
                confirm.verdict(server, elements, arguments, Inspections.answered(result.result()), result.isError());
            case CallOutcome.RefusedBeforeEffect refused ->
                refused.content()
                        .map(content ->
                                confirm.verdict(server, elements, arguments, Inspections.answered(content), true))
                        .orElse(new Confirm.Verdict.Open(refused.message()));
            case CallOutcome.NoContent none -> new Confirm.Verdict.Open(none.reason());
            case CallOutcome.Unknown unknown -> new Confirm.Verdict.Open(unknown.reason());
        };
    }

    private void tell(
            Unknown call, Confirm confirm, ConfirmProgress progress, Settlement settlement, Confirmation.Read read) {
        Answer answer = domain.ask(new Command.ConfirmCall(call.call(), settlement, read, confirm.finalMillis()))
                .answer();
        if (answer instanceof Answer.Refused refused) {
            if (refused.code() == RefusalCode.CONFIRMATION_EARLY) {
                progress.again(domain.now(), progress.sinceMillis() + confirm.finalMillis());
            } else if (refused.code() != RefusalCode.CALL_UNKNOWN && refused.code() != RefusalCode.CALL_SETTLED) {
                toPeople(call, progress, refused.message());
            } else {
                progress.end();
            }
        } else {
            progress.end();
        }
    }

    /** The read as it is recorded: its digest is that of what was asked and answered. */
    private static Confirmation.Read read(
            String server, Confirm confirm, Map<String, Object> arguments, CallOutcome outcome, long sent) {
        Map<String, @Nullable Object> answer = new HashMap<>();
        if (outcome instanceof CallOutcome.Result result) {
            answer.putAll(PlainJson.of(result.result()));
        } else if (outcome instanceof CallOutcome.RefusedBeforeEffect refused) {
            refused.content().ifPresent(content -> answer.putAll(PlainJson.of(content)));
        }
        return new Confirmation.Read(server + "/" + confirm.call(), digest(arguments, answer), sent);
    }

    static String digest(Map<String, Object> arguments, Map<String, @Nullable Object> answer) {
        Map<String, @Nullable Object> both = Map.of("answer", answer, "arguments", arguments);
        try {
            return Digests.canonical(both);
        } catch (IllegalArgumentException e) {
            return Digests.sha256("not canonical: " + new TreeMap<>(arguments) + new TreeMap<>(answer));
        }
    }

    private static void toPeople(Unknown call, ConfirmProgress progress, String why) {
        if (progress.end()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the outcome of " + Ids.call(call.call()) + " cannot be found by a read: " + why
                            + "; a person must reconcile it");
        }
    }

    /** The number of calls that are still read for. */
    public long open() {
        return waiting.values().stream().filter(each -> !each.over()).count();
    }

    /** The number of reads by what they showed. */
    public SortedMap<String, Long> reads() {
        var numbers = new TreeMap<String, Long>();
        made.forEach((what, number) -> numbers.put(what, number.sum()));
        return Collections.unmodifiableSortedMap(numbers);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
