package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.event.Barred;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.PastLane;
import dev.interlock.testkit.reference.history.PastTask;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Break-glass lanes: who opens one, who acts in it, what it waives, and who reviews it. */
final class ReferenceLanes {

    private static final String NO_INSTRUCTION =
            "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private ReferenceLanes() {}

    static Decision decide(History history, LaneCommand command, long now) {
        return switch (command) {
            case LaneCommand.Propose propose -> propose(history, propose, now);
            case LaneCommand.Confirm confirm -> confirm(history, confirm, now);
            case LaneCommand.Admit admit -> admit(history, admit, now);
            case LaneCommand.End end -> end(history, end, now);
            case LaneCommand.Review review -> review(history, review);
        };
    }

    // --- who opens it

    private static Decision propose(History history, LaneCommand.Propose command, long now) {
        if (history.bundle.breakGlass().isEmpty()) {
            return Refusals.refuse(RefusalCode.LANE_UNAVAILABLE);
        }
        BreakGlass policy = history.bundle.breakGlass().get();
        Optional<RefusalCode> refused = opener(history, policy, command.by()).or(() -> agent(history, command.agent()));
        if (refused.isPresent()) {
            return Refusals.refuse(refused.get());
        }
        if (command.reason().isBlank()
                || command.timeMillis().orElse(1) <= 0
                || history.spelled.wrong(command.scope().objects())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        boolean one = policy.opening() == BreakGlass.Opening.TICKET;
        if (one && command.ticket().orElse("").isBlank()) {
            return Refusals.refuse(RefusalCode.TICKET_REQUIRED);
        }
        SortedSet<String> duties = new TreeSet<>(command.scope().duties());
        if (duties.isEmpty()) {
            duties.addAll(policy.allow());
        }
        long time = command.timeMillis().orElse(policy.limitMillis());
        Optional<RefusalCode> beyond = beyond(policy, duties, time);
        if (beyond.isPresent()) {
            return Refusals.refuse(beyond.get());
        }
        LaneScope scope = new LaneScope(
                duties, command.scope().objects().stream().distinct().sorted().toList());
        Actor by = Actors.alone(command.by());
        long number = history.nextSeq();
        String ticket = command.ticket().orElse("");
        List<Event> events = one
                ? open(number, number, List.of(by), command.agent(), scope, time, command.reason(), ticket, policy, now)
                : List.of(new LaneEvent.Proposed(
                        number, by, command.agent().name(), scope, time, command.reason(), ticket));
        return new Decision(events, new Answer.Done(number));
    }

    private static Optional<RefusalCode> beyond(BreakGlass policy, Set<String> duties, long time) {
        if (!policy.allow().containsAll(duties)) {
            return Optional.of(RefusalCode.OUTSIDE_LANE);
        }
        return time > policy.limitMillis() ? Optional.of(RefusalCode.LANE_LIMIT_EXCEEDED) : Optional.empty();
    }

    private static Optional<RefusalCode> opener(History history, BreakGlass policy, Caller by) {
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, by);
        if (mayNot.isPresent()) {
            return mayNot;
        }
        if (!by.groups().contains(policy.by())) {
            return Optional.of(RefusalCode.NOT_IN_GROUP);
        }
        return hasUnreviewed(history, Actors.alone(by)) ? Optional.of(RefusalCode.LANE_UNREVIEWED) : Optional.empty();
    }

    private static Optional<RefusalCode> agent(History history, Caller agent) {
        if (agent.person()) {
            return Optional.of(RefusalCode.NOT_ALLOWED);
        }
        Optional<RefusalCode> barred = ReferenceAgents.barred(history, agent).map(Barred::refusal);
        boolean owned = Actors.owner(agent) instanceof AttributeValue.Known;
        return barred.isEmpty() && !owned ? Optional.of(RefusalCode.OWNER_MISSING) : barred;
    }

    private static boolean hasUnreviewed(History history, Actor person) {
        return history.lanes.values().stream()
                .filter(PastLane::unreviewed)
                .flatMap(lane -> lane.opened.orElseThrow().openers().stream())
                .anyMatch(opener -> !Actors.mayJudge(history, person, opener));
    }

