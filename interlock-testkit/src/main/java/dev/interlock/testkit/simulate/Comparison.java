package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.AnswerContext;
import dev.interlock.engine.event.ClockEvent;
import dev.interlock.engine.event.ConfigurationRecorded;
import dev.interlock.engine.event.ContactWithdrawn;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.engine.event.LedgerEvent;
import dev.interlock.engine.event.SchemaSeen;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import java.util.TreeMap;

/**
 * The comparison of what two implementations decided: events and answer in full, except that the message of a refusal
 * is text for people, and that an attribute which is unknown may as well be absent.
 */
public final class Comparison {

    private Comparison() {}

    public static boolean same(Decision a, Decision b) {
        if (!answer(a.answer()).equals(answer(b.answer()))
                || a.events().size() != b.events().size()) {
            return false;
        }
        for (int i = 0; i < a.events().size(); i++) {
            if (!a.events().get(i).equals(b.events().get(i))
                    && !event(a.events().get(i)).equals(event(b.events().get(i)))) {
                return false;
            }
        }
        return true;
    }

    /** The differences, in words short enough to read. */
    public static String describe(Decision reference, Decision subject) {
        StringBuilder text = new StringBuilder();
        if (!answer(reference.answer()).equals(answer(subject.answer()))) {
            text.append("\n  answer of the reference ").append(head(reference.answer()));
            text.append("\n  answer of the subject   ").append(head(subject.answer()));
        }
        for (int i = 0; i < Math.max(reference.events().size(), subject.events().size()); i++) {
            String a = i < reference.events().size()
                    ? event(reference.events().get(i)).toString()
                    : "nothing";
            String b =
                    i < subject.events().size() ? event(subject.events().get(i)).toString() : "nothing";
            if (!a.equals(b)) {
                int from = 0;
                while (from < Math.min(a.length(), b.length()) && a.charAt(from) == b.charAt(from)) {
                    from++;
                }
                from = Math.max(0, from - 60);
                text.append("\n  event of the reference ")
                        .append(event(reference, i))
                        .append(a.substring(from));
                text.append("\n  event of the subject   ")
                        .append(event(subject, i))
                        .append(b.substring(from));
            }
        }
        return text.toString();
    }

    private static String event(Decision decision, int index) {
        return index < decision.events().size()
                ? decision.events().get(index).getClass().getSimpleName() + " ... "
                : "";
    }

    private static String head(Answer answer) {
        return answer instanceof Answer.Verdict verdict
                ? answer.getClass().getSimpleName() + " of " + verdict.call()
                : answer.toString();
    }

    private static Answer answer(Answer answer) {
        return answer instanceof Answer.Refused refused ? new Answer.Refused(refused.code(), "") : answer;
    }

    private static Actor known(Actor actor) {
        var attributes = new TreeMap<>(actor.attributes());
        attributes.values().removeIf(value -> value instanceof AttributeValue.Unknown);
        return Actor.of(attributes);
    }

