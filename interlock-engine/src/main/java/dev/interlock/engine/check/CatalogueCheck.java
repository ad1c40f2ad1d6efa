package dev.interlock.engine.check;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.state.State;
import dev.interlock.engine.table.KeyTable;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The check against the catalogue: a call that it could not map is denied; a tool that can do anything is held until an
 * entry narrows it, and one that changed since its review until somebody has looked again.
 */
public final class CatalogueCheck {

    private CatalogueCheck() {}

    public static void check(State state, CallView view, List<Finding> findings) {
        if (!view.facts().faults().isEmpty()) {
            addFaults(view.facts().faults(), findings);
        }
        if (state.spellings().any()) {
            misspelt(state, view.facts())
                    .forEach(wrong -> findings.add(Findings.deny(FindingCode.ARGUMENT_INVALID, wrong)));
        }
        if (!view.facts().known().isEmpty()) {
            checkKnown(state, view, findings);
        }
        if (view.facts().unbounded()) {
            findings.add(Findings.hold(
                    FindingCode.TOOL_UNBOUNDED,
                    onePerson(view.tier(), state.bundle().tiers().values()),
                    ""));
        }
        if (view.facts().changed().isPresent()) {
            findings.add(Findings.hold(
                    FindingCode.TOOL_CHANGED,
                    onePerson(view.tier(), state.bundle().tiers().values()),
                    view.facts().changed().get()));
        }
    }

    private static void addFaults(List<Fault> faults, List<Finding> findings) {
        for (Fault fault : faults) {
            findings.add(Findings.deny(
                    fault.secret() ? FindingCode.SECRET_IN_ARGUMENTS : FindingCode.ARGUMENT_INVALID, fault.text()));
        }
    }

    private static void checkKnown(State state, CallView view, List<Finding> findings) {
        for (Key object : new TreeSet<>(view.facts().known())) {
            int id = state.keys().find(object);
            if (id == KeyTable.ABSENT || state.keys().establishedAt(id) == KeyTable.NEVER) {
                findings.add(Findings.deny(FindingCode.OBJECT_UNKNOWN, Optional.of(object), ""));
            }
        }
    }

    /**
     * The first fault of a call that is about all objects of a type, or whose object may exist, where the catalogue does
     * not say so of the tool: the history that such a call needs is not kept.
     */
    public static Optional<String> undeclared(State state, CallFacts facts) {
        if (facts.all().isEmpty() && facts.mayExist().isEmpty()) {
            return Optional.empty();
        }
        for (String kind : facts.all()) {
            if (!state.mayBeAboutAll(facts.tool(), kind)) {
                return Optional.of("all: the catalogue does not say that the tool acts on all of `" + kind + "`");
            }
        }
        for (String kind : facts.mayExist()) {
            if (!state.mayUpsert(facts.tool(), kind)) {
                return Optional.of("may-exist: the catalogue does not say so for `" + kind + "`");
            }
        }
        return Optional.empty();
    }

    /**
     * The faults in the spelling of the objects that are named, ascending. The mapping has reported them already if the
     * catalogue mapped the call.
     */
    public static List<String> misspelt(State state, CallFacts facts) {
        if (!state.spellings().any()) {
            return List.of();
        }
        var named = new TreeSet<Key>(facts.objects());
        named.addAll(facts.related());
        named.addAll(facts.checks());
        return named.stream()
                .flatMap(key -> state.spellings().misspelt(key).stream())
                .toList();
    }

    private static Need onePerson(Tier tier, Collection<Tier> tiers) {
        return Need.of(Approval.DEFAULT, tier, tiers);
    }
}
