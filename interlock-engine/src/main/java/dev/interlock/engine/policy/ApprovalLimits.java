package dev.interlock.engine.policy;

/**
 * What keeps approvers from being asked so much that they stop looking.
 *
 * @param openPerChain most open holds of one chain of delegation
 * @param openPerAgent most open holds of one agent
 * @param answersPerWindow most approvals that one person gives within {@link #WINDOW_MILLIS}; rejections are not counted
 */
public record ApprovalLimits(int openPerChain, int openPerAgent, int answersPerWindow) {

    /** Ten minutes. */
    public static final long WINDOW_MILLIS = 600_000;

    public static final ApprovalLimits DEFAULT = new ApprovalLimits(100, 50, 60);
}
