package dev.interlock.policy.catalog;

import dev.interlock.engine.model.Key;
import java.util.List;

/** What a result says about the objects that the call created. */
public sealed interface Created {

    /** One key for each type that the call creates; none when it creates nothing. */
    record Named(List<Key> keys) implements Created {
        public Named {
            keys = List.copyOf(keys);
        }
    }

    /** The result does not name them: nobody knows yet what came into being. */
    record Unnamed(String reason) implements Created {}
}
