package dev.interlock.engine.decide;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Flaws of a stated outcome, each a sentence that names the place and the way out. */
final class OutcomeFlaws {

    private OutcomeFlaws() {}

    /** The first flaw of an outcome that somebody states of a call with these facts; empty if it is whole. */
    static Optional<String> of(CallFacts facts, Settlement stated) {
        return switch (stated) {
            case Settlement.Succeeded succeeded ->
                ofUndone(facts, succeeded.undone())
                        .or(() -> ofCreated(facts, succeeded.undone().size(), succeeded.created()));
            case Settlement.Existed existed ->
                namesWhatExisted(facts, existed.named())
                        ? Optional.empty()
                        : Optional.of("name the existing objects, one of each type and none twice: " + facts.creates());
            case Settlement.Failed failed -> Optional.empty();
            case Settlement.Unknown unknown -> Optional.of("say whether it succeeded or failed");
        };
    }

    private static Optional<String> ofCreated(CallFacts facts, int undone, List<Key> created) {
        return namesAll(facts, undone, created) ? Optional.empty() : Optional.of(nameAll(facts));
    }

    /** The objects that a success has to name, in words. */
    static String nameAll(CallFacts facts) {
        if (facts.creates().isEmpty()) {
            return "the call creates nothing; do not name a created object";
        }
        List<String> each = facts.creates().stream().filter(facts::eachCreates).toList();
        return "name one created object of each type: " + facts.creates()
                + (each.isEmpty()
                        ? ""
                        : "; for " + String.join(", ", each)
                                + ", one for each element that was done, in order, and no object twice");
    }

    private static Optional<String> ofUndone(CallFacts facts, List<Integer> undone) {
        int elements = facts.elements().size();
        if (undone.isEmpty()) {
            return Optional.empty();
        }
        if (elements == 0) {
            return Optional.of("the call has no list whose elements could be undone; omit `undone`");
        }
        for (int i = 0; i < undone.size(); i++) {
            int place = undone.get(i);
            if (place < 0 || place >= elements) {
                return Optional.of("`undone`: the call's list has no element " + place + "; its positions are "
                        + (elements == 1 ? "only 0" : "0 to " + (elements - 1)));
            }
            if (undone.indexOf(place) < i) {
                return Optional.of("`undone`: element " + place + " is named twice; name each once");
            }
            if (i > 0 && place < undone.get(i - 1)) {
                return Optional.of("`undone`: element " + place + " comes after element " + undone.get(i - 1)
                        + "; name them in ascending order");
            }
        }
        return undone.size() == elements
                ? Optional.of("`undone` names every element of the list; report that the call failed")
                : Optional.empty();
    }

    /**
     * Returns whether the created objects are exactly those that the call creates, by their types, and no two are the
     * same.
     */
    static boolean namesAll(CallFacts facts, int undone, List<Key> created) {
        if (facts.creates().isEmpty()) {
            return created.isEmpty();
        }
        return areDistinct(created) && numbers(created).equals(facts.creations(undone));
    }

    /**
     * Returns whether these can be what existed in the place of what the call creates. One object may have been that to
     * several elements of a list.
     */
    static boolean namesWhatExisted(CallFacts facts, List<Key> named) {
        SortedMap<String, Integer> most = facts.creations(0);
        SortedMap<String, Integer> numbers = numbers(named);
        return !named.isEmpty()
                && areDistinct(named)
                && numbers.keySet().equals(most.keySet())
                && numbers.entrySet().stream().allMatch(type -> type.getValue() <= most.getOrDefault(type.getKey(), 0));
    }

    static boolean areDistinct(List<Key> objects) {
        return new HashSet<>(objects).size() == objects.size();
    }

    private static SortedMap<String, Integer> numbers(List<Key> objects) {
        var numbers = new TreeMap<String, Integer>();
        objects.forEach(object -> numbers.merge(object.kind(), 1, Integer::sum));
        return numbers;
    }
}
