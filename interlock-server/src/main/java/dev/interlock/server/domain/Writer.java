package dev.interlock.server.domain;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.ClockCommand;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LedgerCommand;
import dev.interlock.engine.decide.Decider;
import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.trust.LedgerTrust;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.log.Receipt;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.server.store.StartMark;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The writer of a domain, which works for one thread at a time: the one that has the turn of its {@link CommandQueue}. Decisions are folded
 * into the state as they are made, so that the next one counts them, and answered when the append that holds them is durable. Plain
 * outcomes are answered as soon as they are folded; they become durable with the next decision that somebody waits for, or a moment later.
 *
 * <p>INVARIANT: the state is at most one unflushed batch ahead of the ledger. When that batch cannot be appended the state
 * is thrown away, and what was answered ahead of the disk is recorded as unknown before anything else is decided.
 */
final class Writer {

    private static final System.Logger LOG = System.getLogger(Writer.class.getName());

    private final Ledger ledger;
    private final Custody custody;
    private final AnchorKeeper anchor;
    private final Recovery recovery;
    private final SnapshotKeeper snapshots;
    private final Writability writability;
    private final Replica replica;
    private final PostCommit postCommit;
    private final LeafWriter leaves;
    private final Batch batch;
    private final ClockKeeper clocks;
    private Bundle bundle;
    private @Nullable State state;
    private volatile boolean sound;
    private volatile boolean closed;
    private volatile boolean distrusted;
    private volatile boolean endedWell;
    /** Whether something is decided that nobody waits for, and is not durable yet. */
    private volatile boolean ahead;

    private volatile Watch watch = Watch.NOBODY;

    /**
     * The parts of a domain that its writer works with.
     *
     * @param replica follows what the writer makes durable
     */
    record Parts(
            Ledger ledger,
            LedgerStore store,
            SnapshotStore snapshots,
            LedgerReplayer replayer,
            SnapshotLoader loader,
            Replica replica,
            Custody custody,
            AnchorKeeper anchor,
            SnapshotKeeper.Spacing spacing) {}

    Writer(Parts parts, Bundle bundle, DomainClock clock) {
        this.ledger = parts.ledger();
        this.custody = parts.custody();
        this.anchor = parts.anchor();
        this.recovery = new Recovery(ledger, parts.replayer(), parts.loader());
        this.replica = parts.replica();
        this.snapshots = new SnapshotKeeper(
                ledger,
                replica,
                parts.snapshots(),
                new SnapshotAudit(parts.replayer(), parts.snapshots(), this::distrust),
                anchor,
                parts.spacing());
        this.postCommit = new PostCommit(replica);
        this.writability = new Writability(parts.store());
        this.leaves = new LeafWriter(parts.store(), Salts.random());
        this.batch = new Batch(clock, postCommit, leaves);
        this.clocks = new ClockKeeper(clock, batch);
        this.bundle = bundle;
    }

    // --- for any thread

    void watch(Watch by) {
        watch = by;
    }

    /** Listeners to what is durable, and the leases that may be used. */
    PostCommit postCommit() {
        return postCommit;
    }

    Writability writability() {
        return writability;
    }

    /** Returns whether the state is that of the ledger and of the batch. */
    boolean sound() {
        return sound && !distrusted;
    }

    /** Returns whether the ledger is closed until people accept it. */
    boolean isClosed() {
        return closed;
    }

    /** Returns whether something was found to be changed that was relied upon: only a restart opens the domain again. */
    boolean isDistrusted() {
        return distrusted;
    }

    private void distrust(String why) {
        LOG.log(System.Logger.Level.ERROR, "every call is denied until the server is restarted: " + why);
        distrusted = true;
        watch.failed();
    }

    /** Returns whether the writer has stopped, and all that the ledger has is what it knows to be durable. */
    boolean endedWell() {
        return endedWell;
    }

    /** The warning about what the domain was opened with; empty where there is none. */
    Optional<String> warning() {
        return snapshots.warning();
    }

    /** Returns whether something is decided that nobody waits for, and is not durable yet. */
    boolean isAhead() {
        return ahead;
    }

    // --- with the turn

    /** Folds the ledger, activates the bundle if it is another than the last, and gives up on calls left in flight. */
    void start() throws IOException {
        SnapshotLoader.Restored restored = recovery.atStart(bundle);
        leaves.load();
        State started = restored.state();
        state = started;
        batch.startAt(started);
        sound = true;
        recordBundle(started, "start");
        checkLedger(started);
        anchor.begin(
                started.trust()); // before anything is appended to a ledger whose end the last server left anchored
        clocks.startAt(started, watch);
        recovery.giveUpAtStart(started, command -> batch.decideAndFold(started, command, watch));
        flush();
        if (!sound) {
            throw new IOException("the ledger cannot be written");
        }
        for (StartMark mark : custody.marks().values()) {
            if (mark.isSet()) {
                mark.remove(); // the ledger says it
            }
        }
        useAnchor(started);
        postCommit.leases().reset(started);
        snapshots.startAt(started, restored);
    }

