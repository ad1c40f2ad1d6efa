package dev.interlock.ledger.log;

/**
 * The policy by which {@link Ledger#checkpointIfDue} signs: there are new entries, and enough of them or enough time since the
 * last checkpoint. Entries after the newest checkpoint could be cut off unnoticed, and those before it cannot.
 *
 * @param entries the number of new entries that makes a checkpoint due, at least 1
 * @param millis the milliseconds since the last checkpoint that make one due
 */
public record CheckpointPolicy(long entries, long millis) {
    /** A checkpoint after 10,000 entries or a second. */
    public static final CheckpointPolicy DEFAULT = new CheckpointPolicy(10_000, 1_000);

    /** Checks the bounds. */
    public CheckpointPolicy {
        if (entries < 1 || millis < 0) {
            throw new IllegalArgumentException(
                    "a checkpoint must be due after at least 1 entry and at least 0 milliseconds");
        }
    }
}
