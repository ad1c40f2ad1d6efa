package dev.interlock.engine.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Facts about who chose what a call does and to whom, from the content that its task read before. Computed once, before the decision,
 * and recorded with the call; never computed again in the fold.
 *
 * @param labels labels of the content that the task graph has read, such as {@code label/untrusted}
 * @param known whether everything is known that was read; after a restart, and beyond the limits, it is not
 * @param stake what is at stake in the act
 * @param asked whether the instruction asks for the act
 * @param linkedRequest whether a record that was found through a link asks for the act, and not every destination is in the
 *     instruction
 * @param values of the arguments that have a role; those of a body only where they name somebody, and stand in untrusted content
 * @param act the duty of the tool, as the lexicon names it; empty where the catalogue names none. For people: no rule reads it
 * @param wishes the duties that the instruction asks for, as the lexicon names them. For people: no rule reads them
 * @param distance how far the act is from the instruction, by a model; empty if there is no instruction, or no rule asks
 */
public record Provenance(
        SortedSet<String> labels,
        boolean known,
        Stake stake,
        Asked asked,
        boolean linkedRequest,
        List<ValueProvenance> values,
        Optional<String> act,
        SortedSet<String> wishes,
        Optional<Distance> distance) {

    /** The label of content that anybody may have written; results have it unless the catalogue says otherwise. */
    public static final String UNTRUSTED = "label/untrusted";

    /** The facts of a call whose task has read nothing, as in a story that is made up: no content chose anything. */
    public static final Provenance NOTHING_READ =
            new Provenance(Collections.emptySortedSet(), true, Stake.LOW, Asked.NO_INSTRUCTION, false, List.of());

    /** The facts of a call of which nobody knows what its task has read. */
    public static final Provenance UNKNOWN = NOTHING_READ.unknown();

    /** The facts that rules read, without those for people. */
    public Provenance(
            SortedSet<String> labels,
            boolean known,
            Stake stake,
            Asked asked,
            boolean linkedRequest,
            List<ValueProvenance> values) {
        this(
                labels,
                known,
                stake,
                asked,
                linkedRequest,
                values,
                Optional.empty(),
                Collections.emptySortedSet(),
                Optional.empty());
    }

    public Provenance {
        labels = Collections.unmodifiableSortedSet(new TreeSet<>(labels));
        values = List.copyOf(values);
        wishes = Collections.unmodifiableSortedSet(new TreeSet<>(wishes));
    }

    /** These facts, where more was read than is known. */
    public Provenance unknown() {
        return new Provenance(labels, false, stake, asked, linkedRequest, values, act, wishes, distance);
    }

    /** These facts, with the distance between the act and the instruction. */
    public Provenance at(Distance measured) {
        return new Provenance(labels, known, stake, asked, linkedRequest, values, act, wishes, Optional.of(measured));
    }
}
