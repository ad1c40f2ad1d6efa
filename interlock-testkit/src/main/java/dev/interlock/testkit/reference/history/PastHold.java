package dev.interlock.testkit.reference.history;

import dev.interlock.engine.event.Event.CallHeld;
import dev.interlock.engine.event.Event.HoldAnswered;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.policy.Outcome;
import java.util.ArrayList;
import java.util.List;

/** A hold and the answers to it. */
public final class PastHold {

    /** An answer and when it was given. */
    public record Given(HoldAnswered answer, Moment at) {}

    public final CallHeld first;
    public final Moment heldAt;
    public final List<Given> answers = new ArrayList<>();
    public boolean rejected;
    public boolean spent;
    boolean replaced;
    boolean voided;
    public boolean expired;
    boolean withdrawn;
    /** The hold ended in vain, and so many others of its agent did since that only the record knows it. */
    public boolean forgotten;

    PastHold(CallHeld first, Moment heldAt) {
        this.first = first;
        this.heldAt = heldAt;
    }

    public long number() {
        return first.hold();
    }

    /** The findings that stopped the call; those that were only recorded do not count. */
    public List<Finding> reasons() {
        return reasons(first.findings());
    }

    public static List<Finding> reasons(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> finding.outcome() == Outcome.HOLD)
                .toList();
    }

    /** Returns whether the call was held longer than one of its needs waits. */
    public boolean overdue(long now) {
        return reasons().stream()
                .map(reason -> reason.need().orElseThrow().terms().waitMillis())
                .anyMatch(wait -> wait > 0 && now - heldAt.earliest() > wait);
    }

    /** The time for which the call had surely been held when it was answered. */
    public long waited(Given given) {
        return given.at().latest() - heldAt.latest();
    }

    public List<Given> approvals() {
        return answers.stream().filter(given -> given.answer().approved()).toList();
    }
}
