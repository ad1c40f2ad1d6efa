package dev.interlock.server.index;

/**
 * A thing with a name, and how often it occurs.
 *
 * @param count the number of entries about it
 * @param last the number of the newest of them
 */
public record Counted(String name, long count, long last) {}
