package dev.interlock.engine.policy;

import java.util.Optional;
import java.util.Set;

/**
 * The break-glass section of a bundle: who may open a lane, for what, and who reviews it. A bundle without it knows no lanes.
 *
 * @param by group of the people who may open one
 * @param opening what it takes to open one
 * @param limitMillis longest life of a lane, in milliseconds; at most {@link #MOST_MILLIS}
 * @param allow the duties that a lane may be for
 * @param reviewers group of the people who may review one
 * @param reviewWithinMillis time after its end within which a lane is to be reviewed, in milliseconds
 * @param escalate group of the people who may review one as well, once nobody has done so in time
 */
public record BreakGlass(
        String by,
        Opening opening,
        long limitMillis,
        Set<String> allow,
        String reviewers,
        long reviewWithinMillis,
        Optional<String> escalate) {

    /** The requirement for opening a lane. */
    public enum Opening {
        /** Two people who are independent of each other. */
        TWO_PEOPLE,
        /** One person who names a ticket, which is recorded. */
        TICKET
    }

    /** The longest life of a lane where the bundle states none: 30 minutes. */
    public static final long DEFAULT_LIMIT_MILLIS = 1_800_000;
    /** The longest life that a bundle can grant a lane: four hours. */
    public static final long MOST_MILLIS = 14_400_000;
    /** The time for the review where the bundle states none: 24 hours. */
    public static final long DEFAULT_REVIEW_MILLIS = 86_400_000;
    /** Most calls that one lane reserves. */
    public static final int CALLS = 1_000;
    /** The name that the task of a lane has in place of an intent; no intent has it. */
    public static final String INTENT = "break-glass";
    /** The kind of the leases by which instances are admitted to a lane. */
    public static final String CREDENTIAL = "lane-credential";
    /** The member of such a lease's binding that is the digest of what the instance shows. */
    public static final String DIGEST = "sha-256";
    /** The member of such a lease's binding that names the person who got it. */
    public static final String GIVEN_TO = "given-to";

    public BreakGlass {
        allow = Set.copyOf(allow);
        if (limitMillis <= 0 || limitMillis > MOST_MILLIS) {
            throw new IllegalArgumentException("a lane must last from 1 ms to " + MOST_MILLIS + " ms");
        }
    }
}
