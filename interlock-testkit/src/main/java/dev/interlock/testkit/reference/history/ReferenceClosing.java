package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** {@code until}: a call with the mark closes the key, and the rule's calls on it are over. */
public final class ReferenceClosing {

    private ReferenceClosing() {}

    /** The findings of the rule, and those of its option: on a key that is closed for good there are only the latter. */
    public static List<Finding> check(ThisCall call, Rule rule, List<Finding> ofTheRule) {
        Optional<Closing> option = Closing.of(rule);
        if (option.isEmpty()) {
            return ofTheRule;
        }
        Closing closing = option.get();
        List<Finding> findings = new ArrayList<>();
        ofTheRule.stream()
                .filter(finding -> finding.key()
                        .filter(key -> call.history().closedBy(rule, key).isPresent())
                        .isEmpty())
                .forEach(findings::add);
        boolean holds = call.facts().carriesAny(closing.marks());
        boolean closes = call.facts().marks().contains(closing.until());
        if (!holds && !closes) {
            return findings;
        }
        if (call.readsAll(closing.per())) {
            return List.of(call.notEvaluable(rule, closing.per()));
        }
        if (call.unresolved().contains(closing.per())) {
            if (!holds) {
                findings.add(call.notEvaluable(rule, closing.per()));
            }
            return findings;
        }
        SortedSet<Key> named = new TreeSet<>(call.keys().ofKind(closing.per()));
        for (Key key : call.withGuessed(closing.per())) {
            if (holds) {
                call.history()
                        .closedBy(rule, key)
                        .or(() -> call.history().closedBy(rule, Wildcard.of(key.kind())))
                        .or(() -> closing(call, closing, key))
                        .ifPresent(closer ->
                                findings.add(denied(call, rule, FindingCode.KEY_CLOSED, key, closer, closing.until())));
            }
            // A call closes nothing that it creates itself.
            if (closes
                    && named.contains(key)
                    && call.history().closedBy(rule, key).isEmpty()) {
                List<PastCall> holders = call.history().mayHaveHappenedOn(rule, key).stream()
                        .filter(event -> event.carriesAny(closing.marks()))
                        .toList();
                dependent(call, rule, closing, key, holders).ifPresent(findings::add);
                holders.stream()
                        .filter(PastCall::open)
                        .findFirst()
                        .ifPresent(open ->
                                findings.add(denied(call, rule, FindingCode.RELIED_UPON, key, open, name(closing))));
            }
        }
        return findings;
    }

    /** The first open call that closes the key, or all of its kind. */
    private static Optional<PastCall> closing(ThisCall call, Closing closing, Key key) {
        return call.history().calls.values().stream()
                .filter(event -> event.open()
                        && (closes(event, closing, key) || closes(event, closing, Wildcard.of(key.kind()))))
                .findFirst();
    }

    /**
     * Returns whether the call closes the key: it closes those that it has, and those that it turned out to be done to
     * although they existed; none that it creates.
     */
    static boolean closes(PastCall event, Closing closing, Key key) {
        boolean has = event.keys.contains(key)
                || (event.open() && event.returned.contains(key))
                || (event.existed && event.created.contains(key));
        return key.kind().equals(closing.per()) && event.carries(closing.until()) && has;
    }

    private static Finding denied(ThisCall call, Rule rule, FindingCode code, Key key, PastCall witness, String mark) {
        return call.of(
                rule,
                call.tierOf(rule),
                code,
                Outcome.DENY,
                Optional.of(key),
                Optional.empty(),
                List.of(new Witness(witness.number(), mark)),
                "");
    }

    /** The finding about the first attribute in which the closing call is not independent of a holder. */
    private static Optional<Finding> dependent(
            ThisCall call, Rule rule, Closing closing, Key key, List<PastCall> holders) {
        Tier tier = call.tierOf(rule);
        Level level = closing.independence().orElse(tier.independence());
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(level.attributes());
        for (String attribute : attributes) {
            List<PastCall> same = holders.stream()
                    .filter(event -> !AttributeValue.surelyDiffer(
                            event.actor().get(attribute), call.party().get(attribute)))
                    .toList();
            Optional<PastCall> holder = call.history().mostRecent(rule, same, key);
            if (holder.isPresent()) {
                return Optional.of(call.of(
                        rule,
                        tier,
                        FindingCode.CLOSING_NOT_INDEPENDENT,
                        tier.onConflict(),
                        Optional.of(key),
                        Optional.of(attribute),
                        List.of(new Witness(holder.get().number(), name(closing))),
                        ""));
            }
        }
        return Optional.empty();
    }

    private static String name(Closing closing) {
        return String.join("|", new TreeSet<>(closing.marks()));
    }
}
