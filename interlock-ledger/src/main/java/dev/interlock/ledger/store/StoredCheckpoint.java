package dev.interlock.ledger.store;

/**
 * A signed tree head as stored.
 *
 * @param size the number of entries that it covers
 * @param note the signed note
 * @param time the time of the signature, in milliseconds since 1970; information only, not signed
 */
public record StoredCheckpoint(long size, String note, long time) {}
