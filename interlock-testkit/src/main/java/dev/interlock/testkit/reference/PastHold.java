package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.CallHeld;
import dev.interlock.engine.event.Event.HoldAnswered;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A hold and the answers to it. */
final class PastHold {

    /** An answer and when it was given. */
    record Given(HoldAnswered answer, long at) {}

    final CallHeld first;
    final List<Given> answers = new ArrayList<>();
    boolean rejected;
    boolean spent;
    boolean replaced;
    boolean voided;

    PastHold(CallHeld first) {
        this.first = first;
    }

    long number() {
        return first.hold();
    }

    /** What stopped the call; what was only recorded does not count. */
    List<Finding> reasons() {
        return reasons(first.findings());
    }

    static List<Finding> reasons(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.outcome() == Outcome.HOLD)
                .toList();
    }

    List<Given> approvals() {
        return answers.stream().filter(given -> given.answer().approved()).toList();
    }
}
