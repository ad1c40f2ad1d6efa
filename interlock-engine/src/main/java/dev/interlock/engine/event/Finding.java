package dev.interlock.engine.event;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * One reason for a verdict. Two findings that are equal are the same reason: an approval of a held call excepts exactly the
 * findings that the approver saw, so anything that would change the reason has to be part of it.
 *
 * @param rule id of the rule; empty for the checks that are not rules (task, catalogue, intent, budget)
 * @param key the key on which it was found, where there is one
 * @param attribute the attribute in which the parties do not differ, for a duty conflict or a closing
 * @param witnesses a minimal set of recorded calls that shows it, ascending
 * @param need the approval that would let it through, when the outcome is a hold
 * @param detail the part of the reason that the code leaves open: the missing duty, what has to come first, the place of a fault, the
 *     total of a limit
 * @param elements for a call about a list, the places, ascending from 0, of the elements that lie on the key, or that lack one: the
 *     first {@link #MOST_ELEMENTS} of them, and none where the finding is about all
 * @param unknown attributes that nobody registered, and on which it rests: of the caller, then of who made the witnesses, ascending
 */
public record Finding(
        String rule,
        FindingCode code,
        Outcome outcome,
        Optional<Key> key,
        Optional<String> attribute,
        List<Witness> witnesses,
        Optional<Need> need,
        String detail,
        List<Integer> elements,
        List<UnknownAttribute> unknown) {

    /** The most elements that a finding names. */
    public static final int MOST_ELEMENTS = 16;

    /** A finding that is not about single elements of a list. */
    public Finding(
            String rule,
            FindingCode code,
            Outcome outcome,
            Optional<Key> key,
            Optional<String> attribute,
            List<Witness> witnesses,
            Optional<Need> need,
            String detail) {
        this(rule, code, outcome, key, attribute, witnesses, need, detail, List.of(), List.of());
    }

    public Finding {
        elements = List.copyOf(elements);
        unknown = unknown.isEmpty() ? List.of() : List.copyOf(new TreeSet<>(unknown));
        witnesses = witnesses.size() < 2
                ? List.copyOf(witnesses)
                : witnesses.stream().sorted().toList();
    }

    /** This finding, about these elements of a list. */
    public Finding about(List<Integer> places) {
        List<Integer> first = places.subList(0, Math.min(MOST_ELEMENTS, places.size()));
        return new Finding(rule, code, outcome, key, attribute, witnesses, need, detail, first, unknown);
    }

    /** This finding, which rests on these attributes too that nobody registered. */
    public Finding restingOn(Collection<UnknownAttribute> more) {
        if (more.isEmpty()) {
            return this;
        }
        var all = new ArrayList<>(unknown);
        all.addAll(more);
        return new Finding(rule, code, outcome, key, attribute, witnesses, need, detail, elements, all);
    }

    /** This finding as one that is recorded only, since nothing of it could be prevented any more. */
    public Finding recorded() {
        return new Finding(
                rule, code, Outcome.RECORD, key, attribute, witnesses, Optional.empty(), detail, elements, unknown);
    }

    /** The codes of the finding: that of the check that speaks, and one more where it rests on what nobody registered. */
    public List<FindingCode> codes() {
        return unknown.isEmpty() ? List.of(code) : List.of(code, FindingCode.ATTRIBUTE_UNKNOWN);
    }
}
