package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;

/** What became of a call, as people see it: a shape, a colour, and a word beside them. */
public enum Seen {
    WENT_THROUGH("permit", "went through"),
    WAITS("hold", "waits"),
    STOPPED("deny", "stopped"),
    IN_A_LANE("glass", "went through in a break-glass lane"),
    UNSURE("unsure", "outcome unknown"),
    IN_FLIGHT("flight", "is on its way"),
    FAILED("unsure", "failed"),
    OBSERVED("permit", "was observed");

    private final String symbol;
    private final String words;

    Seen(String symbol, String words) {
        this.symbol = symbol;
        this.words = words;
    }

    /** The id of the symbol, which is the class of the colour as well. */
    public String symbol() {
        return symbol;
    }

    public String words() {
        return words;
    }

    /** Returns what became of a call of which the API tells a verdict, and an outcome once there is one. */
    public static Seen of(JsonNode call) {
        return switch (call.path("verdict").asText()) {
            case "denied" -> STOPPED;
            case "held" -> WAITS;
            case "observed" -> OBSERVED;
            case "permitted" ->
                switch (call.path("outcome").asText()) {
                    case "unknown" -> UNSURE;
                    case "failed" -> FAILED;
                    case "open" -> IN_FLIGHT;
                    default -> WENT_THROUGH;
                };
            default -> UNSURE;
        };
    }

    /** Returns what has these words in a picture. */
    public static Seen of(String words) {
        for (Seen seen : values()) {
            if (seen.words.equals(words)) {
                return seen;
            }
        }
        return UNSURE;
    }
}
