package dev.interlock.server.readiness;

import dev.interlock.policy.diagnostic.Diagnostic;

/**
 * One thing that a bundle and a configuration cannot do together. An error can never work; a warning is only likely to be wrong.
 *
 * @param name the part that it is about: an agent, a rule, a group and so on; empty where there is only one such thing
 */
public record Finding(Diagnostic diagnostic, String name) implements Comparable<Finding> {

    /** The finding as an exception names it: its code and, where there are several of its kind, its name. */
    public String exception() {
        return diagnostic.check().code() + (name.isEmpty() ? "" : ":" + name);
    }

    /** Compares by position. */
    @Override
    public int compareTo(Finding other) {
        int order = diagnostic.compareTo(other.diagnostic);
        return order != 0 ? order : name.compareTo(other.name);
    }
}