    private static Decision confirm(History history, LaneCommand.Confirm command, long now) {
        PastLane lane = history.lanes.get(command.lane());
        if (lane == null) {
            return Refusals.refuse(RefusalCode.LANE_UNKNOWN);
        }
        if (lane.opened.isPresent() || lane.ended) {
            return Refusals.refuse(RefusalCode.LANE_ENDED);
        }
        if (now > lane.firstAt.earliest() + 15 * 60_000) {
            return Refusals.refuse(RefusalCode.PROPOSAL_EXPIRED);
        }
        if (history.bundle.breakGlass().isEmpty()) {
            return Refusals.refuse(RefusalCode.LANE_UNAVAILABLE);
        }
        BreakGlass policy = history.bundle.breakGlass().get();
        Optional<RefusalCode> refused = opener(history, policy, command.by());
        if (refused.isPresent()) {
            return Refusals.refuse(refused.get());
        }
        LaneEvent.Proposed proposed = lane.proposed.orElseThrow();
        Actor second = Actors.alone(command.by());
        if (!Actors.mayJudge(history, second, proposed.by())) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        if (ReferenceAgents.isGone(history, proposed.by())) {
            return Refusals.refuse(RefusalCode.OWNER_GONE);
        }
        if (hasUnreviewed(history, proposed.by())) {
            return Refusals.refuse(RefusalCode.LANE_UNREVIEWED);
        }
        if (!command.agent().name().equals(proposed.agent())) {
            return Refusals.refuse(RefusalCode.ARGUMENT_INVALID);
        }
        Optional<RefusalCode> unfit = agent(history, command.agent())
                .or(() -> beyond(policy, proposed.scope().duties(), proposed.timeMillis()));
        if (unfit.isPresent()) {
            return Refusals.refuse(unfit.get());
        }
        return new Decision(
                open(
                        lane.number,
                        history.nextSeq(),
                        List.of(proposed.by(), second),
                        command.agent(),
                        proposed.scope(),
                        proposed.timeMillis(),
                        proposed.reason(),
                        proposed.ticket(),
                        policy,
                        now),
                new Answer.Done(lane.number));
    }

    /** The lane, and the task that it is. */
    private static List<Event> open(
            long lane,
            long first,
            List<Actor> openers,
            Caller agent,
            LaneScope scope,
            long time,
            String reason,
            String ticket,
            BreakGlass policy,
            long now) {
        AttributeValue author = AttributeValue.known(openers.getFirst().name());
        Actor actor = Actors.inTask(agent, Actors.chain(agent), Actors.owner(agent), author)
                .with(Attributes.RUNTIME, AttributeValue.notApplicable());
        return List.of(
                new LaneEvent.Opened(
                        lane,
                        first + 1,
                        openers,
                        actor,
                        scope,
                        reason,
                        ticket,
                        now + time,
                        policy.reviewers(),
                        policy.reviewWithinMillis(),
                        policy.escalate()),
                new Event.TaskOpened(
                        first + 1,
                        OptionalLong.empty(),
                        agent.name(),
                        openers.getFirst().name(),
                        "break-glass",
                        NO_INSTRUCTION,
                        reason,
                        Actors.chain(agent),
                        Actors.owner(agent),
                        author,
                        scope.objects(),
                        now + time,
                        time,
                        1_000,
                        false,
                        now,
                        0));
    }

    // --- who is admitted to it

    private static Decision admit(History history, LaneCommand.Admit command, long now) {
        PastLane lane = history.lanes.get(command.lane());
        if (lane == null) {
            return Refusals.refuse(RefusalCode.LANE_UNKNOWN);
        }
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        if (lane.opened.isEmpty() || lane.ended) {
            return Refusals.refuse(RefusalCode.LANE_ENDED);
        }
        Set<String> openers = new TreeSet<>();
        lane.opened.get().openers().forEach(opener -> openers.add(opener.name()));
        if (!openers.contains(command.by().name())) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        return ReferenceLeases.decide(
                history,
                new LeaseCommand.Issue(
                        command.instance(),
                        lane.opened.get().task(),
                        OptionalLong.empty(),
                        "lane-credential",
                        "lane-credential",
                        new TreeMap<>(Map.of(
                                "sha-256",
                                command.digest(),
                                "given-to",
                                command.by().name())),
                        false,
                        OptionalLong.empty()),
                now);
    }

