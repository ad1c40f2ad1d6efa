package dev.interlock.policy.catalog;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.condition.Condition;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One call read through the entry of its tool. */
final class CallReading {

    private final ToolEntry entry;
    private final Map<String, ?> args;
    private final ObjectIds ids;
    private final List<Fault> faults = new ArrayList<>();
    private final SortedMap<String, Boolean> conditions = new TreeMap<>();
    private final List<Mapping> covered = new ArrayList<>();
    /** Conditions of the rules that concern the call. */
    private final List<RuleCondition> rules;

    /** The mappings outside the list of the call; all of them where the call has no list. */
    private final List<Mapping> outside;

    private final Optional<ListReading> list;
    private final Kinds kinds;
    /** The types of which the call is about all objects, as the catalogue says. */
    private final SortedSet<String> all = new TreeSet<>();

    private boolean unbounded;

    CallReading(ToolEntry entry, Map<String, ?> args, ObjectIds ids, List<RuleCondition> rules, Kinds kinds) {
        this.entry = entry;
        this.args = args;
        this.ids = ids;
        this.kinds = kinds;
        askForAll();
        cover();
        Optional<ArgumentPath> path =
                covered.stream().flatMap(m -> m.list().stream()).findFirst();
        this.list = path.map(p -> ListReading.of(p, args, faults));
        this.outside = path.isEmpty()
                ? covered
                : covered.stream().map(Mapping::outsideList).toList();
        this.rules = rules.isEmpty()
                ? List.of()
                : rules.stream()
                        .filter(rule -> covered.stream()
                                .anyMatch(m -> m.marks().stream().anyMatch(rule.marks()::contains)))
                        .toList();
        ask();
    }

    private void askForAll() {
        entry.all().forEach((type, when) -> {
            switch (when.evaluate(entry.server(), entry.tool(), args, Map.of())) {
                case Condition.Answer answer -> {
                    if (answer.value()) {
                        all.add(type);
                    } else {
                        askForNearlyAll(type, when);
                    }
                }
                case Condition.Erred erred ->
                    faults.add(new Fault("all." + type, "the condition `" + when.text() + "`: " + erred.message()));
            }
        });
    }

    /**
     * Finds a word for all in another spelling, which a server that ignores case takes for that word: the fault of a new call. A call
     * that happened already may have been about all, and counts so.
     */
    private void askForNearlyAll(String type, Condition when) {
        for (ArgumentPath path : ToolReads.by(when)) {
            Optional<String> word = WordForAll.nearly(path.resolve(args), when.texts());
            if (word.isPresent() && ids.isTold()) {
                all.add(type);
            } else if (word.isPresent()) {
                fault(path, "is another spelling of `" + word.get() + "`, which stands for all: write that, or a name");
            }
        }
    }

    /** The mapping without the types of which the call is about all objects: the value in the place of their id names no object. */
    private Mapping named(Mapping mapping) {
        return all.isEmpty() ? mapping : mapping.without(all);
    }

    private void cover() {
        covered.add(named(entry.base()));
        Map<String, String> object = entry.anyOf().isEmpty() ? Map.of() : objectIds(covered);
        for (ToolEntry.Alternative alternative : entry.anyOf()) {
            switch (alternative.when().evaluate(entry.server(), entry.tool(), args, object)) {
                case Condition.Answer answer -> {
                    conditions.put(alternative.id(), answer.value());
                    if (answer.value()) {
                        covered.add(named(alternative.mapping()));
                    }
                }
                // INVARIANT: a condition that errs denies; it is not the same as one that does not hold.
                case Condition.Erred erred ->
                    faults.add(new Fault(
                            alternative.id(),
                            "the condition `" + alternative.when().text() + "`: " + erred.message()));
            }
        }
        if (covered.size() == 1) {
            switch (entry.otherwise()) {
                case BASE -> {}
                case EVERYTHING -> unbounded = true;
                case DENIED ->
                    faults.add(new Fault(
                            "args",
                            "no entry of the allow-list covers these arguments: send others, or let the"
                                    + " catalogue have an entry for them"));
            }
        }
    }

