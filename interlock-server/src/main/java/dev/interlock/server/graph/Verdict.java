package dev.interlock.server.graph;

/** The status of a call as pictures show it. A call that was held has a status for each way in which its hold can end. */
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

    /** The id of its symbol, which is also the class of its colour. */
    public String symbol() {
        return symbol;
    }

    /** Its words, as people read them. */
    public String words() {
        return words;
    }

    /** The class of the colour in which the call's name is written, after a blank; empty for the usual colour. */
    String ink() {
        return symbol.equals("deny") ? " tdeny" : this == WAITS ? " thold" : "";
    }

    /** Returns whether the call was held, even if it was answered later. */
    public boolean held() {
        return switch (this) {
            case WAITS, APPROVED, LET_THROUGH, REJECTED, EXPIRED, WITHDRAWN, VOIDED, ASKED_AGAIN, TASK_ENDED -> true;
            case WENT_THROUGH, STOPPED, IN_A_LANE, UNSURE -> false;
        };
    }

    /** Returns whether the call may have had an effect: a held call has none, only the call that takes its place once it is approved. */
    boolean acted() {
        return this != STOPPED && !held();
    }
}
