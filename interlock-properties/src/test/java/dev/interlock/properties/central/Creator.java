package dev.interlock.properties.central;

import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Key;
import java.util.ArrayList;
import java.util.List;

/** The creator of an object: the call as a whole, or an element of its list where each creates one. */
final class Creator {

    private Creator() {}

    /** The types of what the call creates, each as often as it creates one. */
    static List<String> types(CallFacts facts) {
        List<String> types = new ArrayList<>();
        facts.creations(0).forEach((type, number) -> {
            for (int i = 0; i < number; i++) {
                types.add(type);
            }
        });
        return types;
    }

    /** The creator of an object: the element of the list, or the call as a whole as if it were one. */
    static Element of(CallFacts facts, List<Key> created, Key object) {
        if (facts.eachCreates(object.kind())) {
            List<Key> ofType = created.stream()
                    .filter(key -> key.kind().equals(object.kind()))
                    .toList();
            return facts.elements().get(ofType.indexOf(object));
        }
        return new Element(
                facts.objects(),
                facts.related(),
                facts.derivedFrom(),
                facts.checks(),
                facts.values(),
                facts.amount(),
                facts.creates());
    }

    static List<Key> sources(CallFacts facts, List<Key> created, Key object) {
        return of(facts, created, object).derivedFrom().stream()
                .filter(source -> source.kind().equals(object.kind()))
                .toList();
    }
}
