package dev.interlock.engine.plan;

/** Counts the nodes of searches down. */
final class Budget {

    private long left;

    Budget(long nodes) {
        this.left = nodes;
    }

    /** Takes one node; false when there is none left. */
    boolean take() {
        if (left <= 0) {
            return false;
        }
        left--;
        return true;
    }

    boolean spent() {
        return left <= 0;
    }
}
