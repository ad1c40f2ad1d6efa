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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The break-glass lanes, and each of them: opened, watched, ended and reviewed. */
public final class LanesPage implements Page {

    private static final String CURRENT = "break-glass";
    private static final Set<String> PAST = Set.of("withdrawn", "accepted", "disputed");
    private static final int MOST = 50;

    /** The lanes that are not past: each list of them is short, as a lane lasts for hours at most. */
    private static final int MOST_LIVE = 100;

    /** The note for whoever comes to a credential again. */
    private static final Note SHOWN = Note.plain(
            "info",
            "A credential is shown once",
            "That credential was already shown, or more than a minute has passed. Each process of the agent gets its"
                    + " own: get another one below, and revoke any that no process has.");

    private final Frames frames;
    private final ShownOnce credentials = new ShownOnce();

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
            case 4 -> shown(visit);
            default -> throw Visit.nowhere();
        };
    }

    private Reply list(Visit visit, int status, Optional<Note> problem) throws V1Refusal, Refusal, IOException {
        Optional<String> after = visit.parameter("after");
        JsonNode me = visit.v1().get("parties/" + V1.encoded(visit.person().name()));
        ObjectNode newest = visit.v1()
                .get("lanes?order=newest&limit=" + MOST
                        + after.map(id -> "&after=" + V1.encoded(id)).orElse(""));
        var model = new LanesModel(
                after.isPresent() ? List.of() : lines(visit, "proposed"),
                after.isPresent() ? List.of() : lines(visit, "open"),
                after.isPresent() ? List.of() : lines(visit, "ended"),
                Nodes.list(newest.path("lanes"), lane -> lane).stream()
                        .filter(lane -> PAST.contains(Nodes.text(lane, "state")))
                        .map(LanesModel::line)
                        .toList(),
                after.isPresent(),
                Nodes.given(newest, "next").map(id -> "/console/break-glass?after=" + V1.encoded(id)),
                LanesModel.terms(
                        newest.path("terms"), me.path("may").path("openLanes").asBoolean()),
                newest.has("terms") ? agents(visit.v1()) : List.of());
        return page(status, "lanes.jte", visit, "Break-glass", Map.of("model", model), problem);
    }

    private static List<LanesModel.Line> lines(Visit visit, String state) throws V1Refusal, IOException {
        ObjectNode found = visit.v1().get("lanes?order=newest&limit=" + MOST_LIVE + "&state=" + state);
        return Nodes.list(found.path("lanes"), LanesModel::line);
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
        boolean again = visit.parameter("credential").isPresent();
        return page(
                status,
                "lane.jte",
                visit,
                title,
                Map.of("lane", model),
                again ? problem.or(() -> Optional.of(SHOWN)) : problem);
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
        return Html.seeOther(place(id));
    }

    private static String place(String id) {
        return "/console/break-glass/" + V1.encoded(id);
    }

    /** Issues a credential, and leads to the page that shows it. */
    private Reply credential(Visit visit, String id) throws V1Refusal, IOException {
        ObjectNode given = visit.v1().post("lanes/" + V1.encoded(id) + "/credential", Json.object());
        var credential = new ShownOnce.Credential(
                id, Nodes.text(given, "agent"), Nodes.text(given, "lease"), Nodes.text(given, "credential"));
        String name = credentials.keep(credential, visit.session(), visit.now());
        return Html.seeOther(place(id) + "/credential/" + name);
    }

    /** Shows a credential once; whoever comes again is told so. */
    private Reply shown(Visit visit) throws V1Refusal, Refusal, IOException {
        String id = visit.path().get(1);
        if (!visit.path().get(2).equals("credential") || visit.form().isPresent()) {
            throw Visit.nowhere();
        }
        Optional<ShownOnce.Credential> taken = credentials
                .take(visit.path().get(3), visit.session(), visit.now())
                .filter(credential -> credential.lane().equals(id));
        if (taken.isEmpty()) {
            return Html.seeOther(place(id) + "?credential=shown");
        }
        ShownOnce.Credential credential = taken.get();
        return Html.page(
                200,
                "credential.jte",
                Map.of(
                        "frame", frames.of(visit, CURRENT, "A credential of " + id),
                        "lane", id,
                        "agent", Text.of(credential.agent()),
                        "lease", credential.lease(),
                        "credential", credential.secret()));
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