    /** Evaluates the conditions of rules. A condition that errs has no result; the engine cannot evaluate its rule, and denies. */
    private void ask() {
        for (RuleCondition rule : rules) {
            ask(rule).ifPresent(holds -> conditions.put(rule.rule(), holds));
        }
    }

    /** Returns whether the condition holds for the call, or for some element of its list; empty if it errs for one. */
    private Optional<Boolean> ask(RuleCondition rule) {
        int elements = list.map(ListReading::size).orElse(0);
        Condition.Result result = elements > 0 && rule.when().readsObject()
                ? rule.when().any(entry.server(), entry.tool(), args, objectIdsOfEach(elements))
                : rule.when().evaluate(entry.server(), entry.tool(), args, objectIds(covered));
        return result instanceof Condition.Answer answer ? Optional.of(answer.value()) : Optional.empty();
    }

    private List<Map<String, String>> objectIdsOfEach(int elements) {
        List<Map<String, String>> all = new ArrayList<>(elements);
        for (int i = 0; i < elements; i++) {
            int index = i;
            all.add(objectIds(covered.stream().map(m -> m.at(index)).toList()));
        }
        return all;
    }

    /** Results of the conditions of rules about these marks; one that errs has none. */
    SortedMap<String, Boolean> conditionsAbout(Set<String> marks, List<RuleCondition> ofRules) {
        SortedMap<String, Boolean> results = new TreeMap<>();
        for (RuleCondition rule : ofRules) {
            if (marks.stream().anyMatch(rule.marks()::contains)) {
                ask(rule).ifPresent(holds -> results.put(rule.rule(), holds));
            }
        }
        return results;
    }

    /**
     * The ids of the objects that the call acts on by these mappings, by type; none for a type of which they name two different
     * objects.
     */
    private Map<String, String> objectIds(List<Mapping> mappings) {
        Map<String, String> found = new TreeMap<>();
        Set<String> several = new HashSet<>();
        for (Mapping mapping : mappings) {
            mapping.on().forEach((type, path) -> {
                if (ids.read(type, path.resolve(args)) instanceof Identifiers.Ok ok) {
                    String before = found.putIfAbsent(type, ok.text());
                    if (before != null && !before.equals(ok.text())) {
                        several.add(type);
                    }
                }
            });
        }
        found.keySet().removeAll(several);
        return found;
    }

    ToolEntry entry() {
        return entry;
    }

    Map<String, ?> arguments() {
        return args;
    }

    /** The base, then the alternatives that hold. */
    List<Mapping> covered() {
        return covered;
    }

    boolean unbounded() {
        return unbounded;
    }

    SortedMap<String, Boolean> conditions() {
        return Collections.unmodifiableSortedMap(conditions);
    }

    /** The elements of the list, each with the objects and values of the call outside it; none if the call has no list. */
    List<Element> elements() {
        return list.map(l -> l.elements(covered, this, faults)).orElse(List.of());
    }

    /** The facts of the call outside its list, and those of its elements. */
    CallFacts withElements(CallFacts facts, List<Element> elements) {
        if (elements.isEmpty()) {
            return facts;
        }
        boolean divided = covered.stream()
                .anyMatch(m -> m.amount().filter(a -> a.value().each()).isPresent());
        return facts.about(facts.values(), divided ? ListReading.sum(elements) : facts.amount(), elements);
    }

    /** The element that these mappings make of the call. */
    Element element(List<Mapping> mappings, boolean withAmount) {
        return new Element(
                keys(mappings, Mapping::on),
                related(mappings),
                keys(mappings, Mapping::derives),
                keys(mappings, Mapping::check),
                values(mappings),
                withAmount ? amount(mappings) : Optional.empty(),
                createdByEach());
    }

