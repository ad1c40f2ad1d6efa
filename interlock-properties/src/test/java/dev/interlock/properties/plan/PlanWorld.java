package dev.interlock.properties.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.PlanStep;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A tiny bundle with rules of all kinds, three agents, and a plan of a few steps that these rules are about. */
final class PlanWorld {

    /** The tool of calls that carry out no step; each step has its own. */
    static final String OTHER = "office/other";

    private static final List<String> DUTIES = List.of("a", "b", "c", "d");
    private static final List<String> LABELS = List.of("label/x", "label/y");
    private static final Level AGENT = new Level("another-agent", List.of());
    private static final Level OWNER = new Level("another-owner", List.of("owner"));
    private static final Level BOTH = new Level("another-both", List.of("owner", "model"));

    final Random random;
    final Bundle bundle;
    final List<Caller> agents = new ArrayList<>();
    final List<PlanStep> steps = new ArrayList<>();
    /** Whether each step comes after the one before it, so that there is one order. */
    final boolean chain;

    PlanWorld(long seed) {
        this.random = new Random(seed * 0x9E3779B97F4A7C15L + 7);
        this.chain = random.nextBoolean();
        for (String name : List.of("ada", "ben", "cleo")) {
            agents.add(agent(name));
        }
        List<Rule> rules = new ArrayList<>();
        for (int rule = 1 + random.nextInt(2); rule > 0; rule--) {
            rules.add(rule("R" + rule));
        }
        this.bundle = bundle(rules);
        plan();
    }

