package dev.interlock.engine.event;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LaneScope;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.model.PlanStep;
import java.util.List;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/** Replaces the objects that an event names; its texts for people and agents stay as they are. */
public final class EventKeys {

    private EventKeys() {}

    /** The event with its objects replaced, or the event itself where none changes. A denied call is in no history, and stays as it is. */
    public static Event map(Event event, UnaryOperator<Key> by) {
        return switch (event) {
            case Event.TaskOpened opened -> {
                List<Key> objects = map(opened.objects(), by);
                yield objects.equals(opened.objects()) ? opened : opened.about(objects);
            }
            case Event.TaskAmended amended -> {
                List<Key> objects = map(amended.objects(), by);
                yield objects.equals(amended.objects()) ? amended : about(amended, objects);
            }
            case Event.PlanDeclared declared -> map(declared, by);
            case Event.CallReserved reserved -> {
                CallFacts facts = map(reserved.facts(), by);
                yield facts.equals(reserved.facts()) ? reserved : reserved.with(facts);
            }
            case Event.CallHeld held -> {
                CallFacts facts = map(held.facts(), by);
                yield facts.equals(held.facts()) ? held : held.with(facts);
            }
            case Event.CallObserved observed -> {
                CallFacts facts = map(observed.facts(), by);
                List<Key> created = inOrder(observed.created(), by);
                yield facts.equals(observed.facts()) && created.equals(observed.created())
                        ? observed
                        : observed.with(facts, created);
            }
            case Event.CallSettled settled -> {
                Settlement settlement = map(settled.settlement(), by);
                yield settlement.equals(settled.settlement())
                        ? settled
                        : new Event.CallSettled(settled.call(), settlement, settled.delivery());
            }
            case Event.CallReconciled reconciled -> {
                Settlement settlement = map(reconciled.settlement(), by);
                yield settlement.equals(reconciled.settlement())
                        ? reconciled
                        : new Event.CallReconciled(
                                reconciled.call(),
                                settlement,
                                reconciled.by(),
                                reconciled.reason(),
                                reconciled.singleAdministrator(),
                                reconciled.with());
            }
            case Event.CallConfirmed confirmed -> {
                Settlement settlement = map(confirmed.settlement(), by);
                yield settlement.equals(confirmed.settlement())
                        ? confirmed
                        : new Event.CallConfirmed(confirmed.call(), settlement, confirmed.by());
            }
            case Event.LinkProposed proposed ->
                proposed.what() instanceof Link.Objects link
                        ? new Event.LinkProposed(
                                proposed.link(),
                                new Link.Objects(by.apply(link.child()), by.apply(link.parent())),
                                proposed.by(),
                                proposed.reason())
                        : proposed;
            case LaneEvent.Proposed proposed -> {
                LaneScope scope = map(proposed.scope(), by);
                yield scope.equals(proposed.scope()) ? proposed : proposed.about(scope);
            }
            case LaneEvent.Opened opened -> {
                LaneScope scope = map(opened.scope(), by);
                yield scope.equals(opened.scope()) ? opened : opened.about(scope);
            }
            case Event.BundleActivated activated -> activated;
            case Event.BundleProposed proposed -> proposed;
            case Event.TaskEnded ended -> ended;
            case Event.CallDenied denied -> denied;
            case Event.CallRepeated repeated -> repeated;
            case Event.HoldAnswered answered -> answered;
            case Event.LinkAnswered answered -> answered;
            case LaneEvent.Ended ended -> ended;
            case LaneEvent.Reviewed reviewed -> reviewed;
            case LaneEvent.ReviewOverdue overdue -> overdue;
            case HoldEvent hold -> hold;
            case LeaseEvent lease -> lease;
            case AgentEvent agent -> agent;
            case SchemaSeen seen -> seen;
            case ContactWithdrawn withdrawn -> withdrawn;
            case ConfigurationRecorded configuration -> configuration;
            case LedgerEvent ledger -> ledger;
            case ClockEvent clock -> clock;
        };
    }

    /** The keys, each replaced: ascending and without duplicates where that changes one, else the list itself. */
    public static List<Key> map(List<Key> keys, UnaryOperator<Key> by) {
        for (Key key : keys) {
            if (!by.apply(key).equals(key)) {
                var mapped = new TreeSet<Key>();
                keys.forEach(each -> mapped.add(by.apply(each)));
                return List.copyOf(mapped);
            }
        }
        return keys;
    }

    /** The keys, each replaced in its place: their order tells which element of a list created an object. */
    private static List<Key> inOrder(List<Key> keys, UnaryOperator<Key> by) {
        return keys.stream().map(by).toList();
    }

    private static CallFacts map(CallFacts facts, UnaryOperator<Key> by) {
        List<Key> objects = map(facts.objects(), by);
        List<Key> related = map(facts.related(), by);
        List<Key> checks = map(facts.checks(), by);
        List<Key> sources = map(facts.derivedFrom(), by);
        return objects.equals(facts.objects())
                        && related.equals(facts.related())
                        && checks.equals(facts.checks())
                        && sources.equals(facts.derivedFrom())
                ? facts
                : facts.naming(
                        objects,
                        related,
                        checks,
                        sources,
                        facts.elements().stream()
                                .map(element -> map(element, by))
                                .toList());
    }

    /** The element with its objects replaced. An element names nothing that the call does not name. */
    private static Element map(Element element, UnaryOperator<Key> by) {
        return new Element(
                map(element.objects(), by),
                map(element.related(), by),
                map(element.derivedFrom(), by),
                map(element.checks(), by),
                element.values(),
                element.amount(),
                element.creates());
    }

    private static Settlement map(Settlement settlement, UnaryOperator<Key> by) {
        return switch (settlement) {
            case Settlement.Succeeded succeeded -> {
                List<Key> created = inOrder(succeeded.created(), by);
                yield created.equals(succeeded.created())
                        ? succeeded
                        : new Settlement.Succeeded(created, succeeded.undone());
            }
            case Settlement.Existed existed -> {
                List<Key> named = map(existed.named(), by);
                yield named.equals(existed.named()) ? existed : new Settlement.Existed(named, existed.findings());
            }
            case Settlement.Failed failed -> failed;
            case Settlement.Unknown unknown -> {
                List<Key> named = map(unknown.named(), by);
                yield named.equals(unknown.named()) ? unknown : new Settlement.Unknown(unknown.reason(), named);
            }
        };
    }

    private static LaneScope map(LaneScope scope, UnaryOperator<Key> by) {
        List<Key> objects = map(scope.objects(), by);
        return objects.equals(scope.objects()) ? scope : new LaneScope(scope.duties(), objects);
    }

    private static Event.PlanDeclared map(Event.PlanDeclared declared, UnaryOperator<Key> by) {
        List<Key> existing = PlanStep.existing(declared.steps());
        List<PlanStep> steps = declared.steps().stream()
                .map(step -> {
                    List<Key> objects = map(step.objects(), key -> existing.contains(key) ? by.apply(key) : key);
                    return objects.equals(step.objects()) ? step : step.about(objects);
                })
                .toList();
        return new Event.PlanDeclared(declared.task(), declared.by(), steps, declared.answer());
    }

    private static Event.TaskAmended about(Event.TaskAmended amended, List<Key> objects) {
        return new Event.TaskAmended(
                amended.task(),
                amended.by(),
                objects,
                amended.deadlineMillis(),
                amended.calls(),
                amended.reason(),
                amended.declassified());
    }
}
