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
    final long heldAt;
    final List<Given> answers = new ArrayList<>();
    boolean rejected;
    boolean spent;
    boolean replaced;
    boolean voided;
    boolean expired;
    boolean withdrawn;
    /** The hold ended in vain, and so many others of its agent did since that only the record knows it. */
    boolean forgotten;

    PastHold(CallHeld first, long heldAt) {
        this.first = first;
        this.heldAt = heldAt;
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

    /** Whether it was held longer than one of its needs waits. */
    boolean overdue(long now) {
        return reasons().stream()
                .map(reason -> reason.need().orElseThrow().terms().waitMillis())
                .anyMatch(wait -> wait > 0 && now - heldAt > wait);
    }

    List<Given> approvals() {
        return answers.stream().filter(given -> given.answer().approved()).toList();
    }
}
