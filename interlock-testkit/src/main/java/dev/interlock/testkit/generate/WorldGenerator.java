package dev.interlock.testkit.generate;

import dev.interlock.engine.id.IntegerForm;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.CallerKind;
import dev.interlock.engine.policy.ApprovalLimits;
import dev.interlock.engine.policy.BreakGlass;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Cardinality;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Source;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.generate.World.ToolShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Random bundles, and random parties whose attributes often meet. */
public final class WorldGenerator {

    private static final List<String> TIERS = List.of("low", "medium", "high", "critical");

    private final Dice dice;
    /**
     * True of a world in which invoices are made for vendors, most calls are on invoices, and a wall stands between
     * those of a vendor.
     */
    private final boolean walled;

    private WorldGenerator(Dice dice) {
        this.dice = dice;
        this.walled = dice.percent(15);
    }

    public static World world(long seed) {
        return new WorldGenerator(new Dice(seed)).generate(seed);
    }

    private World generate(long seed) {
        SortedMap<String, Level> levels = levels();
        Map<String, Tier> tiers = tiers(List.copyOf(levels.values()));
        List<ToolShape> shapes = tools(List.copyOf(tiers.keySet()), seed);
        SortedMap<String, Tool> tools = offered(shapes, seed);
        var generator = new RuleGenerator(
                dice, new Dice(seed ^ 0xF10BL), List.copyOf(levels.values()), List.copyOf(tiers.keySet()));
        var rules = walled ? generator.wallAndOthers() : generator.rules();
        Dice ofPairs = new Dice(seed ^ 0xBA12L);
        if (ofPairs.percent(10)) {
            PairedRules paired = new PairedRules(ofPairs);
            rules = rules.stream().map(paired::of).toList();
            shapes = shapes.stream()
                    .map(shape -> shape.withAll(paired.with(shape.all())))
                    .toList();
            shapes.forEach(shape -> tools.computeIfPresent(shape.name(), (name, tool) -> tool.withAll(shape.all())));
        }
        // The dice for lanes have a seed of their own, so that other worlds are as they were.
        Dice ofLanes = new Dice(seed ^ 0x1A9EL);
        Optional<BreakGlass> breakGlass = ofLanes.percent(15) ? Optional.of(breakGlass(ofLanes)) : Optional.empty();
        if (breakGlass.isPresent()) {
            rules = rules.stream()
                    .map(rule -> ofLanes.percent(70) ? rule.with(rule.head().asWaivable()) : rule)
                    .toList();
        }
        Dice ofIds = new Dice(seed ^ 0x1D5L);
        boolean formed = ofIds.percent(5);
        Bundle bundle = Bundle.of("generated", "sha-256:" + Long.toHexString(seed))
                .withTools(tools)
                .withTypes(formed ? formed(types(), ofIds) : types())
                .withLevels(levels)
                .withTiers(tiers)
                .withIntents(intents())
                .withRules(rules)
                .withSources(sources())
                .withRejectedForMillis(dice.pick(300L, 2_000L, Bundle.DEFAULT_REJECTED_FOR_MILLIS))
                .withBreakGlass(breakGlass)
                .withBudgets(seed % 10 == 3 ? new Budgets(4, 8, 1, 3) : Budgets.DEFAULT)
                .withApprovals(approvals(seed))
                .build();
        List<Caller> agents =
                IntStream.range(0, 5).mapToObj(i -> agent("agent-" + i)).toList();
        List<Caller> persons =
                IntStream.range(0, 4).mapToObj(i -> person("person-" + i)).toList();
        return new World(seed, bundle, agents, persons, List.of(verifier(List.copyOf(tools.keySet()))), shapes);
    }

    private SortedMap<String, Tool> offered(List<ToolShape> shapes, long seed) {
        SortedMap<String, Tool> tools = new TreeMap<>();
        Dice ofRepeats = new Dice(seed ^ 0x2EBEL);
        int idempotent = ofRepeats.percent(25) ? 60 : 0;
        shapes.forEach(shape -> tools.put(
                shape.name(),
                new Tool(
                        shape.name(),
                        shape.conditional() ? new TreeSet<>() : shape.marks(),
                        shape.conditional(),
                        dice.percent(4),
                        ofRepeats.percent(idempotent),
                        shape.all(),
                        shape.mayExist())));
        return tools;
    }

    private ApprovalLimits approvals(long seed) {
        return dice.percent(85)
                ? ApprovalLimits.DEFAULT
                : new ApprovalLimits(
                        dice.between(2, 4),
                        dice.between(1, 3),
                        dice.between(1, 3),
                        seed % 2 == 0 ? 1_000 : 10_000,
                        dice.between(1, 3));
    }

