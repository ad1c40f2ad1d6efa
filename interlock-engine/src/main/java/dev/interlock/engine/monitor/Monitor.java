package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.table.ActorTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * The state of one rule: {@link #check} asks it, the other methods fold an event into it. {@code check} changes nothing.
 * The roles of a call are what its marks mean to the rule, as a bit set of the rule's own; see each kind.
 */
public sealed interface Monitor
        permits SeparateMonitor,
                RequireMonitor,
                LimitMonitor,
                BindMonitor,
                OrderMonitor,
                WallMonitor,
                ForbidMonitor,
                ClosingMonitor {

    Rule rule();

    /** What the marks mean to this rule; 0 when it does not apply. */
    long roles(Iterable<String> marks);

    /** Adds a finding for each reason why the call would break the rule. */
    void check(CallView call, long roles, List<Finding> findings);

    /**
     * Of the roles of what an open call is answered with those by which it is to be checked; 0 when there is nothing to check.
     *
     * @param found roles of the labels that were found
     * @param declared roles of what the call itself did
     */
    default long answered(long found, long declared) {
        return found;
    }

    /** The call is reserved. */
    void reserve(CallView call, long roles);

    /**
     * The open call took effect.
     *
     * @param created numbers of the created objects in the key table
     * @param seq number of the settlement
     * @param time time of the settlement, in milliseconds
     */
    void succeed(CallView call, long roles, int[] created, long seq, long time);

    /**
     * The outcome of the open call is unknown, and named objects: with what these belong to and descend from they are what it {@linkplain
     * CallView#returned may lie on}, besides what it had when it was reserved and what it may create.
     */
    default void unclear(CallView call, long roles) {}

    /**
     * The open call was answered with what existed before: it lies on that, and on all that is reachable from it.
     *
     * @param found numbers of these in the key table
     */
    default void existed(CallView call, long roles, int[] found, long seq, long time) {
        succeed(call, roles, found, seq, time);
    }

    /**
     * Of the roles of an observed call those that count: what a source is not trusted for meets no requirement.
     *
     * @param trusted duties for which its source is trusted
     */
    default long trusted(long roles, Set<String> trusted) {
        return roles;
    }

    /** Nothing happened: the open call leaves history. */
    void fail(CallView call, long roles);

    /**
     * Some elements of the list of an open call were not done: the call leaves the keys that these alone brought. That the rest of it {@linkplain
     * #succeed succeeded} is said next.
     *
     * @param part the call on these keys
     */
    default void undone(CallView part, long roles) {
        fail(part, roles);
    }

    /** The key is closed for good: nobody asks again what happened on it. */
    default void forget(int key) {}

    /**
     * Adds a finding for each breach in what may have happened that this late link is about to complete. Changes nothing;
     * the link is not applied yet.
     */
    default void latent(Relink link, long now, List<Finding> findings) {}

    /**
     * A late link gives one key the history of another. What is looked up by {@link
     * dev.interlock.engine.table.Lineage#inherited} has nothing to do; sums have.
     */
    default void inherit(int key, int from) {}

    /** Two values of a column are one from here on. What compares rows has nothing to do; indexes by value have. */
    default void merge(ActorTable.Merged values) {}

    /** Whether the approval recorded as {@code answer} no longer counts for this rule and call. */
    default boolean voidsApproval(CallView call, long answer) {
        return false;
    }

    void write(DataOutput out) throws IOException;

    /**
     * Fills this new monitor.
     *
     * @param open open calls by number
     */
    void read(DataInput in, LongFunction<CallView> open) throws IOException;
}
