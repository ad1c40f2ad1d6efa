package dev.interlock.provenance.task;

import java.util.ArrayList;
import java.util.List;

/** One record that a task read, and what the instruction has to do with it. For one thread. */
final class Source {

    /** The relation of a record to the instruction. */
    enum Level {
        /** The instruction does not name it. */
        UNNAMED,
        /** The record was found through a link in a named record. */
        LINKED,
        /** The instruction names all arguments of the read, the sender, or most of the title. */
        NAMED
    }

    /** Sequence number of the call that returned it, if one did. */
    final long call;
    /** Position of its first token. */
    final int from;

    private int to;
    private Level level;
    private final boolean steered;
    private boolean touching;
    private boolean addressesAgent;
    private final List<Value> names = new ArrayList<>();

    /** @param steered whether untrusted text asked for the read: the record vouches for nothing */
    Source(long call, int from, Level level, boolean steered) {
        this.call = call;
        this.from = from;
        this.to = from;
        this.level = level;
        this.steered = steered;
    }

    int to() {
        return to;
    }

    void endAt(int position) {
        to = position;
    }

    Level level() {
        return level;
    }

    void isNamed() {
        level = Level.NAMED;
    }

    /** Returns whether the instruction names the record, and nobody else chose that it was read. */
    boolean named() {
        return level == Level.NAMED && !steered;
    }

    boolean linked() {
        return level == Level.LINKED && !steered;
    }

    boolean steered() {
        return steered;
    }

    /** Returns whether the record shares a longer word or a number with the instruction. */
    boolean touching() {
        return touching;
    }

    void touches() {
        touching = true;
    }

    /** Returns whether a word in it addresses an agent: the record is no list of things to do for a person. */
    boolean addressesAgent() {
        return addressesAgent;
    }

    void addresses() {
        addressesAgent = true;
    }

    void name(Value name) {
        names.add(name);
    }

    /** Titles and file names by which texts speak of the record. */
    List<Value> names() {
        return names;
    }
}
