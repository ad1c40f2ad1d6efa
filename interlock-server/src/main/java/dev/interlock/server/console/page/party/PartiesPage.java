package dev.interlock.server.console.page.party;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.Asked;
import dev.interlock.server.console.page.deputy.Handover;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Agents and people, and each of them: who it is, what it does, and whether it may go on. */
public final class PartiesPage implements Page {

    private static final String CURRENT = "parties";
    private static final int MOST = 100;
    private static final int LIFE = 30;
    private static final int FEW = 10;

    private final Frames frames;

    public PartiesPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        return switch (visit.path().size()) {
            case 1 -> list(visit);
            case 2 -> {
                String name = visit.path().get(1);
                yield Asked.of(visit, () -> step(visit, name), (status, problem) -> show(visit, name, status, problem));
            }
            default -> throw Visit.nowhere();
        };
    }

    private Reply list(Visit visit) throws V1Refusal, Refusal, IOException {
        String kind =
                visit.parameter("kind").map(text -> "&kind=" + V1.encoded(text)).orElse("");
        String after = visit.parameter("after")
                .map(text -> "&after=" + V1.encoded(text))
                .orElse("");
        ObjectNode found = visit.v1().get("parties?limit=" + MOST + kind + after);
        var model = new PartiesModel(
                Nodes.list(found.path("parties"), PartiesModel::line),
                visit.parameter("kind").orElse(""),
                found.has("next")
                        ? Optional.of("/console/parties?after=" + V1.encoded(Nodes.text(found, "next")) + kind)
                        : Optional.empty());
        return page(visit, 200, "parties.jte", "Agents and people", Map.of("model", model));
    }

    private Reply show(Visit visit, String name, int status, Optional<Note> problem) throws V1Refusal, IOException {
        V1 v1 = visit.v1();
        ObjectNode party = v1.get("parties/" + V1.encoded(name));
        ObjectNode entries = v1.get("entries?limit=" + LIFE + "&party=" + V1.encoded(name));
        boolean agent = Nodes.text(party, "kind").equals("agent");
        String who = V1.encoded(name);
        ObjectNode objects = v1.get("objects?limit=" + FEW + "&party=" + who);
        ObjectNode lent = agent ? v1.get("entries?kind=lease-issued&limit=" + FEW + "&party=" + who) : Json.object();
        ObjectNode me = v1.get("parties/" + V1.encoded(visit.person().name()));
        boolean person = Nodes.text(party, "kind").equals("person");
        var model = PartyModel.of(
                party,
                entries,
                Touched.of(name, objects, lent),
                person ? v1.get("delegations?limit=" + MOST + "&party=" + V1.encoded(name)) : Json.object(),
                handover(visit, name, party),
                me.path("may").path("administer").asBoolean(),
                visit.person().name());
        return page(visit, status, "party.jte", Text.plain(name, 80), Map.of("model", model, "problem", problem));
    }

    /** The viewer lets somebody else answer on their own page. */
    private static Handover handover(Visit visit, String name, ObjectNode party) throws V1Refusal, IOException {
        return name.equals(visit.person().name()) ? Handover.of(visit, Nodes.texts(party, "groups")) : Handover.NONE;
    }

    private static Reply step(Visit visit, String name) throws V1Refusal, Refusal, IOException {
        String who = V1.encoded(name);
        ObjectNode reason = Asked.body(visit, "reason");
        String id = V1.encoded(visit.field("id").orElse(""));
        switch (visit.field("act").orElse("")) {
            case "suspend" -> visit.v1().post("agents/" + who + "/suspend", reason);
            case "resume" -> visit.v1().post("agents/" + who + "/resume", reason);
            case "gone" -> visit.v1().post("owners/" + who + "/gone", reason);
            case "back" -> visit.v1().post("owners/" + who + "/resume", reason);
            case "resumption-confirm" ->
                visit.v1().post("resumptions/" + id + "/confirm", Asked.body(visit, "comment"));
            case "resumption-reject" -> visit.v1().post("resumptions/" + id + "/reject", Asked.body(visit, "comment"));
            case "delegate" -> Handover.made(visit);
            case "delegation-end" -> visit.v1().post("delegations/" + id + "/end", Json.object());
            default -> throw Asked.unknown();
        }
        return Html.seeOther(visit.place());
    }

    private Reply page(Visit visit, int status, String template, String title, Map<String, Object> model)
            throws IOException {
        Map<String, Object> parameters = new LinkedHashMap<>(model);
        parameters.put("frame", frames.of(visit, CURRENT, title));
        return Html.page(status, template, parameters);
    }
}
