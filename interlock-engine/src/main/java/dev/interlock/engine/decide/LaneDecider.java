package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.command.LaneCommand;
import dev.interlock.engine.command.LeaseCommand;
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
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
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
            case LaneCommand.Admit admit -> admit(state, admit, now);
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
                    RefusalCode.TICKET_REQUIRED,
                    "name the ticket of the incident; one person alone cannot open a lane without one");
        }
        LaneScope scope = new LaneScope(
                command.scope().duties().isEmpty()
                        ? new TreeSet<>(policy.allow())
                        : command.scope().duties(),
                List.copyOf(new TreeSet<>(command.scope().objects())));
        long time = command.timeMillis().orElse(policy.limitMillis());
        Optional<Answer.Refused> beyond = beyond(policy, scope, time);
        if (beyond.isPresent()) {
            return proposal.answer(beyond.get());
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
            return proposal.refuse(RefusalCode.LANE_ENDED, name(command.lane()) + " is not waiting for confirmation");
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
        Actor second = Actors.outside(command.by());
        Optional<Answer.Refused> refused = opener(state, policy, command.by())
                .or(() -> proposer(state, proposed.by(), second))
                .or(() -> agent(state, command, proposed.agent()))
                .or(() -> beyond(policy, proposed.scope(), proposed.timeMillis()));
        if (refused.isPresent()) {
            return proposal.answer(refused.get());
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

    /** Admits an instance: what it is known by is a lease of the lane's task, and ends with the lane. */
    private static Decision admit(State state, LaneCommand.Admit command, long now) {
        var proposal = new Proposal(state);
        Lane lane = state.lanes().get(command.lane());
        if (lane == null) {
            return absent(command.lane(), proposal);
        }
        Caller by = command.by();
        if (!by.person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only people can admit an instance to a lane");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, by);
        if (gone.isPresent()) {
            return proposal.answer(gone.get());
        }
        LaneEvent.Opened opened = lane.opened().orElse(null);
        if (opened == null || lane.status() != Lane.Status.OPEN) {
            return proposal.refuse(RefusalCode.LANE_ENDED, name(command.lane()) + " is not open");
        }
        if (opened.openers().stream().noneMatch(opener -> opener.name().equals(by.name()))) {
            return proposal.refuse(
                    RefusalCode.NOT_ALLOWED,
                    "only those who opened " + name(command.lane()) + " can admit an instance to it");
        }
        var binding = new TreeMap<String, String>();
        binding.put(BreakGlass.DIGEST, command.digest());
        binding.put(BreakGlass.GIVEN_TO, by.name());
        var issue = new LeaseCommand.Issue(
                command.instance(),
                opened.task(),
                OptionalLong.empty(),
                BreakGlass.CREDENTIAL,
                BreakGlass.CREDENTIAL,
                binding,
                /* outside= */ false,
                OptionalLong.empty());
        return LeaseDecider.decide(state, issue, now);
    }

    private static Decision end(State state, LaneCommand.End command, long now) {
        var proposal = new Proposal(state);
        Lane lane = state.lanes().get(command.lane());
        if (lane == null) {
            return absent(command.lane(), proposal);
        }
        if (!command.by().person()) {
            return proposal.refuse(RefusalCode.NOT_ALLOWED, "only a person can end a lane; its agent can end its task");
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
            return Proposal.refusal(RefusalCode.NOT_ALLOWED, "only people open a lane");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, by);
        if (gone.isPresent()) {
            return gone;
        }
        if (!by.groups().contains(policy.by())) {
            return Proposal.refusal(
                    RefusalCode.NOT_IN_GROUP,
                    "`" + by.name() + "` is not in the group `" + policy.by() + "`, which opens lanes");
        }
        return unreviewed(state, Actors.outside(by));
    }

    /** The refusal of a lane that this person proposed, when another confirms it; empty if the two may open it. */
    private static Optional<Answer.Refused> proposer(State state, Actor first, Actor second) {
        return Eligibility.dependent(state, second, first, "it", "")
                .or(() -> AgentDecider.gone(state, first))
                .or(() -> unreviewed(state, first));
    }

    /** The refusal of an agent that the lane was not proposed for, or that may act in none; empty if it may act. */
    private static Optional<Answer.Refused> agent(State state, LaneCommand.Confirm command, String proposed) {
        return command.agent().name().equals(proposed)
                ? agent(state, command.agent())
                : Proposal.refusal(RefusalCode.ARGUMENT_INVALID, name(command.lane()) + " is for `" + proposed + "`");
    }

    private static Optional<Answer.Refused> agent(State state, Caller agent) {
        if (agent.person()) {
            return Proposal.refusal(
                    RefusalCode.NOT_ALLOWED, "only an agent can act in a lane, and `" + agent.name() + "` is a person");
        }
        return AgentDecider.barred(state, agent, agent, null).or(() -> unowned(agent));
    }

    /** The refusal of an agent without a known owner: it is issued neither a token nor a credential, so it could never act. */
    private static Optional<Answer.Refused> unowned(Caller agent) {
        return Actors.ownOwner(agent) instanceof AttributeValue.Known
                ? Optional.empty()
                : Proposal.refusal(
                        RefusalCode.OWNER_MISSING,
                        "`" + agent.name()
                                + "` has no registered owner, so it cannot act in a lane; register an owner");
    }

    private static Optional<String> misfit(LaneCommand.Propose command) {
        if (command.reason().isBlank() || command.reason().length() > LONGEST_TEXT) {
            return Optional.of("the reason for a lane must have from 1 to " + LONGEST_TEXT + " characters");
        }
        if (command.ticket().orElse("").length() > LONGEST_TICKET) {
            return Optional.of("a ticket must have at most " + LONGEST_TICKET + " characters");
        }
        if (command.scope().objects().size() > MOST_OBJECTS) {
            return Optional.of("a lane can cover at most " + MOST_OBJECTS + " objects");
        }
        return command.timeMillis().orElse(1) <= 0
                ? Optional.of("the time of a lane must be greater than zero")
                : Optional.empty();
    }

    /**
     * The refusal of a person who opened a lane that nobody reviewed, or may have, being not independent of one who did;
     * empty for others.
     */
    private static Optional<Answer.Refused> unreviewed(State state, Actor person) {
        for (Lane lane : state.lanes().all()) {
            if (lane.unreviewed()
                    && lane.opened().orElseThrow().openers().stream()
                            .anyMatch(opener -> !Eligibility.independent(state, person, opener))) {
                return Proposal.refusal(
                        RefusalCode.LANE_UNREVIEWED,
                        "`" + person.name()
                                + "`, or someone not independent of them, opened a lane that has not been reviewed;"
                                + " have it reviewed first");
            }
        }
        return Optional.empty();
    }

    private static Decision unavailable(Proposal proposal) {
        return proposal.refuse(
                RefusalCode.LANE_UNAVAILABLE, "the bundle has no section `break-glass`, so there are no lanes");
    }

    /** The refusal of a lane for more, or for longer, than the policy has lanes for; empty if it is within that. */
    private static Optional<Answer.Refused> beyond(BreakGlass policy, LaneScope scope, long time) {
        var beyond = new TreeSet<>(scope.duties());
        beyond.removeAll(policy.allow());
        if (!beyond.isEmpty()) {
            return Proposal.refusal(
                    RefusalCode.OUTSIDE_LANE,
                    "lanes cannot be opened for " + String.join(", ", beyond) + ", only for "
                            + String.join(", ", new TreeSet<>(policy.allow())));
        }
        return time > policy.limitMillis()
                ? Proposal.refusal(
                        RefusalCode.LANE_LIMIT_EXCEEDED,
                        "a lane can be open for at most " + policy.limitMillis() / 1000 + " seconds")
                : Optional.empty();
    }

    static Decision absent(long lane, Proposal proposal) {
        return proposal.refuse(RefusalCode.LANE_UNKNOWN, "there is no lane " + name(lane));
    }

    static String name(long lane) {
        return "`lane-" + lane + "`";
    }
}
