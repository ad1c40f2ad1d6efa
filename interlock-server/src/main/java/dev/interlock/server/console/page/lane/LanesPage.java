package dev.interlock.server.console.page.lane;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Note;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.Asked;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The break-glass lanes, and each of them: opened, watched, ended and reviewed. */
public final class LanesPage implements Page {

    private static final String CURRENT = "break-glass";
    private static final int MOST_PAST = 50;

    private final Frames frames;

    public LanesPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        return switch (visit.path().size()) {
            case 1 -> Asked.of(visit, () -> propose(visit), (status, problem) -> list(visit, status, problem));
            case 2 -> {
                String id = visit.path().get(1);
                yield Asked.of(visit, () -> step(visit, id), (status, problem) -> show(visit, id, status, problem));
            }
            default -> throw Visit.nowhere();
        };
    }

    private Reply list(Visit visit, int status, Optional<Note> problem) throws V1Refusal, IOException {
        ObjectNode all = visit.v1().get("lanes?limit=500");
        JsonNode me = visit.v1().get("parties/" + V1.encoded(visit.person().name()));
        var lines = new LinkedHashMap<String, List<LanesModel.Line>>();
        for (JsonNode lane : all.path("lanes")) {
            lines.computeIfAbsent(kind(Nodes.text(lane, "state")), any -> new ArrayList<>())
                    .addFirst(LanesModel.line(lane));
        }
        List<LanesModel.Line> past = lines.getOrDefault("past", List.of());
        var model = new LanesModel(
                lines.getOrDefault("proposed", List.of()),
                lines.getOrDefault("open", List.of()),
                lines.getOrDefault("ended", List.of()),
                past.subList(0, Math.min(MOST_PAST, past.size())),
                Math.max(0, past.size() - MOST_PAST),
                LanesModel.terms(
                        all.path("terms"), me.path("may").path("openLanes").asBoolean()),
                all.has("terms") ? agents(visit.v1()) : List.of());
        return page(status, "lanes.jte", visit, "Break-glass", Map.of("model", model), problem);
    }

    private static String kind(String state) {
        return switch (state) {
            case "proposed", "open", "ended" -> state;
            default -> "past";
        };
    }

    private static List<String> agents(V1 v1) throws V1Refusal, IOException {
        return Nodes.list(v1.get("parties?kind=agent&limit=500").path("parties"), one -> Nodes.text(one, "name"));
    }

    private static Reply propose(Visit visit) throws V1Refusal, IOException {
        ObjectNode body = Asked.body(visit, "agent", "reason", "time", "ticket");
        Asked.words(visit, "duties", body);
        Asked.words(visit, "objects", body);
        return Html.seeOther(
                Places.of(Nodes.text(visit.v1().post("lanes", body), "id")).orElseThrow());
    }

    private Reply show(Visit visit, String id, int status, Optional<Note> problem)
            throws V1Refusal, Refusal, IOException {
        ObjectNode lane = visit.v1().get("lanes/" + V1.encoded(id) + "/timeline");
        String before = visit.parameter("before").orElse("");
        var model = LaneModel.of(
                lane, visit.moments(), before.matches("[0-9]{1,15}") ? Long.parseLong(before) : Long.MAX_VALUE);
        String title = "Break-glass: " + Text.plain(Nodes.text(lane, "reason"), 60);
        return page(status, "lane.jte", visit, title, Map.of("lane", model), problem);
    }

    private Reply step(Visit visit, String id) throws V1Refusal, Refusal, IOException {
        String lane = "lanes/" + V1.encoded(id);
        switch (visit.field("act").orElse("")) {
            case "confirm" -> visit.v1().post(lane + "/confirm", Json.object());
            case "end" -> visit.v1().post(lane + "/end", Json.object());
            case "accept" ->
                visit.v1().post(lane + "/review", Asked.body(visit, "comment").put("outcome", "accepted"));
            case "dispute" ->
                visit.v1().post(lane + "/review", Asked.body(visit, "comment").put("outcome", "disputed"));
            case "credential" -> {
                return credential(visit, id);
            }
            default -> throw Asked.unknown();
        }
        return Html.seeOther(visit.place());
    }

    /** The credential is on the answer to the form and nowhere else: no page that can be opened again has it. */
    private Reply credential(Visit visit, String id) throws V1Refusal, IOException {
        ObjectNode given = visit.v1().post("lanes/" + V1.encoded(id) + "/credential", Json.object());
        return Html.page(
                201,
                "credential.jte",
                Map.of(
                        "frame", frames.of(visit, CURRENT, "A credential of " + id),
                        "lane", id,
                        "agent", Text.of(Nodes.text(given, "agent")),
                        "lease", Nodes.text(given, "lease"),
                        "credential", Nodes.text(given, "credential")));
    }

    private Reply page(
            int status, String template, Visit visit, String title, Map<String, Object> model, Optional<Note> problem)
            throws IOException {
        Map<String, Object> parameters = new LinkedHashMap<>(model);
        parameters.put("frame", frames.of(visit, CURRENT, title));
        parameters.put("problem", problem);
        return Html.page(status, template, parameters);
    }
}
