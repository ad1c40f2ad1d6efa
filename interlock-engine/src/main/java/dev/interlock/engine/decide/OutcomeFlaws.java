package dev.interlock.engine.decide;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What keeps a stated outcome from being one, in a sentence that names the place and the way out. */
final class OutcomeFlaws {

    private OutcomeFlaws() {}

    /** The first flaw of an outcome that somebody states of a call with these facts; empty if it is whole. */
    static Optional<String> of(CallFacts facts, Settlement stated) {
        return switch (stated) {
            case Settlement.Succeeded succeeded ->
                ofCreated(facts, succeeded.created()).or(() -> ofUndone(facts, succeeded.undone()));
            case Settlement.Existed existed ->
                existed.named().isEmpty()
                        ? Optional.of("name what existed, an object of each type: " + facts.creates())
                        : ofCreated(facts, existed.named());
            case Settlement.Failed failed -> Optional.empty();
            case Settlement.Unknown unknown -> Optional.of("say whether it succeeded or failed");
        };
    }

    private static Optional<String> ofCreated(CallFacts facts, List<Key> created) {
        if (namesAll(facts.creates(), created)) {
            return Optional.empty();
        }
        return Optional.of(
                facts.creates().isEmpty()
                        ? "the call creates nothing: name no created object"
                        : "name one created object of each type: " + facts.creates());
    }

    private static Optional<String> ofUndone(CallFacts facts, List<Integer> undone) {
        int elements = facts.elements().size();
        if (undone.isEmpty()) {
            return Optional.empty();
        }
        if (elements == 0) {
            return Optional.of("the call is about no list, of which a part could be undone: leave `undone` out");
        }
        for (int i = 0; i < undone.size(); i++) {
            int place = undone.get(i);
            if (place < 0 || place >= elements) {
                return Optional.of(
                        "`undone`: there is no element " + place + " in the list of the call: its places are "
                                + (elements == 1 ? "0 alone" : "0 to " + (elements - 1)));
            }
            if (undone.indexOf(place) < i) {
                return Optional.of("`undone`: element " + place + " is named twice: name each once");
            }
            if (i > 0 && place < undone.get(i - 1)) {
                return Optional.of("`undone`: element " + place + " stands after element " + undone.get(i - 1)
                        + ": name them in ascending order");
            }
        }
        return undone.size() == elements
                ? Optional.of("`undone` names each element of the list: say that the call failed")
                : Optional.empty();
    }

    /** Whether the created objects are exactly one for each type that the call creates. */
    static boolean namesAll(List<String> types, List<Key> created) {
        var missing = new ArrayList<>(types);
        for (Key object : created) {
            if (!missing.remove(object.kind())) {
                return false;
            }
        }
        return missing.isEmpty();
    }
}
