package dev.interlock.engine.plan;

/** The search nodes that are left: a bound on the work of one or several searches. */
final class Budget {

    private long left;

    Budget(long nodes) {
        this.left = nodes;
    }

    /** Takes one node; false when there is none left. */
    boolean take() {
        return take(1);
    }

    /** Takes a node that costs as much as so many; false when there is none left. */
    boolean take(long nodes) {
        if (left <= 0) {
            return false;
        }
        left -= nodes;
        return true;
    }

    boolean spent() {
        return left <= 0;
    }
}