    /** Closes the ledger where a start finds a reason to doubt it. */
    private void checkLedger(State started) throws IOException {
        SortedMap<LedgerDoubt, LedgerCommand.Found> doubts = anchor.doubts(started.trust());
        for (Map.Entry<LedgerDoubt, StartMark> mark : custody.marks().entrySet()) {
            if (mark.getValue().isSet()) {
                doubts.put(mark.getKey(), LedgerCommand.Found.NOTHING);
            }
        }
        var unused = batch.decideAndFold(started, new LedgerCommand.CheckLedger(doubts), watch);
        for (LedgerTrust.Closing closing : started.trust().closings().values()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the ledger is closed, and every call is denied ("
                            + closing.event().cause()
                            + ", entry " + closing.number()
                            + "): restore what is missing and restart, or have people accept the ledger as it is with"
                            + " `interlock ledger accept`");
        }
    }

    /**
     * Has the anchor follow a ledger that nobody doubts, and says in the record that there is one.
     *
     * @throws IOException if the anchor cannot be written
     */
    private void useAnchor(State current) throws IOException {
        if (closed) {
            return;
        }
        anchor.follow();
        if (anchor.isUsed() && !current.trust().anchored()) {
            var unused = batch.decideAndFold(current, new LedgerCommand.UseAnchor(), watch);
            flush();
        }
    }

    private void recordBundle(State current, String by) {
        recovery.activation(current, by, clocks.read()).ifPresent(event -> batch.propose(current, List.of(event)));
    }

    /** Works through a batch of work; true when it was told to stop. */
    boolean write(List<Work> all) {
        Work.Stop stop = null;
        boolean due = false;
        for (Work work : all) {
            switch (work) {
                case Work.Ask ask -> ask(ask);
                case Work.AskTogether(List<Work.Ask> asks) -> asks.forEach(this::ask);
                case Work.Look<?> look -> look(look);
                case Work.Activate(Activation activation, CompletableFuture<Optional<Reply>> future) ->
                    activate(activation, future);
                case Work.Probe(CompletableFuture<Boolean> future) -> {
                    flush(); // what came before it is a commit of its own, and answered for
                    future.complete(probe());
                }
                case Work.Flush now -> due = true;
                case Work.Stop s -> stop = s;
            }
        }
        if (due || stop != null || postCommit.isAwaited()) {
            flush();
        }
        ahead = batch.size() > 0;
        if (stop == null) {
            maintain();
            return false;
        }
        stop();
        stop.future().complete(Optional.empty());
        return true;
    }

    private void ask(Work.Ask ask) {
        CompletableFuture<Optional<Reply>> future = ask.future();
        if (!usable(future)) {
            return;
        }
        State current = required();
        if (ask.bundle().isPresent() && !ask.bundle().get().equals(bundle.digest())) {
            future.complete(Optional.empty());
            return;
        }
        clocks.look(current, watch);
        if (ask.command() instanceof ClockCommand.Confirm) {
            batch.recordAllCounted(current); // their minutes are of the time before
        } else {
            batch.recordCounted(current);
        }
        int first = batch.size();
        try {
            boolean mayBePlain = ask.ahead() && PlainOutcome.mayBe(current, ask.command());
            Batch.Made made = batch.decideAndFold(current, ask.command(), watch);
            if (mayBePlain && PlainOutcome.is(made.decision())) {
                recovery.toldAhead(((Command.SettleCall) ask.command()).call());
                replica.told(current.nextSeq());
                future.complete(made.reply(List.of()));
            } else {
                postCommit.answer(future, first, batch.size(), made::reply);
            }
        } catch (Unrecordable e) {
            future.completeExceptionally(new UnavailableException("the request cannot be recorded: " + e.problem(), e));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.log(System.Logger.Level.ERROR, "a decision failed; the call is denied", e);
            future.completeExceptionally(e);
            if (batch.size() != first || current.nextSeq() != ledger.size() + batch.size()) {
                broken("a decision failed half-way", e);
            }
        }
    }

    private <T> void look(Work.Look<T> look) {
        if (!usable(look.future())) {
            return;
        }
        try {
            T answer = look.question().apply(required());
            postCommit.answer(look.future(), 0, 0, receipts -> answer);
        } catch (RuntimeException | StackOverflowError e) {
            look.future().completeExceptionally(e);
        }
    }

    private void activate(Activation activation, CompletableFuture<Optional<Reply>> future) {
        if (sound()) {
            clocks.look(required(), watch);
        }
        flush();
        if (usable(future)) {
            switchTo(activation, future);
            snapshots.follow(bundle);
        }
    }

