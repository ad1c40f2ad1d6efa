package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.Portion;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code require}: a call with the trigger needs what was done on its keys, and the approval; others may void these. */
final class ReferenceRequire {

    private ReferenceRequire() {}

    static List<Finding> check(ThisCall call, Rule.Require rule) {
        List<Finding> findings = new ArrayList<>();
        if (call.facts().marks().contains(rule.trigger())) {
            for (Rule.Done item : rule.done()) {
                findings.addAll(missing(call, rule, item));
            }
            if (rule.approval().isPresent()) {
                findings.add(missing(call, rule, FindingCode.APPROVAL_REQUIRED, Optional.empty(), ""));
            }
        }
        if (call.facts().carriesAny(rule.voidAfter())) {
            findings.addAll(reliedUpon(call, rule));
        }
        return findings;
    }

    private static List<Finding> missing(ThisCall call, Rule.Require rule, Rule.Done item) {
        if (call.cannotTellKey(item.per())) {
            return List.of(call.notEvaluable(rule, item.per()));
        }
        List<Finding> findings = new ArrayList<>();
        for (Key key : call.keys().ofKind(item.per())) {
            if (met(call.history(), rule, item, key, call.party(), call.portion(key), call.now())
                    .isEmpty()) {
                Finding missing = missing(call, rule, FindingCode.REQUIREMENT_MISSING, Optional.of(key), item.duty());
                findings.add(missing.restingOn(unknown(call, rule, item, key)));
            }
        }
        // An object that the call is about to create never had anything done on it; beside a named one it does not
        // matter.
        if (call.hasOnlyNewKey(item.per())) {
            findings.add(missing(call, rule, FindingCode.REQUIREMENT_MISSING, Optional.empty(), item.duty()));
        }
        return findings;
    }

    /**
     * The attributes that nobody registered and that alone keep the most recent of the calls that did the item from counting: in every
     * other one its doer and the requester surely differ.
     */
    private static List<UnknownAttribute> unknown(ThisCall call, Rule.Require rule, Rule.Done item, Key key) {
        if (item.independence().isEmpty()) {
            return List.of();
        }
        return counting(call.history(), rule, item, key, call.now()).stream()
                .sorted(Comparator.comparing(PastCall::number).reversed())
                .map(done -> ReferenceUnknown.between(
                        call.party(),
                        done.actor(),
                        done.number(),
                        item.independence().get().attributes()))
                .filter(unknown -> !unknown.isEmpty())
                .findFirst()
                .orElse(List.of());
    }

    private static Finding missing(
            ThisCall call, Rule.Require rule, FindingCode code, Optional<Key> key, String detail) {
        return call.of(
                rule, call.tierOf(rule), code, call.tierOf(rule).onMissing(), key, Optional.empty(), List.of(), detail);
    }

    /** The calls that meet the item on the key for the requester at that time, if it is met. */
    private static Optional<List<PastCall>> met(
            History history, Rule.Require rule, Rule.Done item, Key key, Actor requester, Portion portion, long now) {
        List<PastCall> candidates = counting(history, rule, item, key, now).stream()
                .filter(done -> item.independence().isEmpty()
                        || done.actor()
                                .independentOf(
                                        requester, item.independence().get().attributes()))
                .toList();
        return Combination.first(
                candidates,
                // Each element needs something of its own where it is used up.
                item.count() * (item.usedOnce() ? portion.elements() : 1),
                (a, b) -> item.apart()
                        .map(level -> a.actor().independentOf(b.actor(), level.attributes()))
                        .orElse(true));
    }

    /** The calls that did the item on the key and are neither used, nor too long ago, nor void, whoever made them. */
    private static List<PastCall> counting(History history, Rule.Require rule, Rule.Done item, Key key, long now) {
        Set<Long> used = item.usedOnce() ? used(history, rule, item, key) : Set.of();
        return history.didHappenOn(key).stream()
                .filter(done -> done.did(item.duty()))
                .filter(done -> done.reservedWithin(item.withinMillis(), now))
                .filter(done -> !used.contains(done.number()))
                .filter(done -> !voided(history, rule, done, key))
                .toList();
    }

    private static boolean voided(History history, Rule.Require rule, PastCall done, Key key) {
        return history.mayHaveHappenedOn(rule, key).stream()
                .filter(other -> other.carriesAny(rule.voidAfter()))
                .anyMatch(other -> other.number() != done.number() && !other.surelyBefore(done.number()));
    }

