package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import java.util.Set;
import java.util.TreeSet;

/** Looks for all that a bundle without errors does not do, though it seems to. Reports only what can be proved. */
public final class Lint {

    private Lint() {}

    /** Reports to the diagnostics of the subject. */
    public static void check(Subject subject) {
        new TierLint(subject).check();
        // Without tools or intents nothing can be called; that is one warning, and not one for each rule.
        if (subject.tools().isEmpty() || subject.bundle().intents().isEmpty()) {
            return;
        }
        Calls calls = new Calls(subject.bundle(), subject.tools().values());
        Set<String> useless = new TreeSet<>(new DeadRules(subject, calls).check());
        useless.addAll(new VacuousRules(subject, calls).check());
        useless.addAll(new DetectOnly(subject, calls).check());
        new UntilLint(subject, calls).check();
        new StoppedCalls(subject, calls).check();
        new Contradictions(subject, calls).check();
        new NeverMet(subject, calls, new Possible(subject, calls, Outcome.HOLD)).check();
        new SubsumedRules(subject, calls).check(useless);
        new IntentLint(subject, calls, new Possible(subject, calls, Outcome.DENY)).check();
        new ToolLint(subject, calls).check();
        new ContactLint(subject, calls).check();
        new WaiverLint(subject).check();
        new Unused(subject).check();
        new IdLint(subject).check();
        new AllLint(subject).check();
    }
}
