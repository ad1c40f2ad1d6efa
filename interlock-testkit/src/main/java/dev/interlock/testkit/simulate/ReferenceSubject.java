package dev.interlock.testkit.simulate;

import dev.interlock.engine.command.Command;
import dev.interlock.engine.command.Decision;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.testkit.reference.Reference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/** The reference evaluator with the list that it decides from. */
public final class ReferenceSubject implements Subject {

    private final Reference reference;
    private final List<Recorded> recorded = new ArrayList<>();

    public ReferenceSubject(Bundle bundle) {
        this.reference = new Reference(bundle);
    }

    @Override
    public Decision decide(Command command, long nowMillis) {
        return reference.decide(Collections.unmodifiableList(recorded), command, nowMillis);
    }

    @Override
    public List<OptionalLong> contacts(Command.DecideCall call) {
        return reference.contacts(Collections.unmodifiableList(recorded), call);
    }

    @Override
    public void apply(Recorded event) {
        recorded.add(event);
    }
}
