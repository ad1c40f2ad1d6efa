package dev.interlock.bench.decide;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Bundles for the benchmark. Rules come in groups of eight, and every call carries a duty of one group: so eight rules apply
 * to it, whatever the size of the bundle. The level is independence in five attributes.
 */
final class RuleBook {

    /** What the rules of a group are. */
    enum Kinds {
        /** Eight {@code separate} rules, four for each of the two objects of a call. */
        SEPARATE,
        /** Two {@code limit}, and one of each other kind. */
        MIXED
    }

    /** Rules that apply to a call. */
    static final int GROUP = 8;

    static final String HELD = "high";
    static final String DENIED = "critical";
    static final String INTENT = "work";

    private static final long QUARTER = 90L * 86_400_000;
    private static final Level LEVEL = new Level("another-line", List.of("chain", "owner", "origin"));

    private RuleBook() {}

    static String tool(int group, String verb) {
        return "erp/" + verb + "-" + group;
    }

    static String duty(int group, String verb) {
        return "area" + group + "." + verb;
    }

    /** Id of the rule of a group that has a condition. */
    static String condition(int group) {
        return "M-" + group + "-6";
    }

    /** A bundle of so many rules; those beyond whole groups apply to no call. */
    static Bundle bundle(int rules, Kinds kinds) {
        var all = new ArrayList<Rule>();
        var tools = new TreeMap<String, Tool>();
        var duties = new HashSet<String>();
        for (int group = 0; group < groups(rules); group++) {
            for (String verb : List.of("make", "use")) {
                duties.add(duty(group, verb));
                tools.put(
                        tool(group, verb),
                        new Tool(tool(group, verb), new TreeSet<>(Set.of(duty(group, verb))), false));
            }
            for (int i = 0; i < GROUP; i++) {
                all.add(kinds == Kinds.MIXED ? mixed(group, i) : separate(group, i));
            }
        }
        while (all.size() < rules) {
            all.add(separate(1_000_000 + all.size(), 0));
        }
        return bundle(all, tools, duties);
    }

    /** A bundle of one rule, per key of a kind. With {@code domain} all calls meet on one key. */
    static Bundle oneRule(String per) {
        var tools = new TreeMap<String, Tool>();
        var duties = new HashSet<String>();
        for (String verb : List.of("make", "use")) {
            duties.add(duty(0, verb));
            tools.put(tool(0, verb), new Tool(tool(0, verb), new TreeSet<>(Set.of(duty(0, verb))), false));
        }
        return bundle(List.of(separate("S-0", per, Set.of(duty(0, "make")), Set.of(duty(0, "use")))), tools, duties);
    }

    static int groups(int rules) {
        return rules / GROUP;
    }

    /** The first rule for each object is one that a call can break; the duties of the others count once there. */
    private static Rule separate(int group, int i) {
        String per = i < GROUP / 2 ? "vendor" : "invoice";
        String id = "S-" + group + "-" + i;
        return i % (GROUP / 2) == 0
                ? separate(id, per, Set.of(duty(group, "make")), Set.of(duty(group, "use")))
                : separate(id, per, Set.of(duty(group, "make"), duty(group, "use")), Set.of("audit" + i + ".sign"));
    }

    private static Rule separate(String id, String per, Set<String> one, Set<String> other) {
        return new Rule.Separate(head(id), List.of(one, other), per, OptionalLong.of(QUARTER), 1, Optional.empty());
    }

    private static Rule mixed(int group, int i) {
        String id = "M-" + group + "-" + i;
        return switch (i) {
            case 1 ->
                new Rule.Require(
                        head(id),
                        duty(group, "use"),
                        List.of(new Rule.Done(duty(group, "make"), "vendor", Optional.empty(), 1, false)),
                        Optional.empty(),
                        Set.of());
            case 2 ->
                new Rule.Limit(
                        head(id),
                        duty(group, "make"),
                        "vendor",
                        OptionalLong.empty(),
                        new TreeMap<>(Map.of("EUR", new BigDecimal("1000000000000"))),
                        OptionalLong.empty());
            case 4 ->
                new Rule.Order(
                        head(id),
                        Set.of(duty(group, "use")),
                        Optional.of(duty(group, "make")),
                        "vendor",
                        OptionalLong.empty(),
                        Set.of("audit" + i + ".sign"));
            case 5 ->
                new Rule.Limit(
                        head(id),
                        duty(group, "use"),
                        "invoice",
                        OptionalLong.of(1_000_000),
                        new TreeMap<>(),
                        OptionalLong.of(60_000));
            case 3 -> new Rule.Bind(head(id), Set.of(duty(group, "make")), "vendor", OptionalLong.of(QUARTER), "owner");
            case 6 -> new Rule.Forbid(head(condition(group)), Set.of(duty(group, "use")), true);
            // What lies a millisecond back is over, so that all can work on all: the look-ups are the same.
            case 7 ->
                new Rule.Wall(
                        head(id),
                        new Rule.Datasets.Objects(Set.of(duty(group, "make")), "vendor", Optional.empty()),
                        OptionalLong.of(1),
                        Optional.empty());
            default -> separate(group, i);
        };
    }

    private static Rule.Head head(String id) {
        return new Rule.Head(id, "", Optional.empty(), false, List.of());
    }

    private static Bundle bundle(List<Rule> rules, TreeMap<String, Tool> tools, Set<String> duties) {
        var types = new TreeMap<String, ObjectType>();
        for (String type : List.of("vendor", "invoice")) {
            types.put(type, new ObjectType(type, new TreeMap<String, Cardinality>()));
        }
        var tiers = new HashMap<String, Tier>();
        tiers.put(HELD, new Tier(HELD, 0, LEVEL, Outcome.HOLD, Outcome.HOLD));
        tiers.put(DENIED, new Tier(DENIED, 1, LEVEL, Outcome.DENY, Outcome.DENY));
        var intent = new Intent(
                INTENT, "", duties, new TreeMap<>(), QUARTER, QUARTER, Integer.MAX_VALUE, Optional.empty(), Set.of());
        return Bundle.of("bench", "sha-256:0")
                .withTools(tools)
                .withTypes(types)
                .withLevels(new TreeMap<>(Map.of(LEVEL.name(), LEVEL)))
                .withTiers(tiers)
                .withIntents(new TreeMap<>(Map.of(INTENT, intent)))
                .withRules(rules)
                .build();
    }
}
