package dev.interlock.server.graph;

/** What became of a call, as its symbol shows. */
public enum Verdict {
    WENT_THROUGH("permit", "went through"),
    WAITS("hold", "waits"),
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
        return this == STOPPED ? " tdeny" : this == WAITS ? " thold" : "";
    }

    /** Returns whether the call may have touched something. */
    boolean acted() {
        return this != WAITS && this != STOPPED;
    }
}
