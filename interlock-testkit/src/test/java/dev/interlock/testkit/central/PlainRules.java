package dev.interlock.testkit.central;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What the rules say of a plain sequence of effects, without calls in flight: at the moment of the last effect, is the rule
 * true? A third definition, beside the engine's and the reference's.
 */
final class PlainRules {

    private final Bundle bundle;

    PlainRules(Bundle bundle) {
        this.bundle = bundle;
    }

    /** The enforced rule that the last effect of the trace breaks, if there is one. */
    Optional<String> broken(List<Effect> trace) {
        Effect last = trace.getLast();
        for (Rule rule : bundle.rules()) {
            if (!enforced(rule, last) || last.exceptedFrom(rule)) {
                continue;
            }
            boolean holds = switch (rule) {
                case Rule.Separate separate -> separate(separate, rest(trace, rule), last);
                case Rule.Limit limit -> limit(limit, rest(trace, rule), last);
                case Rule.Require require -> require(require, trace, last);
            };
            if (!holds) {
                return Optional.of(rule.toString());
            }
        }
        for (Rule rule : bundle.rules()) {
            if (rule instanceof Rule.Require require && !approved(require, trace, last)) {
                return Optional.of("approval of " + rule);
            }
        }
        return Optional.empty();
    }

    private Tier tier(Rule rule, Effect effect) {
        Tier tier = bundle.tiers().get(rule.head().risk().orElse(effect.facts().risk()));
        return tier == null ? bundle.strictest() : tier;
    }

    private boolean enforced(Rule rule, Effect effect) {
        Outcome outcome = switch (rule) {
            case Rule.Separate separate -> tier(rule, effect).onConflict();
            case Rule.Limit limit -> tier(rule, effect).onConflict();
            case Rule.Require require -> tier(rule, effect).onMissing();
        };
        return !rule.head().observe() && outcome != Outcome.RECORD;
    }

    /** What happened before, without what the rule let through knowingly. */
    private static List<Effect> rest(List<Effect> trace, Rule rule) {
        return trace.subList(0, trace.size() - 1).stream()
                .filter(effect -> !effect.exceptedFrom(rule))
                .toList();
    }

    private static Stream<Effect> inWindow(List<Effect> before, Key key, OptionalLong window, Effect last) {
        return before.stream()
                .filter(effect -> effect.keys().contains(key))
                .filter(effect -> window.isEmpty()
                        || Math.min(effect.latest(), last.earliest()) > last.earliest() - window.getAsLong());
    }

    private static List<Key> keys(Effect effect, String kind) {
        return effect.keys().stream().filter(key -> key.kind().equals(kind)).toList();
    }

    // --- separate

