package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.graph.Lanes;
import dev.interlock.server.graph.Picture.Call;
import dev.interlock.server.graph.Ref;
import dev.interlock.server.json.Json;

/** Lanes in words: what is drawn, as a program or a table has it. */
public final class TimelineView {

    private TimelineView() {}

    public static ObjectNode of(Lanes lanes) {
        ObjectNode view = Json.object()
                .put("description", lanes.description())
                .put("from", Times.of(lanes.fromMillis()))
                .put("to", Times.of(lanes.nowMillis()));
        ArrayNode rows = view.putArray("lanes");
        lanes.rows().forEach(row -> rows.add(lane(row)));
        view.put("moreAgents", lanes.more()).put("idleTasks", lanes.idleTasks());
        ArrayNode answers = view.putArray("answers");
        lanes.answers()
                .forEach(answer -> answers.addObject()
                        .put("call", answer.call())
                        .put("time", Times.of(answer.timeMillis()))
                        .put("by", answer.by())
                        .put("approved", answer.approved()));
        ArrayNode clashes = view.putArray("conflicts");
        lanes.clashes().forEach(clash -> {
            ObjectNode conflict =
                    clashes.addObject().put("earlier", clash.earlier()).put("object", clash.object());
            clash.stopped().forEach(conflict.putArray("stopped")::add);
        });
        return view;
    }

    private static ObjectNode lane(Lanes.Row row) {
        ObjectNode lane = Json.object().put("agent", row.name()).put("about", row.about());
        if (row.ref().kind() == Ref.Kind.TASK) {
            lane.put("task", row.id());
        }
        lane.put("opened", Times.of(row.opened()));
        row.ended().ifPresent(end -> lane.put("ended", Times.of(end)));
        ArrayNode calls = lane.putArray("calls");
        row.calls().forEach(call -> calls.add(call(call)));
        return lane;
    }

    private static ObjectNode call(Call call) {
        return Json.object()
                .put("id", call.id())
                .put("time", Times.of(call.timeMillis()))
                .put("verdict", call.verdict().words())
                .put("does", call.does())
                .put("tool", call.tool());
    }
}
