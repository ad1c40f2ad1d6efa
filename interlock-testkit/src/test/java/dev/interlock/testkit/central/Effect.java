package dev.interlock.testkit.central;

import dev.interlock.engine.event.Event.CallReserved;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A call that took effect.
 *
 * @param keys all that it is about, with what it created
 * @param above what each object among them was recorded to belong to, directly or not
 * @param originals of each that is a copy what it descends from in the end
 * @param created those of them that it created
 * @param earliest time at which it may have taken effect, given its place in the order
 * @param latest likewise
 * @param reservedAt when it was reserved
 * @param place number of recorded events before it
 */
record Effect(
        CallReserved call,
        Set<Key> keys,
        Map<Key, Set<Key>> above,
        Map<Key, Set<Key>> originals,
        List<Key> created,
        long earliest,
        long latest,
        long reservedAt,
        long place) {

    Actor actor() {
        return call.actor();
    }

    CallFacts facts() {
        return call.facts();
    }

    boolean carries(String mark) {
        return facts().marks().contains(mark);
    }

    /** Whether it was let through although the rule found something: recorded, excepted by an approval, or waived in a lane. */
    boolean exceptedFrom(Rule rule) {
        return findings(rule).findAny().isPresent();
    }

    /**
     * Likewise on the key. On what a call creates there is nothing but the call itself; what it does alone is told on the keys
     * that it names, together with what others did there.
     */
    boolean exceptedFrom(Rule rule, Key key) {
        return findings(rule)
                .anyMatch(finding ->
                        finding.key().filter(other -> !other.equals(key)).isEmpty() || created.contains(key));
    }

    private Stream<Finding> findings(Rule rule) {
        return Stream.of(call.findings(), call.excepted(), call.waived())
                .flatMap(List::stream)
                .filter(finding -> finding.rule().equals(rule.id()));
    }
}
