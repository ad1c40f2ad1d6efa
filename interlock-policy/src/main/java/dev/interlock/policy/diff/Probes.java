package dev.interlock.policy.diff;

import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.ObjectType;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.catalog.RuleCondition;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.condition.Condition;
import dev.interlock.policy.story.SampleIds;
import dev.interlock.policy.story.Stage;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.Variant;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Stories that may be decided otherwise, made up from one of two bundles: single calls in each intent; and for a rule that is
 * not in the other bundle the shortest histories of the calls that concern it, by the same and by other parties, at the
 * edges of its window, up to its bound.
 */
final class Probes {

    /** The most variants of calls that are tried for a rule. */
    private static final int MOST_VARIANTS = 6;

    private static final int MOST_REPEATS = 250;

    /** The one choice of objects for all calls: the first of each type. */
    private static final List<Map<String, Integer>> ONE = List.of(Map.of());

    /** A visitor that is shown the stories. */
    interface Visitor {
        boolean wantsMore(Story story);
    }

    private final PolicyBundle.Compiled home;
    private final Bundle other;
    private final SampleIds ids;
    private final List<Variant> variants;
    private final int length;

    /**
     * @param home the bundle whose catalogue and intents the stories use
     * @param length the most calls of a story, those that prepare it not counted
     */
    Probes(PolicyBundle.Compiled home, PolicyBundle.Compiled other, int length) {
        this.home = home;
        this.other = other.engine();
        this.ids = new SampleIds(home.engine());
        this.variants = Variant.of(home.catalog());
        this.length = length;
    }

    /** Shows every way of calling a tool, in every intent that either bundle knows. Stops when the visitor has enough. */
    void single(Visitor visitor) {
        Set<String> intents = new TreeSet<>(home.engine().intents().keySet());
        intents.addAll(other.intents().keySet());
        for (Variant variant : variants) {
            for (String intent : intents) {
                var stage = new Stage(home.engine(), ids, variants);
                if (stage.call(Actors.FIRST, stage.task(Actors.FIRST, intent), variant)
                        && !visitor.wantsMore(stage.story())) {
                    return;
                }
            }
        }
    }

    /** Shows histories that concern a rule, the shortest first. */
    void of(Rule rule, Visitor visitor) {
        Set<String> marks = new TreeSet<>(rule.allMarks());
        rule.head().until().ifPresent(marks::add);
        List<Variant> concerned = variants.stream()
                .filter(variant -> variant.carriesAny(marks))
                .filter(variant ->
                        !Stage.allowing(home.engine(), variant.duties()).isEmpty())
                .sorted(Comparator.<Variant>comparingInt(
                                variant -> variant.marks().size())
                        .thenComparing(variant -> variant.tool().name()))
                .limit(MOST_VARIANTS)
                .toList();
        switch (rule) {
            case Rule.Limit limit -> bounds(limit, concerned, visitor);
            case Rule.Flow flow -> {}
            case Rule.FirstUse use -> {}
            case Rule.Unusual unusual -> {}
            case Rule.Forbid forbid -> {
                Optional<Condition> when = home.catalog().conditions().stream()
                        .filter(condition -> condition.rule().equals(forbid.id()))
                        .findFirst()
                        .map(RuleCondition::when);
                concerned.forEach(variant -> repeat(variant, 1, BigDecimal.ONE, "EUR", when, visitor));
            }
            case Rule.Separate separate -> histories(concerned, gaps(separate.withinMillis()), ONE, visitor);
            case Rule.Bind bind -> histories(concerned, gaps(bind.withinMillis()), ONE, visitor);
            case Rule.Order order -> histories(concerned, gaps(order.withinMillis()), ONE, visitor);
            case Rule.Wall wall -> histories(concerned, gaps(wall.withinMillis()), datasets(wall), visitor);
            case Rule.Require require -> histories(concerned, List.of(0L), ONE, visitor);
        }
    }

    /** The times between calls that are tried: none, just within the window, and just not. */
    private static List<Long> gaps(OptionalLong window) {
        return window.isPresent() && window.getAsLong() > 1000
                ? List.of(0L, window.getAsLong() - 1000, window.getAsLong())
                : List.of(0L);
    }

    private void bounds(Rule.Limit limit, List<Variant> concerned, Visitor visitor) {
        for (Variant variant : concerned) {
            limit.maxCount().ifPresent(max -> {
                int calls = (int) Math.min(MOST_REPEATS, max + 1);
                repeat(variant, calls, BigDecimal.ONE, "EUR", Optional.empty(), visitor);
            });
            limit.maxSum().forEach((unit, max) -> {
                repeat(variant, 1, max, unit, Optional.empty(), visitor);
                repeat(variant, 1, max.add(new BigDecimal("0.01")), unit, Optional.empty(), visitor);
            });
        }
    }

