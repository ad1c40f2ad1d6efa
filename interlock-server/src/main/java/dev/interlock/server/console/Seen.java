package dev.interlock.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.graph.Verdict;

/**
 * The status of a call as the console shows it: a symbol, which is also the class of its colour, and a word beside it. Statuses that
 * pictures show as well have the symbol and the word of their {@link Verdict}.
 */
public enum Seen {
    WENT_THROUGH(Verdict.WENT_THROUGH),
    WAITS(Verdict.WAITS),
    WAITED("waited", "waited"),
    APPROVED(Verdict.APPROVED),
    LET_THROUGH(Verdict.LET_THROUGH),
    REJECTED(Verdict.REJECTED),
    EXPIRED(Verdict.EXPIRED),
    WITHDRAWN(Verdict.WITHDRAWN),
    VOIDED(Verdict.VOIDED),
    ASKED_AGAIN(Verdict.ASKED_AGAIN),
    TASK_ENDED(Verdict.TASK_ENDED),
    STOPPED(Verdict.STOPPED),
    IN_A_LANE(Verdict.IN_A_LANE),
    UNSURE(Verdict.UNSURE),
    IN_FLIGHT("flight", "is on its way"),
    FAILED("unsure", "failed"),
    OBSERVED("permit", "was observed");

    private final String symbol;
    private final String words;

    Seen(Verdict verdict) {
        this(verdict.symbol(), verdict.words());
    }

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

    /** Returns the status of a call for which the API states a verdict, and an outcome once there is one. */
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

    /** Returns the status of a call that was held, according to the state of its hold. */
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

    /** Returns whether the call was held, even if it was answered later. */
    public boolean held() {
        return this == WAITS || symbol.equals("waited") || this == REJECTED;
    }

    /** Returns the status that has these words in a picture. */
    public static Seen of(String words) {
        for (Seen seen : values()) {
            if (seen.words.equals(words)) {
                return seen;
            }
        }
        return UNSURE;
    }
}
