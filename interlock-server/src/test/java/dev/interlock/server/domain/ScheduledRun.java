package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.MemoryStore;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A queue and its writer under one schedule: agents that edit vendors, hear that it is done, and pay them, which needs the edit;
 * somebody who reads the state; and somebody who stops the queue, in the end or before. Some runs are on a disk that fails.
 */
final class ScheduledRun {

    private static final int AGENTS = 3;
    private static final int ROUNDS = 2;
    private static final int QUESTIONS = 6;
    private static final int PLACES = 4;
    private static final CheckpointPolicy SELDOM = new CheckpointPolicy(1_000_000, 1_000_000_000);

    private final Schedule schedule;
    private final AtomicLong clock = new AtomicLong(1_000_000);
    private final MemoryStore memory = new MemoryStore();
    private final ScheduledStore store;
    private final Replica replica;
    private final Writer writer;
    private final CommandQueue queue;
    private final Bundle bundle;
    private final Ed25519Signer signer;
    private final long begun;

    private int working = AGENTS;
    /** The number of questions that the replica answered. */
    private int fromReplica;
    /** The events that a listener heard of. */
    private final List<Long> heard = new ArrayList<>();
    /** The calls of which it was told that they succeeded. */
    private final Set<Long> told = new HashSet<>();
    /** The calls whose payment was permitted, with its number; negative where it was denied. */
    private final Map<Long, Long> paid = new HashMap<>();
    /** The calls that were permitted. */
    private final List<Long> permitted = new ArrayList<>();

    /** @param planted whether outcomes are answered before they have their place in the order */
    ScheduledRun(long seed, Bundle bundle, Ed25519Signer signer, boolean planted) throws IOException {
        this.bundle = bundle;
        this.signer = signer;
        schedule = new Schedule(seed);
        store = new ScheduledStore(memory, schedule);
        replica = replica(store);
        writer = writer(store, replica);
        writer.start();
        queue = new CommandQueue(
                writer,
                () -> Instant.ofEpochMilli(clock.get()),
                planted ? new EarlyQueue(schedule, PLACES, clock) : new ScheduledQueue(schedule, PLACES, clock),
                new ScheduledLock(schedule),
                schedule);
        writer.postCommit().onRecorded(events -> events.forEach(one -> heard.add(one.seq())));
        for (int i = 0; i < AGENTS; i++) {
            int agent = i;
            long editing = opened(agent(i), "any");
            long paying = opened(agent(i), "once");
            schedule.newThread(() -> work(agent, editing, paying)).start();
        }
        schedule.newThread(this::read).start();
        boolean early = schedule.once(3);
        schedule.newThread(() -> stop(early)).start();
        queue.start();
        begun = memory.size();
        store.begin(schedule.once(3));
    }

    /** A queue that answers an outcome when it takes it. */
    private static final class EarlyQueue extends ScheduledQueue {
        private static final long serialVersionUID = 1L;

        EarlyQueue(Schedule schedule, int places, AtomicLong clock) {
            super(schedule, places, clock);
        }

        @Override
        public boolean offer(Work work, long timeout, java.util.concurrent.TimeUnit unit) {
            if (work instanceof Work.Ask ask && ask.ahead() && ask.command() instanceof Command.SettleCall settle) {
                ask.future()
                        .complete(Optional.of(new Reply(
                                new Answer.Done(settle.call()),
                                List.of(),
                                List.of(new Event.CallSettled(settle.call(), settle.settlement())))));
            }
            return super.offer(work, timeout, unit);
        }
    }

    private Replica replica(ScheduledStore over) {
        return new Replica(
                new LedgerReplayer(over), loader(over), new ScheduledLock(schedule), new ScheduledExecutor(schedule));
    }

    private SnapshotLoader loader(LedgerStore over) {
        return new SnapshotLoader(new LedgerReplayer(over), memory);
    }

