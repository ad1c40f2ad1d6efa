package dev.interlock.server.console.page.setting;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
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

/** The server itself: how it is, what it is configured with, and what waits for those who administer it. */
public final class SettingsPage implements Page {

    private final Frames frames;

    public SettingsPage(Frames frames) {
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
        V1 v1 = visit.v1();
        var told = new SettingsModel.Answers(
                v1.get("overview"),
                v1.get("ledger"),
                v1.get("clock"),
                v1.get("upstreams"),
                v1.get("parties?limit=500"),
                v1.get("delegations?limit=50"),
                v1.get("links?limit=50"),
                v1.get("agents"),
                v1.get("settings"),
                v1.get("parties/" + V1.encoded(visit.person().name())));
        return Html.page(
                status,
                "settings.jte",
                Map.of(
                        "frame", frames.of(visit, "settings", "Settings"),
                        "model", SettingsModel.of(told, visit.person().name()),
                        "problem", problem));
    }

    private static Reply step(Visit visit) throws V1Refusal, Refusal, IOException {
        String id = V1.encoded(visit.field("id").orElse(""));
        ObjectNode comment = Asked.body(visit, "comment");
        switch (visit.field("act").orElse("")) {
            case "ledger-accept" -> visit.v1().post("ledger/accept", Asked.body(visit, "reason"));
            case "ledger-confirm" -> visit.v1().post("ledger/" + id + "/confirm", comment);
            case "ledger-reject" -> visit.v1().post("ledger/" + id + "/reject", comment);
            case "clock-confirm" -> visit.v1().post("clock/confirm", Asked.body(visit, "time"));
            case "link-confirm" -> visit.v1().post("links/" + id + "/confirm", comment);
            case "link-reject" -> visit.v1().post("links/" + id + "/reject", comment);
            case "resumption-confirm" -> visit.v1().post("resumptions/" + id + "/confirm", comment);
            case "resumption-reject" -> visit.v1().post("resumptions/" + id + "/reject", comment);
            case "delegation-end" -> visit.v1().post("delegations/" + id + "/end", Json.object());
            default -> throw Asked.unknown();
        }
        return Html.seeOther(visit.place());
    }
}
