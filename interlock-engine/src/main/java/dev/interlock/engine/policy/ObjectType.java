package dev.interlock.engine.policy;

import dev.interlock.engine.id.IdForm;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A type of business object.
 *
 * @param of the types that an object of this type belongs to, and how many of each
 * @param id the form of its ids; empty: nothing is known of them, and every spelling is an object of its own
 */
public record ObjectType(String name, SortedMap<String, Cardinality> of, Optional<IdForm> id) {

    /** A type whose ids have no known form. */
    public ObjectType(String name, SortedMap<String, Cardinality> of) {
        this(name, of, Optional.empty());
    }
}
