package dev.interlock.ledger.store;

/**
 * A signed tree head as stored.
 *
 * @param size the size it is about
 * @param note the signed note
 * @param time when it was signed, milliseconds since 1970; information only, not signed
 */
public record StoredCheckpoint(long size, String note, long time) {}