    private void repeat(
            Variant variant, int times, BigDecimal amount, String unit, Optional<Condition> also, Visitor visitor) {
        var stage = new Stage(home.engine(), ids, variants);
        stage.amount(amount, unit);
        String intent = intent(variant).name();
        for (int i = 0; i < times; i++) {
            if (!stage.call(Actors.FIRST, stage.task(Actors.FIRST, intent), variant, also)) {
                return;
            }
        }
        visitor.wantsMore(stage.story());
    }

    /** @param objects the numbers of the objects that it is about, by type, if they are not the first ones */
    private record Act(Variant variant, Caller by, long after, Map<String, Integer> objects) {}

    private static List<Act> acts(
            Variant variant, Caller by, List<Long> gaps, List<Map<String, Integer>> objects, boolean first) {
        if (first) {
            return List.of(new Act(variant, by, 0, Map.of()));
        }
        List<Act> acts = new ArrayList<>();
        for (long gap : gaps) {
            objects.forEach(of -> acts.add(new Act(variant, by, gap, of)));
        }
        return acts;
    }

    /** The choices of objects for a wall: the same dataset, another of the same class, and one of another class. */
    private List<Map<String, Integer>> datasets(Rule.Wall wall) {
        return switch (wall.datasets()) {
            case Rule.Datasets.Labels labels -> ONE;
            case Rule.Datasets.Objects between -> {
                Map<String, Integer> other = new TreeMap<>();
                home.engine().types().keySet().stream()
                        .filter(type -> belongs(type, between.between(), new HashSet<>()))
                        .forEach(type -> other.put(type, 2));
                Map<String, Integer> elsewhere = new TreeMap<>(other);
                between.conflictClass().ifPresent(type -> elsewhere.put(type, 2));
                yield List.of(Map.of(), other, elsewhere);
            }
        };
    }

    /** Returns whether an object of the type is one of the other type, or belongs to one. */
    private boolean belongs(String type, String other, Set<String> seen) {
        ObjectType known = home.engine().types().get(type);
        return type.equals(other)
                || (known != null
                        && seen.add(type)
                        && known.of().keySet().stream().anyMatch(above -> belongs(above, other, seen)));
    }

    private void histories(
            List<Variant> concerned, List<Long> gaps, List<Map<String, Integer>> objects, Visitor visitor) {
        List<Caller> actors = Actors.with(attributes());
        List<List<Act>> open = new ArrayList<>();
        open.add(List.of());
        for (int calls = 1; calls <= length; calls++) {
            List<List<Act>> longer = new ArrayList<>();
            for (List<Act> before : open) {
                for (Variant variant : concerned) {
                    for (Caller actor : before.isEmpty() ? List.of(Actors.FIRST) : actors) {
                        for (Act act : acts(variant, actor, gaps, objects, before.isEmpty())) {
                            List<Act> acts = new ArrayList<>(before);
                            acts.add(act);
                            Optional<Story> story = story(acts);
                            if (story.isPresent() && !visitor.wantsMore(story.get())) {
                                return;
                            }
                            // Time passes once in a story: before its last call.
                            if (story.isPresent() && act.after() == 0) {
                                longer.add(acts);
                            }
                        }
                    }
                }
            }
            open = longer;
        }
    }

    private Optional<Story> story(List<Act> acts) {
        var stage = new Stage(home.engine(), ids, variants);
        for (Act act : acts) {
            if (act.after() > 0) {
                stage.await(act.after());
            }
            stage.use(act.objects());
            Optional<String> task = task(stage, act);
            if (task.isEmpty() || !stage.call(act.by(), task.get(), act.variant())) {
                return Optional.empty();
            }
        }
        return Optional.of(stage.story());
    }

    private Optional<String> task(Stage stage, Act act) {
        Intent intent = intent(act.variant());
        if (!act.by().equals(Actors.BELOW)) {
            return Optional.of(stage.task(act.by(), intent.name()));
        }
        return home.engine().intents().values().stream()
                .filter(above -> above.delegate().containsAll(intent.allow()))
                .min(Comparator.comparingInt(above -> above.allow().size()))
                .map(above ->
                        stage.below(stage.task(Actors.FIRST, above.name()), Actors.FIRST, Actors.BELOW, intent.name()));
    }

    /** The intent of a call: one that both bundles have, if there is one, since intents are compared elsewhere. */
    private Intent intent(Variant variant) {
        List<Intent> allowing = Stage.allowing(home.engine(), variant.duties());
        return allowing.stream()
                .filter(intent -> other.intents().containsKey(intent.name())
                        && other.intents().get(intent.name()).allow().containsAll(variant.duties()))
                .findFirst()
                .orElse(allowing.getFirst());
    }

    private Set<String> attributes() {
        Set<String> attributes = new LinkedHashSet<>();
        for (Bundle bundle : List.of(home.engine(), other)) {
            for (Level level : bundle.levels().values()) {
                attributes.addAll(level.attributes());
            }
            for (Tier tier : bundle.tiers().values()) {
                attributes.addAll(tier.independence().attributes());
            }
        }
        return attributes;
    }
}
