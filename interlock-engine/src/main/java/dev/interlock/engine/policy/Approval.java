package dev.interlock.engine.policy;

import java.util.Optional;

/**
 * An approval that a rule or a tier asks for.
 *
 * @param by approver group; empty: anybody registered as an approver
 * @param count the number of pairwise independent approvers
 * @param independence level of independence from the requester and of each other; empty: that of the tier
 * @param validMillis time that an approval stays good, in milliseconds
 * @param terms the terms on which it is asked for
 */
public record Approval(
        Optional<String> by, int count, Optional<Level> independence, long validMillis, ApprovalTerms terms) {

    /** The time that an approval stays good unless a rule says otherwise: one hour. */
    public static final long DEFAULT_VALID_MILLIS = 3_600_000;

    /** The approval that a tier asks for when a rule names none: one independent approver. */
    public static final Approval DEFAULT = new Approval(Optional.empty(), 1, Optional.empty(), DEFAULT_VALID_MILLIS);

    public Approval(Optional<String> by, int count, Optional<Level> independence, long validMillis) {
        this(by, count, independence, validMillis, ApprovalTerms.DEFAULT);
    }
}
