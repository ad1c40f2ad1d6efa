package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds rules that prevent nothing, because sources tell of the calls that they judge only when these have happened. */
final class DetectOnly {

    private final Subject subject;
    private final Calls calls;

    DetectOnly(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    /** Returns the ids of these rules. */
    Set<String> check() {
        Set<String> out = new TreeSet<>();
        for (Rule rule : subject.bundle().rules()) {
            Set<String> marks = Shape.of(rule).looksAt();
            List<Variant> told = calls.carrying(marks, Shape.per(rule));
            if (!rule.head().observe()
                    && !told.isEmpty()
                    && calls.callable(marks).isEmpty()
                    && !stopsClosing(rule.head().until())) {
                out.add(rule.id());
                report(rule, told);
            }
        }
        return out;
    }

    /** Returns whether the rule can stop a call that closes a key. */
    private boolean stopsClosing(Optional<String> until) {
        return until.filter(u -> !calls.callable(u).isEmpty()).isPresent();
    }

    private void report(Rule rule, List<Variant> told) {
        Set<String> tools = new TreeSet<>();
        told.forEach(v -> tools.add(v.name()));
        subject.warning(
                Check.RULE_DETECTS_ONLY,
                subject.list(rule),
                "the rule `" + rule.id() + "` cannot prevent anything: no agent calls " + Suggestion.list(tools)
                        + " here, and what sources report has already happened",
                "route these calls through Interlock, or write `mode: observe` if this is intended");
    }
}
