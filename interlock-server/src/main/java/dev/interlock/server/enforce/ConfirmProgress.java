package dev.interlock.server.enforce;

import java.time.Duration;

/**
 * The reads for one call of unknown outcome: how many there were, and when the next one is due. The pauses between them double up to ten
 * minutes, and after 20 reads the call is left to people. Thread-safe.
 */
final class ConfirmProgress {

    static final int MOST_READS = 20;
    /** Reads that a call has left after a restart, however long ago its outcome was recorded as unknown: the server may have been down. */
    static final int LEFT = 3;

    private static final long FIRST = Duration.ofSeconds(5).toMillis();
    private static final long LONGEST = Duration.ofMinutes(10).toMillis();

    private final long sinceMillis;
    private int reads;
    private long nextMillis;
    private long pause = FIRST;
    private boolean underWay;
    private boolean over;

    /**
     * The progress of a call that nothing is known of but the record: reads are not in it unless they ended a call. So those that were due
     * before this process began count as made.
     *
     * @param sinceMillis when its outcome was recorded as unknown
     * @param startedMillis when this process began to look
     */
    ConfirmProgress(long sinceMillis, long startedMillis) {
        this.sinceMillis = sinceMillis;
        this.nextMillis = sinceMillis + FIRST;
        while (nextMillis < startedMillis && reads < MOST_READS - LEFT) {
            reads++;
            pause = Math.min(2 * pause, LONGEST);
            nextMillis += pause;
        }
    }

    long sinceMillis() {
        return sinceMillis;
    }

    synchronized boolean isDue(long now) {
        return !underWay && !over && now >= nextMillis;
    }

    synchronized boolean begin(long now) {
        boolean due = isDue(now);
        underWay |= due;
        return due;
    }

    /** Notes a read that showed nothing; the next one is not before the time at which more can be shown. */
    synchronized void again(long now, long notBefore) {
        underWay = false;
        over = ++reads >= MOST_READS;
        pause = Math.min(2 * pause, LONGEST);
        // A read that is known to be worth it at that time does not wait for longer.
        nextMillis = now < notBefore ? Math.min(now + pause, notBefore) : now + pause;
    }

    /** Ends the reads; whether they had not ended before. */
    synchronized boolean end() {
        boolean first = !over;
        underWay = false;
        over = true;
        return first;
    }

    synchronized boolean givenUp() {
        return reads >= MOST_READS;
    }

    synchronized boolean over() {
        return over;
    }
}
