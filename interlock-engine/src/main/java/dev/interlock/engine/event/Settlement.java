package dev.interlock.engine.event;

import dev.interlock.engine.model.Key;
import java.util.List;

/** How a reserved call came out. */
public sealed interface Settlement {

    /**
     * It took effect.
     *
     * @param created the objects that its result names, one for each type that the call creates
     */
    record Succeeded(List<Key> created) implements Settlement {
        public Succeeded {
            created = List.copyOf(created);
        }
    }

    /** Nothing can have happened: never forwarded, or refused upstream before any effect. */
    record Failed(String reason) implements Settlement {}

    /** It may have happened or not. Stays so until it is reconciled. */
    record Unknown(String reason) implements Settlement {}
}
