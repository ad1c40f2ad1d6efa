package dev.interlock.server.readiness;

import dev.interlock.engine.decide.Eligibility;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.state.Actors;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.yaml.Place;
import java.util.ArrayList;
import java.util.List;

/** Break-glass lanes that nobody can open, act in or review: found out in an emergency, that would be too late. */
final class LaneChecks {

    /** The most combinations of people that are tried; beyond that somebody will be found. */
    private static final int MOST = 100_000;

    private final Deployment deployment;
    private final Report report;
    private final Level level;

    LaneChecks(Deployment deployment, Report report) {
        this.deployment = deployment;
        this.report = report;
        this.level = deployment.bundle().strictest().independence();
    }

    void check() {
        deployment.bundle().breakGlass().ifPresent(lanes -> {
            acts();
            if (!deployment.people(lanes.by()).isEmpty()) {
                opens(lanes);
            }
        });
    }

    private Place place(String... path) {
        String[] below = new String[path.length + 1];
        below[0] = "break-glass";
        System.arraycopy(path, 0, below, 1, path.length);
        return deployment.inBundle().header(below);
    }

    /** Returns whether the agent can be given a token or a credential of a lane: both are issued only to agents with an owner. */
    private static boolean canAct(Caller agent) {
        return Actors.ownOwner(agent) instanceof AttributeValue.Known;
    }

    private void acts() {
        if (deployment.agents().isEmpty() || deployment.agents().stream().anyMatch(LaneChecks::canAct)) {
            return;
        }
        report.error(
                Check.LANE_NOBODY_ACTS,
                "",
                place(),
                "no agent can act in a lane: a lane needs an agent with an owner, and no agent has one",
                "write `owner:` for the agents that act in lanes",
                new Label(deployment.inConfig().at("agents"), "in this configuration"));
    }

    private void opens(BreakGlass lanes) {
        List<Actor> openers =
                deployment.people(lanes.by()).stream().map(Actors::outside).toList();
        List<List<Actor>> pairs = new ArrayList<>();
        for (Actor first : openers) {
            if (lanes.opening() == BreakGlass.Opening.TICKET) {
                pairs.add(List.of(first));
                continue;
            }
            for (Actor second : openers) {
                if (pairs.size() < MOST && isIndependent(second, first)) {
                    pairs.add(List.of(first, second));
                }
            }
        }
        if (pairs.isEmpty()) {
            report.error(
                    Check.LANE_NOBODY_OPENS,
                    lanes.by(),
                    place("by"),
                    "no one can open a lane: it takes two people in `" + lanes.by() + "` who are independent at level `"
                            + level.name() + "`, and there "
                            + (openers.size() == 1 ? "is 1 in the group" : "are none among its " + openers.size()),
                    "put people with different owners into the group, or write `opening: ticket`");
        } else {
            reviews(lanes, pairs);
        }
    }

    private boolean isIndependent(Actor person, Actor other) {
        return Eligibility.independent(Links.NONE, person, other, level.attributes());
    }

    private void reviews(BreakGlass lanes, List<List<Actor>> pairs) {
        List<Caller> reviewers = deployment.people(lanes.reviewers());
        List<Caller> further = lanes.escalate().map(deployment::people).orElse(List.of());
        if (reviewers.isEmpty() && further.isEmpty()) {
            return; // that the group is empty is told once, of the group
        }
        List<Caller> agents =
                deployment.agents().stream().filter(LaneChecks::canAct).toList();
        List<Caller> without = agents.stream()
                .filter(agent -> !isReviewed(agent, pairs, reviewers))
                .toList();
        List<Caller> never = without.stream()
                .filter(agent -> !isReviewed(agent, pairs, further))
                .toList();
        if (!agents.isEmpty() && without.size() == agents.size()) {
            boolean late = never.size() < agents.size();
            report.add(
                    late ? Severity.WARNING : Severity.ERROR,
                    Check.LANE_NOBODY_REVIEWS,
                    lanes.reviewers(),
                    place("reviewers"),
                    "nobody in `" + lanes.reviewers() + "` can review a lane" + (late ? " before it is overdue" : "")
                            + ": a reviewer must be independent, at level `" + level.name() + "`, of the people "
                            + "who opened the lane and of the agent, and must not own the agent; until "
                            + "the review the people who opened the lane cannot open another",
                    "add a person to the group who opens no lanes and has a different owner from those who do");
        } else {
            never.forEach(agent -> report.warning(
                    Check.LANE_NOBODY_REVIEWS,
                    agent.name(),
                    deployment.agent(agent),
                    "no one can review a lane that `" + agent.name() + "` acted in: " + why(agent),
                    "register the unknown attribute, or add a person to `" + lanes.reviewers() + "` who is "
                            + "independent of the agent"));
        }
    }

    private String why(Caller agent) {
        Actor actor = actor(agent, "\0");
        return level.attributes().stream()
                .filter(name -> actor.get(name) instanceof AttributeValue.Unknown)
                .findFirst()
                .map(name -> "its `" + name + "` is unknown, and an unknown value makes no one independent of it")
                .orElse("no possible reviewer is independent of it at level `" + level.name() + "`");
    }

    private boolean isReviewed(Caller agent, List<List<Actor>> pairs, List<Caller> reviewers) {
        int tried = 0;
        for (List<Actor> openers : pairs) {
            Actor actor = actor(agent, openers.getFirst().name());
            for (Caller reviewer : reviewers) {
                Actor person = Actors.outside(reviewer);
                if (++tried > MOST
                        || isIndependent(person, actor)
                                && openers.stream().allMatch(opener -> isIndependent(person, opener))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The vector of the agent in a lane: whoever opened it is the author of what is done in it. */
    private static Actor actor(Caller agent, String opener) {
        return Actors.outside(agent)
                .with(Attributes.RUNTIME, AttributeValue.notApplicable())
                .with(Attributes.ORIGIN, AttributeValue.known(opener));
    }
}
