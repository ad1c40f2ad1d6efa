package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Element;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.KeyPair;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Tool;
import dev.interlock.testkit.reference.history.CallKeys;
import dev.interlock.testkit.reference.history.PastLane;
import dev.interlock.testkit.reference.history.PastObjects;
import dev.interlock.testkit.reference.history.PastTask;
import dev.interlock.testkit.reference.history.ThisCall;
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

/** The checks of a call that are no rules: catalogue, relations, intent, budget. */
final class ReferenceChecks {

    private ReferenceChecks() {}

    /** The finding on a call that is about more than its tool declares, or about too much: nothing else is said of it. */
    static List<Finding> undecidable(ThisCall call, Tool tool) {
        CallFacts facts = call.facts();
        for (String kind : facts.all()) {
            if (!tool.all().contains(kind)) {
                String detail = "all: the catalogue does not say that the tool acts on all of `" + kind + "`";
                return List.of(call.plain(FindingCode.ARGUMENT_INVALID, Outcome.DENY, Optional.empty(), detail));
            }
        }
        for (String kind : facts.mayExist()) {
            if (!tool.mayExist().contains(kind)) {
                String detail = "may-exist: the catalogue does not say so for `" + kind + "`";
                return List.of(call.plain(FindingCode.ARGUMENT_INVALID, Outcome.DENY, Optional.empty(), detail));
            }
        }
        int created = facts.elements().stream()
                        .mapToInt(element -> element.creates().size())
                        .sum()
                + (int) facts.creates().stream()
                        .filter(type -> facts.elements().stream()
                                .noneMatch(element -> element.creates().contains(type)))
                        .count();
        if (created > 1_000) {
            String detail = "the call creates more than 1000 objects";
            return List.of(call.plain(FindingCode.ARGUMENT_INVALID, Outcome.DENY, Optional.empty(), detail));
        }
        int ofLists = facts.elements().isEmpty()
                ? 0
                : facts.valueKeys().size() - facts.values().size();
        long pairs = call.keys().all().stream()
                .filter(key -> KeyPair.isPair(key.kind()))
                .count();
        if (call.keys().objects().size() + ofLists + pairs > 1_000) {
            String detail =
                    "the call has more than 1000 keys: its objects, all that they belong to or descend from, the"
                            + " values of a list and the keys of several kinds";
            return List.of(call.plain(FindingCode.ARGUMENT_INVALID, Outcome.DENY, Optional.empty(), detail));
        }
        return List.of();
    }

    static List<Finding> catalogue(ThisCall call) {
        List<Finding> findings = new ArrayList<>();
        for (Fault fault : call.facts().faults()) {
            FindingCode code = fault.secret() ? FindingCode.SECRET_IN_ARGUMENTS : FindingCode.ARGUMENT_INVALID;
            findings.add(call.plain(code, Outcome.DENY, Optional.empty(), fault.place() + ": " + fault.message()));
        }
        for (String wrong : call.history().spelled.wrong(call.facts())) {
            findings.add(call.plain(FindingCode.ARGUMENT_INVALID, Outcome.DENY, Optional.empty(), wrong));
        }
        for (Key object : new TreeSet<>(call.facts().known())) {
            if (!call.history().objects.isEstablished(object)) {
                findings.add(call.plain(FindingCode.OBJECT_UNKNOWN, Outcome.DENY, Optional.of(object), ""));
            }
        }
        if (call.facts().unbounded()) {
            findings.add(call.plain(FindingCode.TOOL_UNBOUNDED, Outcome.HOLD, Optional.empty(), ""));
        }
        if (call.facts().changed().isPresent()) {
            findings.add(call.plain(
                    FindingCode.TOOL_CHANGED,
                    Outcome.HOLD,
                    Optional.empty(),
                    call.facts().changed().get()));
        }
        return findings;
    }

    static List<Finding> relations(ThisCall call) {
        List<Finding> findings = new ArrayList<>();
        CallKeys keys = call.keys();
        for (Key object : keys.direct()) {
            SortedSet<Key> reachable = call.history().objects.reachable(List.of(object));
            for (String other : call.history().objects.belongsToOne(object.kind())) {
                if (CallKeys.ofKind(reachable, other).size() > 1) {
                    findings.add(contradicted(call, Optional.of(object), other));
                }
            }
        }
        contradictedAssertions(call).forEach((asserted, places) -> {
            Finding finding = contradicted(call, Optional.of(asserted), asserted.kind());
            findings.add(call.facts().elements().isEmpty() ? finding : finding.about(places));
        });
        severalOwners(call)
                .forEach((type, places) ->
                        findings.add(contradicted(call, Optional.empty(), type).about(places)));
        SortedSet<String> copies = new TreeSet<>();
        call.guessed().stream().map(Key::kind).filter(call.facts()::derives).forEach(copies::add);
        keys.objects().stream()
                .filter(key -> !call.history().objects.isEstablished(key))
                .filter(key -> call.facts().derives(key.kind()))
                .filter(key -> call.facts().derivedFrom().stream()
                        .anyMatch(source -> source.kind().equals(key.kind()) && !source.equals(key)))
                .forEach(key -> copies.add(key.kind()));
        copies.forEach(
                type -> findings.add(call.plain(FindingCode.NOT_EVALUABLE, Outcome.DENY, Optional.empty(), type)));
        return findings;
    }

