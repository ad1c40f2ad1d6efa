package dev.interlock.server.notify.channel;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.BindingCode;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.State;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.CallPhrases;
import dev.interlock.server.render.FindingWords;
import dev.interlock.server.render.Ids;
import dev.interlock.server.render.Listed;
import dev.interlock.server.render.ProvenanceStory;
import dev.interlock.server.render.ShownArguments;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Notices of recorded events: what a person asked for beside what the agent does, and why that waits. Of the arguments
 * they show those that the catalogue shows. Thread-safe.
 */
final class Notices {

    private final Domain domain;
    private final String name;
    private final CallPhrases phrases;

    /**
     * @param name of the domain
     * @param phrases how calls read
     */
    Notices(Domain domain, String name, CallPhrases phrases) {
        this.domain = domain;
        this.name = name;
        this.phrases = phrases;
    }

    /** Returns the notice of the event; empty for most events. */
    Optional<Notice> of(Recorded recorded) {
        return switch (recorded.event()) {
            case Event.CallHeld held ->
                held.hold() == held.call()
                        ? Optional.of(notice(recorded, Notice.Type.HELD, hold(held)))
                        : Optional.empty();
            case LaneEvent lane -> lane(recorded, lane);
            case Event.HoldAnswered answered -> Optional.of(notice(recorded, Notice.Type.ANSWERED, answer(answered)));
            case HoldEvent.Expired expired ->
                Optional.of(notice(recorded, Notice.Type.EXPIRED, brief(held(expired.hold()))));
            case HoldEvent.Withdrawn withdrawn ->
                Optional.of(notice(
                        recorded,
                        Notice.Type.WITHDRAWN,
                        brief(held(withdrawn.hold())).put("by", withdrawn.by()).put("comment", withdrawn.comment())));
            case Event.CallReserved reserved -> called(recorded, reserved, "permitted");
            case Event.CallDenied denied -> called(recorded, denied, "denied");
            case HoldEvent.OfDelegation _,
                    Event.BundleActivated _,
                    Event.BundleProposed _,
                    Event.TaskOpened _,
                    Event.TaskAmended _,
                    Event.PlanDeclared _,
                    Event.TaskEnded _,
                    Event.CallObserved _,
                    Event.CallRepeated _,
                    Event.CallSettled _,
                    Event.CallConfirmed _,
                    Event.CallReconciled _,
                    Event.LinkProposed _,
                    Event.LinkAnswered _,
                    LeaseEvent _,
                    AgentEvent _,
                    SchemaSeen _,
                    ContactWithdrawn _,
                    ConfigurationRecorded _,
                    ClockEvent _,
                    LedgerEvent _ -> Optional.empty();
        };
    }

    /** Returns a reminder that a hold is unanswered; each reminder has an id of its own. */
    Notice reminder(Event.CallHeld held, Notice.Type type, String id, long now) {
        return new Notice(id, type, now, hold(held));
    }

    private Notice notice(Recorded recorded, Notice.Type type, ObjectNode data) {
        return new Notice("interlock-" + name + "-" + recorded.seq(), type, recorded.timeMillis(), data);
    }

    private Event.CallHeld held(long hold) {
        if (domain.history().event(hold).event() instanceof Event.CallHeld held) {
            return held;
        }
        throw new IllegalStateException("entry " + hold + " is not a hold");
    }

    /** Returns the data by which the hold is recognised. */
    private ObjectNode brief(Event.CallHeld held) {
        ObjectNode data = Json.object()
                .put("domain", name)
                .put("hold", Ids.hold(held.hold()))
                .put("code", BindingCode.of(held.digest(), held.hold()))
                .put("digest", held.digest())
                .put("agent", held.actor().name())
                .put("tool", held.facts().tool());
        phrases.put(data, domain.history().event(held.hold()));
        return data;
    }

    private ObjectNode hold(Event.CallHeld held) {
        ObjectNode data = brief(held);
        if (domain.history().event(held.task()).event() instanceof Event.TaskOpened task) {
            data.putObject("asked")
                    .put("task", Ids.task(task.task()))
                    .put("by", task.openedBy())
                    .put("intent", task.intent())
                    .put("instruction", task.instruction());
        }
        ObjectNode does = data.putObject("does").put("risk", held.facts().risk());
        ArrayNode objects = does.putArray("objects");
        held.facts().actsOn().forEach(key -> objects.add(key.toString()));
        ArrayNode duties = does.putArray("duties");
        held.facts().marks().forEach(duties::add);
        held.facts().amount().ifPresent(amount -> does.put("amount", amount.toString()));
        Listed.put(does, held.facts());
        ShownArguments.put(does, held);
        Bundle bundle = domain.query(State::bundle);
        var words = new FindingWords(bundle);
        ArrayNode reasons = data.putArray("reasons");
        ArrayNode needs = data.putArray("needs");
        for (Finding finding : reasons(held)) {
            reasons.addObject().put("code", finding.code().text()).put("text", words.forPeople(finding));
        }
        reasons(held).stream()
                .flatMap(finding -> finding.need().stream())
                .distinct()
                .forEach(need -> need(needs, need));
        ProvenanceStory.of(held, domain.history()::event)
                .ifPresent(provenance -> data.set("provenance", Json.plain(provenance.json())));
        return data;
    }

