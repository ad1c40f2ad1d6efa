package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import java.util.List;

/** The objects that a call created, as far as its result names them. */
public sealed interface Created {

    /**
     * One key for each type that the call creates, and for each element of its list that was done, in their order, where the elements
     * create; none when it creates nothing.
     */
    record Named(List<Key> keys) implements Created {
        public Named {
            keys = List.copyOf(keys);
        }
    }

    /**
     * A result that does not name each of the objects by one id, so that nobody knows yet what was created.
     *
     * @param named the objects that the result names in their places, each of which may have been created
     */
    record Unnamed(String reason, List<Key> named) implements Created {
        public Unnamed {
            named = List.copyOf(named);
        }

        /** A result that names nothing. */
        public Unnamed(String reason) {
            this(reason, List.of());
        }
    }

    /** All that the result names where created objects are looked for. */
    default List<Key> keys() {
        return switch (this) {
            case Named named -> named.keys;
            case Unnamed unnamed -> unnamed.named;
        };
    }
}
