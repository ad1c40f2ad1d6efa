package dev.interlock.properties.unrelated;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.generate.Dice;
import dev.interlock.testkit.generate.World;
import dev.interlock.testkit.generate.World.ToolShape;
import dev.interlock.testkit.generate.WorldGenerator;
import dev.interlock.testkit.simulate.EngineSubject;
import dev.interlock.testkit.simulate.Writer;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Agents that have nothing in common, on objects that have nothing in common, are never held or denied because of each
 * other, at any tier: each does one thing on objects of its own, again and again with all the others at once.
 */
class UnrelatedAgentsTest {

    private static final long SEQUENCES = Long.getLong("interlock.unrelated", 10_000);
    private static final int AGENTS = 6;
    private static final Set<FindingCode> CONFLICTS = Set.of(
            FindingCode.DUTY_CONFLICT,
            FindingCode.LIMIT_EXCEEDED,
            FindingCode.BINDING_BROKEN,
            FindingCode.WALL_CROSSED);

    private final LongAdder calls = new LongAdder();
    private final LongAdder applied = new LongAdder();

    @Test
    void unrelatedAgentsOnUnrelatedObjectsNeverConflict() {
        List<String> conflicts = LongStream.range(1, 1 + SEQUENCES)
                .parallel()
                .mapToObj(this::sequence)
                .flatMap(List::stream)
                .toList();
        assertThat(conflicts).isEmpty();
        assertThat(calls.sum()).isGreaterThanOrEqualTo(SEQUENCES * AGENTS);
        assertThat(applied.sum()).as("calls to which a rule applied").isGreaterThan(SEQUENCES);
    }

    /** Conflicts of the sequence that the seed gives. */
    private List<String> sequence(long seed) {
        World world = sharedByNobody(WorldGenerator.world(seed));
        Dice dice = new Dice(~seed);
        EngineSubject engine = new EngineSubject(world.bundle());
        Writer writer = new Writer(world.bundle());
        engine.apply(writer.record(
                new Event.BundleActivated("unrelated", world.bundle().digest(), "test"), 0));
        List<Caller> agents = new ArrayList<>();
        List<ToolShape> does = new ArrayList<>();
        List<Long> tasks = new ArrayList<>();
        for (int i = 0; i < AGENTS; i++) {
            agents.add(agent(i));
            does.add(dice.oneOf(world.tools()));
            var open = new Command.OpenTask(
                    agents.get(i),
                    OptionalLong.empty(),
                    agents.get(i),
                    "any",
                    "sha-256:0",
                    "",
                    List.of(),
                    OptionalLong.empty(),
                    OptionalInt.empty());
            Decision decision = engine.decide(open, i);
            writer.record(decision, i).forEach(engine::apply);
            tasks.add(((Event.TaskOpened) decision.events().getFirst()).task());
        }
        List<String> conflicts = new ArrayList<>();
        for (int turn = 0; turn < 3 * AGENTS; turn++) {
            int who = turn < AGENTS ? turn : dice.between(0, AGENTS - 1);
            CallFacts facts = facts(does.get(who), who, turn);
            Decision decision = engine.decide(
                    new Command.DecideCall(agents.get(who), OptionalLong.of(tasks.get(who)), facts), 10 + turn);
            Event.CallDecided decided = (Event.CallDecided) decision.events().getLast();
            calls.increment();
            see(world, decided, seed, conflicts);
            writer.record(decision, 10 + turn).forEach(engine::apply);
            if (decided instanceof Event.CallReserved reserved && dice.percent(60)) {
                List<Key> created = facts.creates().stream()
                        .map(type -> new Key(type, "created-" + reserved.call()))
                        .toList();
                Decision settled = engine.decide(
                        new Command.SettleCall(reserved.call(), new Settlement.Succeeded(created)), 10 + turn);
                writer.record(settled, 10 + turn).forEach(engine::apply);
            }
        }
        return conflicts;
    }

    private void see(World world, Event.CallDecided decided, long seed, List<String> conflicts) {
        if (world.bundle().rules().stream().anyMatch(rule -> applies(rule, decided.facts()))) {
            applied.increment();
        }
        for (Finding finding : decided.findings()) {
            if (CONFLICTS.contains(finding.code())) {
                conflicts.add("seed " + seed + ": " + finding);
            }
        }
    }

