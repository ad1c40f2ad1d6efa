package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.state.State;
import java.util.Collection;
import java.util.Optional;

/**
 * The test of who may approve what: independence computed from lineage. An approver is not the requester, shares no
 * attribute of the level with it, and is neither accountable for it nor the author of what it was told to do.
 */
public final class Eligibility {

    private Eligibility() {}

    /** Returns whether the person is independent of another at the bundle's strictest level. */
    static boolean independent(State state, Actor person, Actor other) {
        return independent(
                state.links(),
                person,
                other,
                state.bundle().strictest().independence().attributes());
    }

    /**
     * The refusal of a second person who is not independent of the one who proposed something; empty if the two are
     * independent at the bundle's strictest level.
     *
     * @param what what was proposed, in words
     * @param remedy the end of the sentence
     */
    static Optional<Answer.Refused> dependent(State state, Actor second, Actor first, String what, String remedy) {
        if (independent(state, second, first)) {
            return Optional.empty();
        }
        return Proposal.refusal(
                RefusalCode.NOT_INDEPENDENT,
                "`" + second.name() + "` is not independent of `" + first.name() + "`, who proposed " + what
                        + ", at level `"
                        + state.bundle().strictest().independence().name() + "`" + remedy);
    }

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
