package dev.interlock.server.enforce;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.CallFactsBuilder;
import dev.interlock.engine.model.ContactChanges;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.policy.catalog.ArgumentPath;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/**
 * The facts of a call, joined with those of its earlier answers: what a server was told stays part of the call. Of two answers under
 * one key the mapping reads the last one; servers of the legacy era ask every question under the same.
 *
 * <p>INVARIANT: no later answer takes an earlier one out of the record: what the call was about with it, it still is.
 */
final class JoinedFacts {

    private JoinedFacts() {}

    /**
     * The facts of a call with all its answers, and those that it had when the server heard earlier ones.
     *
     * @param stricter the stricter of two tiers
     */
    static CallFacts joined(CallFacts now, CallFacts before, BinaryOperator<String> stricter) {
        List<Fault> faults = new ArrayList<>(now.faults());
        CallFactsBuilder joined = now.toBuilder()
                .risk(stricter.apply(now.risk(), before.risk()))
                .marks(joined(now.marks(), before.marks()))
                .objects(joined(now.objects(), before.objects()))
                .creates(joined(now.creates(), before.creates()))
                .related(joined(now.related(), before.related()))
                .checks(joined(now.checks(), before.checks()))
                .values(values(now, before, faults))
                .amount(amount(now, before, faults))
                .writes(now.writes() || before.writes())
                .unbounded(now.unbounded() || before.unbounded())
                .derivedFrom(joined(now.derivedFrom(), before.derivedFrom()))
                .elements(elements(now, before, faults))
                .known(joined(now.known(), before.known()))
                .all(joined(now.all(), before.all()))
                .mayExist(joined(now.mayExist(), before.mayExist()))
                .destinations(destinations(now, before))
                .contacts(contacts(now, before));
        return joined.faults(faults).build();
    }

    /** The contacts that the call registers now, and all that it removes now or did before. */
    private static Optional<ContactChanges> contacts(CallFacts now, CallFacts before) {
        return now.contacts()
                .map(later -> before.contacts()
                        .filter(earlier ->
                                !later.ended().isEmpty() && !earlier.ended().isEmpty())
                        .map(earlier -> new ContactChanges(
                                later.registered(),
                                later.marks(),
                                later.ends(),
                                joined(later.ended(), earlier.ended()),
                                joined(later.written(), earlier.written())))
                        .orElse(new ContactChanges(
                                later.registered(), later.marks(), later.ends(), new TreeSet<>(), new TreeSet<>())));
    }

    /** The destinations of both; no rule looked for any where either has none. */
    private static Optional<Destinations> destinations(CallFacts now, CallFacts before) {
        return now.destinations()
                .flatMap(later -> before.destinations()
                        .map(earlier -> new Destinations(
                                later.complete() && earlier.complete(), joined(later.named(), earlier.named()))));
    }

    private static TreeSet<String> joined(Set<String> now, Set<String> before) {
        var all = new TreeSet<>(now);
        all.addAll(before);
        return all;
    }

    private static <T> List<T> joined(List<T> now, List<T> before) {
        Set<T> all = new LinkedHashSet<>(now);
        all.addAll(before);
        return List.copyOf(all);
    }

    private static SortedMap<String, String> values(CallFacts now, CallFacts before, List<Fault> faults) {
        var all = new TreeMap<>(now.values());
        for (Map.Entry<String, String> value : before.values().entrySet()) {
            String other = all.putIfAbsent(value.getKey(), value.getValue());
            if (other != null && !other.equals(value.getValue())) {
                faults.add(twice(value.getKey()));
            }
        }
        return all;
    }

    private static Optional<Amount> amount(CallFacts now, CallFacts before, List<Fault> faults) {
        if (now.amount().isPresent()
                && before.amount().isPresent()
                && !now.amount().equals(before.amount())) {
            faults.add(twice("amount"));
        }
        return now.amount().or(before::amount);
    }

    /** The elements of the list. Outside the list a call may be about more by now; within it may not. */
    private static List<Element> elements(CallFacts now, CallFacts before, List<Fault> faults) {
        boolean same = now.elements().size() == before.elements().size();
        for (int i = 0; same && i < now.elements().size(); i++) {
            same = now.elements()
                    .get(i)
                    .values()
                    .entrySet()
                    .containsAll(before.elements().get(i).values().entrySet());
        }
        if (!same && !before.elements().isEmpty()) {
            faults.add(twice("list"));
        }
        return now.elements();
    }

    private static Fault twice(String what) {
        return new Fault(
                ArgumentPath.ANSWERS,
                "name a different `" + what + "` from an answer that the server has already received");
    }
}
