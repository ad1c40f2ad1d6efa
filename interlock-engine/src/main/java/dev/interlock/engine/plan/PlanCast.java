package dev.interlock.engine.plan;

import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.Bundle;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The cast of a plan: the agents that could carry out its steps, and the people who could give its approvals. */
final class PlanCast {

    /** The privilege of agents, which may act in a task. */
    static final String ACT = "act";
    /** The privilege that nobody has, for steps that no intent allows. */
    static final String NOBODY = "no intent allows it";
    /** The privilege of every registered person. */
    static final String APPROVE = "approve";

    private PlanCast() {}

    static String group(String name) {
        return "group " + name;
    }

    static String step(PlanStep step) {
        return "step " + step.id();
    }

    /** The attributes that count in some level of the bundle, with owner and origin, which say who answers for whom. */
    private static List<String> attributes(Bundle bundle) {
        Set<String> names = new LinkedHashSet<>(List.of(Attributes.OWNER, Attributes.ORIGIN));
        names.addAll(bundle.attributes());
        names.removeAll(Attributes.ALWAYS);
        return List.copyOf(names);
    }

    static Parties parties(Bundle bundle, List<PlanStep> steps, Map<Caller, Actor> cast) {
        var parties = new Parties(attributes(bundle));
        Map<String, Set<String>> chosen = new HashMap<>();
        for (PlanStep step : steps) {
            step.by()
                    .forEach(name ->
                            chosen.computeIfAbsent(name, n -> new HashSet<>()).add(step(step)));
        }
        // by name, so that the same plan and cast always get the same answer
        Map<String, Caller> byName = new TreeMap<>();
        cast.keySet().forEach(caller -> byName.put(caller.name(), caller));
        for (Caller caller : byName.values()) {
            Set<String> may = new HashSet<>(chosen.getOrDefault(caller.name(), Set.of()));
            switch (caller.kind()) {
                case CallerKind.Person person -> {
                    may.add(APPROVE);
                    caller.groups().forEach(group -> may.add(group(group)));
                }
                case CallerKind.Agent agent -> may.add(ACT);
                case CallerKind.Verifier verifier -> {
                    // A verifier that can judge only a part of the steps is not counted on.
                    if (steps.stream().allMatch(step -> verifier.covers(step.tool(), step.marks()))) {
                        caller.groups().forEach(group -> may.add(group(group)));
                    }
                }
            }
            // people approve, and who answers for an agent goes by their names
            parties.add(party(caller.name(), actor(cast, caller), may, !caller.agent()));
        }
        return parties;
    }

    private static Actor actor(Map<Caller, Actor> cast, Caller caller) {
        Actor actor = cast.get(caller);
        if (actor == null) {
            throw new IllegalStateException("a member of the cast has no vector");
        }
        return actor;
    }

    /** The actor as a party; runtime and agent are in its name. */
    static Party party(String name, Actor actor, Set<String> may, boolean singular) {
        var vector = new HashMap<>(actor.attributes());
        vector.keySet().removeAll(Attributes.ALWAYS);
        return new Party(name, may, vector, singular);
    }
}