    private SortedMap<String, Level> levels() {
        SortedMap<String, Level> levels = new TreeMap<>();
        levels.put("l0", new Level("l0", List.of()));
        levels.put("l1", new Level("l1", dice.some(World.ATTRIBUTES, 1)));
        levels.put("l2", new Level("l2", dice.some(World.ATTRIBUTES, dice.between(1, 3))));
        levels.put("l5", new Level("l5", dice.some(World.ATTRIBUTES, dice.between(3, 5))));
        return levels;
    }

    private Map<String, Tier> tiers(List<Level> levels) {
        Map<String, Tier> tiers = new LinkedHashMap<>();
        int count = dice.between(1, 4);
        for (int rank = 0; rank < count; rank++) {
            String name = TIERS.get(rank);
            tiers.put(name, new Tier(name, rank, dice.oneOf(levels), outcome(), outcome()));
        }
        return tiers;
    }

    private Outcome outcome() {
        return dice.pick(Outcome.RECORD, Outcome.HOLD, Outcome.HOLD, Outcome.DENY);
    }

    private SortedMap<String, ObjectType> types() {
        SortedMap<String, ObjectType> types = new TreeMap<>();
        SortedMap<String, Cardinality> ofInvoice = new TreeMap<>();
        if (walled || dice.percent(60)) {
            ofInvoice.put("vendor", cardinality());
        }
        SortedMap<String, Cardinality> ofPayment = new TreeMap<>();
        ofPayment.put("vendor", cardinality());
        if (dice.percent(60)) {
            ofPayment.put("invoice", cardinality());
        }
        types.put("vendor", new ObjectType("vendor", new TreeMap<>()));
        types.put("invoice", new ObjectType("invoice", ofInvoice));
        types.put("payment", new ObjectType("payment", ofPayment));
        return types;
    }

    /** The types, some or all of which say what their ids look like. */
    private static SortedMap<String, ObjectType> formed(SortedMap<String, ObjectType> types, Dice dice) {
        SortedMap<String, ObjectType> formed = new TreeMap<>();
        types.forEach((name, type) -> formed.put(
                name, dice.percent(75) ? new ObjectType(name, type.of(), Optional.of(new IntegerForm())) : type));
        return formed;
    }

    private Cardinality cardinality() {
        return dice.pick(Cardinality.ONE, Cardinality.MANY);
    }

    private List<ToolShape> tools(List<String> tiers, long seed) {
        // The dice for calls about all have a seed of their own, so that other worlds are as they were.
        Dice ofAll = new Dice(seed ^ 0xA11L);
        boolean wide = ofAll.percent(15);
        List<ToolShape> tools = new ArrayList<>();
        int count = dice.between(4, 7);
        for (int i = 0; i < count; i++) {
            TreeSet<String> marks = new TreeSet<>();
            // Each duty has a tool, so that what rules ask for can be done.
            marks.add(World.DUTIES.get(i % World.DUTIES.size()));
            if (dice.percent(25)) {
                marks.add(dice.oneOf(World.MARKS));
            }
            List<String> creates = dice.percent(30) ? List.of(dice.oneOf(World.TYPES)) : List.of();
            if (walled) {
                creates = i < 2 ? List.of("invoice") : List.of();
            }
            boolean creating = !creates.isEmpty();
            boolean onInvoices = walled && dice.percent(75);
            tools.add(new ToolShape(
                    "erp/tool-" + i,
                    marks,
                    dice.percent(15),
                    onInvoices
                            ? creating ? List.of() : List.of("invoice")
                            : dice.some(World.TYPES, creating ? dice.between(0, 1) : dice.pick(1, 2, 2, 3)),
                    creates,
                    onInvoices && creating
                            ? Set.of("vendor")
                            : creating ? Set.copyOf(dice.some(World.TYPES, dice.between(0, 2))) : Set.of(),
                    dice.percent(15) ? Set.of(dice.oneOf(World.TYPES)) : Set.of(),
                    dice.percent(75),
                    dice.percent(88),
                    dice.oneOf(tiers),
                    dice.percent(75),
                    dice.percent(4),
                    creating && dice.percent(50),
                    wide && ofAll.percent(60) ? new TreeSet<>(all(ofAll)) : new TreeSet<>(),
                    creating && ofAll.percent(4) ? new TreeSet<>(World.TYPES) : new TreeSet<>()));
        }
        return tools;
    }

    private static List<String> all(Dice dice) {
        return dice.percent(10) ? List.of(World.PAYEE) : dice.some(World.TYPES, dice.pick(1, 1, 2));
    }