    /** The types of which each element of the list creates an object. */
    private List<String> createdByEach() {
        var types = new TreeSet<String>();
        covered.forEach(m -> m.creates().forEach((type, path) -> {
            if (path.each()) {
                types.add(type);
            }
        }));
        return List.copyOf(types);
    }

    List<Key> objects() {
        return keys(outside, Mapping::on);
    }

    List<Key> related() {
        return related(outside);
    }

    private List<Key> related(List<Mapping> mappings) {
        TreeSet<Key> keys = new TreeSet<>(keys(mappings, Mapping::of));
        keys.addAll(keys(mappings, Mapping::derives));
        return List.copyOf(keys);
    }

    /** The objects that have to be established. Faults in their names were found when they were read as objects. */
    List<Key> known() {
        TreeSet<Key> keys = new TreeSet<>();
        int elements = list.map(ListReading::size).orElse(0);
        for (Mapping mapping : covered) {
            for (Mapping.Known known : mapping.known()) {
                if (!known.path().each()) {
                    add(known.type(), known.path(), keys);
                }
                for (int i = 0; known.path().each() && i < elements; i++) {
                    add(known.type(), known.path().at(i), keys);
                }
            }
        }
        return List.copyOf(keys);
    }

    private void add(String type, ArgumentPath path, Set<Key> keys) {
        if (ids.read(type, path.resolve(args)) instanceof Identifiers.Ok ok) {
            keys.add(new Key(type, ok.text()));
        }
    }

    List<Key> derivedFrom() {
        return keys(outside, Mapping::derives);
    }

    List<Key> checks() {
        return keys(outside, Mapping::check);
    }

    /** The kinds of which the call is about every key. */
    SortedSet<String> all() {
        return kinds.aboutAll(all);
    }

    /** The created types of which the object that the result names may have existed before, with the types above them. */
    SortedSet<String> mayExist() {
        Set<String> types = new TreeSet<>();
        covered.forEach(m -> types.addAll(m.mayExist()));
        return kinds.withThoseAbove(types);
    }

    /** Returns whether a null at this place stands for all objects of a type. */
    boolean standsForAll(String place) {
        return entry.mappings()
                .flatMap(mapping -> all.stream()
                        .flatMap(type -> Stream.ofNullable(mapping.on().get(type))))
                .anyMatch(
                        path -> (path.each() ? path.toList() : path).toString().equals(place));
    }

    List<String> creates() {
        TreeSet<String> types = new TreeSet<>();
        covered.forEach(m -> types.addAll(m.creates().keySet()));
        return List.copyOf(types);
    }

    /** The objects that the result of the call names, where all elements of its list were done. */
    Created created(@Nullable Map<String, ?> structured, @Nullable String text) {
        return created(structured, text, List.of());
    }

    private Created created(@Nullable Map<String, ?> structured, @Nullable String text, List<Integer> undone) {
        SortedMap<String, ArgumentPath> paths = new TreeMap<>();
        covered.forEach(m -> paths.putAll(m.creates()));
        int elements = list.map(ListReading::size).orElse(0);
        return new CreatedReading(paths, ids.told(), elements, undone).read(structured, text);
    }

    /** The outcome of a call that was answered with success, which need not have done all elements of its list. */
    Settlement outcome(@Nullable Map<String, ?> structured, @Nullable String text) {
        Partial.Told told = entry.partial().isEmpty() || list.isEmpty()
                ? new Partial.Told.Known(List.of())
                : entry.partial()
                        .get()
                        .read(
                                entry,
                                args,
                                list.get().path(),
                                Answered.ofTool(structured, text, text == null ? "" : text, null));
        return switch (told) {
            case Partial.Told.Unclear unclear ->
                new Settlement.Unknown(
                        unclear.reason(), created(structured, text).keys());
            case Partial.Told.Known known ->
                switch (created(structured, text, known.undone())) {
                    case Created.Named named -> new Settlement.Succeeded(named.keys(), known.undone());
                    case Created.Unnamed unnamed -> new Settlement.Unknown(unnamed.reason(), unnamed.named());
                };
        };
    }

