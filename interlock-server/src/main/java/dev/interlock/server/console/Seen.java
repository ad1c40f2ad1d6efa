package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;

/** What became of a call, as people see it: a shape, a colour, and a word beside them. */
public enum Seen {
    WENT_THROUGH("permit", "went through"),
    WAITS("hold", "waits"),
    WAITED("waited", "waited"),
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
            case "held" -> held(call.path("outcome").asText());
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

    /** Returns what became of a call that was held, by the state of its hold. */
    public static Seen held(String state) {
        return switch (state) {
            case "open" -> WAITS;
            case "approved" -> APPROVED;
            case "spent" -> LET_THROUGH;
            case "rejected" -> REJECTED;
            case "expired" -> EXPIRED;
            case "withdrawn" -> WITHDRAWN;
            case "voided" -> VOIDED;
            case "superseded" -> ASKED_AGAIN;
            case "closed" -> TASK_ENDED;
            default -> WAITED; // the record could not be searched
        };
    }

    /** Returns whether it was held, whatever became of it. */
    public boolean held() {
        return this == WAITS || symbol.equals("waited") || this == REJECTED;
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