    private Caller agent(String name) {
        TreeMap<String, AttributeValue> attributes = new TreeMap<>();
        if (random.nextInt(6) > 0) {
            attributes.put("owner", AttributeValue.known("o" + random.nextInt(2)));
        }
        if (random.nextInt(4) > 0) {
            attributes.put("model", AttributeValue.known("m" + random.nextInt(2)));
        }
        return new Caller(name, "run-" + name, false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    private static Bundle bundle(List<Rule> rules) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        tiers.put("note", new Tier("note", 0, AGENT, Outcome.RECORD, Outcome.RECORD));
        tiers.put("low", new Tier("low", 1, AGENT, Outcome.HOLD, Outcome.HOLD));
        tiers.put("high", new Tier("high", 2, OWNER, Outcome.DENY, Outcome.DENY));
        TreeMap<String, ObjectType> types = new TreeMap<>();
        types.put("doc", new ObjectType("doc", new TreeMap<>()));
        types.put("sector", new ObjectType("sector", new TreeMap<>()));
        types.put("client", new ObjectType("client", new TreeMap<>(Map.of("sector", Cardinality.MANY))));
        Set<String> duties = Set.copyOf(DUTIES);
        Intent intent =
                new Intent("any", "", duties, new TreeMap<>(), 1L << 40, 1L << 40, 9_999, Optional.empty(), duties);
        TreeMap<String, Tool> tools = new TreeMap<>();
        for (String tool : List.of(OTHER, tool(0), tool(1), tool(2), tool(3))) {
            tools.put(tool, new Tool(tool, new TreeSet<>(), true));
        }
        return Bundle.of("test", "sha-256:0")
                .withTools(tools)
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(AGENT.name(), AGENT, OWNER.name(), OWNER, BOTH.name(), BOTH)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of("any", intent)))
                .withRules(rules)
                .build();
    }

    private static String tool(int step) {
        return "office/do-" + step;
    }

    private String duty() {
        return DUTIES.get(random.nextInt(DUTIES.size()));
    }

    private Set<String> duties(int count) {
        Set<String> some = new LinkedHashSet<>();
        while (some.size() < count) {
            some.add(duty());
        }
        return some;
    }

    private String per() {
        return switch (random.nextInt(8)) {
            case 0 -> "domain";
            case 1, 2 -> "client";
            case 3 -> random.nextInt(3) == 0 ? "agent" : "doc";
            default -> "doc";
        };
    }

    private Optional<Level> level() {
        return switch (random.nextInt(5)) {
            case 0 -> Optional.of(OWNER);
            case 1 -> Optional.of(BOTH);
            case 2 -> Optional.of(AGENT);
            default -> Optional.empty();
        };
    }

    private Rule rule(String id) {
        var head = new Rule.Head(id, "", Optional.empty(), false, List.of());
        var closable = random.nextInt(3) == 0 ? head.withUntil(duty()) : head;
        OptionalLong never = OptionalLong.empty();
        return switch (random.nextInt(9)) {
            case 0, 1 -> {
                List<Set<String>> entries = new ArrayList<>();
                duties(2 + random.nextInt(2)).forEach(duty -> entries.add(Set.of(duty)));
                int atMost = entries.size() == 2 ? 1 : 1 + random.nextInt(2);
                yield new Rule.Separate(closable, entries, per(), never, atMost, level());
            }
            case 2 -> new Rule.Bind(closable, duties(2), per(), never, random.nextBoolean() ? "owner" : "agent");
            case 3 ->
                new Rule.Limit(closable, duty(), per(), OptionalLong.of(1 + random.nextInt(2)), new TreeMap<>(), never);
            case 4 -> new Rule.Forbid(head, Set.of(duty()), random.nextInt(3) == 0);
            case 5, 6 -> {
                List<String> some = List.copyOf(duties(3));
                Optional<String> after = random.nextInt(4) == 0 ? Optional.empty() : Optional.of(some.get(1));
                Set<String> thirds = after.isEmpty() || random.nextBoolean() ? Set.of(some.get(2)) : Set.of();
                yield new Rule.Order(closable, Set.of(some.get(0)), after, per(), never, thirds);
            }
            case 7 -> {
                List<String> some = List.copyOf(duties(3));
                Optional<Level> level = level();
                int count = 1 + random.nextInt(2);
                var item = new Rule.Done(some.get(1), per(), level, count, random.nextInt(4) == 0);
                Set<String> voids = random.nextBoolean() ? Set.of(some.get(2)) : Set.of();
                yield new Rule.Require(head, some.get(0), List.of(item), Optional.empty(), voids);
            }
            default -> new Rule.Wall(head, datasets(), never, level());
        };
    }

    private Rule.Datasets datasets() {
        return switch (random.nextInt(4)) {
            case 0 -> new Rule.Datasets.Labels(LABELS);
            case 1 -> new Rule.Datasets.Objects(duties(2), "client", Optional.of("sector"));
            case 2 -> new Rule.Datasets.Objects(duties(2), "client", Optional.empty());
            default -> new Rule.Datasets.Objects(duties(2), "doc", Optional.empty());
        };
    }

    private void plan() {
        Set<Key> clients = new HashSet<>();
        int count = 2 + random.nextInt(3);
        int making = random.nextInt(3) == 0 ? Math.min(2, count - 1) : 0;
        for (int step = 0; step < count; step++) {
            TreeSet<String> marks = new TreeSet<>(duties(random.nextInt(4) == 0 ? 2 : 1));
            if (random.nextInt(3) == 0) {
                marks.add(LABELS.get(random.nextInt(2)));
            }
            Set<Key> objects = new TreeSet<>(Set.of(new Key("doc", random.nextInt(4) == 0 ? "2" : "1")));
            List<String> creates = List.of();
            if (step < making) {
                Key made = new Key("client", "new-" + step);
                clients.add(made);
                objects.add(made);
                objects.add(new Key("sector", "s" + random.nextInt(2)));
                creates = List.of("client");
            } else if (!clients.isEmpty()) {
                objects.add(new Key("client", "new-" + random.nextInt(clients.size())));
            }
            List<String> after = new ArrayList<>();
            for (int before = 0; before < step; before++) {
                if (chain ? before == step - 1 : random.nextInt(4) == 0) {
                    after.add("s" + before);
                }
            }
            String risk = List.of("note", "low", "low", "high", "high").get(random.nextInt(5));
            steps.add(
                    new PlanStep("s" + step, tool(step), marks, risk, List.copyOf(objects), creates, after, List.of()));
        }
    }
}
