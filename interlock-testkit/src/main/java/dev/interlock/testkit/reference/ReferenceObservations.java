package dev.interlock.testkit.reference;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Confirmation;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** The record of what sources tell of: it happened, so it is recorded with what it breaks. */
final class ReferenceObservations {

    /** The number of the latest observations of a source that are known again. */
    private static final int REMEMBERED = 10_000;

    private ReferenceObservations() {}

    static Decision observe(History history, Command.Observe command, long now) {
        String source = command.source().name();
        if (!history.bundle.sources().containsKey(source)) {
            return Refusals.refuse(RefusalCode.SOURCE_UNKNOWN);
        }
        List<History.Told> told = history.observed.getOrDefault(source, List.of());
        Optional<History.Told> before = told.subList(Math.max(0, told.size() - REMEMBERED), told.size()).stream()
                .filter(other -> other.id().equals(command.id()))
                .findFirst();
        if (before.isPresent()) {
            return new Decision(List.of(), new Answer.Done(before.get().call()));
        }
        Optional<RefusalCode> invalid = invalid(history, command);
        if (invalid.isPresent()) {
            return Refusals.refuse(invalid.get());
        }
        Actor actor = actor(command.actor());
        PastCall named = history.calls.get(command.call().orElse(-1));
        if (named != null && tellsOf(history, command, actor, named)) {
            var by = new Confirmation.Told(source, command.id(), command.outsideMillis());
            var success = new Settlement.Succeeded(command.created());
            return named.status == PastCall.Status.UNKNOWN
                    ? ReferenceConfirmations.end(history, named, success, by, now)
                    : new Decision(
                            List.of(new Event.CallConfirmed(named.number(), success, by)),
                            new Answer.Done(named.number()));
        }
        ThisCall call = ThisCall.observed(history, actor, command.facts(), command.created(), now);
        List<Finding> broken = call.withElements(ReferenceCalls.rules(call));
        List<Finding> findings = recorded(broken);
        long number = history.nextSeq();
        List<Event> events = new ArrayList<>();
        events.add(new Event.CallObserved(
                number,
                source,
                command.id(),
                actor,
                command.facts(),
                command.created(),
                command.outsideMillis(),
                findings,
                command.ambiguous()));
        events.addAll(ReferenceLeases.ofConflict(history, actor, broken, "observed as c-" + number));
        return new Decision(events, new Answer.Done(number));
    }

    /** The refusal of what tells of no call that the catalogue has; none of what does. */
    private static Optional<RefusalCode> invalid(History history, Command.Observe command) {
        CallFacts facts = command.facts();
        if (command.id().isEmpty() || command.id().length() > 256) {
            return Optional.of(RefusalCode.ARGUMENT_INVALID);
        }
        Tool tool = history.bundle.tools().get(facts.tool());
        if (tool == null) {
            return Optional.of(RefusalCode.TOOL_UNKNOWN);
        }
        boolean valid = tool.all().containsAll(facts.all())
                && tool.mayExist().containsAll(facts.mayExist())
                && history.spelled.wrong(facts).isEmpty()
                && !history.spelled.wrong(command.created())
                && facts.faults().isEmpty()
                && ReferenceOutcomes.complete(facts, 0, command.created());
        return valid ? Optional.empty() : Optional.of(RefusalCode.ARGUMENT_INVALID);
    }

    /**
     * The actor of an observation, whose instance nobody attested: a person acts in none, an agent in one that perhaps
     * the source knows.
     */
    private static Actor actor(Caller caller) {
        AttributeValue runtime =
                caller.runtime().isEmpty() ? AttributeValue.unknown() : AttributeValue.known(caller.runtime());
        return Actors.alone(caller)
                .with(Attributes.RUNTIME, caller.person() ? AttributeValue.notApplicable() : runtime);
    }

    /** Returns whether the source tells of what the open call did, and of nothing else, and is trusted for all of that. */
    private static boolean tellsOf(History history, Command.Observe command, Actor actor, PastCall call) {
        CallFacts asked = call.reserved.facts();
        SortedSet<String> duties = new TreeSet<>(asked.marks());
        duties.removeIf(mark -> mark.startsWith("sink/") || mark.startsWith("label/"));
        CallFacts what = command.facts();
        return call.open()
                && call.told.isEmpty()
                && !command.ambiguous()
                && asked.tool().equals(command.facts().tool())
                && Set.copyOf(asked.objects()).equals(Set.copyOf(command.facts().objects()))
                && asked.all().equals(command.facts().all())
                && asked.creates().equals(what.creates())
                && asked.mayExist().equals(what.mayExist())
                && asked.amount().equals(what.amount())
                && asked.elements().equals(what.elements())
                && asked.marks().containsAll(what.marks())
                && Set.copyOf(asked.related()).containsAll(what.related())
                && Set.copyOf(asked.derivedFrom()).containsAll(what.derivedFrom())
                && asked.values().entrySet().containsAll(what.values().entrySet())
                && AttributeValue.surelySame(
                        history.links.party(actor).get(Attributes.AGENT),
                        call.actor().get(Attributes.AGENT))
                && !duties.isEmpty()
                && history.bundle.trustedFor(command.source().name()).containsAll(duties);
    }

    static List<Finding> recorded(List<Finding> findings) {
        return findings.stream()
                .map(finding -> new Finding(
                        finding.rule(),
                        finding.code(),
                        Outcome.RECORD,
                        finding.key(),
                        finding.attribute(),
                        finding.witnesses(),
                        Optional.empty(),
                        finding.detail(),
                        finding.elements(),
                        finding.unknown()))
                .toList();
    }
}
