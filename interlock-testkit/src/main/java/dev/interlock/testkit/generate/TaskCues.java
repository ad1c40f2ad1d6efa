package dev.interlock.testkit.generate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Tasks that are opened, amended and ended, and their plans. */
final class TaskCues {

    private final Dice dice;
    private final World world;
    private final Cast cast;
    private final FactsGenerator facts;

    TaskCues(Dice dice, World world, Cast cast, FactsGenerator facts) {
        this.dice = dice;
        this.world = world;
        this.cast = cast;
        this.facts = facts;
    }

    Command open(Plot plot) {
        boolean below = !plot.tasks.isEmpty() && dice.percent(45);
        String name = dice.percent(65) ? "any" : dice.pick("most", "about", "few", dice.percent(10) ? "gone" : "few");
        Intent intent = world.bundle().intents().get(name);
        SortedSet<Key> objects = new TreeSet<>();
        if (intent != null) {
            for (Map.Entry<String, Cardinality> about : intent.about().entrySet()) {
                objects.add(facts.object(about.getKey()));
                if (about.getValue() == Cardinality.MANY || dice.percent(5)) {
                    objects.add(facts.object(about.getKey()));
                }
            }
        }
        if (dice.percent(2)) {
            objects.add(facts.object(dice.oneOf(World.TYPES)));
        }
        Caller agent = dice.percent(93) ? dice.oneOf(world.agents()) : dice.oneOf(world.persons());
        OptionalLong parent = OptionalLong.empty();
        Caller opener = dice.percent(60) ? agent : dice.oneOf(world.persons());
        if (below) {
            Event.TaskOpened above = dice.oneOf(plot.tasks);
            parent = OptionalLong.of(above.task());
            opener = dice.percent(85) ? cast.named(above.agent()) : cast.anybody();
        } else if (dice.percent(3)) {
            opener = cast.anybody();
        }
        return new Command.OpenTask(
                opener,
                parent,
                agent,
                name,
                "sha-256:instruction",
                "do it",
                List.copyOf(objects),
                dice.percent(15) ? OptionalLong.of(dice.between(100, 5_000)) : OptionalLong.empty(),
                dice.percent(15) ? OptionalInt.of(dice.between(1, 10)) : OptionalInt.empty());
    }

    Command amend(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        Optional<List<Key>> objects = Optional.empty();
        if (dice.percent(40)) {
            SortedSet<Key> changed = new TreeSet<>(dice.some(task.objects(), dice.between(0, 2)));
            if (dice.percent(50) && !task.objects().isEmpty()) {
                changed.add(facts.object(task.objects().getFirst().kind()));
            }
            objects = Optional.of(List.copyOf(changed));
        }
        return new Command.AmendTask(
                task.task(),
                dice.percent(45)
                        ? cast.named(task.agent())
                        : dice.percent(85) ? dice.oneOf(world.persons()) : cast.anybody(),
                objects,
                dice.percent(40) ? OptionalLong.of(dice.between(100, 25_000)) : OptionalLong.empty(),
                dice.percent(40) ? OptionalInt.of(dice.between(1, 40)) : OptionalInt.empty(),
                dice.percent(95) ? "as needed" : "",
                dice.percent(85)
                        ? Collections.emptySortedSet()
                        : new TreeSet<>(Set.of(dice.pick(Provenance.UNTRUSTED, World.PRIVATE, "no label"))));
    }

    Command end(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        return new Command.EndTask(
                task.task(),
                dice.percent(70) ? cast.named(task.agent()) : cast.anybody(),
                dice.pick(EndReason.CLOSED, EndReason.CANCELLED));
    }

    Command declare(Plot plot) {
        Event.TaskOpened task = dice.oneOf(plot.tasks);
        List<PlanStep> steps = new ArrayList<>();
        for (int step = dice.between(dice.percent(95) ? 1 : 0, 4); step > 0; step--) {
            CallFacts what = facts.facts();
            steps.add(new PlanStep(
                    "s" + (dice.percent(98) ? step : 1),
                    dice.percent(50) || what.marks().isEmpty() ? what.tool() : "",
                    what.marks(),
                    what.risk(),
                    what.objects(),
                    what.creates(),
                    dice.percent(30) ? List.of("s" + dice.between(1, 4)) : List.of(),
                    List.of()));
        }
        List<Caller> all = new ArrayList<>(world.agents());
        all.addAll(world.persons());
        return new Command.DeclarePlan(
                task.task(), dice.percent(80) ? cast.named(task.agent()) : cast.anybody(), steps, all);
    }
}