    private static boolean applies(Rule rule, CallFacts facts) {
        return switch (rule) {
            case Rule.Separate separate -> separate.entries().stream().anyMatch(facts::carriesAny);
            case Rule.Limit limit -> facts.marks().contains(limit.of());
            case Rule.Bind bind -> facts.carriesAny(bind.duties());
            case Rule.Wall wall -> facts.carriesAny(wall.datasets().marks());
            case Rule.Require require -> false;
            case Rule.Forbid forbid -> false;
            case Rule.Flow flow -> false;
            case Rule.FirstUse use -> false;
            case Rule.Unusual unusual -> false;
            case Rule.Order order -> false;
        };
    }

    /**
     * The world without rules over the whole domain, which all share, and with at most one thing in each call, so that
     * nobody conflicts with itself; limits are such that nobody exceeds them alone.
     */
    private static World sharedByNobody(World world) {
        Bundle bundle = world.bundle();
        List<Rule> rules = new ArrayList<>();
        for (Rule rule : bundle.rules()) {
            switch (rule) {
                case Rule.Separate separate -> {
                    if (!separate.per().equals("domain")) {
                        rules.add(separate);
                    }
                }
                case Rule.Limit limit -> {
                    if (!limit.per().equals("domain")) {
                        rules.add(new Rule.Limit(
                                limit.head(),
                                limit.of(),
                                limit.per(),
                                OptionalLong.of(3L * AGENTS),
                                new TreeMap<>(),
                                limit.withinMillis()));
                    }
                }
                // Whoever creates a dataset is on another one each time.
                case Rule.Wall wall -> {
                    if (world.tools().stream().noneMatch(tool -> createsDataset(tool, wall))) {
                        rules.add(wall);
                    }
                }
                // A call that is creating an object may turn out to have created any that nothing shows to exist.
                case Rule.Bind bind -> {
                    if (!bind.per().equals("domain")
                            && world.tools().stream()
                                    .noneMatch(tool -> tool.creates().contains(bind.per()))) {
                        rules.add(bind);
                    }
                }
                case Rule.Require require -> {}
                case Rule.Forbid forbid -> {}
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Order order -> {}
            }
        }
        List<ToolShape> tools = world.tools().stream()
                .map(shape -> new ToolShape(
                        shape.name(),
                        new TreeSet<>(List.of(shape.marks().first())),
                        false,
                        shape.on(),
                        shape.creates(),
                        shape.related(),
                        Set.of(),
                        shape.payee(),
                        shape.amount(),
                        shape.risk(),
                        shape.writes(),
                        false,
                        shape.derives(),
                        new TreeSet<>(),
                        new TreeSet<>()))
                .toList();
        TreeMap<String, Tool> catalogue = new TreeMap<>();
        tools.forEach(shape -> catalogue.put(shape.name(), new Tool(shape.name(), shape.marks(), false)));
        return new World(
                world.seed(),
                Bundle.of(bundle.name(), bundle.digest())
                        .withTools(catalogue)
                        .withTypes(bundle.types())
                        .withLevels(bundle.levels())
                        .withTiers(bundle.tiers())
                        .withIntents(bundle.intents())
                        .withRules(rules)
                        .build(),
                world.agents(),
                world.persons(),
                world.verifiers(),
                tools);
    }

    private static boolean createsDataset(ToolShape tool, Rule.Wall wall) {
        return wall.datasets() instanceof Rule.Datasets.Objects objects
                && tool.creates().contains(objects.between());
    }

    /** All attributes known, and unlike those of any other. */
    private static Caller agent(int number) {
        TreeMap<String, AttributeValue> attributes = new TreeMap<>();
        for (String attribute : World.ATTRIBUTES) {
            attributes.put(attribute, AttributeValue.known(attribute + "-" + number));
        }
        attributes.remove("chain");
        return new Caller(
                "agent-" + number, "runtime-" + number, false, true, attributes, new TreeSet<>(), Optional.empty());
    }

    private static CallFacts facts(ToolShape shape, int who, int turn) {
        TreeMap<String, String> values = new TreeMap<>();
        if (shape.payee()) {
            values.put(World.PAYEE, "payee-" + who);
        }
        return CallFacts.builder(shape.name(), "sha-256:" + turn, shape.risk())
                .marks(shape.marks())
                .objects(objects(shape.on(), who))
                .creates(shape.creates())
                .related(objects(List.copyOf(shape.related()), who))
                .values(values)
                .amount(shape.amount() ? Optional.of(new Amount(BigDecimal.ONE, "EUR")) : Optional.empty())
                .writes(shape.writes())
                .build();
    }

    private static List<Key> objects(List<String> types, int who) {
        return types.stream().map(type -> new Key(type, "of-" + who)).sorted().toList();
    }
}
