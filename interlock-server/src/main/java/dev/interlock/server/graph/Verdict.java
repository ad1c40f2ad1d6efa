package dev.interlock.server.graph;

/** What became of a call, as its symbol shows. A call that was held has one of its own for each end of its hold. */
public enum Verdict {
    WENT_THROUGH("permit", "went through"),
    WAITS("hold", "waits"),
    APPROVED("waited", "approved"),
    LET_THROUGH("waited", "approved, went through"),
    REJECTED("deny", "rejected"),
    EXPIRED("waited", "expired"),
    WITHDRAWN("waited", "withdrawn"),
    VOIDED("waited", "approval voided"),
    ASKED_AGAIN("waited", "asked again"),
    TASK_ENDED("waited", "ended with its task"),
    STOPPED("deny", "stopped"),
    IN_A_LANE("glass", "went through in a break-glass lane"),
    UNSURE("unsure", "outcome unknown");

    private final String symbol;
    private final String words;

    Verdict(String symbol, String words) {
        this.symbol = symbol;
        this.words = words;
    }

    /** The id of its symbol. */
    String symbol() {
        return symbol;
    }

    /** Its words, as people read them. */
    public String words() {
        return words;
    }

    /** The class of its name's colour, after a blank; empty for ink. */
    String ink() {
        return symbol.equals("deny") ? " tdeny" : this == WAITS ? " thold" : "";
    }

    /** Returns whether the call was held, whatever became of it. */
    public boolean held() {
        return switch (this) {
            case WAITS, APPROVED, LET_THROUGH, REJECTED, EXPIRED, WITHDRAWN, VOIDED, ASKED_AGAIN, TASK_ENDED -> true;
            case WENT_THROUGH, STOPPED, IN_A_LANE, UNSURE -> false;
        };
    }

    /** Returns whether the call may have touched something: of one that was held it is the call that took its place that has. */
    boolean acted() {
        return this != STOPPED && !held();
    }
}
