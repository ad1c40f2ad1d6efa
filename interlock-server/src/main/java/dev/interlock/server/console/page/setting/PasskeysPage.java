package dev.interlock.server.console.page.setting;

import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.Asked;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The passkeys of the viewer: which there are, another one, one less. */
public final class PasskeysPage implements Page {

    private static final String PLACE = "/console/passkeys";

    private final Frames frames;

    public PasskeysPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        if (visit.path().size() > 1) {
            throw Visit.nowhere();
        }
        return Asked.of(visit, () -> step(visit), (status, problem) -> show(visit, status, problem));
    }

    private Reply show(Visit visit, int status, Optional<Note> problem) throws V1Refusal, IOException {
        return Html.page(
                status == 401 ? 403 : status,
                "passkeys.jte",
                Map.of(
                        "frame", frames.of(visit, "settings", "Your passkeys"),
                        "model", PasskeysModel.of(visit.v1().get("passkeys")),
                        "again", Places.signInAgain(PLACE),
                        "problem", problem));
    }

    private static Reply step(Visit visit) throws V1Refusal, Refusal, IOException {
        switch (visit.field("act").orElse("")) {
            case "challenge" -> {
                return Reply.json(200, visit.v1().post("passkeys/challenges", Json.object()));
            }
            case "register" ->
                visit.v1().post("passkeys", Asked.body(visit, "name", "credential", "key", "authenticator", "client"));
            case "remove" ->
                visit.v1().post("passkeys/" + V1.encoded(visit.field("id").orElse("")) + "/remove", Json.object());
            default -> throw Asked.unknown();
        }
        return Html.seeOther(PLACE);
    }
}
