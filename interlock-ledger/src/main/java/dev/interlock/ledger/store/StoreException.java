package dev.interlock.ledger.store;

import java.io.IOException;

/**
 * The failure of a store. After a failed append the entries may or may not be there (a crash after the
 * commit looks the same as one before it); {@link LedgerStore#size()} tells.
 */
public final class StoreException extends IOException {
    private static final long serialVersionUID = 1L;

    /** The kind of problem, for the caller to act on. */
    public enum Problem {
        /** No room is left on the medium. */
        FULL,
        /** Another process has the data folder. */
        IN_USE,
        /** The stored data is damaged, foreign or of an unknown version. */
        CORRUPT,
        /** A later epoch has begun: another writer took the ledger over, and this one can write nothing any more. */
        DEPOSED,
        /** The store was opened for reading. */
        READ_ONLY,
        /** The store is closed, or closed itself after an earlier failure. */
        CLOSED,
        /** Reading or writing failed otherwise. */
        IO
    }

    private final Problem problem;

    /** A failure without another exception behind it. */
    public StoreException(Problem problem, String message) {
        super(message);
        this.problem = problem;
    }

    /** A failure that another exception caused. */
    public StoreException(Problem problem, String message, Throwable cause) {
        super(message, cause);
        this.problem = problem;
    }

    /** The failure of a writer whose epoch is over. */
    public static StoreException deposed(long claimed, long current) {
        return new StoreException(
                Problem.DEPOSED,
                "another process took over this ledger (epoch " + current + "; this process has epoch " + claimed
                        + "); stop one of the two, and restart this one if it is the one to keep");
    }

    /** The kind of problem. */
    public Problem problem() {
        return problem;
    }
}
