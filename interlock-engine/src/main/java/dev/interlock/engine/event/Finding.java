package dev.interlock.engine.event;

import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import java.util.List;
import java.util.Optional;

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
        List<Integer> elements) {

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
        this(rule, code, outcome, key, attribute, witnesses, need, detail, List.of());
    }

    public Finding {
        elements = List.copyOf(elements);
        witnesses = witnesses.size() < 2
                ? List.copyOf(witnesses)
                : witnesses.stream().sorted().toList();
    }

    /** This finding, about these elements of a list. */
    public Finding about(List<Integer> places) {
        List<Integer> first = places.subList(0, Math.min(MOST_ELEMENTS, places.size()));
        return new Finding(rule, code, outcome, key, attribute, witnesses, need, detail, first);
    }
}
