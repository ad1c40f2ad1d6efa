package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.Entry;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The way back to a state that the ledger vouches for, at the start and after an append that failed: what the ledger really has is
 * folded, and the recovery says what has to be recorded before anything else is decided. Used by the writer alone.
 */
final class Recovery {

    private final Ledger ledger;
    private final LedgerReplayer replayer;
    private final SnapshotLoader snapshots;

    /** Entries before this one were answered for. A reservation from here on that nobody heard of was never forwarded. */
    private long acknowledged;
    /** The entries of an append that failed, and the number of the first: the ledger may have them all the same. */
    private List<Entry> failed = List.of();

    private long failedFrom;
    /** The calls whose outcome was told ahead of the disk, and is not known to be durable. */
    private final Set<Long> toldAhead = new HashSet<>();

    Recovery(Ledger ledger, LedgerReplayer replayer, SnapshotLoader snapshots) {
        this.ledger = ledger;
        this.replayer = replayer;
        this.snapshots = snapshots;
    }

    /** The state of the ledger as it was opened. */
    SnapshotLoader.Restored atStart(Bundle bundle) throws IOException {
        SnapshotLoader.Restored restored = snapshots.restored(bundle);
        replayer.catchUp(restored.state(), ledger.size());
        return restored;
    }

    /** An append failed, and may have been committed. */
    void failed(List<Entry> entries) {
        if (!entries.isEmpty()) {
            failed = List.copyOf(entries);
            failedFrom = ledger.size();
        }
    }

    /**
     * The state of what the ledger really has, after an append of which it is not known how much was committed.
     *
     * @throws ForeignEntryException if it has anything else than this writer appended: nothing of that is taken in, nor signed
     */
    State afterFailure(Bundle bundle) throws IOException, ForeignEntryException {
        ledger.catchUp((index, leaf, opening) -> {
            if (!isOurs(index, new Entry(leaf, opening))) {
                throw new ForeignEntryException(index);
            }
        });
        return snapshots.folded(bundle);
    }

    private boolean isOurs(long index, Entry entry) {
        long place = index - failedFrom;
        return place >= 0 && place < failed.size() && failed.get((int) place).equals(entry);
    }

    /**
     * The record says which bundle is in force: also after an activation that was committed and not acknowledged. Its first event says
     * what the clocks show.
     */
    Optional<Event> activation(State current, String by, ClockReading reading) {
        Bundle bundle = current.bundle();
        if (current.nextSeq() == 0) {
            var first = new Event.BundleActivated(bundle.name(), bundle.digest(), by);
            return Optional.of(reading.boot().isPresent() ? first.at(reading) : first);
        }
        if (!replayer.event(current.nextSeq() - 1).bundle().equals(bundle.digest())) {
            return Optional.of(new Event.BundleActivated(bundle.name(), bundle.digest(), by));
        }
        return Optional.empty();
    }

    /** Gives up on calls that were in flight when the gateway stopped. */
    void giveUpAtStart(State current, Consumer<Command> decide) {
        // Those that somebody else carries out go on: they have until their time to report.
        settle(
                current,
                open -> open.asked().isEmpty(),
                new Settlement.Unknown("the gateway stopped before the outcome was known"),
                decide);
    }

    /** Everything that the ledger has is answered for, and what was told ahead is durable. */
    void acknowledged() {
        acknowledged = ledger.size();
        failed = List.of();
        toldAhead.clear();
    }

    /** The outcome of a call is told though it is not durable yet. */
    void toldAhead(long call) {
        toldAhead.add(call);
    }

    /**
     * Gives up on calls after an append that failed. Reservations that were committed but never acknowledged were never forwarded. An
     * outcome that was told ahead of the disk and got lost is unknown, as it would be after a crash: nobody else will say it again.
     */
    void giveUpAfterFailure(State current, Consumer<Command> decide) {
        settle(
                current,
                open -> open.view().seq() >= acknowledged,
                new Settlement.Failed("never forwarded: its reservation was not acknowledged"),
                decide);
        settle(
                current,
                open -> toldAhead.contains(open.view().seq()),
                new Settlement.Unknown("its outcome was reported but could not be recorded"),
                decide);
    }

    private static void settle(
            State current, Predicate<OpenCall> which, Settlement settlement, Consumer<Command> decide) {
        for (OpenCall open : List.copyOf(current.calls().all())) {
            if (!open.unknown() && which.test(open)) {
                decide.accept(new Command.SettleCall(open.view().seq(), settlement));
            }
        }
    }
}
