package dev.interlock.server.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Origin;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Rules of each kind in words. */
class RuleWordsTest {

    private static final Level OWNER = new Level("another-owner", List.of("owner"));
    private static final long DAY = 86_400_000;

    private final RuleWords words =
            new RuleWords(Bundle.of("b", "sha-256:0").withTiers(tiers()).build());

    private static Map<String, Tier> tiers() {
        var tiers = new LinkedHashMap<String, Tier>();
        tiers.put("low", new Tier("low", 0, Level.DISTINCT, Outcome.RECORD, Outcome.RECORD));
        tiers.put(
                "high",
                new Tier("high", 1, new Level("another-line", List.of("chain", "origin")), Outcome.DENY, Outcome.HOLD));
        return tiers;
    }

    private static Rule.Head head() {
        return new Rule.Head("R", "", Optional.empty(), false, List.of());
    }

    private static Set<String> marks(String... marks) {
        return new TreeSet<>(Set.of(marks));
    }

    @Test
    void separate() {
        var two = new Rule.Separate(
                head(), List.of(marks("a"), marks("b", "c")), "vendor", OptionalLong.of(90 * DAY), 1, Optional.empty());
        assertThat(words.sentences(two))
                .containsExactly(
                        "On one vendor, one party does not do both `a` and `b` or `c`.",
                        "What happened in the last 90d counts, including calls in flight.",
                        "Two callers are one party unless all of these are known to differ, depending on the call's"
                                + " risk: low: agent and running instance; high: agent, running instance, delegation chain"
                                + " and origin.");
        var three = new Rule.Separate(
                head().asWaivable(),
                List.of(marks("a"), marks("b"), marks("c")),
                "payee",
                OptionalLong.empty(),
                2,
                Optional.of(OWNER));
        assertThat(words.sentences(three))
                .containsExactly(
                        "On one payee, one party does at most 2 of: `a`; `b`; `c`.",
                        "Everything that ever happened counts, including calls in flight.",
                        "Two callers are one party unless agent, running instance and owner are all known to differ.",
                        "A break-glass lane waives it; its findings are still recorded.");
        assertThat(RuleWords.window(two)).contains("90d");
        assertThat(RuleWords.window(three)).isEmpty();
    }

    @Test
    void require() {
        var rule = new Rule.Require(
                head(),
                "pay",
                List.of(new Rule.Done("match", "invoice", Optional.of(OWNER), 2, true, OptionalLong.of(DAY))),
                Optional.of(new Approval(Optional.of("approvers"), 2, Optional.of(OWNER), 3_600_000)),
                marks("edit"));
        assertThat(words.sentences(rule))
                .containsExactly(
                        "`pay` needs `match` on its invoice, done by 2 parties before and at most 1d ago, by "
                                + "someone independent in agent, running instance and owner, and not used for "
                                + "another call.",
                        "`pay` needs an approval of that exact call: 2 people independent of each other of"
                                + " `approvers`, independent of the requester at level `another-owner`; it is "
                                + "valid for 1h.",
                        "After `edit`, all of it must be done again.");
        var byTier = new Rule.Require(head(), "pay", List.of(), Optional.of(Approval.DEFAULT), marks());
        assertThat(words.sentences(byTier))
                .containsExactly("`pay` needs an approval of that exact call: one person, independent of the requester "
                        + "at the level that the call's risk requires; it is valid for 1h.");
    }

    @Test
    void limit() {
        var sums = new TreeMap<>(Map.of("EUR", new BigDecimal("10000"), "USD", new BigDecimal("0.50")));
        var rule = new Rule.Limit(head(), "pay", "payee", OptionalLong.of(3), sums, OptionalLong.of(DAY));
        assertThat(words.sentences(rule))
                .containsExactly(
                        "For one payee, at most 3 calls, 10000 EUR and 0.50 USD of `pay` within 1d, no matter "
                                + "who does it.",
                        "A call in another unit, or without an amount, is denied.");
        var count = new Rule.Limit(
                head().withUntil("close"), "pay", "payee", OptionalLong.of(1), new TreeMap<>(), OptionalLong.empty());
        assertThat(words.sentences(count))
                .containsExactly(
                        "For one payee, at most 1 call of `pay` in all, no matter who does it.",
                        "After `close`, nothing more of this is allowed there.");
    }

    @Test
    void bindOrderAndForbid() {
        assertThat(words.sentences(new Rule.Bind(head(), marks("a", "b"), "case", OptionalLong.empty(), "owner"))
                        .getFirst())
                .isEqualTo("On one case, the party that does one of `a` or `b` does all of them; its owner must "
                        + "be known to be the same.");
        assertThat(words.sentences(
                        new Rule.Order(head(), marks("a"), Optional.of("b"), "case", OptionalLong.of(DAY), marks("c"))))
                .containsExactly(
                        "On one case, `a` is allowed only after `b`, at most 1d before, with no `c` in between.");
        assertThat(words.sentences(
                        new Rule.Order(head(), marks("a"), Optional.empty(), "case", OptionalLong.empty(), marks("c"))))
                .containsExactly("On one case, `a` is not allowed after `c`.");
        assertThat(words.sentences(new Rule.Forbid(head(), marks("a", "b"), true)))
                .containsExactly("No one does `a` or `b` where the rule's condition holds.");
        var observing = new Rule.Head("R", "", Optional.of("high"), true, List.of());
        assertThat(words.sentences(new Rule.Forbid(observing, marks("a"), false)))
                .containsExactly(
                        "No one does `a`.",
                        "It treats every call as having risk `high`.",
                        "It only observes: its findings are recorded, but stop nothing.");
    }

    @Test
    void wall() {
        var objects = new Rule.Wall(
                head(),
                new Rule.Datasets.Objects(marks("read"), "client", Optional.of("sector")),
                OptionalLong.empty(),
                Optional.of(OWNER));
        assertThat(words.sentences(objects).getFirst())
                .isEqualTo("A party that did `read` on one client does not do it on any other of the same sector.");
        var labels = new Rule.Wall(
                head(),
                new Rule.Datasets.Labels(List.of("label/x", "label/y")),
                OptionalLong.empty(),
                Optional.of(OWNER));
        assertThat(words.sentences(labels).getFirst())
                .isEqualTo("A party that accessed one of `label/x` or `label/y` does not access another of them.");
    }

    @Test
    void firstUseSaysWhatMayBeNew() {
        var rule = new Rule.FirstUse(
                head(),
                marks("a"),
                Set.of(),
                true,
                Optional.of("label/untrusted"),
                Set.of(Origin.OWN, Origin.INSTRUCTION),
                "owner",
                OptionalLong.empty(),
                Optional.empty());
        assertThat(words.sentences(rule))
                .containsExactly(
                        "`a` reaches only destinations that such a call has reached before in the same owner.",
                        "The links, addresses and account numbers in its bodies are destinations, too.",
                        "It applies once the task has read content with `label/untrusted`.",
                        "A new destination passes if each value of its argument has one of these origins:"
                                + " `instruction`, `own`.",
                        "All calls count, once they have succeeded.");
    }
}
