package dev.interlock.engine.monitor;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Creations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Views of calls on a small record of objects, with their keys in the order in which the state puts them together. */
final class Drafts {

    static final long SEQ = 50;

    private static final Tier TIER = new Tier("high", 0, Level.DISTINCT, Outcome.DENY, Outcome.DENY);

    final KeyTable keys = new KeyTable();

    static List<Key> keys(String... keys) {
        return Arrays.stream(keys).map(Key::parse).toList();
    }

    int number(String key) {
        return keys.intern(Key.parse(key));
    }

    Drafts belongs(String child, String parent) {
        keys.relate(number(child), number(parent));
        return this;
    }

    Drafts descends(String child, String parent) {
        keys.lineage().descend(number(child), number(parent));
        return this;
    }

    static Optional<Amount> euros(String amount) {
        return amount.isEmpty() ? Optional.empty() : Optional.of(new Amount(new BigDecimal(amount), "EUR"));
    }

    /** An element that acts on these, with its share of the amount, if there is one of its own. */
    static Element element(String amount, String... objects) {
        return new Element(keys(objects), List.of(), List.of(), List.of(), new TreeMap<>(), euros(amount), List.of());
    }

    /** The same, with a value that is called {@code payee}. */
    static Element paying(String payee, String amount, String... objects) {
        var values = new TreeMap<>(Map.of("payee", payee));
        return new Element(keys(objects), List.of(), List.of(), List.of(), values, euros(amount), List.of());
    }

    /** An element that creates an object of the type, which will belong to these. */
    static Element creating(String type, String amount, String... related) {
        return new Element(
                List.of(), keys(related), List.of(), List.of(), new TreeMap<>(), euros(amount), List.of(type));
    }

    static CallFacts facts(List<String> creates, String... objects) {
        return CallFacts.builder("erp/do", "sha-256:1", TIER.name())
                .objects(keys(objects))
                .creates(creates)
                .build();
    }

    /** The facts of a call about a list. */
    static CallFacts list(List<String> creates, String total, Element... elements) {
        return facts(creates).about(new TreeMap<>(), euros(total), List.of(elements));
    }

    static CallFacts list(String total, Element... elements) {
        return list(List.of(), total, elements);
    }

    static CallViewBuilder builder(long seq, CallFacts facts) {
        return new CallViewBuilder(
                seq, 1_000, 7, Actor.of(Map.of()), 3, new int[] {1, 2}, facts, TIER, new Plan(List.of()));
    }

    CallViewBuilder add(CallViewBuilder view, Key key) {
        int id = keys.intern(key);
        return view.add(key, keys.kind(id), id);
    }

    private void reach(CallViewBuilder view, boolean descent) {
        for (int i = 0; i < view.size(); i++) {
            for (int above : keys.relations(view.id(i))) {
                add(view, keys.key(above));
            }
            for (int above : descent ? keys.lineage().parents(view.id(i)) : new int[0]) {
                add(view, keys.key(above));
            }
        }
    }

    /** @param behind scopes, pairs and what was observed to be created */
    CallViewBuilder builder(CallFacts facts, String... behind) {
        CallViewBuilder view = builder(SEQ, facts);
        facts.objects().forEach(key -> add(view, key));
        view.endOfDirect();
        facts.related().forEach(key -> add(view, key));
        view.endOfNamed();
        reach(view, false);
        view.endOfBelonging();
        reach(view, true);
        view.endOfObjects();
        facts.valueKeys().forEach(key -> add(view, key));
        keys(behind).forEach(key -> add(view, key));
        return view;
    }

    /** A call that is still to name what it creates. */
    CallView view(CallFacts facts, String... behind) {
        return builder(facts, behind)
                .divide(Creations.of(facts, List.of()), keys)
                .build();
    }

    /** A call that was observed to create these. */
    CallView observed(CallFacts facts, String... created) {
        Creations told = Creations.of(facts, keys(created));
        return builder(facts, created).divide(told, keys).created(told).build();
    }
}
