package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.condition.Constancy;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.yaml.Place;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds calls that a rule stops by themselves, whatever happened before. */
final class StoppedCalls {

    private final Subject subject;
    private final Calls calls;

    StoppedCalls(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    void check() {
        for (Rule rule : subject.bundle().rules()) {
            switch (rule) {
                case Rule.Separate separate -> separate(separate);
                case Rule.Limit limit -> limit(limit);
                case Rule.Forbid forbid -> forbid(forbid);
                case Rule.Flow flow -> {}
                case Rule.FirstUse use -> {}
                case Rule.Unusual unusual -> {}
                case Rule.Require require -> {}
                case Rule.Bind bind -> {}
                case Rule.Wall wall -> wall(wall);
                case Rule.Order order -> {}
            }
        }
    }

    private void separate(Rule.Separate rule) {
        Set<String> tools = new LinkedHashSet<>();
        for (Variant call : calls.callable(Shape.of(rule).looksAt())) {
            if (Possible.covered(rule, call) > rule.atMost() && subject.mildest(rule, call) != Outcome.RECORD) {
                tools.add(call.name());
            }
        }
        for (String tool : tools) {
            report(
                    subject.list(rule),
                    "`" + tool + "` itself carries more than " + rule.atMost() + " of the entries, so the rule `"
                            + rule.id() + "` finds every such call in conflict with itself",
                    "give the tool only one of the duties, or put them into one inner list");
        }
    }

    private void wall(Rule.Wall rule) {
        Set<String> tools = new LinkedHashSet<>();
        calls.callable(Shape.of(rule).looksAt()).stream()
                .filter(v -> Possible.covered(rule, v) > 1 && subject.mildest(rule, v) != Outcome.RECORD)
                .forEach(v -> tools.add(v.name()));
        for (String tool : tools) {
            report(
                    subject.list(rule),
                    "`" + tool + "` itself carries more than one of the labels, so the rule `" + rule.id()
                            + "` finds every such call on both sides of the wall",
                    "give the tool only one of the labels, or split it into two tools");
        }
    }

    private void limit(Rule.Limit rule) {
        boolean none = rule.maxCount().isPresent() && rule.maxCount().getAsLong() == 0;
        List<Variant> carriers = calls.callable(rule.of());
        boolean stops =
                !carriers.isEmpty() && carriers.stream().allMatch(v -> subject.mildest(rule, v) != Outcome.RECORD);
        if (none && stops) {
            report(
                    subject.rule(rule, "limit", "max"),
                    "the rule `" + rule.id() + "` permits no `" + rule.of() + "` at all, not even the first",
                    "raise `max`; if the duty is never wanted, remove it from the intents");
        }
    }

    /** Reports a condition that makes no difference. A rule without a condition is meant to forbid every call. */
    private void forbid(Rule.Forbid rule) {
        List<Variant> carriers = calls.callable(rule.marks());
        boolean always = !carriers.isEmpty()
                && carriers.stream()
                        .map(v -> subject.constancy(rule, v))
                        .allMatch(c -> c == Constancy.ALWAYS || c == Constancy.ERRS);
        if (rule.conditional() && always) {
            report(
                    subject.rule(rule, "forbid", "when"),
                    "the condition of `" + rule.id() + "` is true for all arguments, so every such call is forbidden",
                    "write a condition over `args`, or remove `when`");
        }
    }

    private void report(Place place, String message, String remedy) {
        subject.warning(Check.CALL_ALWAYS_STOPPED, place, message, remedy);
    }
}
