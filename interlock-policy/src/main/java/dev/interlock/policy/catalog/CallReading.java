package dev.interlock.policy.catalog;

import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.condition.ConditionInput;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.IdentityHashMap;
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

    private final PreparedTool tool;
    private final ToolEntry entry;
    private final Map<String, ?> args;
    private final ConditionInput input;
    private final ObjectIds ids;
    private final List<Fault> faults = new ArrayList<>();
    private final SortedMap<String, Boolean> conditions = new TreeMap<>();
    private final List<Mapping> covered = new ArrayList<>();
    /** Conditions of the rules that concern the call. */
    private final List<RuleCondition> rules;
    /** The results of these conditions. */
    private final Map<RuleCondition, Optional<Boolean>> asked = new IdentityHashMap<>(0);

    /** The mappings outside the list of the call; all of them where the call has no list. */
    private final List<Mapping> outside;

    private final Optional<ListReading> list;
    private final Kinds kinds;
    /** The types of which the call is about all objects, as the catalogue says. */
    private final SortedSet<String> all = new TreeSet<>();

    private boolean unbounded;

    /** @param ofRules the conditions of rules that may concern the call */
    CallReading(PreparedTool tool, Map<String, ?> args, ObjectIds ids, List<RuleCondition> ofRules, Kinds kinds) {
        this.tool = tool;
        this.entry = tool.entry();
        this.args = args;
        this.input = new ConditionInput(entry.server(), entry.tool(), args);
        this.ids = ids;
        this.kinds = kinds;
        askForAll();
        cover();
        Optional<ArgumentPath> path = listOf(covered);
        this.list = path.map(p -> ListReading.of(p, args, faults));
        this.outside = path.isEmpty()
                ? covered
                : covered.stream().map(Mapping::outsideList).toList();
        this.rules = ofRules.isEmpty()
                ? List.of()
                : ofRules.stream()
                        .filter(rule -> covered.stream()
                                .anyMatch(m -> m.marks().stream().anyMatch(rule.marks()::contains)))
                        .toList();
        ask();
    }

    private static Optional<ArgumentPath> listOf(List<Mapping> mappings) {
        for (Mapping mapping : mappings) {
            if (mapping.list().isPresent()) {
                return mapping.list();
            }
        }
        return Optional.empty();
    }

    private void askForAll() {
        entry.all().forEach((type, when) -> {
            switch (when.evaluate(input, Map.of())) {
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
        for (ArgumentPath path : tool.readBy(when)) {
            Optional<String> word = WordForAll.nearly(path.resolve(args), when.texts());
            if (word.isPresent() && ids.isTold()) {
                all.add(type);
            } else if (word.isPresent()) {
                fault(
                        path,
                        "is another spelling of `" + word.get() + "`, which stands for all; write `" + word.get()
                                + "`, or a name");
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
            switch (alternative.when().evaluate(input, object)) {
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
                            "no entry of the allow-list covers these arguments; send others, or add an entry"
                                    + " for them to the catalogue"));
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
        return asked.computeIfAbsent(rule, this::evaluated);
    }

    private Optional<Boolean> evaluated(RuleCondition rule) {
        int elements = list.map(ListReading::size).orElse(0);
        Condition.Result result = elements > 0 && rule.when().readsObject()
                ? rule.when().any(input, objectIdsOfEach(elements))
                : rule.when().evaluate(input, objectIds(covered));
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

    /** The call as conditions see it. */
    ConditionInput input() {
        return input;
    }

    /** The base, then the alternatives that hold. */
    List<Mapping> covered() {
        return covered;
    }

    boolean unbounded() {
        return unbounded;
    }

    SortedMap<String, Boolean> conditions() {
        return conditions.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(conditions);
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
        List<Key> owners = keys(mappings, Mapping::of);
        List<Key> sources = keys(mappings, Mapping::derives);
        if (sources.isEmpty()) {
            return owners;
        }
        TreeSet<Key> keys = new TreeSet<>(owners);
        keys.addAll(sources);
        return List.copyOf(keys);
    }

    /** The objects that have to be established. Faults in their names were found when they were read as objects. */
    List<Key> known() {
        List<Key> keys = new ArrayList<>(0);
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
        return sorted(keys);
    }

    /** The keys in their order, each once. */
    private static List<Key> sorted(List<Key> keys) {
        return List.copyOf(keys.size() < 2 ? keys : new TreeSet<>(keys));
    }

    private void add(String type, ArgumentPath path, List<Key> keys) {
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
        return all.isEmpty() ? Collections.emptySortedSet() : kinds.aboutAll(all);
    }

    /** The created types of which the object that the result names may have existed before, with the types above them. */
    SortedSet<String> mayExist() {
        Set<String> types = new HashSet<>(0);
        for (Mapping mapping : covered) {
            types.addAll(mapping.mayExist());
        }
        return types.isEmpty() ? Collections.emptySortedSet() : kinds.withThoseAbove(types);
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
        if (covered.size() == 1) {
            return List.copyOf(covered.getFirst().creates().keySet());
        }
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
                                input,
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
            for (Map.Entry<String, ValueMapping> each : mapping.values().entrySet()) {
                ValueMapping value = each.getValue();
                String written =
                        read(value.path(), Identifiers.read(value.path().resolve(args)));
                if (written == null) {
                    continue;
                }
                String id = value.canonical(written);
                String before = out.putIfAbsent(each.getKey(), id);
                if (id.isEmpty()) {
                    fault(value.path(), "must not be empty");
                } else if (before != null && !before.equals(id)) {
                    fault(
                            value.path(),
                            "names a different `" + each.getKey() + "` from another entry of the catalogue");
                }
            }
        }
        out.values().removeIf(String::isEmpty);
        return out.isEmpty() ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(out);
    }

    Optional<Amount> amount() {
        return amount(outside);
    }

    private Optional<Amount> amount(List<Mapping> mappings) {
        Optional<Amount> first = Optional.empty();
        boolean several = false;
        for (Mapping mapping : mappings) {
            Optional<Amount> amount = mapping.amount().flatMap(a -> AmountReader.read(a, args, faults));
            several |= first.isPresent() && amount.isPresent() && !amount.equals(first);
            first = first.isPresent() ? first : amount;
        }
        if (several) {
            faults.add(new Fault("args", "two entries of the catalogue read different amounts from this call"));
        }
        return first;
    }

    private List<Key> keys(List<Mapping> mappings, Function<Mapping, SortedMap<String, ArgumentPath>> part) {
        List<Key> keys = new ArrayList<>(0);
        for (Mapping mapping : mappings) {
            SortedMap<String, ArgumentPath> paths = part.apply(mapping);
            if (paths.isEmpty()) {
                continue;
            }
            for (Map.Entry<String, ArgumentPath> each : paths.entrySet()) {
                ArgumentPath path = each.getValue();
                String id = read(path, ids.read(each.getKey(), path.resolve(args)));
                if (id != null) {
                    keys.add(new Key(each.getKey(), id));
                }
            }
        }
        return sorted(keys);
    }

    /** The text that was read at the path; null where there is none, with the fault in it noted. */
    private @Nullable String read(ArgumentPath path, Identifiers.Result read) {
        if (read instanceof Identifiers.Ok ok) {
            return ok.text();
        }
        if (path.optional() && path.resolve(args) == null) {
            if (path.isBlocked(args)) {
                fault(path, ArgumentPath.BLOCKED);
            }
        } else if (read instanceof Identifiers.Wrong wrong) {
            fault(path, wrong.message());
        }
        return null;
    }

    private void fault(ArgumentPath path, String message) {
        faults.add(new Fault(path.toString(), message));
    }

    /** The faults, each once. To be asked last, since each reading before may add some. */
    List<Fault> faults() {
        return faults.isEmpty() ? List.of() : faults.stream().distinct().toList();
    }

    SortedMap<String, @Nullable Object> projection() {
        return Projection.of(tool, covered, rules, args);
    }
}
