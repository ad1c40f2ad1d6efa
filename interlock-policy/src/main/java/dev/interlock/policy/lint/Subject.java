package dev.interlock.policy.lint;

import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.RuleCondition;
import dev.interlock.policy.catalog.ToolEntry;
import dev.interlock.policy.condition.Constancy;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.yaml.Place;
import java.util.List;
import java.util.SortedMap;

/**
 * The subject of the warnings: a bundle without errors, with the parts that it was compiled from.
 *
 * @param tools by {@code server/tool}
 * @param conditions of the rules that have one
 */
public record Subject(
        Bundle bundle,
        SortedMap<String, ToolEntry> tools,
        List<RuleCondition> conditions,
        Sources sources,
        Diagnostics diagnostics) {

    void warning(Check check, Place place, String message, String remedy, Label... labels) {
        diagnostics.warning(check, place, message, remedy, labels);
    }

    Place rule(Rule rule, String... path) {
        return sources.at(Sources.Part.RULE, rule.id(), path);
    }

    /** The place at which a rule names the calls that it looks at: a list of duties or marks, or a single one. */
    Place list(Rule rule) {
        Shape shape = Shape.of(rule);
        for (String key : List.of(shape.list(), "marks", "mark", "labels")) {
            if (sources.has(Sources.Part.RULE, rule.id(), shape.key(), key)) {
                return rule(rule, shape.key(), key);
            }
        }
        return rule(rule, shape.key());
    }

    /** The tier by which a rule judges a call that is in a tier of its own. */
    Tier tier(Rule rule, Tier call) {
        Tier own = rule.head().risk().map(bundle.tiers()::get).orElse(call);
        return own == null ? bundle.strictest() : own;
    }

    /** The outcome of a finding of the rule for a call in a tier. */
    Outcome outcome(Rule rule, Tier call) {
        return rule.head().observe() ? Outcome.RECORD : Shape.of(rule).outcome(tier(rule, call));
    }

    /** The mildest outcome of a finding of the rule for a call. */
    Outcome mildest(Rule rule, Variant call) {
        return call.tiers().stream()
                .map(t -> outcome(rule, t))
                .min(Outcome::compareTo)
                .orElse(Outcome.RECORD);
    }

    /** The strictest outcome of a finding of the rule for a call. */
    Outcome strictest(Rule rule, Variant call) {
        return call.tiers().stream()
                .map(t -> outcome(rule, t))
                .max(Outcome::compareTo)
                .orElse(Outcome.DENY);
    }

    /** Returns whether the condition of a rule depends on more than the tool; a rule without one always forbids. */
    Constancy constancy(Rule.Forbid rule, Variant call) {
        return conditions.stream()
                .filter(c -> c.rule().equals(rule.id()))
                .findFirst()
                .map(c -> c.when().constancy(call.tool().server(), call.tool().tool()))
                .orElse(Constancy.ALWAYS);
    }
}