    private void switchTo(Activation activation, CompletableFuture<Optional<Reply>> future) {
        State current = required();
        State next = activation.next();
        Decision decision;
        try {
            decision = Decider.decide(current, activation.command(), batch.now(current));
            if (decision.answer() instanceof Answer.Refused) {
                future.complete(Optional.of(Reply.ofNothing(decision.answer())));
                return;
            }
            activation.catchUp();
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "activation of a bundle failed; the previous one remains in force", e);
            future.completeExceptionally(notActivated());
            return;
        }
        Bundle before = bundle;
        replica.leave();
        try {
            bundle = next.bundle();
            batch.propose(next, decision.events());
            state = next;
            flush();
            if (sound) {
                activation.done();
                future.complete(Optional.of(Reply.ofNothing(decision.answer())));
                return;
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "activation of a bundle failed; the previous one remains in force", e);
            broken("activation failed", e);
        }
        bundle = before;
        future.completeExceptionally(notActivated());
    }

    private static UnavailableException notActivated() {
        return new UnavailableException("the bundle could not be activated; see the log");
    }

    /** Makes the batch durable and gives the answers. */
    private void flush() {
        if (!sound) {
            return;
        }
        try {
            List<Receipt> receipts = batch.size() == 0 ? List.of() : append();
            recovery.acknowledged();
            batch.committed(receipts);
            State current = required();
            closed = current.trust().isClosed();
            postCommit.committed(current, receipts);
            anchor.committed(current.nextSeq());
        } catch (IOException | RuntimeException e) {
            broken("the ledger cannot be written", e);
        }
    }

    private List<Receipt> append() throws IOException {
        long began = System.nanoTime();
        return switch (ledger.append(batch.entries(), batch.names())) {
            case LedgerAppend.Committed appended -> {
                writability.committed();
                watch.appended(batch.size(), System.nanoTime() - began);
                yield appended.receipts();
            }
            case LedgerAppend.Conflict conflict ->
                throw new IOException("the ledger has " + conflict.size() + " entries, more than this writer appended");
        };
    }

    private boolean probe() {
        return usable(new CompletableFuture<>()) && writability.probe(watch);
    }

    /** The state may be ahead of the ledger: nothing is decided on it any more. */
    private void broken(String why, Throwable cause) {
        LOG.log(System.Logger.Level.ERROR, why + "; every call is denied until it can be", cause);
        writability.refused(batch.entries());
        recovery.failed(batch.entries());
        sound = false;
        ahead = false;
        watch.failed();
        state = null;
        batch.lost();
        postCommit.failed(why);
    }

    /** The writer itself failed: whatever the state is now, it is not relied upon. */
    void failed(Throwable cause) {
        broken("the writer failed", cause);
    }

    private boolean usable(CompletableFuture<?> future) {
        if (!distrusted && (sound || recover())) {
            return true;
        }
        future.completeExceptionally(new UnavailableException(
                distrusted
                        ? "the ledger, or the state loaded from it, was changed, so nothing is decided; the server's"
                                + " log says whether to restore the data folder or only to restart the server"
                        : "the ledger cannot be written"));
        return false;
    }

    /** Folds what the ledger really has. Reservations that were committed but never acknowledged were never forwarded. */
    private boolean recover() {
        try {
            State recovered = recovery.afterFailure(bundle);
            leaves.load();
            state = recovered;
            batch.startAt(recovered);
            sound = true;
            recordBundle(recovered, "recovery");
            recovery.giveUpAfterFailure(recovered, command -> batch.decideAndFold(recovered, command, watch));
            flush();
            if (sound) {
                postCommit.leases().reset(recovered);
            }
            return sound;
        } catch (ForeignEntryException e) {
            anchor.end(); // so that the next start does not take for the rest of a crash what is beyond it
            distrust(e.getMessage() + "; restore the data folder from a backup, and find out who can write to it");
            return false;
        } catch (IOException | RuntimeException e) {
            sound = false;
            state = null;
            batch.lost();
            postCommit.forget();
            LOG.log(System.Logger.Level.WARNING, "the ledger still cannot be read", e);
            return false;
        }
    }

    private State required() {
        State current = state;
        if (current == null) {
            throw new IllegalStateException("the writer has no state");
        }
        return current;
    }

    /** Checkpoints and snapshots, when they are due. */
    private void maintain() {
        if (!sound || distrusted || ahead) {
            return;
        }
        try {
            ledger.checkpointIfDue();
            useAnchor(required());
            Optional<Snapshot> due = snapshots.due(required());
            if (due.isPresent() && name(due.get())) {
                snapshots.named(due.get(), required());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a checkpoint, an anchor or a snapshot could not be kept", e);
        }
    }

    /** Names a snapshot in the ledger. Its file comes after that: a crash in between leaves the one before, which is named as well. */
    private boolean name(Snapshot snapshot) {
        var unused = batch.decideAndFold(
                required(), new LedgerCommand.NoteSnapshot(snapshot.size(), snapshot.digest()), watch);
        flush();
        return sound;
    }

    private void stop() {
        if (sound && !distrusted) {
            batch.recordAllCounted(required());
            flush();
        }
        if (!sound || distrusted) {
            snapshots.stop();
            return;
        }
        try {
            Optional<Snapshot> last = snapshots.end(required());
            if (last.isPresent() && name(last.get())) {
                snapshots.keepLast(last.get(), required());
            }
        } catch (IOException | RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "no snapshot was kept; the next start replays more of the ledger", e);
        }
        endedWell = sound && !distrusted;
    }
}
