package dev.interlock.engine.event;

/**
 * An event in its place in the domain's total order.
 *
 * @param seq its number: the index of its leaf in the ledger
 * @param timeMillis time in milliseconds since 1970, as assigned by the domain's writer: never less than that of the event before
 * @param bundle digest of the bundle in force
 */
public record Recorded(long seq, long timeMillis, String bundle, Event event) {}
