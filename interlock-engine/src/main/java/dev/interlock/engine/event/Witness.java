package dev.interlock.engine.event;

/**
 * A recorded call that a finding rests on.
 *
 * @param call sequence number of the call's first event
 * @param mark the mark for which it counts
 */
public record Witness(long call, String mark) implements Comparable<Witness> {

    @Override
    public int compareTo(Witness other) {
        int byCall = Long.compare(call, other.call);
        return byCall != 0 ? byCall : mark.compareTo(other.mark);
    }
}