    /** The types of which a created object would belong to more than one though it can have only one, with the elements that create it so. */
    private static SortedMap<String, List<Integer>> severalOwners(ThisCall call) {
        CallFacts facts = call.facts();
        SortedMap<String, List<Integer>> several = new TreeMap<>();
        for (int i = 0; i < facts.elements().size(); i++) {
            Element element = facts.elements().get(i);
            for (String created : element.creates()) {
                for (String type :
                        severalOwners(call, created, element.objects(), element.related(), element.derivedFrom())) {
                    several.computeIfAbsent(type, t -> new ArrayList<>()).add(i);
                }
            }
        }
        several.values().stream()
                .filter(places -> places.size() == facts.elements().size())
                .forEach(List::clear);
        facts.creates().stream()
                .filter(created -> facts.elements().stream()
                        .noneMatch(element -> element.creates().contains(created)))
                .flatMap(created ->
                        severalOwners(call, created, facts.objects(), facts.related(), facts.derivedFrom()).stream())
                .forEach(type -> several.put(type, List.of()));
        return several;
    }

    private static List<String> severalOwners(
            ThisCall call, String created, List<Key> objects, List<Key> related, List<Key> sources) {
        SortedSet<Key> owners = new TreeSet<>(related);
        sources.forEach(owners::remove);
        owners.addAll(objects);
        owners.addAll(call.history().objects.reachable(List.copyOf(owners)));
        return call.history().objects.belongsToOne(created).stream()
                .filter(type ->
                        CallKeys.ofKind(owners, type).size() > 1 || call.facts().isAboutAll(type))
                .toList();
    }

    /** The assertions within the call, or within one element of its list, that the record contradicts; and in which elements. */
    private static Map<Key, List<Integer>> contradictedAssertions(ThisCall call) {
        CallFacts facts = call.facts();
        List<Element> closures = facts.elements().isEmpty()
                ? List.of(new Element(
                        facts.objects(),
                        facts.related(),
                        facts.derivedFrom(),
                        facts.checks(),
                        facts.values(),
                        facts.amount(),
                        facts.creates()))
                : facts.elements();
        PastObjects objects = call.history().objects;
        Map<Key, List<Integer>> contradicted = new LinkedHashMap<>();
        for (int i = 0; i < closures.size(); i++) {
            Element closure = closures.get(i);
            int place = i;
            SortedSet<Key> known = new TreeSet<>(closure.related());
            known.retainAll(closure.derivedFrom());
            known.addAll(closure.objects());
            known.addAll(objects.ancestors(List.copyOf(known)));
            known.addAll(objects.reachable(closure.objects()));
            known.addAll(objects.reachable(closure.related()));
            new TreeSet<>(closure.checks())
                    .stream()
                            .filter(asserted ->
                                    !CallKeys.ofKind(known, asserted.kind()).isEmpty())
                            .filter(asserted -> !known.contains(asserted))
                            .forEach(asserted -> contradicted
                                    .computeIfAbsent(asserted, key -> new ArrayList<>())
                                    .add(place));
        }
        return contradicted;
    }

    private static Finding contradicted(ThisCall call, Optional<Key> object, String type) {
        return call.plain(FindingCode.RELATION_CONTRADICTED, Outcome.DENY, object, type);
    }

    static List<Finding> intent(ThisCall call) {
        Optional<PastLane> lane = call.history().laneOf(call.task());
        if (lane.isPresent()) {
            return ReferenceLanes.scope(call, lane.get());
        }
        List<Finding> findings = new ArrayList<>();
        SortedSet<String> duties = duties(call.facts());
        SortedSet<String> outside = new TreeSet<>();
        SortedSet<String> offending = new TreeSet<>();
        for (PastTask task : call.history().lineage(call.task())) {
            Intent intent = call.history().bundle.intents().get(task.opened.intent());
            Set<String> allowed = intent == null ? Set.of() : intent.allow();
            duties.stream().filter(duty -> !allowed.contains(duty)).forEach(outside::add);
            if (intent != null) {
                intent.about().keySet().forEach(type -> offending.addAll(offending(call, task, type)));
            }
        }
        if (duties.isEmpty() || !outside.isEmpty()) {
            String first = outside.isEmpty() ? "" : outside.first();
            findings.add(call.plain(FindingCode.OUTSIDE_INTENT, Outcome.DENY, Optional.empty(), first));
        }
        if (!offending.isEmpty()) {
            findings.add(outside(call, offending.first()));
        }
        return findings;
    }

    /** An object that is not the task's, or a type of which nobody knows the object. */
    static Finding outside(ThisCall call, String what) {
        Optional<Key> key = call.keys().all().stream()
                .filter(object -> object.toString().equals(what))
                .findFirst();
        return call.plain(FindingCode.OUTSIDE_OBJECTS, Outcome.DENY, key, what);
    }

    static SortedSet<String> duties(CallFacts facts) {
        SortedSet<String> duties = new TreeSet<>(facts.marks());
        duties.removeIf(mark -> mark.startsWith("sink/") || mark.startsWith("label/"));
        return duties;
    }

    /** Objects of the type that are not those of the task, and the type itself where an object should belong to one. */
    static SortedSet<String> offending(ThisCall call, PastTask task, String type) {
        SortedSet<String> offending = new TreeSet<>();
        if (call.readsAll(type)) {
            offending.add(Wildcard.of(type).toString());
        }
        for (Key key : CallKeys.ofKind(call.keys().belonging(), type)) {
            if (!call.history().covers(task, key)) {
                offending.add(key.toString());
            }
        }
        if (call.unresolved().contains(type)) {
            offending.add(type);
        }
        return offending;
    }

    static List<Finding> budget(ThisCall call) {
        for (PastTask task : call.history().lineage(call.task())) {
            if (call.history().callsUsed(task) >= task.calls) {
                return List.of(call.plain(FindingCode.BUDGET_SPENT, Outcome.DENY, Optional.empty(), ""));
            }
        }
        return List.of();
    }
}
