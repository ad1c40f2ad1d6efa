package dev.interlock.server.console.page.now;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.console.Nodes;
import dev.interlock.server.console.Places;
import dev.interlock.server.console.Seen;
import dev.interlock.server.console.Svg;
import dev.interlock.server.console.Text;
import dev.interlock.server.console.V1;
import dev.interlock.server.console.V1Refusal;
import dev.interlock.server.console.Visit;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks what tasks did within a time: as a picture with lanes, and as a table with the same. */
final class LaneReader {

    private static final int MOST_CALLS = 24;
    private static final int NAME = 60;

    private final Visit visit;

    LaneReader(Visit visit) {
        this.visit = visit;
    }

    NowModel.Tasks read(TimeSpan span) throws V1Refusal, IOException {
        ObjectNode timeline = visit.v1()
                .get("timeline?seconds=" + span.length().toSeconds() + "&links=" + V1.encoded("/console") + "&zone="
                        + V1.encoded(visit.zone().getId()));
        Instant from = Nodes.time(timeline, "from").orElse(Instant.EPOCH);
        List<NowModel.Lane> lanes = Nodes.list(timeline.path("lanes"), LaneReader::lane);
        return new NowModel.Tasks(
                new Svg(lanes.isEmpty() ? "" : Nodes.text(timeline, "wide")),
                Nodes.text(timeline, "description"),
                lanes,
                further(timeline),
                timeline.path("complete").asBoolean() ? Optional.empty() : Optional.of(from));
    }

    private static String further(JsonNode timeline) {
        int agents = timeline.path("moreAgents").asInt();
        if (agents > 0) {
            return agents + (agents == 1 ? " more agent" : " more agents") + " called something.";
        }
        int idle = timeline.path("idleTasks").asInt();
        return idle == 0 ? "" : idle + (idle == 1 ? " more task is" : " more tasks are") + " live, and did nothing.";
    }

    private static NowModel.Lane lane(JsonNode lane) {
        List<JsonNode> calls = Nodes.list(lane.path("calls"), call -> call);
        List<NowModel.Mark> marks = calls.stream()
                .skip(Math.max(0, calls.size() - MOST_CALLS))
                .map(LaneReader::mark)
                .toList();
        String agent = Nodes.text(lane, "agent");
        Optional<String> task = Nodes.given(lane, "task");
        return new NowModel.Lane(
                task.map(Places::task).orElseGet(() -> Places.party(agent)),
                task.orElse(""),
                Text.of(agent, NAME),
                Text.of(Nodes.text(lane, "about"), NAME),
                lane.has("ended"),
                calls.isEmpty() ? Optional.empty() : Nodes.time(calls.getLast(), "time"),
                marks,
                calls.size() - marks.size());
    }

    private static NowModel.Mark mark(JsonNode call) {
        String id = Nodes.text(call, "id");
        Seen seen = Seen.of(Nodes.text(call, "verdict"));
        return new NowModel.Mark(id, Places.of(id).orElse("/console/ledger"), seen);
    }
}
