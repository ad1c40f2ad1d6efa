package dev.interlock.engine.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The facts of one tool call, as the catalogue maps them. Computed once, before the decision, and recorded with it; never
 * computed again in the fold.
 *
 * @param tool {@code server/tool}
 * @param argumentsDigest {@code sha-256:} and the hex digest of the arguments in the form of RFC 8785
 * @param projection the arguments that rules and people may see, by path; values are String, Long, Boolean or null
 * @param marks duties, sinks ({@code sink/...}) and declared labels ({@code label/...})
 * @param objects the business objects that the call acts on, directly
 * @param creates the types of the objects that it creates; its result names them. Of a type that the elements of a list create,
 *     each element creates one; of any other type there are as many as the type is listed here
 * @param related objects that the created ones will belong to, or are derived from
 * @param checks related objects that the arguments assert; a contradiction of the record denies
 * @param values arguments whose origin or identity matters, such as {@code payee}, by name
 * @param risk name of the tier
 * @param writes whether it may change the objects it acts on; unless the catalogue says otherwise it does
 * @param unbounded whether the tool can do anything (shell, SQL), and no allow-list entry narrowed this call
 * @param conditions results of the conditions of {@code forbid} rules and catalogue entries, by rule or entry id
 * @param faults the parts that could not be mapped; each denies
 * @param derivedFrom the related objects from which a created one of the same type descends
 * @param changed digest of the tool as it is offered now, when that is not what somebody reviewed
 * @param elements for a call about a list, the facts of each element, in order. Objects, related ones and checks of the call
 *     are those of all elements, its values those outside the list, and its amount is the sum
 * @param schema digest of the schema by which the arguments were read; empty where none was known
 * @param known the objects and related ones that have to be established, so that nobody names them by guessing
 * @param all the kinds of which the call is about every key, those to come included; with each type those above it
 * @param mayExist the created types whose objects may be there already, and then are changed instead (upsert); with the types above them
 * @param provenance who chose what the call does and to whom; empty where nobody looked
 * @param destinations whom the call reaches; empty where no rule of the kind {@code first-use} concerns it
 * @param contacts the contacts that the call registers or removes; empty for a tool that does neither
 */
