package dev.interlock.server.graph;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Why two parties count as one, in words. */
final class Bond {

    private static final Map<String, String> BOTH = Map.of(
            Attributes.CHAIN, "both in %s's delegation chain",
            Attributes.OWNER, "both owned by %s",
            Attributes.ORIGIN, "both instructed by %s",
            Attributes.MODEL, "both run the model %s",
            Attributes.AGENT, "the same agent",
            Attributes.RUNTIME, "the same running instance");

    private Bond() {}

    /** The attribute of the finding, with its value, in a few words. */
    static String words(Finding finding, Optional<Actor> earlier, Actor later) {
        if (finding.attribute().isEmpty()) {
            return earlier.isPresent() && earlier.get().isAs(later) ? "the same party" : "not known to be independent";
        }
        String attribute = finding.attribute().get();
        Optional<String> shared = earlier.flatMap(actor -> shared(attribute, actor, later));
        return shared.map(value -> BOTH.getOrDefault(attribute, "the same " + attribute + ", %s")
                        .formatted(value))
                .orElse(attribute + " not known to differ");
    }

    private static Optional<String> shared(String attribute, Actor one, Actor other) {
        var both = new TreeSet<>(one.get(attribute).texts());
        both.retainAll(other.get(attribute).texts());
        return both.stream().findFirst();
    }

    /**
     * The attributes in which the two have a value in common, by their names. Agents of different people run the same model, so that is
     * named alone where the finding rests on it.
     */
    static List<String> same(Finding finding, Actor one, Actor other) {
        return one.attributes().keySet().stream()
                .filter(name -> !name.equals(Attributes.MODEL)
                        || finding.attribute().filter(Attributes.MODEL::equals).isPresent())
                .filter(name -> !Collections.disjoint(
                        one.get(name).texts(), other.get(name).texts()))
                .toList();
    }
}
