package dev.interlock.provenance.label;

import java.util.Set;

/**
 * The arguments of a tool that name contacts: destinations that the system behind it keeps, such as payees.
 *
 * @param registered paths of the arguments that hold a destination which the tool registers
 * @param marks of the calls in which those destinations count as contacts; none: in all calls
 * @param removed paths of the arguments that say which contact the tool removes or changes: its destination, or its id
 */
public record ContactLabels(Set<String> registered, Set<String> marks, Set<String> removed) {

    /** A tool that keeps no contacts. */
    public static final ContactLabels NONE = new ContactLabels(Set.of(), Set.of(), Set.of());

    public ContactLabels {
        registered = Set.copyOf(registered);
        marks = Set.copyOf(marks);
        removed = Set.copyOf(removed);
    }
}