    private Writer writer(ScheduledStore over, Replica following) throws IOException {
        Ledger ledger = Ledger.open(over, signer, clock::get, SELDOM).orThrow();
        var parts = new Writer.Parts(
                ledger,
                over,
                memory,
                new LedgerReplayer(over),
                loader(over),
                following,
                Custody.NONE,
                AnchorKeeper.open(Optional.empty(), ledger, over),
                SnapshotKeeper.SPACING);
        return new Writer(parts, bundle, new DomainClock(Clocks.of(() -> Instant.ofEpochMilli(clock.get()))));
    }

    private static Caller agent(int number) {
        return Ending.agent("agent-" + number);
    }

    private long opened(Caller agent, String intent) {
        var ask = new Work.Ask(Optional.empty(), Ending.opening(agent, intent));
        var unused = writer.write(List.of(ask));
        return ((Answer.Done) ask.future().join().orElseThrow().answer()).number();
    }

    // --- the threads

    private void work(int agent, long editing, long paying) {
        for (int round = 0; round < ROUNDS; round++) {
            var vendor = new Key("vendor", agent + "-" + round);
            OptionalLong edit = permitted(agent, editing, Ending.facts("erp/edit", List.of(vendor)));
            if (edit.isPresent() && tellsSuccess(edit.getAsLong())) {
                told.add(edit.getAsLong());
                pay(agent, paying, vendor, edit.getAsLong());
            }
        }
        working--;
    }

    private boolean tellsSuccess(long call) {
        Optional<Reply> reply =
                asked(Work.Ask.ofOutcome(new Command.SettleCall(call, new Settlement.Succeeded(List.of()))));
        if (reply.isEmpty()) {
            return false; // the gate would tell it again
        }
        assertThat(reply.get().answer()).isEqualTo(new Answer.Done(call));
        return true;
    }

    private void pay(int agent, long paying, Key vendor, long edited) {
        Optional<Reply> reply = asked(decide(agent, paying, Ending.facts("erp/pay", List.of(vendor))));
        reply.ifPresent(answer -> {
            assertDurable(answer);
            paid.put(edited, answer.answer() instanceof Answer.Permit permit ? permit.call() : -1L);
        });
    }

    private OptionalLong permitted(int agent, long task, CallFacts facts) {
        Optional<Reply> reply = asked(decide(agent, task, facts));
        if (reply.isEmpty()) {
            return OptionalLong.empty();
        }
        assertDurable(reply.get());
        long call = ((Answer.Permit) reply.get().answer()).call();
        permitted.add(call);
        return OptionalLong.of(call);
    }

    private static Work.Ask decide(int agent, long task, CallFacts facts) {
        return new Work.Ask(Optional.empty(), new Command.DecideCall(agent(agent), OptionalLong.of(task), facts));
    }

    private void assertDurable(Reply reply) {
        assertThat(reply.receipts())
                .as("answered when it was durable")
                .isNotEmpty()
                .extracting(Receipt::index)
                .allSatisfy(index -> assertThat(index).isLessThan(size()));
    }

