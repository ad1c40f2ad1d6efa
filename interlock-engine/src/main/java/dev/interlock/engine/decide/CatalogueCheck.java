package dev.interlock.engine.decide;

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
import java.util.stream.Stream;

/**
 * The check against the catalogue: a call that it could not map is denied; a tool that can do anything is held until an
 * entry narrows it, and one that changed since its review until somebody has looked again.
 */
final class CatalogueCheck {

    private CatalogueCheck() {}

    static void check(State state, CallView view, List<Finding> findings) {
        for (Fault fault : view.facts().faults()) {
            findings.add(Findings.deny(
                    fault.secret() ? FindingCode.SECRET_IN_ARGUMENTS : FindingCode.ARGUMENT_INVALID,
                    fault.place() + ": " + fault.message()));
        }
        misspelt(state, view.facts())
                .forEach(wrong -> findings.add(Findings.deny(FindingCode.ARGUMENT_INVALID, wrong)));
        for (Key object : new TreeSet<>(view.facts().known())) {
            int id = state.keys().find(object);
            if (id == KeyTable.ABSENT || state.keys().establishedAt(id) == KeyTable.NEVER) {
                findings.add(Findings.deny(FindingCode.OBJECT_UNKNOWN, Optional.of(object), ""));
            }
        }
        if (view.facts().unbounded()) {
            findings.add(Findings.hold(
                    FindingCode.TOOL_UNBOUNDED,
                    onePerson(view.tier(), state.bundle().tiers().values()),
                    ""));
        }
        view.facts()
                .changed()
                .ifPresent(digest -> findings.add(Findings.hold(
                        FindingCode.TOOL_CHANGED,
                        onePerson(view.tier(), state.bundle().tiers().values()),
                        digest)));
    }

    /**
     * The faults of a call that is about all objects of a type, or whose object may exist, where the catalogue does not
     * say so of the tool: the history that such a call needs is not kept.
     */
    static Stream<String> undeclared(State state, CallFacts facts) {
        return Stream.concat(
                facts.all().stream()
                        .filter(kind -> !state.mayBeAboutAll(facts.tool(), kind))
                        .map(kind -> "all: the catalogue does not say that the tool acts on all of `" + kind + "`"),
                facts.mayExist().stream()
                        .filter(kind -> !state.mayUpsert(facts.tool(), kind))
                        .map(kind -> "may-exist: the catalogue does not say it of `" + kind + "`"));
    }

    /**
     * The faults in the spelling of the objects that are named, ascending. The mapping has reported them already if the
     * catalogue mapped the call.
     */
    static Stream<String> misspelt(State state, CallFacts facts) {
        if (!state.spellings().any()) {
            return Stream.of();
        }
        var named = new TreeSet<Key>(facts.objects());
        named.addAll(facts.related());
        named.addAll(facts.checks());
        return named.stream().flatMap(key -> state.spellings().misspelt(key).stream());
    }

    private static Need onePerson(Tier tier, Collection<Tier> tiers) {
        return Need.of(Approval.DEFAULT, tier, tiers);
    }
}
