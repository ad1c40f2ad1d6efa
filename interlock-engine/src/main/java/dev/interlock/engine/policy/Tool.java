package dev.interlock.engine.policy;

import java.util.SortedSet;

/**
 * What the fold needs to know of a tool of the catalogue.
 *
 * @param name {@code server/tool}
 * @param marks the marks of every call, where they depend on no condition
 * @param conditional whether the marks of a call depend on a condition; then the recorded marks of the event count
 */
public record Tool(String name, SortedSet<String> marks, boolean conditional) {}
