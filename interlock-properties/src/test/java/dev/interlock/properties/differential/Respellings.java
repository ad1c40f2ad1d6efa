package dev.interlock.properties.differential;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.id.IdForm;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.testkit.generate.World;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The objects of one story that were named otherwise before anybody said what ids look like: what happened on them then is doubtful, and
 * the decisions on them from then on are those that have to agree. Not safe for use by several threads.
 */
final class Respellings {

    private long seed = Long.MIN_VALUE;
    private final Set<Key> respelled = new HashSet<>();

    void see(World ofStory, Event.CallDecided decided, Consumer<String> counter) {
        if (seed != ofStory.seed()) {
            seed = ofStory.seed();
            respelled.clear();
        }
        boolean known = decided.facts().objects().stream().anyMatch(respelled::contains);
        if (known) {
            counter.accept(decided.getClass().getSimpleName() + " on a respelled object");
        }
        if (decided instanceof Event.CallReserved || decided instanceof Event.CallObserved) {
            decided.facts()
                    .objects()
                    .forEach(key -> canonical(ofStory, key)
                            .filter(canonical -> !canonical.equals(key))
                            .ifPresent(respelled::add));
        }
    }

    private static Optional<Key> canonical(World world, Key key) {
        return Optional.ofNullable(world.bundle().types().get(key.kind()))
                .flatMap(ObjectType::id)
                .flatMap((IdForm form) -> form.canonical(key.value()))
                .map(value -> new Key(key.kind(), value));
    }
}
