package dev.interlock.engine.decide;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Links;
import java.util.Collection;

/**
 * The test of who may approve what: independence computed from lineage. An approver is not the requester, shares no
 * attribute of the level with it, and is neither accountable for it nor the author of what it was told to do.
 */
public final class Eligibility {

    private Eligibility() {}

    /** Returns whether the person is independent of the requester at a level, and answers for nothing of what it does. */
    public static boolean independent(Links links, Actor person, Actor requester, Collection<String> level) {
        return links.independent(person, requester, level)
                && !isCalled(links, person, Attributes.OWNER, requester)
                && !isCalled(links, person, Attributes.ORIGIN, requester);
    }

    /**
     * Returns whether an owner of the requester, or the author of its instructions, is the person under any of its
     * names.
     */
    private static boolean isCalled(Links links, Actor person, String attribute, Actor requester) {
        return person.get(Attributes.AGENT) instanceof AttributeValue.Known name
                && requester.get(attribute).texts().stream()
                        .anyMatch(other -> links.linked(Attributes.AGENT, name.value()).stream()
                                .anyMatch(also -> links.same(attribute, also, other)));
    }
}
