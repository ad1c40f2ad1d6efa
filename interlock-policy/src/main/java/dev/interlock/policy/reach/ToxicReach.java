package dev.interlock.policy.reach;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.model.Caller;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Intent;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.story.SampleIds;
import dev.interlock.policy.story.Stage;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.StoryPlayer;
import dev.interlock.policy.story.Variant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the parties of a registry that have the authority to complete a conflict: static segregation of duties, over catalogue,
 * intents, delegation and registry. Each finding comes with the shortest story, played on the engine, so that it can be seen
 * to happen.
 *
 * <p>Looks at duties that a rule keeps apart (`separate`), and at requirements that somebody independent has to meet (`require`).
 */
public final class ToxicReach {

    private final PolicyBundle.Compiled bundle;
    private final List<Caller> registry;
    private final SampleIds ids;
    private final List<Variant> variants;

    /** @param registry the registered callers; people and machine verifiers are left out, since they do not call tools */
    public ToxicReach(PolicyBundle.Compiled bundle, Collection<Caller> registry) {
        this.bundle = bundle;
        this.registry = registry.stream()
                .filter(Caller::agent)
                .sorted(Comparator.comparing(Caller::name))
                .toList();
        this.ids = new SampleIds(bundle.engine());
        this.variants = Variant.of(bundle.catalog());
    }

    /** The conflicts in reach: for each rule and each set of agents that can complete it one story, the shortest found. */
    public List<Toxic> find() {
        List<Toxic> found = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (Combination combination : Combination.of(bundle.engine().rules())) {
            for (Party party : Party.of(attributes(combination), bundle.engine(), registry)) {
                inReach(combination, party)
                        // The same agents may be one party in several attributes, which is told once.
                        .filter(toxic -> seen.add(toxic.rule() + toxic.story()))
                        .ifPresent(found::add);
            }
        }
        return found;
    }

    private List<String> attributes(Combination combination) {
        List<String> attributes = new ArrayList<>(Attributes.ALWAYS);
        List<Level> levels = combination.level().isPresent()
                ? List.of(combination.level().get())
                : tiers(combination).stream().map(Tier::independence).toList();
        levels.stream()
                .flatMap(level -> level.attributes().stream())
                .filter(attribute -> !attributes.contains(attribute))
                .forEach(attributes::add);
        return attributes;
    }

    private Collection<Tier> tiers(Combination combination) {
        Bundle engine = bundle.engine();
        return combination
                .rule()
                .head()
                .risk()
                .map(name -> engine.tiers().get(name))
                .map(List::of)
                .map(list -> (Collection<Tier>) list)
                .orElse(engine.tiers().values());
    }

    /** One thing that a member of a party can do. */
    private record Act(Seat seat, Variant variant, String mark) {

        int cost() {
            return 10 * seat.depth() + (variant.types(m -> m.creates()).isEmpty() ? 1 : 0);
        }
    }

    private Optional<Toxic> inReach(Combination combination, Party party) {
        List<Act> acts = new ArrayList<>();
        for (Set<String> entry : combination.entries()) {
            if (acts.size() <= combination.most()) {
                cheapest(entry, party).ifPresent(acts::add);
            }
        }
        if (acts.size() <= combination.most()) {
            return Optional.empty();
        }
        // The call that creates the object comes first, or else it would create another one.
        acts.sort(Comparator.comparing(
                act -> !act.variant().types(m -> m.creates()).contains(combination.per())));
        return story(acts).flatMap(story -> played(combination, party, acts, story));
    }

    private Optional<Act> cheapest(Set<String> entry, Party party) {
        return party.seats().stream()
                .flatMap(seat -> variants.stream()
                        .filter(variant -> variant.carriesAny(entry) && allows(seat.intent(), variant))
                        .map(variant -> new Act(seat, variant, mark(entry, variant))))
                .min(Comparator.comparingInt(Act::cost)
                        .thenComparing(act -> act.seat().agent().name())
                        .thenComparing(act -> act.seat().intent().name())
                        .thenComparing(act -> act.variant().tool().name()));
    }

    private static boolean allows(Intent intent, Variant variant) {
        return !variant.duties().isEmpty() && intent.allow().containsAll(variant.duties());
    }

    private static String mark(Set<String> entry, Variant variant) {
        return variant.marks().stream().filter(entry::contains).findFirst().orElseThrow();
    }

    private Optional<Story> story(List<Act> acts) {
        var stage = new Stage(bundle.engine(), ids, variants).complete();
        for (Act act : acts) {
            if (!stage.call(act.seat().agent(), task(stage, act.seat()), act.variant())) {
                return Optional.empty();
            }
        }
        return Optional.of(stage.story());
    }

    private static String task(Stage stage, Seat seat) {
        return seat.starter()
                .map(starter -> stage.below(
                        task(stage, starter),
                        starter.agent(),
                        seat.agent(),
                        seat.intent().name()))
                .orElseGet(() -> stage.task(seat.agent(), seat.intent().name()));
    }

    private Optional<Toxic> played(Combination combination, Party party, List<Act> acts, Story story) {
        StoryPlayer.Played played = StoryPlayer.playApproving(bundle, story);
        String marks = acts.stream().map(Act::mark).collect(Collectors.joining(", "));
        return Optional.of(new Toxic(
                combination.rule().id(), party.attribute(), party.value(), List.of(marks.split(", ")), story, played));
    }
}
