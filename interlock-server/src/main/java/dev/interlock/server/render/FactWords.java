package dev.interlock.server.render;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Facts of the record in words, for whoever decides on a held call. They say what was, and not what to think of it. */
public final class FactWords {

    /** The most names in one sentence. */
    private static final int MOST = 8;

    private FactWords() {}

    /**
     * Words that an earlier call is why a call is held: who made it and when, and why the two parties count as one where that matters.
     *
     * @param finding the finding that holds the call, and rests on the earlier one
     * @param earlier the newest call that the finding rests on
     * @param agoMillis the time between the two
     */
    public static String cause(Finding finding, Event.CallDecided earlier, Actor requester, long agoMillis) {
        if (isOfContent(finding.code())) {
            return "The `" + Plain.of(finding.detail()) + "` is in content that " + Phrases.name(earlier.actor())
                    + " read with " + Plain.of(earlier.facts().tool()) + " in " + Ids.call(earlier.call()) + ", "
                    + Phrases.between(agoMillis) + " before"
                    + (finding.code() == FindingCode.VALUE_REQUESTED ? ", and the content asks for this call." : ".");
        }
        boolean done = earlier instanceof Event.CallReserved || earlier instanceof Event.CallObserved;
        int more = finding.witnesses().size() - 1;
        return "Because of " + Ids.call(earlier.call()) + ": " + Phrases.name(earlier.actor())
                + (done ? " did " : " asked for ")
                + done(finding.witnesses().getLast(), earlier)
                + finding.key().map(key -> " on " + Phrases.key(key)).orElse("") + ", " + Phrases.between(agoMillis)
                + " before" + (more > 0 ? ", and " + more + " more before that" : "") + "."
                + one(finding, earlier.actor(), requester);
    }

    /** The words for what the call of a witness did: carried out a duty, or returned content. */
    public static String did(FindingCode code, Witness witness, Event.CallDecided call) {
        return isOfContent(code)
                ? "read content with `" + Plain.of(witness.mark()) + "`"
                : "did " + done(witness, call);
    }

    private static boolean isOfContent(FindingCode code) {
        return code == FindingCode.VALUE_REQUESTED || code == FindingCode.VALUE_UNTRUSTED;
    }

    /** The marks of the call for which a witness counts, where the mark of the witness stands for a set. */
    public static String done(Witness witness, Event.CallDecided call) {
        String carried = Stream.of(witness.mark().split("\\|"))
                .filter(call.facts().marks()::contains)
                .map(mark -> "`" + Plain.of(mark) + "`")
                .collect(Collectors.joining(" and "));
        return carried.isEmpty() ? "`" + Plain.of(witness.mark()) + "`" : carried;
    }

    /** A sentence that says why the parties of two calls count as one; empty where the finding does not rest on that. */
    private static String one(Finding finding, Actor earlier, Actor requester) {
        boolean compares = finding.code() == FindingCode.DUTY_CONFLICT
                || finding.code() == FindingCode.WALL_CROSSED
                || finding.code() == FindingCode.CLOSING_NOT_INDEPENDENT;
        if (!compares || finding.attribute().isEmpty()) {
            return "";
        }
        String attribute = finding.attribute().get();
        String name = Plain.of(RuleWords.attribute(attribute));
        boolean same = earlier.name().equals(requester.name());
        if (same && Attributes.ALWAYS.contains(attribute)) {
            return " The same " + name + " asks for this one.";
        }
        var both = new TreeSet<>(earlier.get(attribute).texts());
        both.retainAll(requester.get(attribute).texts());
        String why = both.isEmpty()
                ? "their " + name + " is not known to differ"
                : "the same " + name + (Attributes.ALWAYS.contains(attribute) ? "" : ", " + Plain.of(both.first()));
        return " " + Phrases.name(earlier)
                + (same ? " also asks for this one: " : " and " + Phrases.name(requester) + " count as one party: ")
                + why + ".";
    }

    /**
     * Words that a value of a call is a value of calls about other objects, too.
     *
     * @param others the objects of these calls
     * @param stopped those of the calls that were denied
     * @param complete whether these are all
     */
    public static String stoppedValue(
            Key value, Collection<Key> others, List<Event.CallDecided> stopped, boolean complete) {
        int count = stopped.size();
        var duties = new TreeSet<String>();
        var parties = new TreeSet<String>();
        stopped.forEach(call -> {
            duties.addAll(duties(call));
            parties.add(Phrases.name(call.actor()));
        });
        return "The same " + value(value) + " appears in calls about " + keys(others) + ", and "
                + (complete ? "" : "at least ") + count + (count == 1 ? " of these was" : " of these were")
                + " stopped: "
                + marks(duties) + " by " + list(List.copyOf(parties)) + ".";
    }

    /**
     * Words that a value of a call is a value of calls about other objects, of which none was stopped.
     *
     * @param newest the newest of these calls
     * @param agoMillis the time between that and the call
     */
    public static String sharedValue(Key value, Collection<Key> others, Event.CallDecided newest, long agoMillis) {
        return "The same " + value(value) + " appears in calls about " + keys(others) + ", last in "
                + Ids.call(newest.call()) + " of " + Phrases.name(newest.actor()) + ", " + Phrases.between(agoMillis)
                + " before.";
    }

    private static String value(Key value) {
        return Plain.of(value.kind()) + ", " + Plain.of(value.value()) + ",";
    }

    private static List<String> duties(Event.CallDecided call) {
        return call.facts().marks().stream()
                .filter(mark -> mark.indexOf('/') < 0)
                .toList();
    }

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
                + marks(duties(earlier))
                + " as " + Ids.call(earlier.call()) + ", " + Phrases.between(agoMillis) + " before"
                + (unsure ? "; whether it took effect is not known" : "") + ".";
    }

    private static String amount(Event.CallDecided call) {
        return call.facts().amount().map(AmountWords::of).orElse("none");
    }

    /** Words that one party did every step so far on some objects. */
    public static String alone(String party, int steps, Collection<Key> objects, Collection<String> duties) {
        return Plain.of(party) + " already did all " + steps + " steps on " + keys(objects) + ": " + marks(duties)
                + ".";
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
