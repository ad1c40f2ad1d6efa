package dev.interlock.engine.decide;

import dev.interlock.engine.check.CatalogueCheck;
import dev.interlock.engine.check.Findings;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The decision on what happened outside, which cannot be prevented any more: it is recorded, with the rules that it
 * breaks. Only its source is checked, and whether it can be read.
 */
final class ObservationDecider {

    /** Longest id of a source's own. */
    private static final int LONGEST_ID = 256;

    private ObservationDecider() {}

    static Decision observe(State state, Command.Observe command, long now) {
        var proposal = new Proposal(state);
        CallFacts facts = command.facts();
        String source = command.source().name();
        if (!state.bundle().sources().containsKey(source)) {
            return proposal.refuse(
                    RefusalCode.SOURCE_UNKNOWN,
                    "the bundle names no source `" + source + "`, so its observations are not accepted");
        }
        OptionalLong known = state.observations().find(source, command.id());
        if (known.isPresent()) {
            return proposal.answer(new Answer.Done(known.getAsLong()));
        }
        Optional<Answer.Refused> invalid = invalid(state, command);
        if (invalid.isPresent()) {
            return proposal.answer(invalid.get());
        }
        OpenCall open =
                command.call().isPresent() ? state.calls().get(command.call().getAsLong()) : null;
        if (open != null && ToldOutcomes.tellsOf(state, command, open)) {
            return ToldOutcomes.told(state, command, open, now);
        }
        long call = proposal.next();
        Actor actor = Actors.observed(command.actor());
        CallView view = state.observedView(call, now, actor, facts, command.created());
        if (CallDecider.hasTooManyPairs(view)) {
            return proposal.refuse(
                    RefusalCode.ARGUMENT_INVALID,
                    "the observation covers more than 1000 keys of several kinds; split it into several observations");
        }
        List<Finding> findings = Findings.ofRules(view);
        NamedElements.add(view, findings);
        proposal.add(new Event.CallObserved(
                call,
                source,
                command.id(),
                actor,
                facts,
                command.created(),
                command.outsideMillis(),
                Findings.recorded(findings),
                command.ambiguous()));
        if (findings.stream().anyMatch(finding -> finding.outcome() != Outcome.RECORD)) {
            LeaseEnds.ofConflict(state, actor, "observed as c-" + call, proposal);
        }
        return proposal.answer(new Answer.Done(call));
    }

    /** The refusal of what cannot be read as an observation of a tool of the catalogue; empty if it can. */
    private static Optional<Answer.Refused> invalid(State state, Command.Observe command) {
        CallFacts facts = command.facts();
        if (command.id().isEmpty() || command.id().length() > LONGEST_ID) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "an observation must have an id assigned by its source, of at most " + LONGEST_ID + " characters");
        }
        if (!state.knowsTool(facts.tool())) {
            return Proposal.refusal(
                    RefusalCode.TOOL_UNKNOWN,
                    "the catalogue has no tool `" + facts.tool()
                            + "`; add an entry, with `observed: true` if it is never" + " called here");
        }
        if (!facts.faults().isEmpty()) {
            Fault fault = facts.faults().getFirst();
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, fault.place() + ": " + fault.message());
        }
        return CatalogueCheck.undeclared(state, facts)
                .or(() -> CatalogueCheck.misspelt(state, facts).stream().findFirst())
                .or(() -> state.spellings().wrong(command.created()))
                .or(() -> OutcomeFlaws.namesAll(facts, 0, command.created())
                        ? Optional.empty()
                        : Optional.of(OutcomeFlaws.nameAll(facts)))
                .map(why -> new Answer.Refused(RefusalCode.ARGUMENT_INVALID, why));
    }
}
