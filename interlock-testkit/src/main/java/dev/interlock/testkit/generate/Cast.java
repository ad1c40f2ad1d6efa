package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Caller;

/** The people, agents and tasks that act in the stories. */
final class Cast {

    private final Dice dice;
    private final World world;

    Cast(Dice dice, World world) {
        this.dice = dice;
        this.world = world;
    }

    Caller anybody() {
        if (dice.percent(1)) {
            return dice.oneOf(world.verifiers());
        }
        return dice.percent(80) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons());
    }

    /** The agent or person of the name; an agent now and then as another running instance. */
    Caller named(String name) {
        for (Caller agent : world.agents()) {
            if (agent.name().equals(name)) {
                return dice.percent(90) ? agent : anotherRuntime(agent);
            }
        }
        return world.persons().stream()
                .filter(person -> person.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    Caller person() {
        return dice.oneOf(world.persons());
    }

    static Caller anotherRuntime(Caller agent) {
        return new Caller(
                agent.name(),
                agent.name() + "#2",
                agent.kind(),
                agent.root(),
                agent.attributes(),
                agent.groups(),
                agent.implicitIntent(),
                agent.intents());
    }
}
