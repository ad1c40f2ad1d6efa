package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Scopes;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The call that is being decided, and the history that it is decided against.
 *
 * @param created what has a name already though the call created it, or found it in the place of that
 * @param namedByEach whether it is known which element of its list created what
 */
public record ThisCall(
        History history,
        Optional<PastTask> inTask,
        Actor actor,
        CallFacts facts,
        CallKeys keys,
        SortedSet<Key> guessed,
        SortedSet<String> unresolved,
        List<Key> created,
        boolean namedByEach,
        long now) {

    public static ThisCall of(History history, PastTask task, Actor actor, CallFacts facts, long now) {
        CallKeys keys = history.keysOf(facts, actor, task.number()).reading(facts.mayExist());
        SortedSet<Key> guessed = history.guessed(facts, keys);
        return new ThisCall(
                history,
                Optional.of(task),
                actor,
                facts,
                keys,
                guessed,
                unresolved(history, facts, keys, guessed, List.of(), nameless(facts)),
                List.of(),
                false,
                now);
    }

    private static SortedSet<String> unresolved(
            History history,
            CallFacts facts,
            CallKeys keys,
            SortedSet<Key> guessed,
            List<Key> created,
            Set<String> nameless) {
        SortedSet<String> unresolved = history.objects.unresolved(keys.direct());
        for (Key key : keys.belonging()) {
            boolean mayBeACopy = history.calls.values().stream()
                    .filter(call -> call.open() && call.reserved.facts().derives(key.kind()))
                    .anyMatch(call -> history.mayCreate(call, key));
            if (mayBeACopy) {
                unresolved.add(key.kind());
            }
        }
        for (Key key : keys.objects()) {
            history.calls.values().stream()
                    .filter(call -> call.open() && history.mayRelate(call, key))
                    .forEach(call -> unresolved.addAll(history.objects.owners(call.reserved.facts(), key.kind())));
        }
        guessed.stream().map(Key::kind).filter(facts::derives).forEach(unresolved::add);
        unresolved.addAll(Portion.uneven(Portion.closures(history, facts, created)));
        unresolved.addAll(ReferencePairs.unresolved(history.bundle, unresolved, facts, nameless));
        return unresolved;
    }

    /** The types of which a call that is decided may turn out to be on an object that has no name yet. */
    private static Set<String> nameless(CallFacts facts) {
        Set<String> types = new TreeSet<>(facts.mayExist());
        types.addAll(facts.creates());
        return types;
    }

    /** The actor, with linked values made one. */
    public Actor party() {
        return history.links.party(actor);
    }

    /**
     * A call whose answer names what existed before: on its keys as they were fixed, and on these objects, in a history
     * without it.
     */
    public static ThisCall existed(History history, PastCall call, SortedSet<Key> found, long now) {
        return new ThisCall(
                history.without(call.number()),
                Optional.empty(),
                call.said(),
                call.reserved.facts(),
                Objects.requireNonNull(call.own).about(found),
                new TreeSet<>(),
                new TreeSet<>(),
                List.copyOf(found),
                false,
                now);
    }

    /** A call that happened outside: in no task, and what it created has a name. */
    public static ThisCall observed(History history, Actor actor, CallFacts facts, List<Key> created, long now) {
        CallKeys keys = history.keysOf(facts, actor, 0, created).with(created);
        return new ThisCall(
                history,
                Optional.empty(),
                actor,
                facts,
                keys,
                new TreeSet<>(),
                unresolved(history, facts, keys, new TreeSet<>(), created, Set.of()),
                created,
                !created.isEmpty(),
                now);
    }

    /**
     * The answer to a call in flight: on the keys of the call as they were fixed, and on what it created, in a history
     * in which the call itself never was.
     */
    public static ThisCall answer(History history, PastCall call, CallFacts facts, List<Key> created, long now) {
        return new ThisCall(
                history.without(call.number()),
                Optional.empty(),
                call.said(),
                facts,
                Objects.requireNonNull(call.own).with(created),
                new TreeSet<>(),
                new TreeSet<>(),
                created,
                false,
                now);
    }

    /** Returns whether the call reads all of the kind: it is about all, or may turn out to be on any. */
    public boolean readsAll(String kind) {
        return keys.all().contains(Wildcard.of(kind));
    }

    /** The task, which a call has that is decided. */
    public PastTask task() {
        return inTask.orElseThrow();
    }

    public String digest() {
        return ReferenceDigest.of(history, task().number(), task().opened.intent(), facts, keys);
    }

    public Tier tier() {
        return history.tier(facts.risk());
    }

    public Tier tierOf(Rule rule) {
        return tierOf(rule, facts);
    }

    /** The tier of the rule for a call with these facts. */
    public Tier tierOf(Rule rule, CallFacts of) {
        return history.tier(rule.head().risk().orElse(of.risk()));
    }

    /** Returns whether the call has no key of the kind but the new one that it creates. */
    public boolean hasOnlyNewKey(String kind) {
        return keys.ofKind(kind).isEmpty() && facts.creates().contains(kind);
    }

    /** Returns whether the kind is unresolved, or the call has no key of the kind and creates none. */
    public boolean cannotTellKey(String kind) {
        return unresolved.contains(kind)
                || (keys.ofKind(kind).isEmpty() && !facts.creates().contains(kind));
    }

    /** The keys of the kind, guessed ones included, ascending. */
    public SortedSet<Key> withGuessed(String kind) {
        SortedSet<Key> all = new TreeSet<>(keys.ofKind(kind));
        all.addAll(CallKeys.ofKind(guessed, kind));
        return all;
    }

    /** The calls in H+ on the key within the window, ascending. */
    public List<PastCall> eventsOn(Rule rule, Key key, OptionalLong window) {
        List<PastCall> events =
                guessed.contains(key) ? history.mayHaveHappenedByName(rule, key) : history.mayHaveHappenedOn(rule, key);
        return events.stream().filter(event -> event.within(window, now)).toList();
    }

    /** The calls in H+ on what the call creates, within the window, ascending: those that are about all of the kind. */
    public List<PastCall> eventsOnNew(Rule rule, String kind, OptionalLong window) {
        return history.mayHaveHappenedOnNew(rule, kind).stream()
                .filter(event -> event.within(window, now))
                .toList();
    }

    /** The shares of calls that count in limits. */
    public List<Counted> countedOn(Rule.Limit limit, Key key, OptionalLong window) {
        List<Counted> events = new ArrayList<>();
        for (PastCall call : history.calls.values()) {
            boolean on = guessed.contains(key) ? call.names(key) : history.isOn(call, key);
            if (call.mayHaveHappened() && call.within(window, now)) {
                events.addAll(call.counted(limit, key, on));
            }
        }
        return events;
    }

    private List<Set<Key>> closures() {
        return Portion.closures(history, facts, namedByEach ? created : List.of());
    }

    /** The portion of this call on the key. */
    public Portion portion(Key key) {
        return Portion.of(facts, closures(), key, namedByEach);
    }

    /** The findings, on a call about a list with the elements that they are about, unless they are about all. */
    public List<Finding> withElements(List<Finding> findings) {
        List<Set<Key>> closures = closures();
        List<Finding> named = new ArrayList<>(findings);
        named.replaceAll(
                finding -> finding.elements().isEmpty() ? finding.about(elements(closures, finding)) : finding);
        return named;
    }

    private static List<Integer> elements(List<Set<Key>> closures, Finding finding) {
        List<Integer> on = new ArrayList<>();
        for (int i = 0; i < closures.size(); i++) {
            boolean lies = finding.key().isPresent()
                    ? closures.get(i).contains(finding.key().get())
                    : finding.code() == FindingCode.NOT_EVALUABLE
                            && closures.get(i).stream()
                                    .noneMatch(key -> key.kind().equals(finding.detail()));
            if (lies) {
                on.add(i);
            }
        }
        return on.size() == closures.size() ? List.of() : on;
    }

    /** A finding of a rule; in observe mode it is only recorded. */
    public Finding of(
            Rule rule,
            Tier tier,
            FindingCode code,
            Outcome outcome,
            Optional<Key> key,
            Optional<String> attribute,
            List<Witness> witnesses,
            String detail) {
        Outcome effective = rule.head().observe() ? Outcome.RECORD : outcome;
        Optional<Approval> approval = rule instanceof Rule.Require require ? require.approval() : Optional.empty();
        Optional<Need> need =
                effective == Outcome.HOLD ? Optional.of(need(approval, tier, history.bundle)) : Optional.empty();
        var unknown = new ArrayList<UnknownAttribute>(unknown(need));
        if (code == FindingCode.NOT_EVALUABLE && Scopes.OF_ACTOR.contains(detail) && isUnknown(actor, detail)) {
            unknown.add(UnknownAttribute.ofCaller(detail));
        }
        attribute
                .filter(name -> isUnknown(actor, name))
                .ifPresent(name -> unknown.add(UnknownAttribute.ofCaller(name)));
        attribute.ifPresent(name -> witnesses.stream()
                .filter(witness -> isUnknown(history.call(witness.call()).actor(), name))
                .forEach(witness -> unknown.add(UnknownAttribute.of(witness.call(), name))));
        return new Finding(rule.id(), code, effective, key, attribute, witnesses, need, detail).restingOn(unknown);
    }

    private static boolean isUnknown(Actor party, String attribute) {
        return party.get(attribute) instanceof AttributeValue.Unknown;
    }

    /** The attributes of the caller that an approver has to differ in, and cannot, because nobody knows them. Approvers have no model. */
    private List<UnknownAttribute> unknown(Optional<Need> need) {
        return need.map(Need::attributes).orElse(List.of()).stream()
                .filter(name -> !name.equals(Attributes.MODEL) && isUnknown(actor, name))
                .map(UnknownAttribute::ofCaller)
                .toList();
    }

    public Finding notEvaluable(Rule rule, String missing) {
        return of(
                rule,
                tierOf(rule),
                FindingCode.NOT_EVALUABLE,
                Outcome.DENY,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                missing);
    }

    /** A finding of a check that is no rule. */
    public Finding plain(FindingCode code, Outcome outcome, Optional<Key> key, String detail) {
        Optional<Need> need = outcome == Outcome.HOLD
                ? Optional.of(need(Optional.empty(), tier(), history.bundle))
                : Optional.empty();
        return new Finding("", code, outcome, key, Optional.empty(), List.of(), need, detail).restingOn(unknown(need));
    }

    static Need need(Optional<Approval> approval, Tier tier, Bundle bundle) {
        Approval asked =
                approval.orElse(new Approval(Optional.empty(), 1, Optional.empty(), Approval.DEFAULT_VALID_MILLIS));
        Level level = asked.independence().orElse(tier.independence());
        boolean highest = bundle.tiers().size() > 1 && tier.equals(bundle.strictest());
        ApprovalTerms terms = asked.terms();
        return new Need(
                asked.by(),
                asked.count(),
                level.name(),
                level.attributes(),
                asked.validMillis(),
                new ApprovalTerms(
                        terms.veto(),
                        terms.waitMillis(),
                        terms.remindMillis(),
                        terms.escalation(),
                        terms.confirmed() || highest));
    }
}
