package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.Lane;
import dev.interlock.engine.state.LaneTable;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** The decisions on break-glass lanes: who opens one, for what and how long, and how it ends. */
final class LaneDecider {

    /** A SHA-256 digest is recorded with a task; that of a lane's reason says nothing more than the reason. */
    private static final String NO_INSTRUCTION =
            "sha-256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

    private static final int LONGEST_TEXT = 2_000;
    private static final int LONGEST_TICKET = 200;
    private static final int MOST_OBJECTS = 100;

    private LaneDecider() {}

    static Decision decide(State state, LaneCommand command, long now) {
        return switch (command) {
            case LaneCommand.Propose propose -> propose(state, propose, now);
            case LaneCommand.Confirm confirm -> confirm(state, confirm, now);
            case LaneCommand.End end -> end(state, end, now);
            case LaneCommand.Review review -> LaneReview.review(state, review, now);
        };
    }

    private static Decision propose(State state, LaneCommand.Propose command, long now) {
        var proposal = new Proposal(state);
        BreakGlass policy = state.bundle().breakGlass().orElse(null);
        if (policy == null) {
            return unavailable(proposal);
        }
        Optional<Answer.Refused> refused = opener(state, policy, command.by()).or(() -> agent(state, command.agent()));
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        Optional<String> misfit =
                misfit(command).or(() -> state.spellings().wrong(command.scope().objects()));
        if (misfit.isPresent()) {
            return proposal.refuse(RefusalCode.ARGUMENT_INVALID, misfit.get());
        }
        String ticket = command.ticket().orElse("");
        if (policy.opening() == BreakGlass.Opening.TICKET && ticket.isBlank()) {
            return proposal.refuse(
                    RefusalCode.TICKET_REQUIRED, "name the ticket of the incident; one person opens no lane without");
        }
        LaneScope scope = new LaneScope(
                command.scope().duties().isEmpty()
                        ? new TreeSet<>(policy.allow())
                        : command.scope().duties(),
                List.copyOf(new TreeSet<>(command.scope().objects())));
        if (!policy.allow().containsAll(scope.duties())) {
            return outside(policy, scope, proposal);
        }
        long time = command.timeMillis().orElse(policy.limitMillis());
        if (time > policy.limitMillis()) {
            return tooLong(policy, proposal);
        }
        Actor by = Actors.outside(command.by());
        long lane = proposal.next();
        if (policy.opening() == BreakGlass.Opening.TWO_PEOPLE) {
            proposal.add(
                    new LaneEvent.Proposed(lane, by, command.agent().name(), scope, time, command.reason(), ticket));
            return proposal.answer(new Answer.Done(lane));
        }
        open(proposal, lane, List.of(by), command.agent(), scope, time, command.reason(), ticket, policy, now);
        return proposal.answer(new Answer.Done(lane));
    }

