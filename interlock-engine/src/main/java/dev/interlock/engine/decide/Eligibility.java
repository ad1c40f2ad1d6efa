package dev.interlock.engine.decide;

import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.Collection;

/**
 * Who may approve what: independence computed from lineage. An approver is not the requester, shares no attribute of the
 * level with it, and is neither accountable for it nor the author of what it was told to do.
 */
public final class Eligibility {

    private Eligibility() {}

    /** Whether somebody in these groups is in the one that the need asks for. */
    public static boolean inGroup(Need need, Collection<String> groups) {
        return need.by().isEmpty() || groups.contains(need.by().get());
    }

    /** Whether the person is independent of the requester at a level, and answers for nothing of what it does. */
    public static boolean independent(Actor person, Actor requester, Collection<String> level) {
        return person.independentOf(requester, level) && !answersFor(person, requester);
    }

    /** Whether the person is the requester's owner or the author of its instructions, whatever the level asks for. */
    private static boolean answersFor(Actor person, Actor requester) {
        AttributeValue name = person.get(Attributes.AGENT);
        return AttributeValue.surelySame(name, requester.get(Attributes.OWNER))
                || AttributeValue.surelySame(name, requester.get(Attributes.ORIGIN));
    }
}
