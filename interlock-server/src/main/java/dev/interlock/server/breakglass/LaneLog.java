package dev.interlock.server.breakglass;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Plain;
import java.util.stream.Collectors;

/** Says in the server's log what happens in lanes, so that whoever looks after the process hears of it without being asked. */
public final class LaneLog implements LaneNews.Listener {

    private static final System.Logger LOG = System.getLogger(LaneLog.class.getName());

    @Override
    public void heard(LaneNews news) {
        String lane = "break-glass " + Ids.lane(news.lane());
        String said = switch (news.recorded().event()) {
            case LaneEvent.Opened opened ->
                lane + " is open: "
                        + opened.openers().stream()
                                .map(Actor::name)
                                .map(Plain::of)
                                .collect(Collectors.joining(" and ")) + " for " + Plain.of(opened.agent());
            case LaneEvent.Ended ended -> lane + " has ended and must be reviewed";
            case LaneEvent.ReviewOverdue overdue -> lane + " was not reviewed in time";
            case LaneEvent.Reviewed reviewed ->
                lane + " is " + (reviewed.accepted() ? "accepted" : "disputed") + " by "
                        + Plain.of(reviewed.by().name());
            case Event.CallReserved call ->
                lane + ": " + Ids.call(call.call()) + " "
                        + Plain.of(call.facts().tool())
                        + (call.waived().isEmpty()
                                ? ""
                                : ", waived "
                                        + call.waived().stream()
                                                .map(finding -> Plain.of(finding.rule()))
                                                .distinct()
                                                .collect(Collectors.joining(", ")));
            case Event.CallDenied call -> lane + ": " + Ids.call(call.call()) + " was denied";
            case LeaseEvent.Issued issued
            when issued.kind().equals(BreakGlass.CREDENTIAL) ->
                lane + ": " + Plain.of(issued.binding().getOrDefault(BreakGlass.GIVEN_TO, "someone"))
                        + " got a credential for an instance of "
                        + Plain.of(issued.actor().name());
            // Outcomes and other leases are in the record.
            default -> "";
        };
        if (!said.isEmpty()) {
            LOG.log(System.Logger.Level.WARNING, said);
        }
    }
}
