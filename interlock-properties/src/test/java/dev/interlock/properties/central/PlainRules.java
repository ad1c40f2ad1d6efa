package dev.interlock.properties.central;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Closing;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final List<Ending> endings = new ArrayList<>();
    private final Map<String, List<Rule>> enforced = new HashMap<>();

    /** A rule that says when it is over. */
    private record Ending(Rule rule, Closing closing) {}

    PlainRules(Bundle bundle) {
        this.bundle = bundle;
        for (Rule rule : bundle.rules()) {
            if (!rule.head().observe()) {
                Closing.of(rule).ifPresent(closing -> endings.add(new Ending(rule, closing)));
            }
        }
    }

    /** The enforced rule that the last effect of the trace breaks, if there is one. */
    Optional<String> broken(List<Effect> trace) {
        Effect last = trace.getLast();
        for (Rule rule : enforced(last)) {
            boolean holds = switch (rule) {
                case Rule.Separate separate -> separate(separate, before(trace), last);
                case Rule.Limit limit -> limit(limit, before(trace), last);
                case Rule.Bind bind -> bind(bind, before(trace), last);
                case Rule.Forbid forbid -> last.exceptedFrom(forbid) || !forbids(forbid, last);
                case Rule.Flow flow -> last.exceptedFrom(flow) || PlainFlow.holds(flow, last.facts());
                case Rule.FirstUse use -> last.exceptedFrom(use) || PlainFirstUse.holds(use, before(trace), last);
                case Rule.Unusual unusual ->
                    last.exceptedFrom(unusual) || PlainUnusual.holds(unusual, before(trace), last);
                case Rule.Wall wall ->
                    PlainWall.holds(wall, level(wall.independence(), wall, last), before(trace), last);
                case Rule.Require require -> last.exceptedFrom(require) || PlainRequire.met(require, trace);
                case Rule.Order order -> order(order, before(trace), last);
            };
            if (!holds) {
                return Optional.of(rule.toString());
            }
        }
        for (Ending ending : endings) {
            if (!closed(ending.rule(), ending.closing(), before(trace), last)) {
                return Optional.of("closing of " + ending.rule());
            }
        }
        for (Rule rule : bundle.rules()) {
            if (rule instanceof Rule.Require require && !PlainRequire.approved(require, trace)) {
                return Optional.of("approval of " + rule);
            }
        }
        return Optional.empty();
    }

    private Tier tier(Rule rule, Effect effect) {
        Tier tier = bundle.tiers().get(rule.head().risk().orElse(effect.facts().risk()));
        return tier == null ? bundle.strictest() : tier;
    }

    /** The attributes in which parties have to differ. */
    private List<String> level(Optional<Level> own, Rule rule, Effect effect) {
        List<String> attributes = new ArrayList<>(List.of("runtime", "agent"));
        attributes.addAll(own.orElse(tier(rule, effect).independence()).attributes());
        return attributes;
    }

    /** The rules that are enforced on a call of the effect's risk; the search asks for each of its effects. */
    private List<Rule> enforced(Effect effect) {
        return enforced.computeIfAbsent(
                effect.facts().risk(),
                risk -> bundle.rules().stream()
                        .filter(rule -> enforced(rule, effect))
                        .toList());
    }

    private boolean enforced(Rule rule, Effect effect) {
        Outcome outcome = switch (rule) {
            case Rule.Separate separate -> tier(rule, effect).onConflict();
            case Rule.Limit limit -> tier(rule, effect).onConflict();
            case Rule.Bind bind -> tier(rule, effect).onConflict();
            case Rule.Forbid forbid -> tier(rule, effect).onConflict();
            case Rule.Flow flow -> tier(rule, effect).onConflict();
            case Rule.FirstUse use -> tier(rule, effect).onConflict();
            case Rule.Unusual unusual -> tier(rule, effect).onConflict();
            case Rule.Wall wall -> tier(rule, effect).onConflict();
            case Rule.Require require -> tier(rule, effect).onMissing();
            // With a first: what a mild tier let through is told in the call's findings.
            case Rule.Order order ->
                order.after().isPresent() ? Outcome.DENY : tier(rule, effect).onConflict();
        };
        return !rule.head().observe() && outcome != Outcome.RECORD;
    }

    private static List<Effect> before(List<Effect> trace) {
        return trace.subList(0, trace.size() - 1);
    }

    /** What happened before on the key in the window, without what the rule let through there knowingly. */
    private static Stream<Effect> on(Rule rule, List<Effect> before, Key key, OptionalLong window, Effect last) {
        return before.stream()
                .filter(effect -> effect.keys().contains(key) && !effect.exceptedFrom(rule, key))
                .filter(effect -> within(effect, window, last));
    }

    static boolean within(Effect effect, OptionalLong window, Effect last) {
        return window.isEmpty() || Math.min(effect.latest(), last.earliest()) > last.earliest() - window.getAsLong();
    }

    /** The keys that the rule still has a say on. */
    private static List<Key> keys(Rule rule, String kind, Effect effect) {
        return effect.keys().stream()
                .filter(key -> key.kind().equals(kind) && !effect.exceptedFrom(rule, key))
                .toList();
    }

    // --- separate

    private boolean separate(Rule.Separate rule, List<Effect> before, Effect last) {
        if (rule.entries().stream().noneMatch(entry -> last.facts().carriesAny(entry))) {
            return true;
        }
        List<String> attributes = level(rule.independence(), rule, last);
        for (Key key : keys(rule, rule.per(), last)) {
            List<Effect> on = on(rule, before, key, rule.withinMillis(), last).toList();
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
            values.addAll(effect.actor().get(attribute).texts());
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
            case AttributeValue.Several several -> several.values().contains(value);
            case AttributeValue.Unknown unknown -> true;
            case AttributeValue.NotApplicable none -> false;
        };
    }

    // --- limit

    private static boolean limit(Rule.Limit rule, List<Effect> before, Effect last) {
        if (!last.carries(rule.of())) {
            return true;
        }
        for (Key key : keys(rule, rule.per(), last)) {
            List<Effect> counted = Stream.concat(
                            on(rule, before, key, rule.withinMillis(), last)
                                    .filter(effect -> effect.carries(rule.of())),
                            Stream.of(last))
                    .toList();
            int number =
                    counted.stream().mapToInt(effect -> effect.elements(key)).sum();
            if (rule.maxCount().isPresent() && number > rule.maxCount().getAsLong()) {
                return false;
            }
            for (var bound : rule.maxSum().entrySet()) {
                BigDecimal sum = counted.stream()
                        .flatMap(effect -> effect.amount(key, bound.getKey()).stream())
                        .reduce(BigDecimal.ZERO, BigDecimal::add);
                boolean touches = last.facts().amount().orElseThrow().unit().equals(bound.getKey());
                if (touches && sum.compareTo(bound.getValue()) > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    // --- bind

    private static boolean bind(Rule.Bind rule, List<Effect> before, Effect last) {
        if (!last.facts().carriesAny(rule.duties())) {
            return true;
        }
        AttributeValue own = last.actor().get(rule.same());
        return keys(rule, rule.per(), last).stream()
                .flatMap(key -> on(rule, before, key, rule.withinMillis(), last))
                .filter(effect -> effect.facts().carriesAny(rule.duties()))
                .allMatch(
                        effect -> AttributeValue.surelySame(own, effect.actor().get(rule.same())));
    }

    // --- forbid

    /** What could not be told is forbidden. */
    private static boolean forbids(Rule.Forbid rule, Effect last) {
        return last.facts().carriesAny(rule.marks())
                && (!rule.conditional() || last.facts().conditions().getOrDefault(rule.id(), true));
    }

    // --- order

    private static boolean order(Rule.Order rule, List<Effect> before, Effect last) {
        if (!last.facts().carriesAny(rule.marks())) {
            return true;
        }
        if (rule.after().isEmpty()) {
            return keys(rule, rule.per(), last).stream()
                    .flatMap(key -> on(rule, before, key, rule.withinMillis(), last))
                    .noneMatch(effect -> effect.facts().carriesAny(rule.notSince()));
        }
        return PlainRequire.keys(last, rule.per()).stream()
                .filter(key -> !last.exceptedFrom(rule, key))
                .allMatch(key -> inOrder(rule, before, key, last));
    }

    /** Some first, and no third after it. */
    private static boolean inOrder(Rule.Order rule, List<Effect> before, Key key, Effect last) {
        for (int i = 0; i < before.size(); i++) {
            Effect first = before.get(i);
            boolean recent = rule.withinMillis().isEmpty()
                    || first.earliest()
                            > last.reservedAt() - rule.withinMillis().getAsLong();
            if (recent
                    && first.carries(rule.after().orElseThrow())
                    && first.keys().contains(key)
                    && before.subList(i + 1, before.size()).stream()
                            .noneMatch(later -> later.facts().carriesAny(rule.notSince())
                                    && later.keys().contains(key))) {
                return true;
            }
        }
        return false;
    }

    // --- until

    /** Nothing of the rule's on a key that was closed, and who closes one is independent of all who hold it. */
    private boolean closed(Rule rule, Closing closing, List<Effect> before, Effect last) {
        boolean mild = tier(rule, last).onConflict() == Outcome.RECORD;
        for (Key key : last.keys()) {
            if (!key.kind().equals(closing.per())) {
                continue;
            }
            boolean over = before.stream().anyMatch(effect -> closes(effect, closing, key));
            if (over && last.facts().carriesAny(closing.marks())) {
                return false;
            }
            if (!over && closes(last, closing, key) && !mild && !last.exceptedFrom(rule, key)) {
                Level level = closing.independence().orElse(tier(rule, last).independence());
                boolean dependent = before.stream()
                        .filter(effect -> effect.facts().carriesAny(closing.marks())
                                && effect.keys().contains(key))
                        .anyMatch(holder -> !holder.actor().independentOf(last.actor(), level.attributes()));
                if (dependent) {
                    return false;
                }
            }
        }
        return true;
    }

    private static boolean closes(Effect effect, Closing closing, Key key) {
        return effect.carries(closing.until())
                && effect.keys().contains(key)
                && (!effect.created().contains(key) || names(effect, key));
    }

    /** What a call names is its own, whatever it then creates. */
    private static boolean names(Effect effect, Key key) {
        return effect.facts().objects().contains(key)
                || effect.facts().related().contains(key);
    }
}
