package dev.interlock.engine.policy;

/**
 * The limits that keep approvers from being asked so much that they stop looking, and the limits of delegations.
 *
 * @param openPerChain most open holds of one chain of delegation
 * @param openPerAgent most open holds of one agent
 * @param answersPerWindow most approvals that one person gives within {@link #WINDOW_MILLIS}; rejections are not counted
 * @param delegationMillis longest time that a delegation lasts, in milliseconds; never more than {@link #MOST_DELEGATION_MILLIS}
 * @param delegations most delegations that one person has made at a time, and as many that were made to them
 */
public record ApprovalLimits(
        int openPerChain, int openPerAgent, int answersPerWindow, long delegationMillis, int delegations) {

    /** The window in which the approvals of a person are counted: ten minutes. */
    public static final long WINDOW_MILLIS = 600_000;

    /** The longest time that any bundle lets a delegation last: 14 days. */
    public static final long MOST_DELEGATION_MILLIS = 14L * 86_400_000;

    /**
     * Most holds of an agent that are kept after they expired, or were withdrawn, voided or superseded. Those that ended before them
     * are in the record alone.
     */
    public static final int MOST_ENDED = 1_000;

    public static final ApprovalLimits DEFAULT = new ApprovalLimits(100, 50, 60, MOST_DELEGATION_MILLIS, 20);

    public ApprovalLimits {
        if (delegationMillis <= 0 || delegationMillis > MOST_DELEGATION_MILLIS) {
            throw new IllegalArgumentException("a delegation must last from 1 ms to 14 days");
        }
    }
}