    // --- how it ends

    private static Decision end(History history, LaneCommand.End command, long now) {
        PastLane lane = history.lanes.get(command.lane());
        if (lane == null) {
            return Refusals.refuse(RefusalCode.LANE_UNKNOWN);
        }
        if (!command.by().person()) {
            return Refusals.refuse(RefusalCode.NOT_ALLOWED);
        }
        if (lane.ended) {
            return Refusals.refuse(RefusalCode.LANE_ENDED);
        }
        if (lane.opened.isEmpty()) {
            return new Decision(
                    List.of(new LaneEvent.Ended(
                            lane.number, EndReason.CANCELLED, command.by().name())),
                    new Answer.Done(lane.number));
        }
        PastTask task = history.task(lane.opened.get().task());
        List<Event> over = ReferenceEnds.endIfOver(history, task, now);
        List<Event> events = over.isEmpty()
                ? ReferenceEnds.end(
                        history, task, EndReason.CLOSED, command.by().name())
                : over;
        return new Decision(events, new Answer.Done(lane.number));
    }

    /** The ends of the open lanes whose openers were independent of each other, and are not after the link. */
    static List<Event> endedBy(History history, Link.Values link, long now) {
        List<String> level = history.bundle.strictest().independence().attributes();
        List<Event> events = new ArrayList<>();
        for (PastLane lane : history.lanes.values()) {
            if (lane.opened.isEmpty()
                    || lane.ended
                    || lane.opened.get().openers().size() != 2) {
                continue;
            }
            Actor first = lane.opened.get().openers().getFirst();
            Actor second = lane.opened.get().openers().getLast();
            if (Actors.mayJudge(history.links, second, first, level)
                    && !Actors.mayJudge(history.links.with(link), second, first, level)) {
                PastTask task = history.task(lane.opened.get().task());
                List<Event> over = ReferenceEnds.endIfOver(history, task, now);
                events.addAll(
                        over.isEmpty()
                                ? ReferenceEnds.end(history, task, EndReason.CANCELLED, ReferenceEnds.INTERLOCK)
                                : over);
            }
        }
        return events;
    }

    private static Decision review(History history, LaneCommand.Review command) {
        PastLane lane = history.lanes.get(command.lane());
        if (lane == null) {
            return Refusals.refuse(RefusalCode.LANE_UNKNOWN);
        }
        if (lane.opened.isEmpty() || !lane.ended) {
            return Refusals.refuse(RefusalCode.LANE_OPEN);
        }
        if (lane.reviewed.isPresent()) {
            return Refusals.refuse(RefusalCode.LANE_REVIEWED);
        }
        LaneEvent.Opened opened = lane.opened.get();
        if (history.calls.values().stream()
                .anyMatch(call -> call.task() == opened.task() && call.status == PastCall.Status.RESERVED)) {
            return Refusals.refuse(RefusalCode.LANE_OPEN);
        }
        Optional<RefusalCode> mayNot = ReferenceAgents.mayNotDecide(history, command.by());
        if (mayNot.isPresent()) {
            return Refusals.refuse(mayNot.get());
        }
        boolean reviews = command.by().groups().contains(opened.reviewers());
        boolean further =
                lane.overdue && opened.escalate().stream().anyMatch(command.by().groups()::contains);
        if (!reviews && !further) {
            return Refusals.refuse(RefusalCode.NOT_IN_GROUP);
        }
        Actor person = Actors.alone(command.by());
        boolean independent = Stream.concat(opened.openers().stream(), lane.actor.stream())
                .allMatch(other -> Actors.mayJudge(history, person, other));
        if (!independent) {
            return Refusals.refuse(RefusalCode.NOT_INDEPENDENT);
        }
        return new Decision(
                List.of(new LaneEvent.Reviewed(lane.number, command.accept(), person, command.comment())),
                new Answer.Done(lane.number));
    }

