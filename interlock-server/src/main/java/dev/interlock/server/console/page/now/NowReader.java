package dev.interlock.server.console.page.now;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.record.Line;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the model of the page from what the API tells the viewer. */
final class NowReader {

    private static final int LATEST = 10;

    /** The newest entries among which the latest calls are mostly, and those before them where they are not. */
    private static final int ENTRIES = 30;

    private static final int MOST_WAITING = 3;
    private static final int DENIALS = 60;
    private static final int MOST_CONFLICTS = 4;
    private static final int MOST_TRIES = 5;
    private static final int INSTRUCTION = 160;

    private final Visit visit;
    private final ObjectNode overview;

    /** @param overview what the API tells of the whole */
    NowReader(Visit visit, ObjectNode overview) {
        this.visit = visit;
        this.overview = overview;
    }

    NowModel read(TimeSpan span, Optional<LastLooks.Look> before) throws V1Refusal, IOException {
        Optional<String> trouble = Optional.empty();
        List<JsonNode> denied = List.of();
        List<JsonNode> calls = List.of();
        try {
            denied = entries("verdict=denied&limit=" + DENIALS);
            calls = calls();
        } catch (V1Refusal e) {
            trouble = Optional.of(e.detail());
        }
        return new NowModel(
                before.map(this::since),
                Vitals.of(overview),
                TimeSpan.links(span),
                tasks(span),
                waits(),
                stopped(denied),
                calls.stream()
                        .limit(LATEST)
                        .map(entry -> new NowModel.Latest(Line.of(entry), Nodes.texts(entry, "rules")))
                        .toList(),
                trouble);
    }

    private Optional<NowModel.Tasks> tasks(TimeSpan span) throws IOException {
        try {
            return Optional.of(new LaneReader(visit).read(span));
        } catch (V1Refusal e) {
            return Optional.empty();
        }
    }

    private List<JsonNode> entries(String query) throws V1Refusal, IOException {
        return Nodes.list(visit.v1().get("entries?" + query).path("entries"), entry -> entry);
    }

    private List<JsonNode> calls() throws V1Refusal, IOException {
        ObjectNode newest = visit.v1().get("entries?limit=" + ENTRIES);
        var calls = new ArrayList<>(calls(newest));
        Optional<String> next = Nodes.given(newest, "next");
        if (calls.size() < LATEST && next.isPresent()) {
            calls.addAll(calls(visit.v1().get("entries?limit=" + ENTRIES + "&before=" + next.get())));
        }
        return calls;
    }

    private static List<JsonNode> calls(ObjectNode entries) {
        return Nodes.list(entries.path("entries"), entry -> entry).stream()
                .filter(entry -> entry.has("verdict"))
                .toList();
    }

    private NowModel.Since since(LastLooks.Look before) {
        JsonNode counts = overview.path("since");
        int most = counts.path("most").asInt(Integer.MAX_VALUE);
        var parts = new ArrayList<NowModel.Part>();
        int answered = counts.path("answered").asInt();
        part(parts, counts.path("stopped").asInt(), most, " call was stopped", " calls were stopped", "denied", "");
        part(
                parts,
                counts.path("held").asInt(),
                most,
                " was held",
                " were held",
                "held",
                answered == 0 ? "" : " (you answered " + (answered == 1 ? "one" : String.valueOf(answered)) + ")");
        part(parts, counts.path("through").asInt(), most, " went through", " went through", "permitted", "");
        return new NowModel.Since(visit.moments().ago(before.at()), joined(parts));
    }

    private static void part(
            List<NowModel.Part> parts, int count, int most, String one, String many, String verdict, String aside) {
        if (count > 0) {
            String number = count >= most ? most + " or more" : String.valueOf(count);
            parts.add(new NowModel.Part(
                    "", number + (count == 1 ? one : many), "/console/ledger?verdict=" + verdict, aside));
        }
    }

    private static List<NowModel.Part> joined(List<NowModel.Part> parts) {
        var joined = new ArrayList<NowModel.Part>();
        for (int i = 0; i < parts.size(); i++) {
            NowModel.Part part = parts.get(i);
            String joint = i == 0 ? "" : i == parts.size() - 1 ? " and " : ", ";
            joined.add(new NowModel.Part(joint, part.text(), part.place(), part.aside()));
        }
        return joined;
    }

    private List<NowModel.Waiting> waits() throws V1Refusal, IOException {
        JsonNode holds = visit.v1()
                .get("holds?state=open&mayAnswer=true&limit=" + 2 * MOST_WAITING)
                .path("holds");
        return Nodes.list(holds, hold -> hold).stream()
                .filter(hold -> !hold.path("approved").asBoolean())
                .limit(MOST_WAITING)
                .map(hold -> new NowModel.Waiting(
                        Nodes.text(hold, "id"),
                        Text.of(Nodes.text(hold, "say")),
                        Nodes.text(hold, "agent"),
                        Nodes.text(hold.path("asked"), "by"),
                        Nodes.given(hold.path("asked"), "instruction")
                                .filter(text -> !text.isBlank())
                                .map(text -> Text.of(text, INSTRUCTION)),
                        Nodes.time(hold, "until")))
                .toList();
    }

    /** Denials for the same rules and the same object are one conflict. */
    private static List<NowModel.Conflict> stopped(List<JsonNode> denied) {
        Map<String, List<JsonNode>> conflicts = new LinkedHashMap<>();
        for (JsonNode entry : denied) {
            List<String> related = Nodes.texts(entry, "related");
            List<String> objects = related.isEmpty() ? Nodes.texts(entry, "objects") : related;
            String key = Json.text(entry.path("rules")) + Nodes.text(entry, "tool") + objects;
            conflicts.computeIfAbsent(key, none -> new ArrayList<>()).add(entry);
        }
        return conflicts.values().stream()
                .limit(MOST_CONFLICTS)
                .map(NowReader::conflict)
                .toList();
    }

    private static NowModel.Conflict conflict(List<JsonNode> tries) {
        JsonNode newest = tries.getFirst();
        var objects = new ArrayList<>(Nodes.texts(newest, "objects"));
        objects.addAll(Nodes.texts(newest, "related"));
        return new NowModel.Conflict(
                Text.of(Nodes.text(newest, "say")),
                title(tries.size(), !newest.path("rules").isEmpty()),
                Nodes.texts(newest, "rules"),
                objects.stream().distinct().limit(MOST_TRIES).toList(),
                tries.stream().limit(MOST_TRIES).map(NowReader::tried).toList().reversed(),
                Math.max(0, tries.size() - MOST_TRIES),
                Line.of(newest).place());
    }

    private static String title(int tries, boolean conflict) {
        return tries == 1 ? "" : (conflict ? "one conflict, " : "") + tries + " tries";
    }

    private static NowModel.Try tried(JsonNode entry) {
        Line line = Line.of(entry);
        return new NowModel.Try(line.id(), line.place(), line.who(), line.at());
    }
}
