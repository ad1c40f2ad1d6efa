package dev.interlock.ledger.log;

/**
 * When {@link Ledger#checkpointIfDue} signs: there are new entries, and enough of them or enough time since the last
 * checkpoint. What comes after the newest checkpoint could be cut off unnoticed, and what comes before cannot.
 *
 * @param entries new entries that make a checkpoint due, at least 1
 * @param millis milliseconds since the last checkpoint that make one due
 */
public record CheckpointPolicy(long entries, long millis) {
    /** After 10,000 entries or a second. */
    public static final CheckpointPolicy DEFAULT = new CheckpointPolicy(10_000, 1_000);

    /** Checks the bounds. */
    public CheckpointPolicy {
        if (entries < 1 || millis < 0) {
            throw new IllegalArgumentException("a checkpoint is due after at least 1 entry and 0 milliseconds");
        }
    }
}
