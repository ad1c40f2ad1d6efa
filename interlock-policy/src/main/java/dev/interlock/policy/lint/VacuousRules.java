package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Suggestion;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Finds rules that find something and stop nothing, without saying so. */
final class VacuousRules {

    private final Subject subject;
    private final Calls calls;
    private final Set<String> vacuous = new TreeSet<>();

    VacuousRules(Subject subject, Calls calls) {
        this.subject = subject;
        this.calls = calls;
    }

    /** Returns the ids of the rules that stop nothing. */
    Set<String> check() {
        for (Rule rule : subject.bundle().rules()) {
            if (!rule.head().observe() && !stopsOthers(rule)) {
                recordsOnly(rule);
            }
        }
        return vacuous;
    }

    /** Returns whether the rule stops later calls in every tier, to protect the calls that a permitted call relies on. */
    private static boolean stopsOthers(Rule rule) {
        if (rule.head().until().isPresent()) {
            return true;
        }
        return switch (rule) {
            case Rule.Separate separate -> false;
            case Rule.Limit limit -> false;
            case Rule.Bind bind -> false;
            case Rule.Wall wall -> false;
            case Rule.Forbid forbid -> false;
            case Rule.Flow flow -> false;
            case Rule.FirstUse use -> false;
            case Rule.Unusual unusual -> false;
            case Rule.Order order ->
                order.after().isPresent() && !order.notSince().isEmpty();
            case Rule.Require require -> !require.voidAfter().isEmpty();
        };
    }

    private void recordsOnly(Rule rule) {
        Shape shape = Shape.of(rule);
        List<Variant> carriers = calls.callable(shape.looksAt());
        if (carriers.isEmpty() || carriers.stream().anyMatch(v -> subject.strictest(rule, v) != Outcome.RECORD)) {
            return;
        }
        Set<String> tiers = new TreeSet<>();
        for (Variant call : carriers) {
            for (Tier tier : call.tiers()) {
                tiers.add(subject.tier(rule, tier).name());
            }
        }
        vacuous.add(rule.id());
        subject.warning(
                Check.RULE_VACUOUS,
                rule.head().risk().isPresent() ? subject.rule(rule, "risk") : subject.rule(rule, shape.key()),
                "the rule `" + rule.id() + "` stops nothing: "
                        + (rule.head().risk().isPresent() ? "its risk is " : "the risk of its calls is ")
                        + Suggestion.list(tiers) + ", where "
                        + (shape.missing() ? "what is missing" : "a conflict") + " is only recorded",
                "give it a stricter `risk`, or write `mode: observe` if this is intended");
    }
}
