package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Link;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Commands by which objects or parties are found out late to be one, or to belong together. */
final class LinkCues {

    private final Dice dice;
    private final World world;
    private final Cast cast;
    private final FactsGenerator facts;

    /** The dice for statements, which are its own so that the others fall as they did. */
    private final Dice ofUnknown;

    LinkCues(Dice dice, World world, Cast cast, FactsGenerator facts) {
        this.dice = dice;
        this.world = world;
        this.cast = cast;
        this.facts = facts;
        this.ofUnknown = new Dice(world.seed() ^ 0x0A4B0L);
    }

    Command propose(Plot plot) {
        Link link = ofUnknown.percent(10) ? unknown(plot) : dice.percent(45) ? objects(plot) : values(plot);
        return new Command.ProposeLink(
                link, dice.percent(97) ? cast.person() : cast.anybody(), "found out", registered(link));
    }

    /**
     * A link of objects, mostly two of one type that calls were about, for copies; sometimes an object and what it may
     * belong to.
     */
    private Link objects(Plot plot) {
        Key child = facts.object(dice.oneOf(World.TYPES));
        if (!plot.done.isEmpty() && dice.percent(80)) {
            List<Key> objects = new ArrayList<>(dice.oneOf(plot.done).facts().objects());
            child = objects.isEmpty() ? child : dice.oneOf(objects);
        }
        String type = dice.percent(80) ? child.kind() : dice.oneOf(World.TYPES);
        return new Link.Objects(child, facts.object(type));
    }

    /** A link of values, mostly of those in which two calls differ; sometimes of some that nobody has. */
    private Link values(Plot plot) {
        String attribute = dice.percent(75) ? dice.oneOf(World.ATTRIBUTES) : dice.pick("agent", "runtime");
        List<String> values = new ArrayList<>();
        for (Event.CallReserved call : plot.done) {
            if (call.actor().get(attribute) instanceof AttributeValue.Known known) {
                values.add(known.value());
            }
        }
        for (Event.CallHeld held : plot.approved) {
            if (held.actor().get(attribute) instanceof AttributeValue.Known known) {
                values.add(known.value());
            }
        }
        values.add(cast.person().name());
        if (dice.percent(50)) {
            values.add(
                    attribute.equals("runtime")
                            ? cast.person().runtime()
                            : cast.person().name());
        }
        String first = dice.oneOf(values);
        List<String> others =
                values.stream().filter(value -> !value.equals(first)).toList();
        return new Link.Values(attribute, first, others.isEmpty() ? first : dice.oneOf(others));
    }

    /** A statement about what is unknown of who made a call; sometimes of somebody else, or of nothing. */
    private Link unknown(Plot plot) {
        List<Event.CallReserved> calls = plot.done.isEmpty() ? plot.reserved : plot.done;
        String agent = calls.isEmpty()
                ? cast.anybody().name()
                : ofUnknown.oneOf(calls).actor().name();
        String attribute =
                ofUnknown.percent(95) ? ofUnknown.oneOf(World.ATTRIBUTES) : ofUnknown.pick("agent", "runtime");
        List<String> unknown = calls.stream()
                .filter(call -> call.actor().name().equals(agent))
                .flatMap(call -> World.ATTRIBUTES.stream()
                        .filter(name -> call.actor().get(name) instanceof AttributeValue.Unknown))
                .toList();
        return new Link.Unknown(
                unknown.isEmpty() ? attribute : ofUnknown.oneOf(unknown),
                agent,
                ofUnknown.pick("person-1", "team-a", "team-b", "m-1", "h-1", "Team-A"));
    }

    Command answer(Plot plot) {
        Event.LinkProposed link = plot.links.getLast();
        List<Caller> others = world.persons().stream()
                .filter(person -> !person.name().equals(link.by().name()))
                .toList();
        return new Command.AnswerLink(
                dice.percent(97) ? link.link() : dice.between(0, 60),
                dice.percent(85) ? dice.oneOf(others) : cast.anybody(),
                dice.percent(92),
                "looked into it",
                registered(link.what()));
    }

    /** The agent of which the link says what was unknown, if it is registered. */
    private Optional<Caller> registered(Link link) {
        return link instanceof Link.Unknown unknown && ofUnknown.percent(70)
                ? world.agents().stream()
                        .filter(agent -> agent.name().equals(unknown.agent()))
                        .findFirst()
                : Optional.empty();
    }
}
