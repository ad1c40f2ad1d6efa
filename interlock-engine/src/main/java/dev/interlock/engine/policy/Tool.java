package dev.interlock.engine.policy;

import java.util.SortedSet;

/**
 * What the fold needs to know of a tool of the catalogue.
 *
 * @param name {@code server/tool}
 * @param marks the marks of every call, where they depend on no condition
 * @param conditional whether the marks of a call depend on a condition; then the recorded marks of the event count
 * @param observed nobody calls it here: what it does is only told by sources
 * @param idempotent calling it twice with the same arguments does no more than calling it once
 */
public record Tool(String name, SortedSet<String> marks, boolean conditional, boolean observed, boolean idempotent) {

    public Tool(String name, SortedSet<String> marks, boolean conditional, boolean observed) {
        this(name, marks, conditional, observed, false);
    }

    public Tool(String name, SortedSet<String> marks, boolean conditional) {
        this(name, marks, conditional, false);
    }
}