    private static Decision confirm(State state, LaneCommand.Confirm command, long now) {
        var proposal = new Proposal(state);
        Lane lane = state.lanes().get(command.lane());
        if (lane == null) {
            return absent(command.lane(), proposal);
        }
        LaneEvent.Proposed proposed = lane.proposed().orElse(null);
        if (proposed == null || lane.status() != Lane.Status.PROPOSED) {
            return proposal.refuse(RefusalCode.LANE_ENDED, name(command.lane()) + " is not waiting to be confirmed");
        }
        if (now - lane.sinceMillis() > LaneTable.PROPOSAL_MILLIS) {
            return proposal.refuse(
                    RefusalCode.PROPOSAL_EXPIRED,
                    name(command.lane()) + " was proposed more than 15 minutes ago; propose it again");
        }
        BreakGlass policy = state.bundle().breakGlass().orElse(null);
        if (policy == null) {
            return unavailable(proposal);
        }
        Optional<Answer.Refused> refused = opener(state, policy, command.by());
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
        }
        Actor second = Actors.outside(command.by());
        if (!independent(state, second, proposed.by())) {
            return proposal.refuse(
                    RefusalCode.NOT_INDEPENDENT,
                    "`" + second.name() + "` is not independent of `"
                            + proposed.by().name()
                            + "`, who proposed it, at level `"
                            + state.bundle().strictest().independence().name() + "`");
        }
        if (state.agents().isGone(proposed.by(), state.links())) {
            return proposal.answer(AgentDecider.isGone(proposed.by().name()));
        }
        if (hasUnreviewed(state, proposed.by())) {
            return unreviewed(proposed.by(), proposal);
        }
        if (!command.agent().name().equals(proposed.agent())) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, name(command.lane()) + " is for `" + proposed.agent() + "`");
        }
        Optional<Answer.Refused> unfit = agent(state, command.agent());
        if (unfit.isPresent()) {
            return proposal.answer(unfit.get());
        }
        if (!policy.allow().containsAll(proposed.scope().duties())) {
            return outside(policy, proposed.scope(), proposal);
        }
        if (proposed.timeMillis() > policy.limitMillis()) {
            return tooLong(policy, proposal);
        }
        open(
                proposal,
                lane.number(),
                List.of(proposed.by(), second),
                command.agent(),
                proposed.scope(),
                proposed.timeMillis(),
                proposed.reason(),
                proposed.ticket(),
                policy,
                now);
        return proposal.answer(new Answer.Done(lane.number()));
    }

    /** Opens the lane and its task. The person who proposed the lane is the author of what is done in it. */
    private static void open(
            Proposal proposal,
            long lane,
            List<Actor> openers,
            Caller agent,
            LaneScope scope,
            long time,
            String reason,
            String ticket,
            BreakGlass policy,
            long now) {
        String author = openers.getFirst().name();
        long task = proposal.next() + 1;
        long deadline = now + time;
        proposal.add(new LaneEvent.Opened(
                lane,
                task,
                openers,
                actor(agent, author),
                scope,
                reason,
                ticket,
                deadline,
                policy.reviewers(),
                policy.reviewWithinMillis(),
                policy.escalate()));
        proposal.add(new Event.TaskOpened(
                task,
                OptionalLong.empty(),
                agent.name(),
                author,
                BreakGlass.INTENT,
                NO_INSTRUCTION,
                reason,
                Actors.ownChain(agent),
                Actors.ownOwner(agent),
                AttributeValue.known(author),
                scope.objects(),
                deadline,
                time,
                BreakGlass.CALLS,
                false,
                now,
                0));
    }

    private static Actor actor(Caller agent, String author) {
        return Actors.outside(agent)
                .with(Attributes.RUNTIME, AttributeValue.notApplicable())
                .with(Attributes.ORIGIN, AttributeValue.known(author));
    }

    private static Decision end(State state, LaneCommand.End command, long now) {
        var proposal = new Proposal(state);
        Lane lane = state.lanes().get(command.lane());
        if (lane == null) {
            return absent(command.lane(), proposal);
        }
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person ends a lane; its agent may end its task");
        }
        return switch (lane.status()) {
            case PROPOSED -> {
                proposal.add(new LaneEvent.Ended(
                        lane.number(), EndReason.CANCELLED, command.by().name()));
                yield proposal.answer(new Answer.Done(lane.number()));
            }
            case OPEN -> {
                Task task = state.task(lane.opened().orElseThrow().task());
                if (task == null) {
                    throw new IllegalStateException("lane " + lane.number() + " is open and its task has ended");
                }
                if (task.over(now).isPresent()) {
                    proposal.endOver(task, now);
                } else {
                    proposal.end(task, EndReason.CLOSED, command.by().name());
                }
                yield proposal.answer(new Answer.Done(lane.number()));
            }
            case WITHDRAWN, ENDED, ACCEPTED, DISPUTED ->
                proposal.refuse(RefusalCode.LANE_ENDED, name(command.lane()) + " has ended");
        };
    }

    /** The refusal of a person who may not open a lane; empty if the person may. */
    private static Optional<Answer.Refused> opener(State state, BreakGlass policy, Caller by) {
        if (!by.person()) {
            return Optional.of(new Answer.Refused(RefusalCode.NOT_ALLOWED, "only people open a lane"));
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, by);
        if (gone.isPresent()) {
            return gone;
        }
        if (!by.groups().contains(policy.by())) {
            return Optional.of(new Answer.Refused(
                    RefusalCode.NOT_IN_GROUP,
                    "`" + by.name() + "` is not in the group `" + policy.by() + "`, which opens lanes"));
        }
        Actor person = Actors.outside(by);
        return hasUnreviewed(state, person)
                ? Optional.of(new Answer.Refused(RefusalCode.LANE_UNREVIEWED, unreviewedText(person)))
                : Optional.empty();
    }

    private static Optional<Answer.Refused> agent(State state, Caller agent) {
        if (agent.person()) {
            return Optional.of(new Answer.Refused(
                    RefusalCode.NOT_ALLOWED, "an agent acts in a lane, and `" + agent.name() + "` is a person"));
        }
        return AgentDecider.barred(state, agent, agent, null);
    }

    private static Optional<String> misfit(LaneCommand.Propose command) {
        if (command.reason().isBlank() || command.reason().length() > LONGEST_TEXT) {
            return Optional.of("the reason of a lane has between 1 and " + LONGEST_TEXT + " characters");
        }
        if (command.ticket().orElse("").length() > LONGEST_TICKET) {
            return Optional.of("a ticket has at most " + LONGEST_TICKET + " characters");
        }
        if (command.scope().objects().size() > MOST_OBJECTS) {
            return Optional.of("a lane is for at most " + MOST_OBJECTS + " objects");
        }
        return command.timeMillis().orElse(1) <= 0
                ? Optional.of("the time of a lane is greater than zero")
                : Optional.empty();
    }

    /** Returns whether one of those who opened a lane that nobody reviewed is the person, or may be. */
    private static boolean hasUnreviewed(State state, Actor person) {
        var openers = new ArrayList<Actor>();
        for (Lane lane : state.lanes().all()) {
            if (lane.unreviewed()) {
                openers.addAll(lane.opened().orElseThrow().openers());
            }
        }
        return openers.stream().anyMatch(opener -> !independent(state, person, opener));
    }

    static boolean independent(State state, Actor person, Actor other) {
        return Eligibility.independent(
                state.links(),
                person,
                other,
                state.bundle().strictest().independence().attributes());
    }

    private static Decision unreviewed(Actor person, Proposal proposal) {
        return proposal.refuse(RefusalCode.LANE_UNREVIEWED, unreviewedText(person));
    }

    private static String unreviewedText(Actor person) {
        return "`" + person.name() + "`, or somebody who is not independent, opened a lane that nobody has reviewed;"
                + " have that reviewed first";
    }

    private static Decision unavailable(Proposal proposal) {
        return proposal.refuse(
                RefusalCode.LANE_UNAVAILABLE, "the bundle has no section `break-glass`, so there are no lanes");
    }

    private static Decision outside(BreakGlass policy, LaneScope scope, Proposal proposal) {
        var beyond = new TreeSet<>(scope.duties());
        beyond.removeAll(policy.allow());
        return proposal.refuse(
                RefusalCode.OUTSIDE_LANE,
                "lanes are not for " + String.join(", ", beyond) + "; they may be for "
                        + String.join(", ", new TreeSet<>(policy.allow())));
    }

    private static Decision tooLong(BreakGlass policy, Proposal proposal) {
        return proposal.refuse(
                RefusalCode.LANE_LIMIT_EXCEEDED,
                "a lane is open for at most " + policy.limitMillis() / 1000 + " seconds");
    }

    static Decision absent(long lane, Proposal proposal) {
        return proposal.refuse(RefusalCode.LANE_UNKNOWN, "there is no lane " + name(lane));
    }

    static String name(long lane) {
        return "`lane-" + lane + "`";
    }
}
