package dev.interlock.server.domain;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.ledger.log.Ledger;
import java.io.IOException;

/**
 * The switch to another bundle. Most of history is folded under it ahead, by the thread that asks, while the writer decides by the bundle
 * before; the writer folds what came meanwhile, and the switch itself is one recorded event. Used by one thread at a time: first by the
 * one that asks, then by the writer.
 */
final class Activation {

    /** The number of times that an activation catches up with a growing ledger before it stops the writer. */
    private static final int MOST_ROUNDS = 5;

    private final Ledger ledger;
    private final LedgerReplayer replayer;
    private final Command.ActivateBundle command;
    private final Runnable switched;
    private final State next;

    /** @param switched run by the writer when the bundle is in force */
    Activation(
            Ledger ledger, LedgerReplayer replayer, Bundle bundle, Command.ActivateBundle command, Runnable switched) {
        this.ledger = ledger;
        this.replayer = replayer;
        this.command = command;
        this.switched = switched;
        this.next = State.empty(bundle);
    }

    Command.ActivateBundle command() {
        return command;
    }

    /** The state under the new bundle, as far as it was folded. */
    State next() {
        return next;
    }

    /**
     * Folds history without the writer, until little is left.
     *
     * @param little so many entries may be left for the writer, which decides nothing while it folds them
     */
    void foldAhead(long little) throws IOException {
        long size = 0;
        for (int round = 0; round < MOST_ROUNDS && ledger.size() - size > little; round++) {
            size = ledger.size();
            replayer.catchUp(next, size);
        }
    }

    /** Folds what is left; on the writer, when all that it decided is durable. */
    void catchUp() throws IOException {
        replayer.catchUp(next, ledger.size());
    }

    /** The bundle is in force, durably. */
    void done() {
        switched.run();
    }
}
