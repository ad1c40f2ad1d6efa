package dev.interlock.engine.command;

import dev.interlock.engine.event.LedgerDoubt;
import dev.interlock.engine.model.Caller;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands about the ledger itself. But for those about an acceptance, which people give, they are Interlock's own. */
public sealed interface LedgerCommand extends Command {

    /**
     * Record that a snapshot of the state was taken.
     *
     * @param size the number of entries that it covers, at least 1
     * @param digest {@code sha-256:} and hex
     */
    record NoteSnapshot(long size, String digest) implements LedgerCommand {}

    /** Record that the highest checkpoint is kept outside the data folder. Recorded once. */
    record UseAnchor() implements LedgerCommand {}

    /**
     * Compare the ledger with what a start found: closes it for reasons that are new, and opens it where the reasons are gone. That it was
     * restored from a backup is no reason that goes by itself.
     */
    record CheckLedger(SortedMap<LedgerDoubt, Found> doubts) implements LedgerCommand {
        public CheckLedger {
            doubts = Collections.unmodifiableSortedMap(new TreeMap<>(doubts));
        }

        /** A check that found these reasons, and nothing in the place of an anchor. */
        public static CheckLedger of(Map<LedgerDoubt, Found> doubts) {
            return new CheckLedger(new TreeMap<>(doubts));
        }
    }

    /**
     * The content of the place where the anchor is to be.
     *
     * @param digest digest of it, {@code sha-256:} and hex; empty where there is nothing
     * @param note the signed checkpoint that it is; empty where it is none
     */
    record Found(Optional<String> digest, Optional<String> note) {

        /** Nothing, or nothing that matters. */
        public static final Found NOTHING = new Found(Optional.empty(), Optional.empty());
    }

    /**
     * Ask that the closed ledger be accepted as it is.
     *
     * @param singleAdministrator whether the server runs in the mode in which one person accepts it alone
     */
    record ProposeAcceptance(Caller by, String reason, boolean singleAdministrator) implements LedgerCommand {}

    /** Confirm or reject the proposed acceptance; the confirming person is independent of the proposer. */
    record AnswerAcceptance(long acceptance, Caller by, boolean confirm, String comment) implements LedgerCommand {}
}
