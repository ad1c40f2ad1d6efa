package dev.interlock.server.console.page.hold;

import dev.interlock.server.console.Note;
import dev.interlock.server.console.V1Refusal;

/** Answers that were not taken, in words: what is so, and what the viewer can do about it. */
final class Refused {

    private static final String NOT_TAKEN = " Your answer was not accepted.";

    private Refused() {}

    static Note note(V1Refusal refusal) {
        String detail = sentence(refusal.detail());
        return switch (refusal.code()) {
            case "hold-outdated" -> Note.waits("This is not what you looked at", detail + NOT_TAKEN);
            case "hold-closed", "hold-expired", "hold-unknown" ->
                Note.plain("ended", "There is nothing left to answer", detail + NOT_TAKEN);
            case "not-independent", "not-in-group", "not-allowed", "outside-scope" ->
                Note.plain(
                        "person",
                        "You may not decide this",
                        detail + " Your attempt was recorded, as every " + "attempt is.");
            case "confirmation-wrong", "confirmation-required" ->
                Note.waits("The code was not repeated", detail + NOT_TAKEN);
            case "insufficient-user-authentication" ->
                Note.plain(
                        "person", "You signed in too long ago for this", "Sign in again, then approve it." + NOT_TAKEN);
            case "passkey-unproven" -> Note.waits("The passkey was not accepted", detail + NOT_TAKEN);
            case "answers-exhausted" -> Note.waits("Too many answers for now", detail + NOT_TAKEN);
            default -> Note.bad("Your answer was not accepted", detail);
        };
    }

    static Note withoutReason() {
        return Note.waits(
                "State why you reject it",
                "A rejection needs a reason: the requester reads it, and it stays in the record." + NOT_TAKEN);
    }

    static Note unread() {
        return Note.waits(
                "Confirm that you read all values",
                "Some of the values that you approve do not fit on this page. Open the file of all values, then "
                        + "confirm that you read it."
                        + NOT_TAKEN);
    }

    static Note noAnswer() {
        return Note.plain("info", "Nothing was chosen", "Press Approve or Reject." + NOT_TAKEN);
    }

    static Note noneChosen() {
        return Note.plain("info", "Nothing was chosen", "Select holds, then approve or reject them." + NOT_TAKEN);
    }

    private static String sentence(String detail) {
        String text = detail.isEmpty() ? detail : Character.toUpperCase(detail.charAt(0)) + detail.substring(1);
        return text.endsWith(".") ? text : text + ".";
    }
}
