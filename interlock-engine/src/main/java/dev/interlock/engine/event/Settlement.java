package dev.interlock.engine.event;

import dev.interlock.engine.model.Key;
import java.util.List;

/** The outcome of a reserved call. */
public sealed interface Settlement {

    /** The objects that its result names, as those that the call created. */
    List<Key> named();

    /**
     * The call took effect.
     *
     * @param created the objects that its result names, one for each type that the call creates
     * @param undone places of the elements, ascending from 0, that are proven not to have been done; only for a call about a list
     */
    record Succeeded(List<Key> created, List<Integer> undone) implements Settlement {
        public Succeeded {
            created = List.copyOf(created);
            undone = List.copyOf(undone);
        }

        /** The outcome of a call that took effect in full. */
        public Succeeded(List<Key> created) {
            this(created, List.of());
        }

        @Override
        public List<Key> named() {
            return created;
        }
    }

    /**
     * The call was answered with success, and an object that the answer names was there before, or is another call's: if the
     * call did anything, it did it to that object. The call may therefore have happened on its own keys and on these objects, and
     * meets no requirement.
     *
     * @param named the objects that its result names, one for each type that the call creates
     * @param findings the rules that it broke by lying on these objects, which nobody could know of beforehand: recorded, no more
     */
    record Existed(List<Key> named, List<Finding> findings) implements Settlement {
        public Existed {
            named = List.copyOf(named);
            findings = List.copyOf(findings);
        }
    }

    /** The call cannot have had an effect: it was never forwarded, or refused upstream before any effect. */
    record Failed(String reason) implements Settlement {
        @Override
        public List<Key> named() {
            return List.of();
        }
    }

    /**
     * The call may have happened or not. The outcome stays unknown until it is reconciled, confirmed or observed.
     *
     * @param named the objects that arguments or result name where created ones are looked for: the call may have had its effect on each
     *     of them, and an error's id proves nothing
     */
    record Unknown(String reason, List<Key> named) implements Settlement {
        public Unknown {
            named = List.copyOf(named);
        }

        /** The outcome of a call of which no objects are named: after a crash, or when no answer came. */
        public Unknown(String reason) {
            this(reason, List.of());
        }
    }
}
