package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Decides on what people say of calls whose outcome nobody else could tell. */
final class ReconciliationDecider {

    /** The most calls that are reconciled with one decision: nobody can have looked at more. */
    static final int MOST_TOGETHER = 1_000;

    private ReconciliationDecider() {}

    static Decision reconcile(State state, Command.ReconcileCall command, long now) {
        var proposal = new Proposal(state);
        return propose(state, command, OptionalLong.empty(), proposal, now)
                .map(proposal::answer)
                .orElseGet(() -> proposal.answer(new Answer.Done(command.call())));
    }

    /** Reconciles all of the calls or none, by one person. */
    static Decision reconcile(State state, Command.ReconcileCalls command, long now) {
        List<Command.ReconcileCall> calls = command.calls();
        var proposal = new Proposal(state);
        if (calls.isEmpty()
                || calls.size() > MOST_TOGETHER
                || calls.stream().map(Command.ReconcileCall::call).distinct().count() != calls.size()) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "name each call to reconcile once, and at most " + MOST_TOGETHER);
        }
        if (calls.stream().map(Command.ReconcileCall::by).distinct().count() > 1) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID, "calls reconciled together must be reconciled by one person");
        }
        Set<Key> named = new HashSet<>();
        for (Command.ReconcileCall call : calls) {
            for (Key object : call.settlement().named()) {
                if (!named.add(object)) {
                    return proposal.refuse(
                            RefusalCode.ARGUMENT_INVALID,
                            "`" + object
                                    + "` is named twice; reconcile calls that name the same object one after the"
                                    + " other");
                }
            }
        }
        long first = calls.getFirst().call();
        for (Command.ReconcileCall call : calls) {
            OptionalLong with = call.call() == first ? OptionalLong.empty() : OptionalLong.of(first);
            Optional<Answer.Refused> refused = propose(state, call, with, proposal, now);
            if (refused.isPresent()) {
                return new Proposal(state).answer(refused.get());
            }
        }
        return proposal.answer(new Answer.Done(first));
    }

    private static Optional<Answer.Refused> propose(
            State state, Command.ReconcileCall command, OptionalLong with, Proposal proposal, long now) {
        String id = "c-" + command.call();
        OpenCall open = state.calls().get(command.call());
        if (open == null) {
            return Proposal.refusal(RefusalCode.CALL_UNKNOWN, "there is no open call `" + id + "`");
        }
        if (!open.unknown()) {
            return Proposal.refusal(
                    RefusalCode.NOT_ALLOWED,
                    "`" + id + "` is still in flight; only an unknown outcome can be reconciled");
        }
        if (!command.by().person()) {
            return Proposal.refusal(RefusalCode.NOT_ALLOWED, "only a person reconciles a call");
        }
        Optional<Answer.Refused> gone = AgentDecider.gone(state, command.by());
        if (gone.isPresent()) {
            return gone;
        }
        CallView view = open.view();
        Tier tier = view.tier();
        Actor person = Actors.outside(command.by());
        Actor caller = state.linkTable().party(view.actor(), view.seq());
        boolean independent = Eligibility.independent(
                state.links(), person, caller, tier.independence().attributes());
        boolean alone =
                command.singleAdministrator() && !tier.equals(state.bundle().strictest());
        if (!independent && !alone) {
            return Proposal.refusal(
                    RefusalCode.NOT_INDEPENDENT,
                    "`" + person.name() + "` is not independent of `"
                            + view.actor().name() + "` at level `"
                            + tier.independence().name() + "`"
                            + Eligibility.unless(
                                    person,
                                    caller,
                                    tier.independence().attributes(),
                                    "; somebody independent has to reconcile `" + id + "`",
                                    Eligibility.REGISTER_AND_STATE));
        }
        Optional<String> flaw = OutcomeFlaws.of(view.facts(), command.settlement());
        if (flaw.isPresent()) {
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, "`" + id + "`: " + flaw.get());
        }
        Optional<String> misspelt = state.spellings().wrong(command.settlement().named());
        if (misspelt.isPresent()) {
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, "`" + id + "`: " + misspelt.get());
        }
        var outcome = SettledAs.of(state, view, command.settlement(), proposal.next(), now);
        proposal.add(new Event.CallReconciled(
                command.call(), outcome.settlement(), person, command.reason(), !independent, with));
        OutcomeDecider.conclude(state, view, outcome, proposal);
        return Optional.empty();
    }
}