    SortedMap<String, String> values() {
        return values(outside);
    }

    private SortedMap<String, String> values(List<Mapping> mappings) {
        SortedMap<String, String> out = new TreeMap<>();
        for (Mapping mapping : mappings) {
            mapping.values()
                    .forEach((name, value) -> read(value.path(), Identifiers::read)
                            .map(value::canonical)
                            .ifPresent(id -> {
                                String before = out.putIfAbsent(name, id);
                                if (id.isEmpty()) {
                                    fault(value.path(), "must not be empty");
                                } else if (before != null && !before.equals(id)) {
                                    fault(
                                            value.path(),
                                            "names another `" + name + "` than a second entry of the catalogue does");
                                }
                            }));
        }
        out.values().removeIf(String::isEmpty);
        return Collections.unmodifiableSortedMap(out);
    }

    Optional<Amount> amount() {
        return amount(outside);
    }

    private Optional<Amount> amount(List<Mapping> mappings) {
        Set<Amount> amounts = new LinkedHashSet<>();
        for (Mapping mapping : mappings) {
            mapping.amount().flatMap(a -> AmountReader.read(a, args, faults)).ifPresent(amounts::add);
        }
        if (amounts.size() > 1) {
            faults.add(new Fault("args", "two entries of the catalogue read different amounts"));
        }
        return amounts.isEmpty()
                ? Optional.empty()
                : Optional.of(amounts.iterator().next());
    }

    private List<Key> keys(List<Mapping> mappings, Function<Mapping, SortedMap<String, ArgumentPath>> part) {
        TreeSet<Key> keys = new TreeSet<>();
        for (Mapping mapping : mappings) {
            for (Map.Entry<String, ArgumentPath> each : part.apply(mapping).entrySet()) {
                Optional<String> id = read(each.getValue(), value -> ids.read(each.getKey(), value));
                if (id.isPresent()) {
                    keys.add(new Key(each.getKey(), id.get()));
                }
            }
        }
        return List.copyOf(keys);
    }

    private Optional<String> read(ArgumentPath path, Function<@Nullable Object, Identifiers.Result> reader) {
        Object value = path.resolve(args);
        if (value == null && path.optional()) {
            if (path.isBlocked(args)) {
                fault(path, ArgumentPath.BLOCKED);
            }
            return Optional.empty();
        }
        return switch (reader.apply(value)) {
            case Identifiers.Ok ok -> Optional.of(ok.text());
            case Identifiers.Wrong wrong -> {
                fault(path, wrong.message());
                yield Optional.empty();
            }
        };
    }

    private void fault(ArgumentPath path, String message) {
        faults.add(new Fault(path.toString(), message));
    }

    /** The faults, each once. To be asked last, since each reading before may add some. */
    List<Fault> faults() {
        return faults.isEmpty() ? List.of() : faults.stream().distinct().toList();
    }

    SortedMap<String, @Nullable Object> projection() {
        SortedMap<String, @Nullable Object> out = new TreeMap<>();
        Projection projection = new Projection(entry.secret(), out);
        for (Mapping m : covered) {
            for (SortedMap<String, ArgumentPath> part : List.of(m.on(), m.of(), m.derives(), m.check())) {
                projection.add(part.values(), args);
            }
            if (!m.values().isEmpty()) {
                projection.add(
                        m.values().values().stream().map(ValueMapping::path).toList(), args);
            }
            m.amount().ifPresent(a -> projection.add(a.paths().toList(), args));
        }
        for (Condition all : entry.all().values()) {
            projection.add(ToolReads.by(all), args);
        }
        for (ToolEntry.Alternative alternative : entry.anyOf()) {
            projection.add(ToolReads.by(alternative.when()), args);
        }
        for (RuleCondition rule : rules) {
            projection.add(ToolReads.by(rule.when()), args);
        }
        projection.add(entry.readBack().toList(), args);
        projection.add(entry.show(), args);
        return Collections.unmodifiableSortedMap(out);
    }
}