    /** The lanes that somebody should have reviewed by now. */
    static List<Event> overdue(History history, long now) {
        List<Event> events = new ArrayList<>();
        for (PastLane lane : history.lanes.values()) {
            if (lane.unreviewed()
                    && lane.ended
                    && !lane.overdue
                    && now > lane.endedAt.latest() + lane.opened.orElseThrow().reviewWithinMillis()) {
                events.add(new LaneEvent.ReviewOverdue(lane.number));
            }
        }
        return events;
    }

    // --- what is done in it

    /** The refusal of a caller's runtime, which is of one lane, or of none; empty if it may act there. */
    static Optional<Barred> isolated(History history, Optional<PastLane> in, Caller caller) {
        boolean known = Actors.alone(caller).get(Attributes.RUNTIME) instanceof AttributeValue.Known;
        SortedSet<String> names = new TreeSet<>();
        if (Actors.alone(caller).get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime) {
            names.addAll(history.links.same(Attributes.RUNTIME, runtime.value()));
        }
        if (in.isEmpty()) {
            return names.stream().anyMatch(history.laneRuntimes::containsKey)
                    ? Optional.of(Barred.RUNTIME_IN_LANE)
                    : Optional.empty();
        }
        boolean inAnother =
                names.stream().map(history.laneRuntimes::get).anyMatch(lane -> lane != null && lane != in.get().number);
        Stream<Actor> holders =
                history.leases.values().stream().filter(lease -> !lease.ended).map(lease -> lease.issued.actor());
        Stream<Actor> callers = history.calls.values().stream().map(call -> call.reserved.actor());
        boolean elsewhere = Stream.concat(holders, callers)
                .flatMap(actor -> actor.get(Attributes.RUNTIME) instanceof AttributeValue.Known runtime
                        ? Stream.of(runtime.value())
                        : Stream.empty())
                .anyMatch(runtime -> names.contains(runtime) && !history.laneRuntimes.containsKey(runtime));
        return known && !inAnother && !elsewhere ? Optional.empty() : Optional.of(Barred.RUNTIME_NOT_FRESH);
    }

    /** The findings of a call that is none of those that the lane is for. */
    static List<Finding> scope(ThisCall call, PastLane lane) {
        LaneScope scope = lane.opened.orElseThrow().scope();
        Set<String> allowed = new TreeSet<>(scope.duties());
        allowed.retainAll(
                call.history().bundle.breakGlass().map(BreakGlass::allow).orElse(Set.of()));
        List<Finding> findings = new ArrayList<>();
        SortedSet<String> duties = ReferenceChecks.duties(call.facts());
        boolean any = !duties.isEmpty();
        duties.removeAll(allowed);
        if (!any || !duties.isEmpty()) {
            findings.add(call.plain(
                    FindingCode.OUTSIDE_LANE, Outcome.DENY, Optional.empty(), duties.isEmpty() ? "" : duties.first()));
        }
        SortedSet<String> types =
                new TreeSet<>(scope.objects().stream().map(Key::kind).toList());
        SortedSet<String> outside = new TreeSet<>();
        types.forEach(type -> outside.addAll(ReferenceChecks.offending(call, call.task(), type)));
        if (!outside.isEmpty()) {
            findings.add(ReferenceChecks.outside(call, outside.first()));
        }
        return findings;
    }

    static boolean waives(History history, Finding finding) {
        return finding.code() != FindingCode.RELIED_UPON
                && finding.code() != FindingCode.KEY_CLOSED
                && finding.code() != FindingCode.NOT_EVALUABLE
                && history.bundle.rules().stream()
                        .filter(rule -> rule.id().equals(finding.rule()))
                        .map(Rule::head)
                        .anyMatch(Rule.Head::waivable);
    }
}
