package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.CallHeld;
import dev.interlock.engine.event.Event.HoldAnswered;
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

    PastHold(CallHeld first) {
        this.first = first;
    }

    long number() {
        return first.hold();
    }

    List<Given> approvals() {
        return answers.stream().filter(given -> given.answer().approved()).toList();
    }
}
