package dev.interlock.server.render;

import dev.interlock.engine.event.Need;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/** A rule in words, for people who have not read its bundle: what it asks for, of whom, for how long, and what gives way to it. */
public final class RuleWords {

    private final Bundle bundle;

    public RuleWords(Bundle bundle) {
        this.bundle = bundle;
    }

    /** The kind of the rule, as the policy language names it. */
    public static String kind(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> "separate";
            case Rule.Require require -> "require";
            case Rule.Limit limit -> "limit";
            case Rule.Bind bind -> "bind";
            case Rule.Order order -> "order";
            case Rule.Wall wall -> "wall";
            case Rule.Forbid forbid -> "forbid";
            case Rule.Flow flow -> "flow";
            case Rule.FirstUse use -> "first-use";
            case Rule.Unusual unusual -> "unusual";
        };
    }

    /** The time for which what happened counts, as the policy language writes it; empty where all of it counts, or none. */
    public static Optional<String> window(Rule rule) {
        OptionalLong millis = windowMillis(rule);
        return millis.isEmpty() ? Optional.empty() : Optional.of(Phrases.span(millis.getAsLong()));
    }

    private static OptionalLong windowMillis(Rule rule) {
        return switch (rule) {
            case Rule.Separate separate -> separate.withinMillis();
            case Rule.Require require -> OptionalLong.empty();
            case Rule.Limit limit -> limit.withinMillis();
            case Rule.Bind bind -> bind.withinMillis();
            case Rule.Order order -> order.withinMillis();
            case Rule.Wall wall -> wall.withinMillis();
            case Rule.Forbid forbid -> OptionalLong.empty();
            case Rule.Flow flow -> OptionalLong.empty();
            case Rule.FirstUse use -> use.withinMillis();
            case Rule.Unusual unusual -> unusual.withinMillis();
        };
    }

    /** Words the rule, a sentence each. */
    public List<String> sentences(Rule rule) {
        var sentences = new ArrayList<String>();
        switch (rule) {
            case Rule.Separate separate -> separate(separate, sentences);
            case Rule.Require require -> require(require, sentences);
            case Rule.Limit limit -> limit(limit, sentences);
            case Rule.Bind bind -> bind(bind, sentences);
            case Rule.Order order -> order(order, sentences);
            case Rule.Wall wall -> wall(wall, sentences);
            case Rule.Flow flow -> flow(flow, sentences);
            case Rule.FirstUse use -> firstUse(use, sentences);
            case Rule.Unusual unusual -> unusual(unusual, sentences);
            case Rule.Forbid forbid ->
                sentences.add("No one does " + either(forbid.marks())
                        + (forbid.conditional() ? " where the rule's condition holds." : "."));
        }
        head(rule.head(), sentences);
        return List.copyOf(sentences);
    }

    private void separate(Rule.Separate rule, List<String> sentences) {
        List<String> entries = rule.entries().stream().map(RuleWords::either).toList();
        sentences.add("On one " + rule.per() + ", one party does "
                + (rule.atMost() == 1 && entries.size() == 2
                        ? "not do both " + entries.get(0) + " and " + entries.get(1)
                        : "at most " + rule.atMost() + " of: " + String.join("; ", entries))
                + ".");
        sentences.add(counted(rule.withinMillis()));
        sentences.add(parties(rule.independence(), rule.head()));
    }

    private void require(Rule.Require rule, List<String> sentences) {
        for (Rule.Done done : rule.done()) {
            sentences.add(mark(rule.trigger()) + " needs " + mark(done.duty()) + " on its " + done.per() + ", done"
                    + (done.count() > 1 ? " by " + done.count() + " parties" : "") + " before"
                    + (done.withinMillis().isPresent()
                            ? " and at most " + Phrases.span(done.withinMillis().getAsLong()) + " ago"
                            : "")
                    + done.independence()
                            .map(level -> ", by someone independent in " + attributes(level))
                            .orElse("")
                    + (done.usedOnce() ? ", and not used for another call" : "") + ".");
        }
        rule.approval()
                .ifPresent(approval -> sentences.add(mark(rule.trigger()) + " needs an approval of that exact call: "
                        + approvers(approval, rule.head()) + "."));
        if (!rule.voidAfter().isEmpty()) {
            sentences.add("After " + either(rule.voidAfter()) + ", all of it must be done again.");
        }
    }

    private String approvers(Approval approval, Rule.Head head) {
        String who = approval.independence().isPresent() || tiers(head).size() == 1
                ? FindingWords.need(Need.of(
                        approval, tiers(head).iterator().next(), bundle.tiers().values()))
                : (approval.count() == 1 ? "one person" : approval.count() + " people independent of each other")
                        + approval.by().map(group -> " of `" + group + "`").orElse("")
                        + ", independent of the requester at the level that the call's risk requires";
        return who + "; it is valid for " + Phrases.span(approval.validMillis());
    }

    private static void limit(Rule.Limit rule, List<String> sentences) {
        var bounds = new ArrayList<String>();
        rule.maxCount().ifPresent(count -> bounds.add(count + (count == 1 ? " call" : " calls")));
        rule.maxSum().forEach((unit, sum) -> bounds.add(sum.toPlainString() + " " + unit));
        sentences.add("For one " + rule.per() + ", at most " + Phrases.list(bounds) + " of " + mark(rule.of())
                + (rule.withinMillis().isPresent()
                        ? " within " + Phrases.span(rule.withinMillis().getAsLong())
                        : " in all")
                + ", no matter who does it.");
        if (!rule.maxSum().isEmpty()) {
            sentences.add("A call in another unit, or without an amount, is denied.");
        }
    }

    private static void bind(Rule.Bind rule, List<String> sentences) {
        sentences.add("On one " + rule.per() + ", the party that does one of " + either(rule.duties()) + " does "
                + "all of them; its " + rule.same() + " must be known to be the same.");
        sentences.add(counted(rule.withinMillis()));
    }

    private static void order(Rule.Order rule, List<String> sentences) {
        String marks = either(rule.marks());
        if (rule.after().isEmpty()) {
            sentences.add(
                    "On one " + rule.per() + ", " + marks + " is not allowed after " + either(rule.notSince()) + ".");
            return;
        }
        sentences.add("On one " + rule.per() + ", " + marks + " is allowed only after "
                + mark(rule.after().get())
                + (rule.withinMillis().isPresent()
                        ? ", at most " + Phrases.span(rule.withinMillis().getAsLong()) + " before"
                        : "")
                + (rule.notSince().isEmpty() ? "" : ", with no " + either(rule.notSince()) + " in between") + ".");
    }

    private void wall(Rule.Wall rule, List<String> sentences) {
        sentences.add(
                switch (rule.datasets()) {
                    case Rule.Datasets.Objects objects ->
                        "A party that did " + either(objects.duties()) + " on one " + objects.between()
                                + " does not do it on any other"
                                + objects.conflictClass()
                                        .map(of -> " of the same " + of)
                                        .orElse("")
                                + ".";
                    case Rule.Datasets.Labels labels ->
                        "A party that accessed one of " + either(labels.labels()) + " does not access another of them.";
                });
        sentences.add(counted(rule.withinMillis()));
        sentences.add(parties(rule.independence(), rule.head()));
    }

    private static String counted(OptionalLong withinMillis) {
        return (withinMillis.isPresent()
                        ? "What happened in the last " + Phrases.span(withinMillis.getAsLong()) + " counts"
                        : "Everything that ever happened counts")
                + ", including calls in flight.";
    }

    /** Words when two callers count as one. */
    private String parties(Optional<Level> independence, Rule.Head head) {
        if (independence.isPresent()) {
            return "Two callers are one party unless " + attributes(independence.get()) + " are all known to differ.";
        }
        Collection<Tier> tiers = tiers(head);
        if (tiers.stream()
                        .map(tier -> attributes(tier.independence()))
                        .distinct()
                        .count()
                == 1) {
            return "Two callers are one party unless "
                    + attributes(tiers.iterator().next().independence()) + " are all known to differ.";
        }
        return "Two callers are one party unless all of these are known to differ, depending on the call's risk: "
                + tiers.stream()
                        .map(tier -> tier.name() + ": " + attributes(tier.independence()))
                        .collect(Collectors.joining("; "))
                + ".";
    }

    /** The tiers that calls can have under the rule. */
    private Collection<Tier> tiers(Rule.Head head) {
        Optional<Tier> named = head.risk().map(bundle.tiers()::get);
        return named.isPresent() ? List.of(named.get()) : bundle.tiers().values();
    }

    private static String attributes(Level level) {
        var names = new ArrayList<String>(List.of("agent", "running instance"));
        level.attributes().forEach(name -> names.add(attribute(name)));
        return Phrases.list(names);
    }

    /** The name of an attribute in a sentence. */
    public static String attribute(String name) {
        return switch (name) {
            case "runtime" -> "running instance";
            case "chain" -> "delegation chain";
            case "origin" -> "origin";
            default -> name;
        };
    }

    private static void head(Rule.Head head, List<String> sentences) {
        head.until()
                .ifPresent(until -> sentences.add("After " + mark(until) + ", nothing more of this is allowed there."));
        head.risk().ifPresent(risk -> sentences.add("It treats every call as having risk `" + risk + "`."));
        if (head.waivable()) {
            sentences.add("A break-glass lane waives it; its findings are still recorded.");
        }
        if (head.observe()) {
            sentences.add("It only observes: its findings are recorded, but stop nothing.");
        }
    }

    private static String mark(String mark) {
        return "`" + mark + "`";
    }

    private static void flow(Rule.Flow rule, List<String> sentences) {
        sentences.add("Content with " + rule.from() + " decides neither whether " + either(rule.marks())
                + " is done nor to whom.");
        rule.farthest()
                .ifPresent(limit -> sentences.add("The distance of a call from the instruction is at most "
                        + decimal(limit.call()) + ", and that of all calls of the task "
                        + (limit.task() == Integer.MAX_VALUE
                                ? "is not limited."
                                : "is at most " + decimal(limit.task()) + ".")));
    }

    private static String decimal(int thousandths) {
        return BigDecimal.valueOf(thousandths, 3).stripTrailingZeros().toPlainString();
    }

    private static void firstUse(Rule.FirstUse rule, List<String> sentences) {
        sentences.add(either(rule.marks())
                + " reaches only destinations that such a call has reached before in the same " + rule.per()
                + rule.atMost()
                        .map(rate -> ", and at most " + rate.count() + " new ones in "
                                + Phrases.span(rate.withinMillis()) + "; those of calls in flight count")
                        .orElse("")
                + ".");
        if (rule.bodies()) {
            sentences.add("The links, addresses and account numbers in its bodies are destinations, too.");
        }
        rule.from()
                .ifPresent(
                        label -> sentences.add("It applies once the task has read content with " + mark(label) + "."));
        if (!rule.unless().isEmpty()) {
            sentences.add("A new destination passes if each value of its argument has one of these origins: "
                    + origins(rule.unless()) + ".");
        }
        sentences.add(succeeded(rule.withinMillis()));
    }

    private static void unusual(Rule.Unusual rule, List<String> sentences) {
        sentences.add("The amount of " + either(rule.marks()) + " is at most "
                + rule.factor().toPlainString() + " times "
                + (rule.calls() == 1
                        ? "the greatest amount of an earlier such call"
                        : "the amounts of " + rule.calls() + " earlier such calls")
                + " in the same unit and the same " + rule.per() + ".");
        if (!rule.unless().isEmpty()) {
            sentences.add("A greater amount passes if it has one of these origins: " + origins(rule.unless()) + ".");
        }
        sentences.add(succeeded(rule.withinMillis()));
    }

    private static String origins(Set<Origin> origins) {
        return origins.stream().map(origin -> mark(origin.text())).sorted().collect(Collectors.joining(", "));
    }

    private static String succeeded(OptionalLong withinMillis) {
        return withinMillis.isPresent()
                ? "Calls of the last " + Phrases.span(withinMillis.getAsLong()) + " count, once they have succeeded."
                : "All calls count, once they have succeeded.";
    }

    private static String either(Collection<String> marks) {
        return marks.stream().map(RuleWords::mark).collect(Collectors.joining(" or "));
    }
}
