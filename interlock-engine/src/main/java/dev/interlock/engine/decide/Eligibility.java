package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Links;
import dev.interlock.engine.state.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The test of who may approve what: independence computed from lineage. An approver is not the requester, shares no
 * attribute of the level with it, and is neither accountable for it nor the author of what it was told to do.
 */
public final class Eligibility {

    /** The advice where something is not registered. */
    static final String REGISTER = "register it in the configuration";

    /** The remedy where the attribute is unknown in what is recorded, too. */
    static final String REGISTER_AND_STATE =
            REGISTER + ", and state what it was at the time with `interlock link unknown`";

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
                        + state.bundle().strictest().independence().name() + "`"
                        + unless(
                                second,
                                first,
                                state.bundle().strictest().independence().attributes(),
                                remedy,
                                REGISTER));
    }

    /**
     * The end of a refusal of somebody who is not independent of another: what nobody registered of one of them, since then no other
     * person is independent either, and what to do about that; else the remedy.
     *
     * @param then what to do: what is recorded does not change with what is registered
     */
    static String unless(Actor person, Actor other, Collection<String> level, String remedy, String then) {
        var unknown = new ArrayList<String>(1);
        for (String name : level) {
            if (!AttributeValue.surelyDiffer(person.get(name), other.get(name))) {
                for (Actor one : List.of(person, other)) {
                    if (one.get(name) instanceof AttributeValue.Unknown) {
                        unknown.add("the " + name + " of `" + one.name() + "`");
                    }
                }
            }
        }
        return unknown.isEmpty()
                ? remedy
                : "; " + String.join(", and ", unknown)
                        + " is not registered, and as long as it is unknown no one counts as independent: " + then;
    }

    /** Returns whether the person is independent of the requester at a level, and answers for nothing of what it does. */
    public static boolean independent(Links links, Actor person, Actor requester, Collection<String> level) {
        return links.independent(person, requester, level)
                && !isCalled(links, person, Attributes.OWNER, requester)
                && !isCalled(links, person, Attributes.ORIGIN, requester);
    }

    /**
     * Returns whether the person has a part in an actor: shares a value with it that is known of both, is its owner, or the author of
     * its instructions. What is unknown is no part, so this is not the negation of being independent.
     */
    static boolean hasPart(Links links, Actor person, Actor other, Collection<String> attributes) {
        Actor one = links.canonical(person);
        Actor two = links.canonical(other);
        for (String name : attributes) {
            if (!Collections.disjoint(one.get(name).texts(), two.get(name).texts())) {
                return true;
            }
        }
        return isCalled(links, person, Attributes.OWNER, other) || isCalled(links, person, Attributes.ORIGIN, other);
    }

    /**
     * Returns whether an owner of the requester, or its origin, is the person under any of its
     * names.
     */
    private static boolean isCalled(Links links, Actor person, String attribute, Actor requester) {
        return person.get(Attributes.AGENT) instanceof AttributeValue.Known name
                && requester.get(attribute).texts().stream()
                        .anyMatch(other -> links.linked(Attributes.AGENT, name.value()).stream()
                                .anyMatch(also -> links.same(attribute, also, other)));
    }
}
