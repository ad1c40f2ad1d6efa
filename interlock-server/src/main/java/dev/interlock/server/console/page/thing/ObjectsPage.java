package dev.interlock.server.console.page.thing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Frames;
import dev.interlock.server.console.Html;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Page;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.http.server.Reply;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The objects of the record, and each with all that happened to it. */
public final class ObjectsPage implements Page {

    private static final String CURRENT = "objects";
    private static final int MOST = 100;

    /** The most rules that are asked for the duties that exclude each other. */
    private static final int MOST_RULES = 8;

    private final Frames frames;

    public ObjectsPage(Frames frames) {
        this.frames = frames;
    }

    @Override
    public Reply answer(Visit visit) throws V1Refusal, Refusal, IOException {
        List<String> path = visit.path();
        if (path.size() <= 2) {
            return list(visit, visit.segment(1).or(() -> parameter(visit, "type")));
        }
        return show(visit, path.get(1), String.join("/", path.subList(2, path.size())));
    }

    private static Optional<String> parameter(Visit visit, String name) {
        return visit.query().getOrDefault(name, List.of()).stream().findFirst().filter(text -> !text.isBlank());
    }

    private Reply list(Visit visit, Optional<String> type) throws V1Refusal, Refusal, IOException {
        Optional<String> query = visit.parameter("q").map(String::strip).filter(text -> !text.isEmpty());
        Optional<String> party = parameter(visit, "party");
        String filters = party.map(text -> "&party=" + V1.encoded(text)).orElse("")
                + type.map(text -> "&type=" + V1.encoded(text.strip())).orElse("")
                + query.map(text -> "&q=" + V1.encoded(text)).orElse("");
        ObjectNode found = visit.v1()
                .get("objects?limit=" + MOST + filters
                        + visit.parameter("after")
                                .map(text -> "&after=" + V1.encoded(text))
                                .orElse(""));
        var model = new ObjectsModel(
                Nodes.list(found.path("objects"), one -> ObjectsModel.line(one, party)),
                party,
                Text.plain(type.orElse(""), 100),
                Text.plain(query.orElse(""), 300),
                found.has("next")
                        ? Optional.of("/console/objects?after=" + V1.encoded(Nodes.text(found, "next")) + filters)
                        : Optional.empty());
        return Html.page(200, "objects.jte", Map.of("frame", frames.of(visit, CURRENT, "Objects"), "model", model));
    }

    private Reply show(Visit visit, String type, String id) throws V1Refusal, IOException {
        String object = type + "/" + id;
        ObjectNode view = visit.v1().get("objects/" + V1.encoded(type) + "/" + V1.encoded(id));
        ObjectLife life = ObjectLife.of(visit.v1(), object, Nodes.texts(view, "belongsToIt"));
        var exclusive = new TreeSet<String>();
        var by = new ArrayList<String>();
        exclusive(visit.v1(), view.path("rules"), exclusive, by);
        return Html.page(
                200,
                "object.jte",
                Map.of(
                        "frame", frames.of(visit, CURRENT, Text.plain(object, 80)),
                        "model", ObjectModel.of(view, life, exclusive, by)));
    }

    /** Finds the duties that exclude each other on the object, by the rules that have stopped something on it. */
    private static void exclusive(V1 v1, JsonNode rules, Set<String> duties, List<String> by)
            throws V1Refusal, IOException {
        int asked = 0;
        for (JsonNode rule : rules) {
            boolean spoke =
                    rule.path("direct").asBoolean() && rule.path("stopped").asInt() > 0;
            if (spoke && asked++ < MOST_RULES) {
                ObjectNode full = v1.get("rules/" + V1.encoded(Nodes.text(rule, "id")));
                if (Nodes.text(full, "kind").equals("separate")) {
                    duties.addAll(Nodes.texts(full, "duties"));
                    by.add(Nodes.text(rule, "id"));
                }
            }
        }
    }
}