    private static Event event(Event event) {
        return switch (event) {
            case Event.CallReserved e ->
                new Event.CallReserved(
                        e.call(),
                        e.task(),
                        known(e.actor()),
                        e.facts(),
                        e.findings(),
                        e.excepted(),
                        e.approvals(),
                        e.continues(),
                        e.asked(),
                        e.waived());
            case Event.CallHeld e ->
                new Event.CallHeld(
                        e.call(),
                        e.hold(),
                        e.task(),
                        known(e.actor()),
                        e.facts(),
                        e.findings(),
                        e.digest(),
                        e.continues(),
                        e.asked(),
                        e.further());
            case Event.CallDenied e ->
                new Event.CallDenied(
                        e.call(), e.task(), known(e.actor()), e.facts(), e.findings(), e.continues(), e.asked());
            case Event.TaskAmended e ->
                new Event.TaskAmended(
                        e.task(),
                        known(e.by()),
                        e.objects(),
                        e.deadlineMillis(),
                        e.calls(),
                        e.reason(),
                        e.declassified());
            case Event.CallReconciled e ->
                new Event.CallReconciled(
                        e.call(), e.settlement(), known(e.by()), e.reason(), e.singleAdministrator(), e.with());
            case Event.HoldAnswered e ->
                new Event.HoldAnswered(
                        e.answer(),
                        e.hold(),
                        e.approved(),
                        known(e.by()),
                        e.groups(),
                        e.comment(),
                        new AnswerContext(
                                e.how().confirmed(),
                                e.how().verifier(),
                                e.how().channel(),
                                e.how().delegated().stream()
                                        .map(d -> new AnswerContext.Delegated(d.delegation(), known(d.by()), d.group()))
                                        .toList(),
                                e.how().with(),
                                e.how().presence()));
            case HoldEvent.Delegated e ->
                new HoldEvent.Delegated(e.delegation(), known(e.by()), e.to(), e.group(), e.untilMillis(), e.reason());
            case HoldEvent e -> e;
            case Event.LinkProposed e -> new Event.LinkProposed(e.link(), e.what(), known(e.by()), e.reason());
            case Event.LinkAnswered e ->
                new Event.LinkAnswered(e.link(), e.confirmed(), known(e.by()), e.comment(), e.latent(), e.voided());
            case Event.CallObserved e ->
                new Event.CallObserved(
                        e.call(),
                        e.source(),
                        e.id(),
                        known(e.actor()),
                        e.facts(),
                        e.created(),
                        e.outsideMillis(),
                        e.findings(),
                        e.ambiguous());
            case Event.BundleProposed e -> new Event.BundleProposed(e.proposal(), e.name(), e.digest(), known(e.by()));
            case Event.BundleActivated e -> e;
            case Event.TaskOpened e -> e;
            case Event.PlanDeclared e -> e;
            case Event.TaskEnded e -> e;
            case Event.CallRepeated e -> e;
            case Event.CallSettled e -> e;
            case Event.CallConfirmed e -> e;
            case LeaseEvent.Issued e ->
                new LeaseEvent.Issued(
                        e.lease(),
                        e.task(),
                        e.call(),
                        known(e.actor()),
                        e.credential(),
                        e.kind(),
                        e.binding(),
                        e.outside(),
                        e.expiresMillis());
            case LeaseEvent e -> e;
            case LaneEvent.Proposed e ->
                new LaneEvent.Proposed(
                        e.lane(), known(e.by()), e.agent(), e.scope(), e.timeMillis(), e.reason(), e.ticket());
            case LaneEvent.Opened e ->
                new LaneEvent.Opened(
                        e.lane(),
                        e.task(),
                        e.openers().stream().map(Comparison::known).toList(),
                        known(e.actor()),
                        e.scope(),
                        e.reason(),
                        e.ticket(),
                        e.deadlineMillis(),
                        e.reviewers(),
                        e.reviewWithinMillis(),
                        e.escalate());
            case LaneEvent.Reviewed e -> new LaneEvent.Reviewed(e.lane(), e.accepted(), known(e.by()), e.comment());
            case LaneEvent e -> e;
            case AgentEvent.ResumeProposed e ->
                new AgentEvent.ResumeProposed(e.resume(), e.what(), known(e.by()), e.reason());
            case AgentEvent.ResumeAnswered e ->
                new AgentEvent.ResumeAnswered(e.resume(), e.confirmed(), known(e.by()), e.comment());
            case AgentEvent e -> e;
            case SchemaSeen e -> e;
            case ContactWithdrawn e -> e;
            case ConfigurationRecorded e -> e;
            case LedgerEvent.AcceptanceProposed e ->
                new LedgerEvent.AcceptanceProposed(e.acceptance(), known(e.by()), e.reason());
            case LedgerEvent.AcceptanceAnswered e ->
                new LedgerEvent.AcceptanceAnswered(
                        e.acceptance(), e.confirmed(), known(e.by()), e.comment(), e.singleAdministrator());
            case LedgerEvent e -> e;
            case ClockEvent.Confirmed e ->
                new ClockEvent.Confirmed(known(e.by()), e.reading(), e.atLeastMillis(), e.atMostMillis());
            case ClockEvent e -> e;
        };
    }
}
