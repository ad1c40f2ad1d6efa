package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.testkit.generate.World.ToolShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Random calls on few objects, so that their keys meet. */
final class FactsGenerator {

    private final World world;
    private final Dice dice;
    private final Batches batches;
    private final SchemaCues schemas;
    /** Chooses which calls name only what is established; by itself, so that other calls are as they were. */
    private final Dice ofKnown;
    /** Chooses which calls are about all objects of a type, likewise. */
    private final Dice ofAll;

    private final ProvenanceGenerator provenances;
    private final DestinationGenerator destinations;
    private final ContactGenerator contacts;

    FactsGenerator(World world, Dice dice, SchemaCues schemas) {
        this.schemas = schemas;
        this.world = world;
        this.dice = dice;
        this.ofKnown = new Dice(world.seed() ^ 0x0BDEL);
        // The dice for lists have a seed of their own, so that other calls are as they were.
        Dice ofLists = new Dice(world.seed() ^ 0x1157L);
        this.ofAll = new Dice(world.seed() ^ 0xA12L);
        this.provenances = new ProvenanceGenerator(world.seed());
        this.destinations = new DestinationGenerator(world.seed());
        this.contacts = new ContactGenerator(world.seed());
        this.batches = new Batches(ofLists, type -> object(type, ofLists));
    }

    Key object(String type) {
        return object(type, dice);
    }

    private Key object(String type, Dice dice) {
        String id = Integer.toString(dice.percent(85) ? dice.between(1, 2) : dice.between(3, 4));
        ObjectType known = world.bundle().types().get(type);
        boolean otherwise = known != null && known.id().isPresent() && dice.percent(20);
        return new Key(type, otherwise ? dice.pick("0", "+", "x") + id : id);
    }

    CallFacts facts() {
        ToolShape shape = dice.oneOf(world.tools());
        return facts(shape, dice.percent(1) ? "erp/unheard-of" : shape.name());
    }

    /** Another call of the tool; of any where the catalogue has none of this name. */
    CallFacts facts(String tool) {
        return world.tools().stream()
                .filter(shape -> shape.name().equals(tool))
                .findFirst()
                .map(shape -> facts(shape, tool))
                .orElseGet(this::facts);
    }

    private CallFacts facts(ToolShape shape, String name) {
        SortedSet<String> marks = new TreeSet<>(shape.marks());
        if (shape.conditional()) {
            if (dice.percent(20)) {
                marks.clear();
            }
            if (dice.percent(60)) {
                marks.add(dice.oneOf(World.MARKS));
            }
        }
        SortedMap<String, String> values = new TreeMap<>();
        if (shape.payee()) {
            values.put(World.PAYEE, dice.pick("DE01", "DE02"));
        }
        Optional<Amount> amount = shape.amount() && dice.percent(98)
                ? Optional.of(new Amount(
                        BigDecimal.valueOf(dice.between(0, 1_200), 1),
                        dice.pick("EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "USD", "CHF")))
                : Optional.empty();
        List<Fault> faults =
                dice.percent(1) ? List.of(new Fault("args.id", "an id is missing", dice.percent(30))) : List.of();
        List<Key> objects = objects(shape.on());
        if (!objects.isEmpty() && dice.percent(8)) {
            SortedSet<Key> more = new TreeSet<>(objects);
            more.add(object(
                    dice.percent(50)
                            ? dice.oneOf(World.TYPES)
                            : objects.getFirst().kind()));
            objects = List.copyOf(more);
        }
        SortedSet<Key> related = new TreeSet<>(objects(shape.related()));
        List<Key> sources = shape.derives() ? objects(shape.creates()) : List.of();
        related.addAll(sources);
        CallFacts plain = CallFacts.builder(name, "sha-256:" + dice.between(1, 3), shape.risk())
                .marks(marks)
                .objects(objects)
                .creates(shape.creates())
                .related(List.copyOf(related))
                .checks(objects(shape.checks()))
                .values(values)
                .amount(amount)
                .writes(shape.writes())
                .unbounded(shape.unbounded())
                .conditions(conditions())
                .faults(faults)
                .derivedFrom(sources)
                .changed(dice.percent(2) ? Optional.of("sha-256:" + dice.between(1, 2)) : Optional.empty())
                .build();
        CallFacts chosen = provenances.next().map(plain::chosenBy).orElse(plain);
        CallFacts reaching = destinations.next().map(chosen::reaching).orElse(chosen);
        CallFacts facts = contacts.next().map(reaching::changing).orElse(reaching);
        return schemas.read(
                known(perhapsAll(batches.perhaps(facts, shape), shape).upserting(shape.mayExist())));
    }

    /** The call, now and then as one of a tool that takes only objects that are established. */
    private CallFacts known(CallFacts facts) {
        if (!ofKnown.percent(3)) {
            return facts;
        }
        SortedSet<Key> named = new TreeSet<>(facts.objects());
        if (ofKnown.percent(50)) {
            named.addAll(facts.related());
        }
        return facts.knowing(List.copyOf(named));
    }

    /** The call, now and then about all objects of a type, in the place of those that it would name, or besides. */
    private CallFacts perhapsAll(CallFacts facts, ToolShape shape) {
        if (ofAll.percent(1) && ofAll.percent(20)) {
            return facts.aboutAll(Set.of(ofAll.oneOf(World.TYPES)));
        }
        if (shape.all().isEmpty() || ofAll.percent(65)) {
            return facts;
        }
        if (!facts.elements().isEmpty() || ofAll.percent(25)) {
            return facts.aboutAll(shape.all());
        }
        List<Key> others = facts.objects().stream()
                .filter(key -> !shape.all().contains(key.kind()))
                .toList();
        return facts.naming(others, facts.related(), facts.checks(), facts.derivedFrom(), List.of())
                .aboutAll(shape.all());
    }

    /** Objects that a result names as created by the call, or by those elements of its list that were done. */
    List<Key> created(CallFacts facts, int undone) {
        if (facts.creates().stream().anyMatch(facts::eachCreates)) {
            return batches.created(facts, undone);
        }
        List<Key> created = new ArrayList<>();
        facts.creates().forEach(type -> created.add(object(type)));
        return created;
    }

    /** Elements of the list of the call that were not done, as its result tells; mostly none. */
    List<Integer> undone(CallFacts facts) {
        return batches.undone(facts);
    }

    /** The call with half of its amount; unchanged where it has none, or divides it among a list. */
    static CallFacts withHalf(CallFacts facts) {
        if (facts.amount().isEmpty() || !facts.elements().isEmpty()) {
            return facts;
        }
        Amount whole = facts.amount().get();
        Amount half = new Amount(whole.value().divide(BigDecimal.TWO), whole.unit());
        return facts.toBuilder().amount(Optional.of(half)).build();
    }

    /** Results of the conditions of the bundle's rules; now and then one could not be told. */
    SortedMap<String, Boolean> conditions() {
        SortedMap<String, Boolean> conditions = new TreeMap<>();
        for (Rule rule : world.bundle().rules()) {
            if (rule instanceof Rule.Forbid forbid && forbid.conditional() && dice.percent(95)) {
                conditions.put(rule.id(), dice.percent(28));
            }
        }
        return conditions;
    }

    private List<Key> objects(Collection<String> types) {
        SortedSet<Key> objects = new TreeSet<>();
        for (String type : new TreeSet<>(types)) {
            objects.add(object(type));
        }
        return new ArrayList<>(objects);
    }
}