    private SortedMap<String, Intent> intents() {
        SortedMap<String, Intent> intents = new TreeMap<>();
        Set<String> all = Set.copyOf(World.DUTIES);
        intents.put("any", intent("any", all, new TreeMap<>(), dice.between(15, 60), all));
        intents.put("most", intent("most", Set.copyOf(dice.some(World.DUTIES, 5)), new TreeMap<>(), 12, all));
        SortedMap<String, Cardinality> about = new TreeMap<>();
        about.put(dice.oneOf(World.TYPES), cardinality());
        intents.put("about", intent("about", all, about, dice.between(3, 15), all));
        Set<String> few = Set.copyOf(dice.some(World.DUTIES, 3));
        intents.put("few", intent("few", few, new TreeMap<>(), dice.between(2, 8), few));
        return intents;
    }

    private static BreakGlass breakGlass(Dice dice) {
        return new BreakGlass(
                "approvers",
                dice.pick(BreakGlass.Opening.TWO_PEOPLE, BreakGlass.Opening.TICKET),
                dice.pick(500L, 3_000L, 10_000L),
                Set.copyOf(dice.some(World.DUTIES, dice.between(4, 6))),
                dice.pick("approvers", "auditors"),
                dice.pick(200L, 1_000L, 5_000L),
                dice.percent(50) ? Optional.of(dice.pick("approvers", "auditors")) : Optional.empty());
    }

    private SortedMap<String, Source> sources() {
        SortedMap<String, Source> sources = new TreeMap<>();
        sources.put("erp-audit", new Source("erp-audit", Set.copyOf(dice.some(World.DUTIES, 4))));
        sources.put("bank-feed", new Source("bank-feed", Set.copyOf(dice.some(World.DUTIES, dice.between(0, 1)))));
        return sources;
    }

    private Intent intent(
            String name, Set<String> allow, SortedMap<String, Cardinality> about, int calls, Set<String> delegate) {
        Optional<String> doneWhen = dice.percent(10) ? Optional.of(dice.oneOf(World.DUTIES)) : Optional.empty();
        return new Intent(
                name,
                "goal of " + name,
                allow,
                about,
                dice.pick(1_500, 20_000, 20_000),
                dice.pick(800, 10_000, 10_000),
                calls,
                doneWhen,
                dice.percent(80) ? delegate : Set.copyOf(dice.some(World.DUTIES, 4)));
    }

    private Caller agent(String name) {
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        put(attributes, "owner", dice.pick("person-0", "team-a", "team-b"), 80);
        put(attributes, "model", dice.pick("m-1", "m-2", "m-3"), 85);
        put(attributes, "origin", dice.pick("person-0", "person-1", "team-a"), 70);
        put(attributes, "host", dice.pick("h-1", "h-2", "h-3"), 75);
        Optional<String> implicit =
                dice.percent(50) ? Optional.of(dice.pick("any", "any", "most", "few", "gone")) : Optional.empty();
        String runtime = dice.percent(85) ? name + "#1" : "shared#1";
        Optional<SortedSet<String>> intents =
                dice.percent(10) ? Optional.of(new TreeSet<>(List.of("any", "most"))) : Optional.empty();
        return new Caller(name, runtime, false, dice.percent(65), attributes, new TreeSet<>(), implicit, intents);
    }

    /** Puts an attribute that is known in so many of a hundred cases, else unknown, absent or not applicable. */
    private void put(SortedMap<String, AttributeValue> attributes, String name, String value, int known) {
        if (dice.percent(known)) {
            attributes.put(name, AttributeValue.known(value));
        } else if (dice.percent(50)) {
            attributes.put(name, dice.pick(AttributeValue.unknown(), AttributeValue.notApplicable()));
        }
    }

    private Caller verifier(List<String> tools) {
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        put(attributes, "owner", dice.pick("person-0", "team-a", "team-c"), 90);
        put(attributes, "origin", "team-c", 30);
        put(attributes, "host", "h-9", 80);
        var scope = new CallerKind.Verifier(
                dice.percent(50) ? new TreeSet<>() : new TreeSet<>(dice.some(World.MARKS, 5)),
                dice.percent(50) ? new TreeSet<>() : new TreeSet<>(dice.some(tools, 3)));
        SortedSet<String> groups = new TreeSet<>(List.of("approvers"));
        return new Caller(
                "verifier", "verifier#1", scope, false, attributes, groups, Optional.empty(), Optional.empty());
    }

    private Caller person(String name) {
        SortedMap<String, AttributeValue> attributes = new TreeMap<>();
        if (dice.percent(30)) {
            attributes.put("owner", AttributeValue.known(dice.pick("team-a", "team-c")));
        }
        if (dice.percent(70)) {
            attributes.put("host", dice.pick(AttributeValue.known(name), AttributeValue.notApplicable()));
        }
        TreeSet<String> groups = new TreeSet<>();
        if (dice.percent(75)) {
            groups.add("approvers");
        }
        if (dice.percent(40)) {
            groups.add("auditors");
        }
        return new Caller(name, name + "@door", true, false, attributes, groups, Optional.empty());
    }
}
