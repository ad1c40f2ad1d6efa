package dev.interlock.policy.diff;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.story.Stage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** The agents of the stories: one, and for each attribute another that is like it in this attribute alone. */
final class Actors {

    static final Caller FIRST = Stage.stranger("ada");

    /** The agent that works below the first one only, and so has its chain. */
    static final Caller BELOW = below();

    static final Caller OTHER = Stage.stranger("zoe");

    private Actors() {}

    /** @param attributes the attributes that some level of the bundles names */
    static List<Caller> with(Collection<String> attributes) {
        List<Caller> all = new ArrayList<>(List.of(FIRST));
        if (attributes.contains(Attributes.CHAIN)) {
            all.add(BELOW);
        }
        for (String attribute : attributes) {
            if (!attribute.equals(Attributes.CHAIN)
                    && FIRST.attribute(attribute) instanceof AttributeValue.Known value) {
                Caller like = Stage.stranger("same-" + attribute);
                like.attributes().put(attribute, value);
                all.add(like);
            }
        }
        all.add(OTHER);
        return all;
    }

    private static Caller below() {
        Caller stranger = Stage.stranger("helper");
        return new Caller(
                stranger.name(),
                stranger.runtime(),
                false,
                false,
                new TreeMap<>(),
                stranger.groups(),
                stranger.implicitIntent());
    }
}
