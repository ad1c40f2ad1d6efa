package dev.interlock.engine.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * Builds {@link CallFacts}, where each method has the name and the meaning of a component. Facts about which nothing is said are those of
 * a write that is about no object, by a tool as it was reviewed. Not thread-safe.
 */
public final class CallFactsBuilder {

    private final String tool;
    private final String argumentsDigest;
    private String risk;
    private SortedMap<String, @Nullable Object> projection = Collections.emptySortedMap();
    private SortedSet<String> marks = Collections.emptySortedSet();
    private List<Key> objects = List.of();
    private List<String> creates = List.of();
    private List<Key> related = List.of();
    private List<Key> checks = List.of();
    private SortedMap<String, String> values = Collections.emptySortedMap();
    private Optional<Amount> amount = Optional.empty();
    private boolean writes = true;
    private boolean unbounded;
    private SortedMap<String, Boolean> conditions = Collections.emptySortedMap();
    private List<Fault> faults = List.of();
    private List<Key> derivedFrom = List.of();
    private Optional<String> changed = Optional.empty();
    private List<Element> elements = List.of();
    private Optional<String> schema = Optional.empty();
    private List<Key> known = List.of();
    private SortedSet<String> all = Collections.emptySortedSet();
    private SortedSet<String> mayExist = Collections.emptySortedSet();
    private Optional<Provenance> provenance = Optional.empty();
    private Optional<Destinations> destinations = Optional.empty();
    private Optional<ContactChanges> contacts = Optional.empty();

    CallFactsBuilder(String tool, String argumentsDigest, String risk) {
        this.tool = tool;
        this.argumentsDigest = argumentsDigest;
        this.risk = risk;
    }

    CallFactsBuilder(CallFacts facts) {
        this(facts.tool(), facts.argumentsDigest(), facts.risk());
        projection = facts.projection();
        marks = facts.marks();
        objects = facts.objects();
        creates = facts.creates();
        related = facts.related();
        checks = facts.checks();
        values = facts.values();
        amount = facts.amount();
        writes = facts.writes();
        unbounded = facts.unbounded();
        conditions = facts.conditions();
        faults = facts.faults();
        derivedFrom = facts.derivedFrom();
        changed = facts.changed();
        elements = facts.elements();
        schema = facts.schema();
        known = facts.known();
        all = facts.all();
        mayExist = facts.mayExist();
        provenance = facts.provenance();
        destinations = facts.destinations();
        contacts = facts.contacts();
    }

    public CallFactsBuilder risk(String tier) {
        risk = tier;
        return this;
    }

    public CallFactsBuilder projection(SortedMap<String, @Nullable Object> arguments) {
        projection = arguments;
        return this;
    }

    public CallFactsBuilder marks(SortedSet<String> carried) {
        marks = carried;
        return this;
    }

    public CallFactsBuilder objects(List<Key> directly) {
        objects = directly;
        return this;
    }

    public CallFactsBuilder creates(List<String> types) {
        creates = types;
        return this;
    }

    public CallFactsBuilder related(List<Key> to) {
        related = to;
        return this;
    }

    public CallFactsBuilder checks(List<Key> asserted) {
        checks = asserted;
        return this;
    }

    public CallFactsBuilder values(SortedMap<String, String> byName) {
        values = byName;
        return this;
    }

    public CallFactsBuilder amount(Optional<Amount> total) {
        amount = total;
        return this;
    }

    public CallFactsBuilder writes(boolean mayChange) {
        writes = mayChange;
        return this;
    }

    public CallFactsBuilder unbounded(boolean anything) {
        unbounded = anything;
        return this;
    }

    public CallFactsBuilder conditions(SortedMap<String, Boolean> results) {
        conditions = results;
        return this;
    }

    public CallFactsBuilder faults(List<Fault> found) {
        faults = found;
        return this;
    }

    public CallFactsBuilder derivedFrom(List<Key> sources) {
        derivedFrom = sources;
        return this;
    }

    public CallFactsBuilder changed(Optional<String> nowOffered) {
        changed = nowOffered;
        return this;
    }

    public CallFactsBuilder elements(List<Element> each) {
        elements = each;
        return this;
    }

    public CallFactsBuilder schema(Optional<String> readBy) {
        schema = readBy;
        return this;
    }

    public CallFactsBuilder known(List<Key> established) {
        known = established;
        return this;
    }

    public CallFactsBuilder all(SortedSet<String> kinds) {
        all = kinds;
        return this;
    }

    public CallFactsBuilder mayExist(SortedSet<String> types) {
        mayExist = types;
        return this;
    }

    public CallFactsBuilder provenance(Optional<Provenance> chosen) {
        provenance = chosen;
        return this;
    }

    public CallFactsBuilder destinations(Optional<Destinations> reached) {
        destinations = reached;
        return this;
    }

    public CallFactsBuilder contacts(Optional<ContactChanges> changes) {
        contacts = changes;
        return this;
    }

    /** Returns the facts. */
    public CallFacts build() {
        return new CallFacts(
                tool,
                argumentsDigest,
                projection,
                marks,
                objects,
                creates,
                related,
                checks,
                values,
                amount,
                risk,
                writes,
                unbounded,
                conditions,
                faults,
                derivedFrom,
                changed,
                elements,
                schema,
                known,
                all,
                mayExist,
                provenance,
                destinations,
                contacts);
    }
}
