package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.Recorded;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;

/** How a hold ended, as the record has it: so it is known also when its task has ended. */
final class HoldEnd {

    private HoldEnd() {}

    /** Returns what ended the hold, when, and by whom. */
    static ObjectNode of(HoldStory.Decision decision, Recorded end) {
        ObjectNode view = Json.object()
                .put("as", word(decision))
                .put("at", Times.of(end.timeMillis()))
                .put("entry", end.seq());
        switch (end.event()) {
            case Event.HoldAnswered answered -> view.put("by", answered.by().name());
            case HoldEvent.Withdrawn withdrawn -> view.put("by", withdrawn.by()).put("comment", withdrawn.comment());
            case Event.CallDecided call -> view.put("call", Ids.call(call.call()));
            case Event.TaskEnded ended -> view.put("by", ended.by());
            default -> {} // its time was over, or a link took away what it relied on
        }
        return view;
    }

    private static String word(HoldStory.Decision decision) {
        return switch (decision) {
            case PENDING -> "open";
            case APPROVED -> "spent";
            case DENIED -> "rejected";
            case EXPIRED -> "expired";
            case WITHDRAWN -> "withdrawn";
            case VOIDED -> "voided";
            case SUPERSEDED -> "superseded";
            case CLOSED -> "closed";
        };
    }
}
