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
                FlowMonitor,
                FirstUseMonitor,
                UnusualMonitor,
                ClosingMonitor {

    Rule rule();

    /** The roles that the marks have for this rule; 0 when it does not apply. */
    long roles(Iterable<String> marks);

    /** The roles of a rule that knows one: 1 if one of the marks is among those of the rule, else 0. */
    static long oneRole(Iterable<String> marks, Set<String> ofRule) {
        for (String mark : marks) {
            if (ofRule.contains(mark)) {
                return 1;
            }
        }
        return 0;
    }

    /** Adds a finding for each reason why the call would break the rule. */
    void check(CallView call, long roles, List<Finding> findings);

    /**
     * The roles by which an open call is to be checked for the labels that it is answered with; 0 when there is nothing
     * to check.
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
     * @param time steady time of the settlement, in milliseconds
     */
    void succeed(CallView call, long roles, int[] created, long seq, long time);

    /**
     * The outcome of the open call is unknown, and named objects. The call {@linkplain CallView#returned may lie on}
     * these and on what they belong to and descend from, besides what it had when it was reserved and what it may
     * create.
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
     * The roles of an observed call that count: a duty for which its source is not trusted meets no requirement.
     *
     * @param trusted duties for which its source is trusted
     */
    default long trusted(long roles, Set<String> trusted) {
        return roles;
    }

    /** The open call did nothing, and leaves history. */
    void fail(CallView call, long roles);

    /**
     * Some elements of the list of an open call were not done: the call leaves the keys that these alone brought. The
     * rest of it is reported as {@linkplain #succeed succeeded} next.
     *
     * @param part the call on these keys
     */
    default void undone(CallView part, long roles) {
        fail(part, roles);
    }

    /** The key is closed for good, or nobody acts on it any more: nobody asks again what happened on it. */
    default void forget(int key) {}

    /**
     * Adds a finding for each breach in what may have happened that this late link is about to complete. Changes nothing;
     * the link is not applied yet.
     */
    default void latent(Relink link, long now, List<Finding> findings) {}

    /**
     * A late link gives one key the history of another. A monitor that looks up
     * {@link dev.interlock.engine.table.Lineage#inherited} has nothing to do; one that keeps sums has.
     */
    default void inherit(int key, int from) {}

    /**
     * Two values of a column are merged, and are one from here on. A monitor that compares rows has nothing to do; one
     * that indexes by value has.
     */
    default void merge(ActorTable.Merged values) {}

    /**
     * An attribute that was unknown of an agent is stated from here on, for what was recorded of it. A monitor that compares rows has
     * nothing to do; one that indexes by value has.
     */
    default void state(ActorTable.Stated stated) {}

    /** Returns whether the approval recorded as {@code answer} no longer counts for this rule and call. */
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
