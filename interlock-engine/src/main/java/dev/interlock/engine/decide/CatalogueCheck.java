package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Tier;
import java.util.Collection;
import java.util.List;

/** What the catalogue could not map denies; a tool that can do anything is held until an entry narrows it, and
 * one that changed since its review until somebody has looked again. */
final class CatalogueCheck {

    private CatalogueCheck() {}

    static void check(CallView view, Collection<Tier> tiers, List<Finding> findings) {
        for (Fault fault : view.facts().faults()) {
            findings.add(Findings.deny(
                    fault.secret() ? Code.SECRET_IN_ARGUMENTS : Code.ARGUMENT_INVALID,
                    fault.place() + ": " + fault.message()));
        }
        if (view.facts().unbounded()) {
            findings.add(Findings.hold(Code.TOOL_UNBOUNDED, onePerson(view.tier(), tiers), ""));
        }
        view.facts()
                .changed()
                .ifPresent(digest ->
                        findings.add(Findings.hold(Code.TOOL_CHANGED, onePerson(view.tier(), tiers), digest)));
    }

    private static Need onePerson(Tier tier, Collection<Tier> tiers) {
        return Need.of(Approval.DEFAULT, tier, tiers);
    }
}
