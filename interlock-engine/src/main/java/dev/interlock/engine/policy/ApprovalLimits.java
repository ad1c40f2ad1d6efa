package dev.interlock.engine.policy;

/**
 * What keeps approvers from being asked so much that they stop looking, and for how long others may answer in their place.
 *
 * @param openPerChain most open holds of one chain of delegation
 * @param openPerAgent most open holds of one agent
 * @param answersPerWindow most approvals that one person gives within {@link #WINDOW_MILLIS}; rejections are not counted
 * @param delegationMillis how long a delegation lasts at most; never more than {@link #MOST_DELEGATION_MILLIS}
 * @param delegations most delegations that one person has made at a time, and as many that were made to them
 */
public record ApprovalLimits(
        int openPerChain, int openPerAgent, int answersPerWindow, long delegationMillis, int delegations) {

    /** Ten minutes. */
    public static final long WINDOW_MILLIS = 600_000;

    /** 14 days. */
    public static final long MOST_DELEGATION_MILLIS = 14L * 86_400_000;

    /**
     * Most holds of an agent that are known to have expired, or to have been withdrawn, voided or superseded. Of the others, those that ended
     * first, only the record knows.
     */
    public static final int MOST_ENDED = 1_000;

    public static final ApprovalLimits DEFAULT = new ApprovalLimits(100, 50, 60, MOST_DELEGATION_MILLIS, 20);

    public ApprovalLimits {
        if (delegationMillis <= 0 || delegationMillis > MOST_DELEGATION_MILLIS) {
            throw new IllegalArgumentException("a delegation lasts between a moment and 14 days");
        }
    }
}
