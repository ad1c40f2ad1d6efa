package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.state.Lane;
import dev.interlock.server.breakglass.LaneProofs;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Ids;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** A break-glass lane as JSON. Only people see who opened and reviewed it. */
public final class LaneView {

    public static final Set<String> STATES =
            Arrays.stream(Lane.Status.values()).map(LaneView::text).collect(Collectors.toUnmodifiableSet());

    private LaneView() {}

    public static String stateOf(Lane lane) {
        return text(lane.status());
    }

    private static String text(Lane.Status status) {
        return status.name().toLowerCase(Locale.ROOT);
    }

    /** @param proofs with what agents act in lanes */
    public static ObjectNode of(Lane lane, Caller caller, LaneProofs proofs) {
        ObjectNode out = Json.object()
                .put("id", Ids.lane(lane.number()))
                .put("state", stateOf(lane))
                .put("agent", lane.agent());
        if (lane.status() == Lane.Status.PROPOSED || lane.status() == Lane.Status.OPEN) {
            out.put("acts_with", proofs.byToken(lane.agent()) ? "token" : "credential");
        }
        var duties = out.putArray("duties");
        lane.scope().duties().forEach(duties::add);
        var objects = out.putArray("objects");
        lane.scope().objects().forEach(object -> objects.add(object.toString()));
        lane.proposed()
                .filter(proposed -> lane.opened().isEmpty())
                .ifPresent(proposed -> proposed(out, proposed, caller));
        lane.opened().ifPresent(opened -> opened(out, opened, lane, caller));
        if (lane.endedMillis().isPresent()) {
            out.put("ended", Times.of(lane.endedMillis().getAsLong()))
                    .put(
                            "ended_because",
                            lane.end()
                                    .orElseThrow()
                                    .name()
                                    .toLowerCase(Locale.ROOT)
                                    .replace('_', '-'));
        }
        if (lane.unreviewed() && lane.reviewByMillis().isPresent()) {
            out.put("review_by", Times.of(lane.reviewByMillis().getAsLong())).put("overdue", lane.overdue());
        }
        lane.review()
                .filter(review -> caller.person())
                .ifPresent(review -> out.put(
                                "reviewed", Times.of(lane.reviewedMillis().getAsLong()))
                        .put("reviewed_by", review.by().name())
                        .put("comment", review.comment()));
        return out;
    }

    private static void proposed(ObjectNode out, LaneEvent.Proposed proposed, Caller caller) {
        out.put("time", proposed.timeMillis() / 1000 + "s");
        if (caller.person()) {
            out.put("proposed_by", proposed.by().name())
                    .put("reason", proposed.reason())
                    .put("ticket", proposed.ticket());
        }
    }

    private static void opened(ObjectNode out, LaneEvent.Opened opened, Lane lane, Caller caller) {
        out.put("task", Ids.task(opened.task()))
                .put("opened", Times.of(lane.openedMillis()))
                .put("deadline", Times.of(opened.deadlineMillis()));
        if (caller.person()) {
            var openers = out.putArray("opened_by");
            opened.openers().stream().map(Actor::name).forEach(openers::add);
            out.put("reason", opened.reason()).put("ticket", opened.ticket()).put("reviewers", opened.reviewers());
            opened.escalate().ifPresent(group -> out.put("escalates_to", group));
        }
    }
}
