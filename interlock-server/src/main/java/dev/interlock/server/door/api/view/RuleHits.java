package dev.interlock.server.door.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.server.index.Counted;
import dev.interlock.server.index.Effect;
import dev.interlock.server.index.RecordIndex;
import dev.interlock.server.index.Term;
import dev.interlock.server.render.RuleWords;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;

/**
 * What rules did, by the record: how often, in which attributes parties counted as one, and since when the bundle is in force.
 * Thread-safe.
 */
public final class RuleHits {

    /** The newest calls of which the attributes are counted. */
    private static final int MOST_CALLS = 1_000;

    /** The activations of the same bundle that are looked through for the first of them. */
    private static final int MOST_ACTIVATIONS = 50;

    private final RecordIndex index;
    private final LongFunction<Recorded> history;
    /** By rule: the last count, as long as the rule finds nothing new. */
    private final Map<String, Shared> counted = new ConcurrentHashMap<>();

    /** @param last the number of the newest entry that was counted */
    private record Shared(long last, int calls, Map<String, Integer> attributes) {}

    /** @param history a recorded event, by number */
    public RuleHits(RecordIndex index, LongFunction<Recorded> history) {
        this.index = index;
        this.history = history;
    }

    /** Puts how many calls the rule stopped, held and so on, and when it spoke last. */
    public void counts(ObjectNode out, String rule) {
        ObjectNode counts = out.putObject("calls");
        for (Effect effect : Effect.values()) {
            counts.put(
                    effect.text(),
                    index.counted(Term.ruleEffect(effect, rule))
                            .map(Counted::count)
                            .orElse(0L));
        }
        Stream.of(Effect.values())
                .flatMap(effect -> index.counted(Term.ruleEffect(effect, rule)).stream())
                .mapToLong(Counted::last)
                .max()
                .ifPresent(last -> out.put("last", last)
                        .put("lastAt", Times.of(history.apply(last).timeMillis())));
    }

    /** Puts the attributes in which parties counted as one, in the newest calls that the rule stopped or held. */
    public void shared(ObjectNode out, String rule) {
        var numbers = new TreeSet<Long>();
        for (Effect effect : List.of(Effect.STOPPED, Effect.HELD)) {
            numbers.addAll(index.find(List.of(Term.ruleEffect(effect, rule)), Long.MAX_VALUE, MOST_CALLS)
                    .numbers());
        }
        while (numbers.size() > MOST_CALLS) {
            numbers.pollFirst();
        }
        Shared known = counted.get(rule);
        if (known == null || numbers.isEmpty() || known.last() != numbers.getLast()) {
            known = count(rule, numbers);
            counted.put(rule, known);
        }
        ObjectNode one = out.putObject("one").put("calls", known.calls());
        ArrayNode attributes = one.putArray("attributes");
        known.attributes().entrySet().stream()
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .forEach(entry -> attributes
                        .addObject()
                        .put("attribute", entry.getKey())
                        .put("name", RuleWords.attribute(entry.getKey()))
                        .put("count", entry.getValue()));
    }

    private Shared count(String rule, TreeSet<Long> numbers) {
        var attributes = new TreeMap<String, Integer>();
        for (long number : numbers) {
            if (history.apply(number).event() instanceof Event.CallDecided call) {
                call.findings().stream()
                        .filter(finding -> finding.rule().equals(rule))
                        .map(Finding::attribute)
                        .flatMap(Optional::stream)
                        .distinct()
                        .forEach(attribute -> attributes.merge(attribute, 1, Integer::sum));
            }
        }
        return new Shared(numbers.isEmpty() ? -1 : numbers.getLast(), numbers.size(), attributes);
    }

    /** Puts since when the bundle is in force without a break, and by whom. */
    public void inForce(ObjectNode out, Bundle bundle) {
        Recorded since = null;
        List<Long> activations = index.find(List.of(Term.event("bundle-activated")), Long.MAX_VALUE, MOST_ACTIVATIONS)
                .numbers();
        for (long number : activations) {
            Recorded recorded = history.apply(number);
            if (!(recorded.event() instanceof Event.BundleActivated activated)
                    || !activated.digest().equals(bundle.digest())) {
                break;
            }
            since = recorded;
        }
        if (since != null && since.event() instanceof Event.BundleActivated activated) {
            ObjectNode one = out.putObject("inForce")
                    .put("since", Times.of(since.timeMillis()))
                    .put("entry", since.seq())
                    .put("by", activated.by());
            activated.proposal().ifPresent(proposal -> one.put("proposedBy", proposal.by()));
        }
    }
}
