package dev.interlock.properties.central;

import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A call that took effect.
 *
 * @param keys all that it is about, with what it created
 * @param relations what is above each object among them, and what each copy descends from: worked out when a wall asks
 * @param created those of them that it created
 * @param revealed those of them that only its outcome put it on, since they existed before, or may have: nobody could know of them when what
 *     was reserved up to then was decided
 * @param revealedAt number of the event that told of them
 * @param earliest time at which it may have taken effect, given its place in the order
 * @param latest likewise
 * @param reservedAt when it was reserved
 * @param place number of recorded events before it
 * @param closures what each element of its list is about
 */
record Effect(
        CallReserved call,
        Set<Key> keys,
        Relations relations,
        List<Key> created,
        Set<Key> revealed,
        long revealedAt,
        long earliest,
        long latest,
        long reservedAt,
        long place,
        List<Set<Key>> closures) {

    /** The effect as far as it could be known when the last of a sequence was decided. */
    Effect asKnownTo(Effect last) {
        if (revealed.isEmpty() || (!last.equals(this) && last.call().call() > revealedAt)) {
            return this;
        }
        Set<Key> known = new TreeSet<>(keys);
        known.removeAll(revealed);
        return new Effect(
                call, known, relations, created, Set.of(), revealedAt, earliest, latest, reservedAt, place, closures);
    }

    /** How the objects of a call hang together; each part is worked out at most once. One thread at a time. */
    static final class Relations {

        private final Supplier<Map<Key, Set<Key>>> findAbove;
        private final Supplier<Map<Key, Set<Key>>> findOriginals;
        private @Nullable Map<Key, Set<Key>> above;
        private @Nullable Map<Key, Set<Key>> originals;

        Relations(Supplier<Map<Key, Set<Key>>> findAbove, Supplier<Map<Key, Set<Key>>> findOriginals) {
            this.findAbove = findAbove;
            this.findOriginals = findOriginals;
        }

        /** What each object was recorded to belong to, directly or not. */
        Map<Key, Set<Key>> above() {
            Map<Key, Set<Key>> known = above;
            if (known == null) {
                known = findAbove.get();
                above = known;
            }
            return known;
        }

        /** Of each that is a copy what it descends from in the end. */
        Map<Key, Set<Key>> originals() {
            Map<Key, Set<Key>> known = originals;
            if (known == null) {
                known = findOriginals.get();
                originals = known;
            }
            return known;
        }
    }

    Map<Key, Set<Key>> above() {
        return relations.above();
    }

    Map<Key, Set<Key>> originals() {
        return relations.originals();
    }

    Actor actor() {
        return call.actor();
    }

    CallFacts facts() {
        return call.facts();
    }

    /** The number of elements of its list that are about the key: all of them where none names it. */
    int elements(Key key) {
        int on = on(key).size();
        return on == 0 ? Math.max(1, closures.size()) : on;
    }

    private List<Element> on(Key key) {
        boolean each = facts().eachCreates(key.kind());
        if (!each && facts().creates().contains(key.kind())) {
            return facts().elements();
        }
        List<Key> ofType = created.stream()
                .filter(object -> object.kind().equals(key.kind()))
                .toList();
        List<Element> on = new ArrayList<>();
        for (int i = 0; i < closures.size(); i++) {
            if (closures.get(i).contains(key) || (each && ofType.indexOf(key) == i)) {
                on.add(facts().elements().get(i));
            }
        }
        return on;
    }

    /** The amount of these; one that stands for all counts whole. */
    Optional<BigDecimal> amount(Key key, String unit) {
        Optional<BigDecimal> whole =
                facts().amount().filter(amount -> amount.unit().equals(unit)).map(Amount::value);
        List<BigDecimal> shares = on(key).stream()
                .flatMap(element -> element.amount().stream())
                .map(Amount::value)
                .toList();
        return shares.isEmpty() ? whole : whole.map(all -> shares.stream().reduce(BigDecimal.ZERO, BigDecimal::add));
    }

    boolean carries(String mark) {
        return facts().marks().contains(mark);
    }

    /** Whether it was let through although the rule found something: recorded, excepted by an approval, or waived in a lane. */
    boolean exceptedFrom(Rule rule) {
        return found(call.findings(), rule) || found(call.excepted(), rule) || found(call.waived(), rule);
    }

    /**
     * Likewise on the key. On what a call creates there is nothing but the call itself; what it does alone is told on the keys
     * that it names, together with what others did there. What is told of all is told of each.
     */
    boolean exceptedFrom(Rule rule, Key key) {
        return found(call.findings(), rule, key)
                || found(call.excepted(), rule, key)
                || found(call.waived(), rule, key);
    }

    private static boolean found(List<Finding> findings, Rule rule) {
        for (Finding finding : findings) {
            if (finding.rule().equals(rule.id())) {
                return true;
            }
        }
        return false;
    }

    private boolean found(List<Finding> findings, Rule rule, Key key) {
        for (Finding finding : findings) {
            if (finding.rule().equals(rule.id())
                    && (finding.key().isEmpty()
                            || finding.key().get().equals(key)
                            || Wildcard.is(finding.key().get())
                            || created.contains(key))) {
                return true;
            }
        }
        return false;
    }
}
