package dev.interlock.server.console.page.now;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import dev.interlock.server.console.page.record.Line;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts the newest calls of the record into lanes, one for each task. */
final class LaneReader {

    /** The newest entries that are looked at. */
    static final int ENTRIES = 300;

    private static final int MOST_LANES = 12;
    private static final int MOST_CALLS = 24;

    private final Visit visit;

    LaneReader(Visit visit) {
        this.visit = visit;
    }

    /** @param further how many tasks have no lane */
    record Lanes(List<NowModel.Lane> lanes, int further) {}

    /** @param calls the newest first */
    Lanes read(List<JsonNode> calls, TimeSpan span) throws IOException {
        Instant from = visit.now().minus(span.length());
        Map<String, List<JsonNode>> tasks = new LinkedHashMap<>();
        calls.stream()
                .filter(call -> call.has("task"))
                .filter(call -> Nodes.time(call, "time")
                        .filter(at -> !at.isBefore(from))
                        .isPresent())
                .forEach(call -> tasks.computeIfAbsent(Nodes.text(call, "task"), task -> new ArrayList<>())
                        .add(call));
        var lanes = new ArrayList<NowModel.Lane>();
        for (Map.Entry<String, List<JsonNode>> task : tasks.entrySet()) {
            if (lanes.size() < MOST_LANES) {
                lanes.add(lane(task.getKey(), task.getValue()));
            }
        }
        return new Lanes(lanes, tasks.size() - lanes.size());
    }

    private NowModel.Lane lane(String id, List<JsonNode> calls) throws IOException {
        JsonNode newest = calls.getFirst();
        Optional<JsonNode> task = task(id);
        return new NowModel.Lane(
                id,
                Nodes.text(newest, "agent"),
                task.map(LaneReader::whom).orElse(""),
                task.map(found -> Nodes.text(found, "state").equals("active")),
                Nodes.time(newest, "time").orElse(Instant.EPOCH),
                calls.stream().limit(MOST_CALLS).map(LaneReader::mark).toList().reversed(),
                Math.max(0, calls.size() - MOST_CALLS));
    }

    private static String whom(JsonNode task) {
        return (task.has("parent") ? "by " : "for ") + Nodes.text(task, "openedBy");
    }

    /** The task itself; empty where the API does not know it any more. */
    private Optional<JsonNode> task(String id) throws IOException {
        try {
            return Optional.of(visit.v1().get("tasks/" + V1.encoded(id)));
        } catch (V1Refusal e) {
            return Optional.empty();
        }
    }

    private static NowModel.Mark mark(JsonNode call) {
        Line line = Line.of(call);
        return new NowModel.Mark(line.id(), line.place(), line.icon(), line.id() + " " + line.word());
    }
}
