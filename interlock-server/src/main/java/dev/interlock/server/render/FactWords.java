package dev.interlock.server.render;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Facts of the record in words, for whoever decides on a held call. They say what was, and not what to think of it. */
public final class FactWords {

    /** The most names in one sentence. */
    private static final int MOST = 8;

    private FactWords() {}

    /**
     * Words that an earlier call had the same amount.
     *
     * @param key the value or object that both are about
     * @param agoMillis the time between the two
     * @param unsure whether nobody knows that it took effect
     */
    public static String sameAmount(Event.CallDecided earlier, Key key, long agoMillis, boolean unsure) {
        return "The same amount, " + Plain.of(amount(earlier)) + ", with the same " + Plain.of(key.kind()) + " "
                + Plain.of(key.value()) + ": " + Phrases.name(earlier.actor()) + " did "
                + marks(earlier.facts().marks().stream()
                        .filter(mark -> mark.indexOf('/') < 0)
                        .toList())
                + " as " + Ids.call(earlier.call()) + ", " + Phrases.between(agoMillis) + " before"
                + (unsure ? "; whether it took effect is not known" : "") + ".";
    }

    private static String amount(Event.CallDecided call) {
        return call.facts().amount().map(AmountWords::of).orElse("none");
    }

    /** Words that one party did every step so far on some objects. */
    public static String alone(String party, int steps, Collection<Key> objects, Collection<String> duties) {
        return Plain.of(party) + " did all " + steps + " steps before on " + keys(objects) + ": " + marks(duties) + ".";
    }

    /** Words that a party has not acted on these objects before. */
    public static String firstTime(String party, Collection<Key> objects) {
        return Plain.of(party) + " has not acted on " + keys(objects) + " before, or on what "
                + (objects.size() == 1 ? "it belongs" : "they belong") + " to.";
    }

    /** Words how much of a limit a call would use up. */
    public static String limit(Bundle bundle, LimitUse use) {
        Optional<Rule> rule = bundle.rules().stream()
                .filter(one -> one.id().equals(use.rule()))
                .findFirst();
        String unit = use.unit().isEmpty() ? "calls" : Plain.of(use.unit());
        return "With this call, " + AmountWords.number(use.total(), unit) + " of at most "
                + AmountWords.of(use.most(), unit)
                + rule.flatMap(RuleWords::window)
                        .map(window -> " within " + window)
                        .orElse("") + " count for "
                + Phrases.key(use.key()) + " (" + Plain.of(use.rule()) + ").";
    }

    private static String keys(Collection<Key> keys) {
        return list(keys.stream().map(Phrases::key).toList());
    }

    private static String marks(Collection<String> marks) {
        return list(marks.stream().map(Plain::of).map(mark -> "`" + mark + "`").collect(Collectors.toList()));
    }

    private static String list(List<String> words) {
        if (words.size() <= MOST) {
            return Phrases.list(words);
        }
        var first = new ArrayList<>(words.subList(0, MOST));
        first.add((words.size() - MOST) + " more");
        return Phrases.list(first);
    }
}
