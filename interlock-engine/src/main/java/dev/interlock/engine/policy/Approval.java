package dev.interlock.engine.policy;

import java.util.Optional;

/**
 * An approval that a rule or a tier asks for.
 *
 * @param by approver group; empty: anybody registered as an approver
 * @param count how many pairwise independent approvers
 * @param independence level of independence from the requester and of each other; empty: that of the tier
 * @param validMillis how long an approval stays good, in milliseconds
 */
public record Approval(Optional<String> by, int count, Optional<Level> independence, long validMillis) {

    /** One hour. */
    public static final long DEFAULT_VALID_MILLIS = 3_600_000;
}