    private long size() {
        try {
            return memory.size();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void read() {
        for (int i = 0; i < QUESTIONS; i++) {
            var before = Set.copyOf(told);
            seen().ifPresent(seen -> {
                assertThat(seen.next()).as("what was seen is durable").isLessThanOrEqualTo(size());
                assertThat(before).as("what was told before is seen").noneMatch(seen.inFlight()::contains);
            });
        }
    }

    /** The calls in flight, and the number of the next event, as a reader sees them. */
    private record Seen(long next, Set<Long> inFlight) {
        static Seen of(State state) {
            return new Seen(
                    state.nextSeq(),
                    state.calls().all().stream()
                            .filter(open -> !open.unknown())
                            .map(open -> open.view().seq())
                            .collect(Collectors.toSet()));
        }
    }

    /** Asks as {@link Domain#query} does. */
    private Optional<Seen> seen() {
        if (!writer.sound() || !replica.isCurrent() && look(State::nextSeq).isEmpty()) {
            return look(Seen::of);
        }
        schedule.point();
        Optional<Seen> seen = replica.ask(Seen::of).map(Replica.Seen::answer);
        fromReplica += seen.isPresent() ? 1 : 0;
        return seen.isPresent() ? seen : look(Seen::of);
    }

    private <T> Optional<T> look(Function<State, T> question) {
        var look = new Work.Look<>(question, new CompletableFuture<T>());
        return answer(look, look.future());
    }

    private void stop(boolean early) {
        schedule.until(() -> early || working == 0);
        try {
            queue.stop();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<Reply> asked(Work.Ask ask) {
        return answer(ask, ask.future()).orElse(Optional.empty());
    }

    /** Hands work over and waits for its answer. Empty where the ledger or the queue is not available. */
    private <T> Optional<T> answer(Work work, CompletableFuture<T> future) {
        try {
            queue.submit(work);
            schedule.until(future::isDone);
            return Optional.of(future.get());
        } catch (UnavailableException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            assertThat(e.getCause()).isInstanceOf(UnavailableException.class);
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    // --- the end

    /**
     * Runs the threads, and looks at what is recorded, also after another start.
     *
     * @return the number of questions that the replica answered
     */
    int run() throws IOException {
        schedule.run();
        List<Recorded> recorded = recorded();
        assertEachOnce(recorded);
        assertOutcomes(recorded);
        assertHeard(recorded);
        store.begin(false);
        memory.reopen();
        var after = new Replica(new LedgerReplayer(memory), loader(memory));
        writer(store, after).start();
        after.close();
        Set<Long> ended = settled(recorded()).keySet();
        assertThat(told).as("no call that was told of is in flight for ever").isSubsetOf(ended);
        return fromReplica;
    }

    private List<Recorded> recorded() throws IOException {
        var all = new ArrayList<Recorded>();
        new LedgerReplayer(memory).scan(0, memory.size(), all::add);
        return all;
    }

    private static Map<Long, Settlement> settled(List<Recorded> recorded) {
        var settled = new HashMap<Long, Settlement>();
        for (Recorded one : recorded) {
            if (one.event() instanceof Event.CallSettled settling) {
                assertThat(settled.put(settling.call(), settling.settlement()))
                        .as("one outcome of c-%d", settling.call())
                        .isNull();
            }
        }
        return settled;
    }

    /** Each permit is of a reservation of its own, and without failures there are no others. */
    private void assertEachOnce(List<Recorded> recorded) {
        List<Long> reserved = recorded.stream()
                .filter(one -> one.event() instanceof Event.CallReserved)
                .map(Recorded::seq)
                .toList();
        assertThat(permitted).doesNotHaveDuplicates().isSubsetOf(reserved);
        long payments = paid.values().stream().filter(number -> number >= 0).count();
        if (store.failures() == 0) {
            assertThat(reserved).hasSize(permitted.size() + (int) payments);
        }
    }

    /** An outcome that was told is recorded, or lost as a whole: nothing that needs it is permitted then, and nothing else denied. */
    private void assertOutcomes(List<Recorded> recorded) {
        Map<Long, Settlement> settled = settled(recorded);
        var success = new Settlement.Succeeded(List.of());
        for (long call : told) {
            Optional<Settlement> outcome = Optional.ofNullable(settled.get(call));
            if (store.failures() == 0) {
                assertThat(outcome).as("told of c-%d", call).contains(success);
            }
            if (paid.containsKey(call)) {
                assertThat(outcome.filter(success::equals).isPresent())
                        .as("c-%d succeeded, on record, exactly if what needs it was permitted", call)
                        .isEqualTo(paid.get(call) >= 0);
            }
        }
    }

    /** The listener heard of everything in order, but for what only another start found. */
    private void assertHeard(List<Recorded> recorded) {
        assertThat(heard).isSorted().doesNotHaveDuplicates();
        if (store.failures() == 0) {
            assertThat(heard.stream().filter(seq -> seq >= begun).toList())
                    .isEqualTo(recorded.stream()
                            .map(Recorded::seq)
                            .filter(seq -> seq >= begun)
                            .toList());
        }
    }
}
