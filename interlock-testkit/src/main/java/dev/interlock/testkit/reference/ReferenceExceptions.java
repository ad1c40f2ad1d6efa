package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Holds: what they and their approvals mean for a call. */
final class ReferenceExceptions {

    private ReferenceExceptions() {}

    /**
     * A person rejected this very call, for as long as its task lasts; or not too long ago the same action, when somebody
     * asked who is not independent of this caller.
     */
    static List<Finding> rejected(ThisCall call) {
        return call.history().holds.values().stream()
                .filter(hold -> hold.rejected)
                .filter(hold -> hold.first.digest().equals(call.digest()) || sticks(call, hold))
                .max(Comparator.comparing(
                        hold -> hold.answers.getLast().answer().answer()))
                .map(hold -> List.of(new Finding(
                        "",
                        Code.REJECTED,
                        Outcome.DENY,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Witness(
                                hold.first.call(),
                                String.join("|", hold.first.facts().marks()))),
                        Optional.empty(),
                        "")))
                .orElse(List.of());
    }

    private static boolean sticks(ThisCall call, PastHold rejected) {
        CallFacts facts = rejected.first.facts();
        return rejected.answers.getLast().at()
                        > call.now() - call.history().bundle.rejectedForMillis()
                && facts.tool().equals(call.facts().tool())
                && facts.argumentsDigest().equals(call.facts().argumentsDigest())
                && Set.copyOf(facts.objects()).equals(Set.copyOf(call.facts().objects()))
                && !call.party()
                        .independentOf(
                                call.history().links.party(rejected.first.actor()),
                                call.tier().independence().attributes());
    }

    /** The approvals of the hold that except the finding, if they do. */
    static Optional<List<Long>> excepting(ThisCall call, PastHold hold, Finding finding) {
        if (!hold.first.findings().contains(finding)) {
            return Optional.empty();
        }
        Need need = finding.need().orElseThrow();
        List<PastHold.Given> good = hold.approvals().stream()
                .filter(given -> call.now() - given.at() <= need.validMillis())
                .filter(given -> !voided(call, finding, given.answer()))
                .toList();
        return ReferenceHolds.quorum(call.history().links, call.actor(), hold, good, need);
    }

    private static boolean voided(ThisCall call, Finding finding, Event.HoldAnswered answer) {
        if (finding.code() != Code.APPROVAL_REQUIRED) {
            return false;
        }
        Rule rule = call.history().bundle.rules().stream()
                .filter(other -> other.id().equals(finding.rule()))
                .findFirst()
                .orElseThrow();
        return rule instanceof Rule.Require require && ReferenceRequire.approvalVoided(call, require, answer.answer());
    }
}
