package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;

/** {@code bind}: one and the same party carries out all of the listed duties on one key within the window. */
final class ReferenceBind {

    private ReferenceBind() {}

    static List<Finding> check(ThisCall call, Rule.Bind rule) {
        if (!call.facts().carriesAny(rule.duties())) {
            return List.of();
        }
        if (call.cannotTellKey(rule.per())) {
            return List.of(call.notEvaluable(rule, rule.per()));
        }
        List<Finding> findings = new ArrayList<>();
        if (call.hasOnlyNewKey(rule.per())) {
            List<PastCall> byOthers = byOthers(call, rule, call.eventsOnNew(rule, rule.per(), rule.withinMillis()));
            History.mostRecent(List.of(byOthers))
                    .ifPresent(latest -> findings.add(broken(call, rule, Optional.empty(), latest, byOthers)));
        }
        for (Key key : call.withGuessed(rule.per())) {
            List<PastCall> byOthers = byOthers(call, rule, call.eventsOn(rule, key, rule.withinMillis()));
            call.history()
                    .mostRecent(rule, byOthers, key)
                    .ifPresent(latest -> findings.add(broken(call, rule, Optional.of(key), latest, byOthers)));
        }
        return findings;
    }

    private static List<PastCall> byOthers(ThisCall call, Rule.Bind rule, List<PastCall> events) {
        return events.stream()
                .filter(event -> event.carriesAny(rule.duties()))
                .filter(event -> !AttributeValue.surelySame(
                        event.actor().get(rule.same()), call.party().get(rule.same())))
                .toList();
    }

    private static Finding broken(
            ThisCall call, Rule.Bind rule, Optional<Key> key, PastCall latest, List<PastCall> byOthers) {
        // The last to take effect is this one, or one of the open ones.
        Tier tier = Stream.concat(
                        Stream.of(call.tierOf(rule)),
                        byOthers.stream().filter(PastCall::open).map(open -> call.tierOf(rule, open.reserved.facts())))
                .max(Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank))
                .orElseThrow();
        Witness witness = new Witness(latest.number(), String.join("|", new TreeSet<>(rule.duties())));
        return call.of(
                rule,
                tier,
                FindingCode.BINDING_BROKEN,
                tier.onConflict(),
                key,
                Optional.of(rule.same()),
                List.of(witness),
                "");
    }
}