    /** Returns whether an approval, given with the event {@code answer}, is void for the call. */
    static boolean approvalVoided(ThisCall call, Rule.Require rule, long answer) {
        SortedSet<Key> objects = new TreeSet<>(call.keys().direct());
        call.facts().all().forEach(kind -> objects.add(Wildcard.of(kind)));
        return objects.stream()
                .flatMap(object -> call.history().mayHaveHappenedOn(rule, object).stream())
                .filter(other -> other.carriesAny(rule.voidAfter()))
                .anyMatch(other -> !other.surelyBefore(answer));
    }

    /** Calls that a call with the trigger which may have happened used up for the item on the key. */
    private static Set<Long> used(History history, Rule.Require rule, Rule.Done item, Key key) {
        Set<Long> used = new HashSet<>();
        for (PastCall user : history.calls.values()) {
            if (user.mayHaveHappened() && user.carries(rule.trigger()) && user.keys.contains(key)) {
                used.addAll(history.usedBy(user, rule, item, key, () -> usedBy(history, user, rule, item, key)));
            }
        }
        return used;
    }

    /** The calls that a past call used when it was reserved, worked out from the history before it. */
    private static Set<Long> usedBy(History history, PastCall user, Rule.Require rule, Rule.Done item, Key key) {
        Set<Long> used = new HashSet<>();
        History before = history.asOf(user.number());
        OptionalLong continued = user.reserved.continues();
        History then = continued.isPresent() ? before.without(continued.getAsLong()) : before;
        met(
                        then,
                        rule,
                        item,
                        key,
                        then.links.party(user.reserved.actor()),
                        user.askedPortion(key),
                        user.reservedAt.time())
                .ifPresent(combination -> combination.forEach(done -> used.add(done.number())));
        return used;
    }

    private static List<Finding> reliedUpon(ThisCall call, Rule.Require rule) {
        List<Finding> findings = new ArrayList<>();
        if (!call.facts().marks().contains(rule.trigger())) {
            rule.done().stream()
                    .map(Rule.Done::per)
                    .distinct()
                    .filter(call.unresolved()::contains)
                    .forEach(kind -> findings.add(call.notEvaluable(rule, kind)));
        }
        SortedSet<Key> keys = new TreeSet<>(call.keys().all());
        keys.addAll(call.guessed());
        for (Key key : keys) {
            relying(call, rule, key).ifPresent(other -> findings.add(relied(call, rule, key, other)));
        }
        return findings;
    }

    /**
     * The first open call with the trigger for which the key is one of an item, or that an approval is about. A call
     * relies for nothing on what it creates.
     */
    private static Optional<PastCall> relying(ThisCall call, Rule.Require rule, Key key) {
        boolean ofAnItem = rule.done().stream().anyMatch(item -> item.per().equals(key.kind()));
        boolean mayBeApproved =
                call.keys().objects().contains(key) || call.guessed().contains(key) || Wildcard.is(key);
        return call.history().calls.values().stream()
                .filter(other -> other.open() && other.carries(rule.trigger()))
                .filter(other -> (ofAnItem && isAbout(other.keys, key))
                        || (rule.approval().isPresent()
                                && (other.reserved.facts().objects().contains(key)
                                        || (mayBeApproved && isAbout(approved(other), key)))))
                .findFirst();
    }

    /** The objects that the approval of a call is about. */
    private static Set<Key> approved(PastCall call) {
        Set<Key> approved = new HashSet<>(call.reserved.facts().objects());
        call.reserved.facts().all().forEach(kind -> approved.add(Wildcard.of(kind)));
        return approved;
    }

    /** Returns whether the key is among these, or all of its kind is; for the key of all, whether any of its kind is. */
    private static boolean isAbout(Set<Key> own, Key key) {
        return own.contains(key)
                || own.contains(Wildcard.of(key.kind()))
                || (Wildcard.is(key)
                        && own.stream().anyMatch(each -> each.kind().equals(key.kind())));
    }

    private static Finding relied(ThisCall call, Rule.Require rule, Key key, PastCall other) {
        return call.of(
                rule,
                call.tierOf(rule),
                FindingCode.RELIED_UPON,
                Outcome.DENY,
                Optional.of(key),
                Optional.empty(),
                List.of(new Witness(other.number(), rule.trigger())),
                "");
    }
}
