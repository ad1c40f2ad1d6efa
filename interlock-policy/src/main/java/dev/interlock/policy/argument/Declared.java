package dev.interlock.policy.argument;

import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * The declaration of one place in the arguments: the names that an object there has, and the values that may stand there.
 * Immutable and thread-safe.
 */
public interface Declared {

    /** The rule for the names that an object may have. */
    enum Names {
        /** Only the names that are declared. */
        CLOSED,
        /** Any, here and below: somebody said so. */
        OPEN,
        /** Any, here and below, and names of one skeleton side by side: they are data, and no rule reads them. */
        DATA
    }

    Names names();

    /** The declaration of the member; null where the name is not declared. */
    @Nullable
    Declared member(String name);

    /** The names that are declared. */
    SortedSet<String> members();

    /** The declaration of the elements of a list; null where nothing is declared of them. */
    @Nullable
    Declared elements();

    /** The types that a value may have; empty for any. */
    Set<ValueType> types();

    /** The further constraints on a value. */
    List<Constraint> constraints();
}
