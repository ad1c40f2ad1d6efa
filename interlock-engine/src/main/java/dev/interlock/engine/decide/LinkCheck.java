package dev.interlock.engine.decide;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.RefusalCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.state.Actors;
import dev.interlock.engine.state.OpenCall;
import dev.interlock.engine.state.State;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import dev.interlock.engine.table.Reach;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The check that a late link says something, and nothing that the record contradicts. */
final class LinkCheck {

    /** The attributes whose values name parties: people, teams and agents. */
    private static final List<String> PARTIES =
            List.of(Attributes.AGENT, Attributes.CHAIN, Attributes.OWNER, Attributes.ORIGIN);

    private LinkCheck() {}

    /** @param agent the agent of which something was unknown, as it is registered now */
    static Optional<Answer.Refused> misfit(State state, Link link, Optional<Caller> agent) {
        return switch (link) {
            case Link.Values values -> misfit(state, values);
            case Link.Objects objects -> misfit(state, objects);
            case Link.Unknown unknown -> misfit(state, unknown, agent);
        };
    }

    private static Optional<Answer.Refused> misfit(State state, Link.Unknown link, Optional<Caller> agent) {
        if (!areNames(List.of(link.attribute(), link.agent(), link.value()))
                || !link.value().equals(link.value().strip())) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "name an attribute, an agent and a value, none of them empty or with control characters; the value"
                            + " must not begin or end with a space");
        }
        if (Attributes.ALWAYS.contains(link.attribute())) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "the " + link.attribute() + " of an agent cannot be stated: it is either proven or unknown");
        }
        if (actors(state).noneMatch(actor -> isAbout(state, link, actor))) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "no call or lane of `" + link.agent() + "` is recorded with an unknown " + link.attribute());
        }
        return spelledOtherwise(state, link, agent)
                .flatMap(other -> Proposal.refusal(
                        RefusalCode.ARGUMENT_INVALID,
                        "`" + link.value() + "` is written `" + other
                                + "` elsewhere, and would count as independent of it; use the same spelling"));
    }

    /** The actors that a statement may be about: those of recorded calls, and of lanes, which somebody has to review. */
    private static Stream<Actor> actors(State state) {
        Stream<Actor> ofLanes = state.lanes().all().stream()
                .filter(lane -> lane.opened().isPresent())
                .map(lane -> state.linkTable().party(lane.opened().get().actor(), lane.openedEvent()));
        return Stream.concat(state.recordedActors(), ofLanes);
    }

    /** The spelling of the stated value that is recorded or registered, where only another one is. Parties are spelled alike everywhere. */
    private static Optional<String> spelledOtherwise(State state, Link.Unknown link, Optional<Caller> agent) {
        List<String> attributes = PARTIES.contains(link.attribute()) ? PARTIES : List.of(link.attribute());
        List<String> alike = Stream.concat(actors(state), agent.stream().map(Actors::outside))
                .flatMap(actor -> attributes.stream().flatMap(name -> actor.get(name).texts().stream()))
                .filter(text -> text.equalsIgnoreCase(link.value()))
                .distinct()
                .sorted()
                .toList();
        return alike.contains(link.value()) ? Optional.empty() : alike.stream().findFirst();
    }

    /** Returns whether the statement is about the actor: the agent, of whom the attribute is unknown. */
    static boolean isAbout(State state, Link.Unknown link, Actor actor) {
        return ActorTable.isUnknownOf(actor, link.attribute(), state.linkTable().namesOf(link.agent()));
    }

    /**
     * The refusal of a person who has a part in the agent of which something is stated, in whatever is recorded of it or registered, or
     * in the value; empty for others, and for links that are no statement. A statement takes dependence away, so nobody makes it for an
     * agent of his own.
     *
     * @param agent the agent as it is registered now
     */
    static Optional<Answer.Refused> part(State state, Link what, Optional<Caller> agent, Actor person) {
        if (!(what instanceof Link.Unknown link)) {
            return Optional.empty();
        }
        var attributes = new ArrayList<>(Attributes.ALWAYS);
        attributes.addAll(state.bundle().strictest().independence().attributes());
        attributes.add(link.attribute());
        Set<String> names = state.linkTable().namesOf(link.agent());
        // What is registered is about no running instance.
        Stream<Actor> registered = agent.stream()
                .map(Actors::outside)
                .map(actor -> actor.with(Attributes.RUNTIME, AttributeValue.unknown()));
        boolean part = Stream.concat(actors(state), registered)
                .filter(actor -> names.contains(actor.name()))
                .map(actor -> isAbout(state, link, actor)
                        ? actor.with(link.attribute(), AttributeValue.known(link.value()))
                        : actor)
                .anyMatch(actor -> Eligibility.hasPart(state.links(), person, actor, attributes));
        return part
                ? Proposal.refusal(
                        RefusalCode.NOT_INDEPENDENT,
                        "`" + person.name() + "` is involved with `" + link.agent() + "` or with `" + link.value()
                                + "`; someone who is not must state this")
                : Optional.empty();
    }

    private static boolean areNames(List<String> texts) {
        return texts.stream().noneMatch(text -> text.isEmpty() || text.chars().anyMatch(Character::isISOControl));
    }

    private static Optional<Answer.Refused> misfit(State state, Link.Values link) {
        if (!areNames(List.of(link.attribute(), link.first(), link.second()))) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "name an attribute and two of its values, none of them empty or with control characters");
        }
        if (state.links().same(link.attribute(), link.first(), link.second())) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "`" + link.first() + "` and `" + link.second() + "` are already the same " + link.attribute());
        }
        return Optional.empty();
    }

    private static Optional<Answer.Refused> misfit(State state, Link.Objects link) {
        Key child = link.child();
        Key parent = link.parent();
        Optional<String> misspelt = state.spellings().wrong(List.of(child, parent));
        if (misspelt.isPresent()) {
            return Proposal.refusal(RefusalCode.ARGUMENT_INVALID, misspelt.get());
        }
        ObjectType type = state.bundle().types().get(child.kind());
        boolean derived = child.kind().equals(parent.kind());
        if (type == null || (!derived && !type.of().containsKey(parent.kind()))) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "the bundle has no object type `" + child.kind() + "` that belongs to a `" + parent.kind()
                            + "`; link two objects of one type, or an object and its owner");
        }
        KeyTable keys = state.keys();
        int from = keys.find(child);
        int to = keys.find(parent);
        if (child.equals(parent) || isRecorded(from, to, derived, keys)) {
            return Proposal.refusal(
                    RefusalCode.ARGUMENT_INVALID,
                    "it is already recorded that `" + child + "` comes from `" + parent + "`");
        }
        if (from != KeyTable.ABSENT
                && to != KeyTable.ABSENT
                && state.reachable(to).contains(from)) {
            return Proposal.refusal(
                    RefusalCode.RELATION_CONTRADICTED,
                    "it is recorded that `" + parent + "` itself comes from `" + child + "`");
        }
        Optional<Answer.Refused> second = derived ? Optional.empty() : secondOfOne(state, link, from, to);
        return second.isPresent() ? second : inTheMaking(state, link, from, to);
    }

    private static boolean isRecorded(int from, int to, boolean derived, KeyTable keys) {
        if (from == KeyTable.ABSENT || to == KeyTable.ABSENT) {
            return false;
        }
        for (int known : derived ? keys.lineage().parents(from) : keys.relations(from)) {
            if (known == to) {
                return true;
            }
        }
        return false;
    }

    /**
     * The refusal of a link by which the child, or an object that belongs to it, would have two of what it can have
     * only one of.
     */
    private static Optional<Answer.Refused> secondOfOne(State state, Link.Objects link, int from, int to) {
        List<Key> above = Reach.from(link.parent(), to, state.keys());
        if (from == KeyTable.ABSENT) {
            return secondOfOne(state, link, link.child(), above);
        }
        for (int id : Reach.below(from, state.keys())) {
            Key object = state.keys().key(id);
            List<Key> reach = Reach.from(object, id, state.keys());
            var together = new HashSet<>(reach.subList(1, reach.size()));
            together.addAll(above);
            Optional<Answer.Refused> refused = secondOfOne(state, link, object, together);
            if (refused.isPresent()) {
                return refused;
            }
        }
        return Optional.empty();
    }

    private static Optional<Answer.Refused> secondOfOne(
            State state, Link.Objects link, Key object, Collection<Key> reach) {
        ObjectType type = state.bundle().types().get(object.kind());
        if (type != null) {
            for (Map.Entry<String, Cardinality> of : type.of().entrySet()) {
                if (of.getValue() == Cardinality.ONE && Reach.count(reach, of.getKey()) > 1) {
                    return Proposal.refusal(
                            RefusalCode.RELATION_CONTRADICTED,
                            "with `" + link.parent() + "`, the object `" + object + "` would belong to more than one `"
                                    + of.getKey() + "`");
                }
            }
        }
        return Optional.empty();
    }

    /**
     * The refusal of a link to an object that an open call may create: nobody can link it yet, because the call would
     * have to be on the other's keys.
     */
    private static Optional<Answer.Refused> inTheMaking(State state, Link.Objects link, int from, int to) {
        for (OpenCall open : state.calls().all()) {
            if (open.view().mayCreate(link.child(), from, state.keys())
                    || open.view().mayCreate(link.parent(), to, state.keys())) {
                return Proposal.refusal(
                        RefusalCode.RELIED_UPON,
                        "`c-" + open.view().seq() + "` is open and may turn out to create `" + link.child() + "` or `"
                                + link.parent() + "`; settle or reconcile it first");
            }
        }
        return Optional.empty();
    }
}
