package dev.interlock.server.console.page.hold;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Moments;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.deputy.Handover;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The page on which somebody decides about one hold. An answer names the call that was looked at, so that one to a page that is out of
 * date does nothing; whatever the API refuses, the page then shows what is so.
 */
public final class HoldPage implements Page {

    private static final String HOLDS = "holds/";

    /** The answer of whoever has to sign in again first. */
    private static final String SIGN_IN = "sign-in";

    private final Frames frames;
    private final Drafts drafts = new Drafts();

    public HoldPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        String id = visit.segment(1).orElse("");
        boolean form = visit.form().isPresent();
        if (visit.path().size() == 2) {
            return form ? answered(visit, id) : shown(visit, id);
        }
        if (visit.path().size() == 3) {
            switch (visit.segment(2).orElse("")) {
                case "delegate" -> {
                    return form ? delegated(visit, id) : Html.seeOther(Places.hold(id));
                }
                case "challenge" -> {
                    return form ? challenge(visit, id) : Html.seeOther(Places.hold(id));
                }
                case "record" -> {
                    return record(visit, id);
                }
                case "values" -> {
                    ObjectNode hold = visit.v1().get(HOLDS + V1.encoded(id));
                    return Html.file(
                            "text/plain; charset=utf-8",
                            Nodes.text(hold, "id") + ".txt",
                            ValueReader.file(hold).getBytes(StandardCharsets.UTF_8));
                }
                default -> throw Visit.nowhere();
            }
        }
        throw Visit.nowhere();
    }

    private Reply shown(Visit visit, String id) throws V1Refusal, Refusal, IOException {
        return page(200, visit, id, delegation(visit), drafts.of(visit, id));
    }

    private Reply page(int status, Visit visit, String id, List<Note> notes, Typed typed)
            throws V1Refusal, IOException {
        ObjectNode hold = visit.v1().get(HOLDS + V1.encoded(id));
        Decision decision = new DecisionReader(hold, visit).read(notes, typed);
        String title = id
                + (decision.head().open() ? ": decide" : ": " + decision.head().word());
        return Html.page(status, "hold.jte", Map.of("frame", frames.of(visit, "inbox", title), "hold", decision));
    }

    /** Takes an answer: what was done is seen on the page that is led to. */
    private Reply answered(Visit visit, String id) throws V1Refusal, IOException {
        Typed typed = Typed.of(visit);
        String answer = visit.field("answer").orElse("");
        if (answer.equals("reject") && typed.comment().isBlank()) {
            return page(422, visit, id, List.of(Refused.withoutReason()), typed);
        }
        if (answer.equals(SIGN_IN)) {
            drafts.keep(visit, id, typed);
            return Html.seeOther(Places.signInAgain(Places.hold(id)));
        }
        if (answer.equals("approve") && isUnread(visit, id)) {
            return page(422, visit, id, List.of(Refused.unread()), typed);
        }
        try {
            switch (answer) {
                case "approve", "reject" -> visit.v1().post(HOLDS + V1.encoded(id) + "/" + answer, body(visit, answer));
                case "withdraw" ->
                    visit.v1()
                            .post(
                                    HOLDS + V1.encoded(id) + "/withdraw",
                                    Json.object().put("comment", typed.comment()));
                default -> {
                    return page(422, visit, id, List.of(Refused.noAnswer()), typed);
                }
            }
        } catch (V1Refusal e) {
            // a status of 401 belongs to a challenge, which is for programs
            return page(e.status() == 401 ? 403 : e.status(), visit, id, List.of(Refused.note(e)), typed);
        }
        drafts.forget(visit, id);
        return Html.seeOther(Places.hold(id));
    }

    /** Returns whether the viewer does not say that they read what the page has no room for. */
    private static boolean isUnread(Visit visit, String id) throws V1Refusal, IOException {
        if (visit.field("read").isPresent()) {
            return !visit.field("read").equals(visit.field("digest"));
        }
        ObjectNode hold = visit.v1().get(HOLDS + V1.encoded(id));
        return new ValueReader(hold, visit.now()).read().apart() > 0;
    }

    private static ObjectNode body(Visit visit, String answer) {
        ObjectNode body = Json.object()
                .put("comment", visit.field("comment").orElse(""))
                .put("digest", visit.field("digest").orElse(""));
        if (answer.equals("approve")) {
            visit.field("code").map(String::strip).ifPresent(code -> body.put("code", code));
            passkey(visit, body);
        }
        return body;
    }

    /** Passes on what a passkey signed, where one did. */
    private static void passkey(Visit visit, ObjectNode body) {
        if (visit.field("passkey-signature").filter(text -> !text.isEmpty()).isPresent()) {
            ObjectNode shown = body.putObject("passkey");
            for (String part : List.of("credential", "authenticator", "client", "signature")) {
                shown.put(part, visit.field("passkey-" + part).orElse(""));
            }
        }
    }

    /** Returns what a passkey has to sign, for the script of the page. */
    private static Reply challenge(Visit visit, String id) throws V1Refusal, IOException {
        return Reply.json(200, visit.v1().post(HOLDS + V1.encoded(id) + "/challenge", Json.object()));
    }

    private Reply delegated(Visit visit, String id) throws V1Refusal, IOException {
        try {
            ObjectNode made = Handover.made(visit);
            return Html.seeOther(Places.hold(id) + "?delegation=" + V1.encoded(Nodes.text(made, "id")));
        } catch (V1Refusal e) {
            return page(
                    e.status(),
                    visit,
                    id,
                    List.of(Note.bad("No one answers in your place", e.detail())),
                    Typed.NOTHING);
        }
    }

    /** Tells of the delegation that the viewer came from making, if it stands. */
    private static List<Note> delegation(Visit visit) throws V1Refusal, Refusal, IOException {
        Optional<String> made = visit.parameter("delegation").filter(id -> id.matches("d-[0-9]{1,15}"));
        var notes = new ArrayList<Note>();
        if (made.isPresent()) {
            long number = Long.parseLong(made.get().substring(2));
            JsonNode found = visit.v1()
                    .get("delegations?limit=1&after=d-" + (number - 1))
                    .path("delegations")
                    .path(0);
            if (Nodes.text(found, "id").equals(made.get())) {
                Instant until = Nodes.time(found, "until").orElse(visit.now());
                Moments moments = visit.moments();
                notes.add(Note.good(
                        Nodes.text(found, "to") + " may answer in place of " + Nodes.text(found, "by"),
                        "For the group `" + Nodes.text(found, "group") + "`, until " + moments.about(until) + "."));
            }
        }
        return notes;
    }

    /** The signed record of the hold, to be kept elsewhere. */
    private static Reply record(Visit visit, String id) throws V1Refusal, IOException {
        ObjectNode record = visit.v1().get(HOLDS + V1.encoded(id) + "/record");
        return Reply.json(200, record)
                .with(
                        "Content-Disposition",
                        "attachment; filename=\"" + Nodes.text(record, "approval_event_id") + ".json\"");
    }
}
