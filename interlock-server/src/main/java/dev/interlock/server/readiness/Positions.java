package dev.interlock.server.readiness;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.state.Actors;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The positions that parties can be in: in tasks of their own, and in tasks below those of others that may delegate to them. More
 * levels below each other only add owners, so one level is the mildest.
 */
final class Positions {

    private final Authority authority;
    private final List<Caller> agents;
    private final List<AttributeValue> people;

    Positions(Deployment deployment, Authority authority) {
        this.authority = authority;
        this.agents = deployment.agents();
        this.people = deployment.people().stream()
                .map(person -> AttributeValue.known(person.name()))
                .toList();
    }

    /** The position in tasks of the party's own. */
    Position own(Caller party) {
        return new Position(Actors.outside(party), party.agent() ? people : List.of());
    }

    /** The positions in tasks with one of these intents, the own one first. */
    List<Position> of(Caller party, Collection<Intent> intents) {
        List<Position> all = new ArrayList<>();
        all.add(own(party));
        if (party.agent()) {
            for (Caller starter : agents) {
                if (!starter.name().equals(party.name()) && mayDelegate(starter, intents)) {
                    all.add(below(starter, party));
                }
            }
        }
        return all;
    }

    private boolean mayDelegate(Caller starter, Collection<Intent> intents) {
        return authority.intents(starter).stream()
                .map(Intent::delegate)
                .filter(delegated -> !delegated.isEmpty())
                .anyMatch(delegated -> intents.stream().anyMatch(intent -> delegated.containsAll(intent.allow())));
    }

    /** The position in a task below one of the starter's own, as the engine computes it. */
    private Position below(Caller starter, Caller party) {
        Position above = own(starter);
        Actor actor = Actors.outside(party)
                .with(Attributes.CHAIN, above.actor().get(Attributes.CHAIN))
                .with(Attributes.OWNER, owners(above.actor().get(Attributes.OWNER), Actors.ownOwner(party)))
                .with(Attributes.ORIGIN, above.actor().get(Attributes.ORIGIN));
        return new Position(actor, above.origins());
    }

    private static AttributeValue owners(AttributeValue above, AttributeValue own) {
        Set<String> all = new TreeSet<>(above.texts());
        if (all.isEmpty()) {
            return own.texts().isEmpty() ? above : AttributeValue.unknown();
        }
        all.addAll(own.texts());
        return AttributeValue.known(all);
    }
}
