package dev.interlock.engine.decide;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.state.HoldState;
import dev.interlock.engine.state.Lease;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The leases that end because of what became known, before their tasks do. */
final class LeaseEnds {

    private LeaseEnds() {}

    /**
     * Ends the leases of a holder that broke a rule where it could not be prevented: nothing that it was trusted with
     * is left to it.
     */
    static void ofConflict(State state, Actor actor, String why, Proposal proposal) {
        if (!(actor.get(Attributes.AGENT) instanceof AttributeValue.Known agent)) {
            return;
        }
        end(
                state,
                lease -> state.links().same(Attributes.AGENT, agent.value(), lease.agent()),
                LeaseEnd.CONFLICT,
                Proposal.INTERLOCK,
                why,
                proposal);
    }

    /**
     * Ends the leases that rely on a difference which a confirmed late link takes away: a call of the lease's task, or
     * of one above, is part of a conflict that there was not before; an approval that let one through came from
     * somebody who was not independent after all; or the task's owner is gone under the other name.
     */
    static void ofLink(State state, Event.LinkProposed link, List<Finding> latent, Proposal proposal) {
        if (state.leases().all().isEmpty()) {
            return;
        }
        Set<Long> witnesses = witnesses(state, latent);
        Set<Long> approved = approvedInVain(state, link.what());
        Links after = link.what() instanceof Link.Values values ? state.links().with(values) : state.links();
        end(
                state,
                lease -> {
                    Task own = state.task(lease.issued().task());
                    if (own != null && state.agents().barred(own, after).isPresent()) {
                        return true;
                    }
                    for (Task task = own; task != null; task = task.parent()) {
                        if (approved.contains(task.number())
                                || witnesses.stream().anyMatch(task::carriedOut)) {
                            return true;
                        }
                    }
                    return false;
                },
                LeaseEnd.LATE_LINK,
                Proposal.INTERLOCK,
                "late link l-" + link.link(),
                proposal);
    }

    /**
     * The calls that are witnesses of the latent findings. A rule that only observes ends nothing, so its findings are
     * left out.
     */
    private static Set<Long> witnesses(State state, List<Finding> latent) {
        Set<String> observing = new HashSet<>();
        for (Rule rule : state.bundle().rules()) {
            if (rule.head().observe()) {
                observing.add(rule.id());
            }
        }
        var witnesses = new TreeSet<Long>();
        for (Finding finding : latent) {
            if (!observing.contains(finding.rule())) {
                finding.witnesses().stream().map(Witness::call).forEach(witnesses::add);
            }
        }
        return witnesses;
    }

    /** Tasks in which approvals were spent that would not count after the link. */
    private static Set<Long> approvedInVain(State state, Link link) {
        var tasks = new TreeSet<Long>();
        for (HoldState hold : state.holds().all()) {
            boolean inVain = hold.status() == HoldState.Status.SPENT
                    && switch (link) {
                        case Link.Values values ->
                            LinkHolds.relies(hold, state.links(), state.links().with(values));
                        case Link.Unknown unknown -> LinkHolds.relies(state, hold, unknown);
                        case Link.Objects objects -> false;
                    };
            if (inVain) {
                tasks.add(hold.held().task());
            }
        }
        return tasks;
    }

    /** Ends those of the leases that have not ended. */
    static void end(
            State state, Predicate<Lease> which, LeaseEnd reason, String by, String comment, Proposal proposal) {
        for (Lease lease : state.leases().all()) {
            if (lease.end().isEmpty() && which.test(lease)) {
                proposal.end(lease, reason, by, comment);
            }
        }
    }
}