    private Optional<Notice> lane(Recorded recorded, LaneEvent event) {
        ObjectNode data = Json.object().put("domain", name).put("lane", Ids.lane(event.lane()));
        return switch (event) {
            case LaneEvent.Proposed proposed -> Optional.empty();
            case LaneEvent.Opened opened -> {
                ArrayNode openers = data.putArray("openers");
                opened.openers().forEach(opener -> openers.add(opener.name()));
                data.put("agent", opened.agent())
                        .put("reason", opened.reason())
                        .put("ticket", opened.ticket())
                        .put(
                                "until",
                                Instant.ofEpochMilli(opened.deadlineMillis()).toString());
                yield Optional.of(notice(recorded, Notice.Type.LANE_OPENED, data));
            }
            case LaneEvent.Ended ended ->
                Optional.of(notice(recorded, Notice.Type.LANE_ENDED, data.put("by", ended.by())));
            case LaneEvent.Reviewed reviewed ->
                Optional.of(notice(
                        recorded,
                        Notice.Type.LANE_REVIEWED,
                        data.put("by", reviewed.by().name())
                                .put("accepted", reviewed.accepted())
                                .put("comment", reviewed.comment())));
            case LaneEvent.ReviewOverdue overdue -> {
                domain.query(state -> Optional.ofNullable(state.lanes().get(overdue.lane()))
                                .flatMap(Lane::opened))
                        .ifPresent(opened -> {
                            data.put("agent", opened.agent()).put("reviewers", opened.reviewers());
                            opened.escalate().ifPresent(group -> data.put("escalatesTo", group));
                        });
                yield Optional.of(notice(recorded, Notice.Type.LANE_OVERDUE, data));
            }
        };
    }

    /** A call in a lane; nothing of any other. */
    private Optional<Notice> called(Recorded recorded, Event.CallDecided call, String verdict) {
        return laneOf(call.task()).map(lane -> {
            ObjectNode data = Json.object()
                    .put("domain", name)
                    .put("lane", Ids.lane(lane.lane()))
                    .put("call", Ids.call(call.call()))
                    .put("verdict", verdict)
                    .put("agent", call.actor().name())
                    .put("tool", call.facts().tool());
            phrases.put(data, recorded);
            ArrayNode objects = data.putArray("objects");
            call.facts().actsOn().forEach(key -> objects.add(key.toString()));
            if (call instanceof Event.CallReserved reserved) {
                ArrayNode waived = data.putArray("waived");
                reserved.waived().stream().map(Finding::rule).distinct().forEach(waived::add);
            }
            return notice(recorded, Notice.Type.LANE_CALLED, data);
        });
    }

    /** The lane that the task, or one above it, is: a lane is opened by the event before that of its task. */
    private Optional<LaneEvent.Opened> laneOf(long task) {
        for (long at = task; at > 0; ) {
            if (!(domain.history().event(at).event() instanceof Event.TaskOpened opened)) {
                return Optional.empty();
            }
            if (domain.history().event(at - 1).event() instanceof LaneEvent.Opened lane && lane.task() == at) {
                return Optional.of(lane);
            }
            at = opened.parent().orElse(0);
        }
        return Optional.empty();
    }

    private static List<Finding> reasons(Event.CallHeld held) {
        return held.findings().stream()
                .filter(finding -> finding.outcome() == Outcome.HOLD)
                .toList();
    }

    private static void need(ArrayNode needs, Need need) {
        ObjectNode one = needs.addObject()
                .put("count", need.count())
                .put("level", need.level())
                .put("confirm", need.terms().confirmed());
        need.by().ifPresent(group -> one.put("group", group));
        need.terms().veto().ifPresent(group -> one.put("veto", group));
        need.terms().escalation().ifPresent(escalation -> one.put("escalatesTo", escalation.to()));
    }

    private ObjectNode answer(Event.HoldAnswered answered) {
        ObjectNode data = brief(held(answered.hold()))
                .put("answer", Ids.answer(answered.answer()))
                .put("approved", answered.approved())
                .put("by", answered.by().name())
                .put("comment", answered.comment());
        answered.how().channel().ifPresent(channel -> data.put("channel", channel));
        return data;
    }
}