    private boolean separate(Rule.Separate rule, List<Effect> before, Effect last) {
        if (rule.entries().stream().noneMatch(entry -> last.facts().carriesAny(entry))) {
            return true;
        }
        Level level = rule.independence().orElse(tier(rule, last).independence());
        List<String> attributes = new ArrayList<>(List.of("runtime", "agent"));
        attributes.addAll(level.attributes());
        for (Key key : keys(last, rule.per())) {
            List<Effect> on = inWindow(before, key, rule.withinMillis(), last).toList();
            for (String attribute : attributes) {
                if (!separate(rule, attribute, on, last)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** Whatever the unknown values are: no single value did more than it may. */
    private static boolean separate(Rule.Separate rule, String attribute, List<Effect> on, Effect last) {
        AttributeValue own = last.actor().get(attribute);
        if (own instanceof AttributeValue.NotApplicable) {
            return true;
        }
        Set<String> values = new TreeSet<>();
        Stream.concat(on.stream(), Stream.of(last)).forEach(effect -> {
            if (effect.actor().get(attribute) instanceof AttributeValue.Known known) {
                values.add(known.value());
            }
        });
        values.add("some value that is not known");
        for (String value : values) {
            if (!may(own, value)) {
                continue;
            }
            long entries = rule.entries().stream()
                    .filter(entry -> last.facts().carriesAny(entry)
                            || on.stream()
                                    .anyMatch(effect -> effect.facts().carriesAny(entry)
                                            && may(effect.actor().get(attribute), value)))
                    .count();
            if (entries > rule.atMost()) {
                return false;
            }
        }
        return true;
    }

    private static boolean may(AttributeValue attribute, String value) {
        return switch (attribute) {
            case AttributeValue.Known known -> known.value().equals(value);
            case AttributeValue.Unknown unknown -> true;
            case AttributeValue.NotApplicable none -> false;
        };
    }

    // --- limit

    private static boolean limit(Rule.Limit rule, List<Effect> before, Effect last) {
        if (!last.carries(rule.of())) {
            return true;
        }
        for (Key key : keys(last, rule.per())) {
            List<Effect> counted = Stream.concat(
                            inWindow(before, key, rule.withinMillis(), last)
                                    .filter(effect -> effect.carries(rule.of())),
                            Stream.of(last))
                    .toList();
            if (rule.maxCount().isPresent() && counted.size() > rule.maxCount().getAsLong()) {
                return false;
            }
            for (var bound : rule.maxSum().entrySet()) {
                BigDecimal sum = counted.stream()
                        .flatMap(effect -> effect.facts().amount().stream())
                        .filter(amount -> amount.unit().equals(bound.getKey()))
                        .map(amount -> amount.value())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                boolean touches = last.facts().amount().orElseThrow().unit().equals(bound.getKey());
                if (touches && sum.compareTo(bound.getValue()) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    // --- require

    /** A use that a trigger's effect makes of what was done: so many of these, for this key. */
    private record Demand(List<Effect> candidates, int count, Optional<Level> level, int user, int item, Key key) {}

    private static boolean require(Rule.Require rule, List<Effect> trace, Effect last) {
        if (!last.carries(rule.trigger())) {
            return true;
        }
        List<Demand> demands = new ArrayList<>();
        for (int at = 0; at < trace.size(); at++) {
            Effect user = trace.get(at);
            if (!user.carries(rule.trigger()) || user.exceptedFrom(rule)) {
                continue;
            }
            for (int i = 0; i < rule.done().size(); i++) {
                Rule.Done item = rule.done().get(i);
                // What is not used up, earlier triggers cannot take away.
                if (!item.usedOnce() && at < trace.size() - 1) {
                    continue;
                }
                for (Key key : keys(user, item.per())) {
                    demands.add(new Demand(
                            candidates(rule, item, trace.subList(0, at), user, key),
                            item.count(),
                            item.independence(),
                            at,
                            i,
                            key));
                }
            }
        }
        return satisfiable(rule, demands, 0, new ArrayList<>());
    }

    private static List<Effect> candidates(
            Rule.Require rule, Rule.Done item, List<Effect> before, Effect user, Key key) {
        List<Effect> candidates = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Effect done = before.get(i);
            boolean voided = before.subList(i + 1, before.size()).stream()
                    .anyMatch(later -> later.facts().carriesAny(rule.voidAfter())
                            && later.keys().contains(key));
            boolean independent = item.independence().isEmpty()
                    || done.actor()
                            .independentOf(
                                    user.actor(), item.independence().get().attributes());
            if (done.carries(item.duty()) && done.keys().contains(key) && !voided && independent) {
                candidates.add(done);
            }
        }
        return candidates;
    }

    private record Use(Effect done, int user, int item, Key key) {}

    private static boolean satisfiable(Rule.Require rule, List<Demand> demands, int from, List<Use> uses) {
        if (from == demands.size()) {
            return true;
        }
        Demand demand = demands.get(from);
        return choose(rule, demands, from, demand, 0, new ArrayList<>(), uses);
    }

    private static boolean choose(
            Rule.Require rule,
            List<Demand> demands,
            int from,
            Demand demand,
            int next,
            List<Effect> chosen,
            List<Use> uses) {
        if (chosen.size() == demand.count()) {
            List<Use> more = new ArrayList<>(uses);
            if (rule.done().get(demand.item()).usedOnce()) {
                chosen.forEach(done -> more.add(new Use(done, demand.user(), demand.item(), demand.key())));
            }
            return satisfiable(rule, demands, from + 1, more);
        }
        for (int i = next; i < demand.candidates().size(); i++) {
            Effect done = demand.candidates().get(i);
            boolean taken = uses.stream()
                    .anyMatch(use -> use.done().call().call() == done.call().call()
                            && use.item() == demand.item()
                            && use.key().equals(demand.key())
                            && use.user() != demand.user());
            boolean apart = demand.level().isEmpty()
                    || chosen.stream()
                            .allMatch(other -> other.actor()
                                    .independentOf(
                                            done.actor(), demand.level().get().attributes()));
            if (!taken && apart) {
                chosen.add(done);
                if (choose(rule, demands, from, demand, i + 1, chosen, uses)) {
                    return true;
                }
                chosen.remove(done);
            }
        }
        return false;
    }

    // --- approval

    /** An approval is of the object as it was: nothing that voids it took effect in between. */
    private static boolean approved(Rule.Require rule, List<Effect> trace, Effect last) {
        boolean excepted = last.call().excepted().stream()
                .anyMatch(finding -> finding.code() == Code.APPROVAL_REQUIRED
                        && finding.rule().equals(rule.id()));
        if (!excepted) {
            return true;
        }
        Finding finding = last.call().excepted().stream()
                .filter(each ->
                        each.code() == Code.APPROVAL_REQUIRED && each.rule().equals(rule.id()))
                .findFirst()
                .orElseThrow();
        long good = last.call().approvals().stream()
                .filter(approval -> trace.subList(0, trace.size() - 1).stream()
                        .noneMatch(effect -> effect.place() > approval
                                && effect.facts().carriesAny(rule.voidAfter())
                                && last.facts().objects().stream().anyMatch(effect.keys()::contains)))
                .count();
        return good >= finding.need().orElseThrow().count();
    }
}
