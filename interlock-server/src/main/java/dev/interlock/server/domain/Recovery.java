package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The way back to a state that the ledger vouches for, at the start and after an append that failed: what the ledger really has is
 * folded, and the recovery says what has to be recorded before anything else is decided. Used by the writer alone.
 */
final class Recovery {

    private final Ledger ledger;
    private final LedgerReplayer replayer;
    private final SnapshotStore snapshots;

    Recovery(Ledger ledger, LedgerReplayer replayer, SnapshotStore snapshots) {
        this.ledger = ledger;
        this.replayer = replayer;
        this.snapshots = snapshots;
    }

    /** The state of the ledger as it was opened. */
    LedgerReplayer.Restored atStart(Bundle bundle) throws IOException {
        LedgerReplayer.Restored restored = replayer.restored(bundle, snapshots);
        replayer.catchUp(restored.state(), ledger.size());
        return restored;
    }

    /** The state of what the ledger really has, after an append of which it is not known how much was committed. */
    State afterFailure(Bundle bundle) throws IOException {
        ledger.catchUp((index, leaf) -> {});
        return replayer.fromSnapshot(bundle, snapshots);
    }

    /** The record says which bundle is in force: also after an activation that was committed and not acknowledged. */
    Optional<Event> activation(State current, String by) {
        Bundle bundle = current.bundle();
        if (current.nextSeq() == 0
                || !replayer.event(current.nextSeq() - 1).bundle().equals(bundle.digest())) {
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

    /**
     * Gives up on reservations that were committed but never acknowledged: these calls were never forwarded.
     *
     * @param acknowledged the entries before this one were answered for
     */
    void giveUpUnacknowledged(State current, long acknowledged, Consumer<Command> decide) {
        settle(
                current,
                open -> open.view().seq() >= acknowledged,
                new Settlement.Failed("never forwarded: its reservation was not acknowledged"),
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
