package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Moments;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Reads how people proved to be there, and whether that is enough for a critical approval. */
final class StepUpReader {

    private final Moments moments;

    StepUpReader(Moments moments) {
        this.moments = moments;
    }

    /** Returns why the viewer has to sign in again before they approve; empty if they need not. */
    Optional<Note> note(JsonNode hold) {
        JsonNode asked = hold.path("stepUp");
        if (asked.isMissingNode() || asked.path("fresh").asBoolean()) {
            return Optional.empty();
        }
        String when = Nodes.time(asked.path("presence"), "at")
                .map(at -> "You signed in " + moments.ago(at) + ".")
                .orElse("It is not known when you signed in.");
        return Optional.of(Note.plain(
                "person",
                "Sign in again to approve this",
                when + " This call is critical: its approver must have signed in within the last "
                        + Moments.span(
                                Duration.ofSeconds(asked.path("withinSeconds").asLong()))
                        + ". What you typed is kept."));
    }

    /** Words the proof that an answer was given with; empty where there was none. */
    static Optional<String> words(JsonNode answer) {
        JsonNode presence = answer.path("presence");
        if (presence.isMissingNode()) {
            return Optional.empty();
        }
        Instant at = Nodes.time(presence, "at").orElse(Instant.EPOCH);
        Duration before = Duration.between(at, Nodes.time(answer, "at").orElse(at));
        return Optional.of(
                way(presence) + (before.toSeconds() < 2 ? " just then" : " " + Moments.span(before) + " before"));
    }

    private static String way(JsonNode presence) {
        return switch (Nodes.text(presence, "by")) {
            case "login" ->
                "logged in at " + Nodes.text(presence, "issuer")
                        + Nodes.given(presence, "acr")
                                .map(acr -> " (" + acr + ")")
                                .orElse("");
            case "passkey" -> "used " + Nodes.text(presence, "passkey");
            default -> "signed in by a link";
        };
    }
}