public record CallFacts(
        String tool,
        String argumentsDigest,
        SortedMap<String, @Nullable Object> projection,
        SortedSet<String> marks,
        List<Key> objects,
        List<String> creates,
        List<Key> related,
        List<Key> checks,
        SortedMap<String, String> values,
        Optional<Amount> amount,
        String risk,
        boolean writes,
        boolean unbounded,
        SortedMap<String, Boolean> conditions,
        List<Fault> faults,
        List<Key> derivedFrom,
        Optional<String> changed,
        List<Element> elements,
        Optional<String> schema,
        List<Key> known,
        SortedSet<String> all,
        SortedSet<String> mayExist,
        Optional<Provenance> provenance,
        Optional<Destinations> destinations,
        Optional<ContactChanges> contacts) {

    /** Builds the facts of a call, beginning with those of a write that is about nothing. */
    public static CallFactsBuilder builder(String tool, String argumentsDigest, String risk) {
        return new CallFactsBuilder(tool, argumentsDigest, risk);
    }

    /** Builds facts that begin as these. */
    public CallFactsBuilder toBuilder() {
        return new CallFactsBuilder(this);
    }

    public CallFacts {
        objects = List.copyOf(objects);
        creates = List.copyOf(creates);
        related = List.copyOf(related);
        checks = List.copyOf(checks);
        faults = List.copyOf(faults);
        derivedFrom = List.copyOf(derivedFrom);
        elements = List.copyOf(elements);
        known = List.copyOf(known);
        all = copyOf(all);
        mayExist = copyOf(mayExist);
    }

    private static SortedSet<String> copyOf(SortedSet<String> types) {
        return types.isEmpty() ? Collections.emptySortedSet() : Collections.unmodifiableSortedSet(new TreeSet<>(types));
    }

    /**
     * The facts of a call that is about all of these elements: it lies on all keys that they lie on.
     *
     * @param outside values outside the list
     * @param total sum of the amounts, or one that stands for all
     */
    public CallFacts about(SortedMap<String, String> outside, Optional<Amount> total, List<Element> each) {
        return toBuilder()
                .objects(together(each, Element::objects))
                .related(together(each, Element::related))
                .checks(together(each, Element::checks))
                .values(outside)
                .amount(total)
                .derivedFrom(together(each, Element::derivedFrom))
                .elements(each)
                .build();
    }

    /**
     * The facts of the part of the call that was done, where some elements of its list were not: a call about the others alone.
     *
     * @param undone places of elements; those that the list does not have mean nothing
     */
    public CallFacts without(Collection<Integer> undone) {
        if (undone.isEmpty()) {
            return this;
        }
        List<Element> done = IntStream.range(0, elements.size())
                .filter(place -> !undone.contains(place))
                .mapToObj(elements::get)
                .toList();
        Optional<Amount> left = divided() ? amount.map(total -> Element.sum(done, total.unit())) : amount;
        return about(values, left, done);
    }

    /** Returns whether the amount is divided among the elements; else one amount stands for all. */
    public boolean divided() {
        return elements.stream().anyMatch(element -> element.amount().isPresent());
    }

    private static List<Key> together(List<Element> all, Function<Element, List<Key>> part) {
        var keys = new TreeSet<Key>();
        all.forEach(element -> keys.addAll(part.apply(element)));
        return List.copyOf(keys);
    }

    /** The values of the call and of all its elements, as keys. */
    public List<Key> valueKeys() {
        var keys = new ArrayList<Key>(values.size());
        values.forEach((name, value) -> keys.add(new Key(name, value)));
        if (elements.isEmpty()) {
            return keys;
        }
        var all = new TreeSet<>(keys);
        for (Element element : elements) {
            element.values().forEach((name, value) -> all.add(new Key(name, value)));
        }
        return List.copyOf(all);
    }

    /** Returns whether each element of the list of the call creates an object of the type. */
    public boolean eachCreates(String type) {
        return !elements.isEmpty() && elements.getFirst().creates().contains(type);
    }

    /**
     * The number of objects of each type that the call creates.
     *
     * @param undone the number of elements of its list that were not done
     */
    public SortedMap<String, Integer> creations(int undone) {
        var numbers = new TreeMap<String, Integer>();
        for (String type : creates) {
            numbers.merge(type, 1, Integer::sum);
        }
        numbers.replaceAll((type, number) -> eachCreates(type) ? Integer.valueOf(elements.size() - undone) : number);
        return numbers;
    }

    /** Returns whether the call derives an object of the type from another object of the same type. */
    public boolean derives(String type) {
        return !derivedFrom.isEmpty()
                && creates.contains(type)
                && derivedFrom.stream().anyMatch(source -> source.kind().equals(type));
    }

    /**
     * The facts of the answer to this call, which is judged as an event of its own: the same objects and values, and no effect on
     * them.
     *
     * @param labels the labels of what is in the answer
     * @param results results of the conditions about these labels
     */
    public CallFacts answered(SortedSet<String> labels, SortedMap<String, Boolean> results) {
        return builder(tool, argumentsDigest, risk)
                .marks(labels)
                .objects(objects)
                .related(related)
                .values(values)
                .amount(amount)
                .writes(false)
                .conditions(results)
                .all(all)
                .build();
    }

    /** These facts, about other objects. */
    public CallFacts naming(
            List<Key> directly, List<Key> relatedTo, List<Key> asserted, List<Key> sources, List<Element> each) {
        return toBuilder()
                .objects(directly)
                .related(relatedTo)
                .checks(asserted)
                .derivedFrom(sources)
                .elements(each)
                .build();
    }

    /** These facts with one more fault. Secrets come first: a secret matters more than an argument out of place. */
    public CallFacts with(Fault fault) {
        var more = new ArrayList<>(faults);
        long secrets = more.stream().filter(Fault::secret).count();
        more.add(fault.secret() ? (int) secrets : more.size(), fault);
        return toBuilder().faults(more).build();
    }

    /** These facts, of a tool that is now offered otherwise than it was reviewed. */
    public CallFacts changed(String digest) {
        return toBuilder().changed(Optional.of(digest)).build();
    }

    /** These facts, of arguments that were read by the schema with this digest. */
    public CallFacts readBy(String schemaDigest) {
        return toBuilder().schema(Optional.of(schemaDigest)).build();
    }

    /** These facts, of a call that names these objects only if they are established. */
    public CallFacts knowing(List<Key> established) {
        return toBuilder().known(established).build();
    }

    /** These facts, about every object of these kinds besides. */
    public CallFacts aboutAll(Set<String> kinds) {
        return toBuilder().all(new TreeSet<>(kinds)).build();
    }

    /** These facts, of a call that changes an object of these types where it would create one that is there already. */
    public CallFacts upserting(Set<String> types) {
        return toBuilder().mayExist(new TreeSet<>(types)).build();
    }

    /** These facts, with who chose what the call does. */
    public CallFacts chosenBy(Provenance chosen) {
        return toBuilder().provenance(Optional.of(chosen)).build();
    }

    /** These facts, of a call that reaches these destinations. */
    public CallFacts reaching(Destinations reached) {
        return toBuilder().destinations(Optional.of(reached)).build();
    }

    /** These facts, of a call that registers or removes these contacts. */
    public CallFacts changing(ContactChanges changes) {
        return toBuilder().contacts(Optional.of(changes)).build();
    }

    /** The objects that the call acts on, with the {@linkplain Wildcard wildcard key} of each kind of which it is about every key. */
    public List<Key> actsOn() {
        if (all.isEmpty()) {
            return objects;
        }
        var keys = new ArrayList<>(objects);
        all.forEach(kind -> keys.add(Wildcard.of(kind)));
        return keys;
    }

    /** Returns whether the call is about every key of the kind. */
    public boolean isAboutAll(String kind) {
        return !all.isEmpty() && all.contains(kind);
    }

    /** Returns whether the call may turn out to be on an object of the kind that was there before, without naming it. */
    public boolean mayExist(String kind) {
        return !mayExist.isEmpty() && mayExist.contains(kind);
    }

    /** Returns whether the call does to these objects, if they were there before, what it would do to new ones. */
    public boolean mayExist(List<Key> objects) {
        return !mayExist.isEmpty() && objects.stream().allMatch(object -> mayExist.contains(object.kind()));
    }

    /** Returns whether the call carries one of the marks. */
    public boolean carriesAny(Set<String> anyOf) {
        for (String mark : marks) {
            if (anyOf.contains(mark)) {
                return true;
            }
        }
        return false;
    }
}
