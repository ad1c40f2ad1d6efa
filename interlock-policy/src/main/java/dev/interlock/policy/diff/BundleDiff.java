package dev.interlock.policy.diff;

import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Rule;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.Story;
import dev.interlock.policy.story.StoryPlayer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;

/**
 * Compares two bundles by their decisions: plays the same stories under both, and keeps for each change of meaning the first
 * story that shows it. Only changes within its bound are found, so that finding none is no proof that nothing changed.
 */
public final class BundleDiff {

    private final PolicyBundle.Compiled a;
    private final PolicyBundle.Compiled b;
    private final int length;
    private final int most;
    private final IntPredicate goesOn;
    private boolean stopped;
    private final Set<String> seen = new HashSet<>();
    private final Set<Story> played = new HashSet<>();
    private final List<Change> changes = new ArrayList<>();

    /**
     * @param length the most calls of a story, those that prepare it not counted; the number of stories is exponential in it
     * @param most the most stories to play
     */
    public BundleDiff(PolicyBundle.Compiled a, PolicyBundle.Compiled b, int length, int most) {
        this(a, b, length, most, played -> true);
    }

    /** @param goesOn asked before each story, with the number of those that were played, whether to go on */
    public BundleDiff(PolicyBundle.Compiled a, PolicyBundle.Compiled b, int length, int most, IntPredicate goesOn) {
        this.goesOn = goesOn;
        this.a = a;
        this.b = b;
        this.length = length;
        this.most = most;
    }

    /**
     * The differences that were found.
     *
     * @param onlyA the names of tools and intents that only the first bundle has
     * @param onlyB the names of those that only the second one has
     * @param changes the decisions that differ, each once
     * @param stories the number of stories that were played
     * @param exhausted whether everything within the bound was played
     */
    public record Result(List<String> onlyA, List<String> onlyB, List<Change> changes, int stories, boolean exhausted) {
        public Result {
            onlyA = List.copyOf(onlyA);
            onlyB = List.copyOf(onlyB);
            changes = List.copyOf(changes);
        }

        public boolean same() {
            return onlyA.isEmpty() && onlyB.isEmpty() && changes.isEmpty();
        }
    }

    public Result find() {
        List<Probes> homes = List.of(new Probes(b, a, length), new Probes(a, b, length));
        homes.forEach(probes -> probes.single(this::play));
        for (Rule rule : changed(b, a)) {
            homes.getFirst().of(rule, this::play);
        }
        for (Rule rule : changed(a, b)) {
            homes.getLast().of(rule, this::play);
        }
        return new Result(only(a.engine(), b.engine()), only(b.engine(), a.engine()), changes, played.size(), !stopped);
    }

    /** The rules that the other bundle does not have, not even under another name; all rules if the tiers differ. */
    private static List<Rule> changed(PolicyBundle.Compiled of, PolicyBundle.Compiled other) {
        if (!of.engine().tiers().equals(other.engine().tiers())) {
            return of.engine().rules();
        }
        Set<Rule> known = other.engine().rules().stream()
                .map(rule -> anonymous(rule, other))
                .collect(Collectors.toSet());
        return of.engine().rules().stream()
                .filter(rule -> !known.contains(anonymous(rule, of)))
                .toList();
    }

    /** The rule without the parts that do not decide; its condition is compared by its text, which only the catalogue has. */
    private static Rule anonymous(Rule rule, PolicyBundle.Compiled bundle) {
        String condition = bundle.catalog().conditions().stream()
                .filter(one -> one.rule().equals(rule.id()))
                .map(one -> one.when().text())
                .findFirst()
                .orElse("");
        Rule.Head head = rule.head();
        return rule.with(
                new Rule.Head(condition, "", head.risk(), head.observe(), List.of(), head.until(), head.waivable()));
    }

    private static List<String> only(Bundle of, Bundle other) {
        List<String> names = new ArrayList<>();
        of.tools().keySet().stream()
                .filter(tool -> !other.tools().containsKey(tool))
                .forEach(tool -> names.add("tool " + tool));
        of.intents().keySet().stream()
                .filter(intent -> !other.intents().containsKey(intent))
                .forEach(intent -> names.add("intent " + intent));
        return names;
    }

    /** Plays a story and returns whether to go on. */
    private boolean play(Story story) {
        stopped |= played.size() >= most || !goesOn.test(played.size());
        if (stopped) {
            return false;
        }
        if (played.add(story)) {
            var underA = StoryPlayer.play(a, story);
            var underB = StoryPlayer.play(b, story);
            StoryPlayer.difference(underA, underB).ifPresent(place -> {
                Answer before = underA.answers().get(place);
                Answer after = underB.answers().get(place);
                if (!onlyOneKnows(story.moves().get(place))
                        && seen.add(kind(story.moves().get(place), before, after))) {
                    changes.add(new Change(story.upTo(place), before, after));
                }
            });
        }
        return true;
    }

    /** Returns whether only one bundle has the tool or intent, which is told once, by its name. */
    private boolean onlyOneKnows(Move move) {
        return switch (move) {
            case Move.Call call ->
                a.engine().tools().containsKey(call.name())
                        != b.engine().tools().containsKey(call.name());
            case Move.Open open ->
                a.engine().intents().containsKey(open.intent())
                        != b.engine().intents().containsKey(open.intent());
            case Move.Wait wait -> false;
        };
    }

    /** The kind of a difference: two differences of one kind are one change of meaning. */
    private static String kind(Move move, Answer before, Answer after) {
        String what = switch (move) {
            case Move.Call call -> "call " + call.name();
            case Move.Open open -> "open " + open.intent();
            case Move.Wait wait -> "wait";
        };
        return what + "\n" + kind(before) + "\n" + kind(after);
    }

    private static String kind(Answer answer) {
        Set<String> findings = answer instanceof Answer.Verdict verdict
                ? verdict.findings().stream().map(BundleDiff::kind).collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
        return answer.getClass().getSimpleName() + findings;
    }

    private static String kind(Finding finding) {
        return finding.code() + " " + finding.rule() + " " + finding.attribute().orElse("") + " "
                + finding.need().map(Need::toString).orElse("");
    }
}
