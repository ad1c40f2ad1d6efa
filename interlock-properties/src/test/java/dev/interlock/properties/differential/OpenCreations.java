package dev.interlock.properties.differential;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.testkit.generate.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * The open calls of one story that create objects which may belong to many: what is decided meanwhile on an object that one of them may
 * have created has to agree. Not safe for use by several threads.
 */
final class OpenCreations {

    private long seed = Long.MIN_VALUE;
    private final Map<Long, CallFacts> open = new TreeMap<>();

    void see(World ofStory, List<Event> events, Consumer<String> counter) {
        if (seed != ofStory.seed()) {
            seed = ofStory.seed();
            open.clear();
        }
        for (Event event : events) {
            if (event instanceof Event.CallDecided decided) {
                decided.findings().forEach(finding -> see(ofStory, decided, finding, counter));
            }
            if (event instanceof Event.CallReserved reserved) {
                reserved.continues().ifPresent(open::remove);
                open.put(reserved.call(), reserved.facts());
            }
            if (event instanceof Event.CallSettled settled && !(settled.settlement() instanceof Settlement.Unknown)) {
                open.remove(settled.call());
            }
            if (event instanceof Event.CallReconciled reconciled) {
                open.remove(reconciled.call());
            }
        }
    }

    private void see(World world, Event.CallDecided decided, Finding finding, Consumer<String> counter) {
        boolean named =
                decided.facts().objects().stream().anyMatch(key -> key.kind().equals(finding.detail()));
        if (finding.code() == FindingCode.NOT_EVALUABLE
                && named
                && decided.facts().elements().isEmpty()
                && decided.facts().objects().stream().anyMatch(object -> mayBelong(world, object, finding.detail()))) {
            counter.accept(decided.getClass().getSimpleName() + " on what an open call may relate to many");
        }
    }

    private boolean mayBelong(World world, Key object, String owner) {
        return world.bundle().types().get(object.kind()).of().get(owner) == Cardinality.MANY
                && open.values().stream()
                        .anyMatch(facts -> facts.creates().contains(object.kind())
                                && facts.related().stream()
                                        .anyMatch(key -> key.kind().equals(owner)));
    }
}
