package dev.interlock.provenance.label;

import java.util.Set;

/**
 * The arguments of a tool that name contacts: destinations that the system behind it keeps, such as payees.
 *
 * @param registered paths of the arguments that hold a destination which the tool registers
 * @param removed paths of the arguments that say which contact the tool removes or changes: its destination, or its id
 */
public record ContactLabels(Set<String> registered, Set<String> removed) {

    /** A tool that keeps no contacts. */
    public static final ContactLabels NONE = new ContactLabels(Set.of(), Set.of());

    public ContactLabels {
        registered = Set.copyOf(registered);
        removed = Set.copyOf(removed);
    }
}
