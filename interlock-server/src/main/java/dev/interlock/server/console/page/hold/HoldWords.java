package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Seen;

/** States of holds and calls in words, with their signs. */
final class HoldWords {

    private HoldWords() {}

    /** How a hold stands. */
    static String state(String state, boolean approved) {
        return Seen.held(approved ? "approved" : state).words();
    }

    /** The verdict of that state, which colours it. */
    static String tone(String state, boolean approved) {
        return switch (state) {
            case "open" -> approved ? "permit" : "hold";
            case "spent" -> "permit";
            case "rejected" -> "deny";
            default -> "unsure";
        };
    }

    /** The sign of a call of the record. */
    static String icon(String verdict, String outcome) {
        return switch (verdict) {
            case "held" -> Seen.held(outcome).symbol();
            case "denied" -> "deny";
            default -> outcome.equals("unknown") || outcome.equals("failed") ? "unsure" : "permit";
        };
    }

    /** What became of a call of the record. */
    static String went(String verdict, String outcome) {
        return switch (verdict) {
            case "held" -> Seen.held(outcome).words();
            case "denied" -> "stopped";
            case "observed" -> "happened outside";
            default ->
                switch (outcome) {
                    case "failed" -> "failed";
                    case "unknown" -> "outcome unknown";
                    case "open" -> "in flight";
                    default -> "went through";
                };
        };
    }
}
