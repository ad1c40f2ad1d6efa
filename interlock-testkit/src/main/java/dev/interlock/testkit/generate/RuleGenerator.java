package dev.interlock.testkit.generate;

import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.policy.Approval;
import dev.interlock.engine.policy.ApprovalTerms;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Rule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random rules of every kind. */
final class RuleGenerator {

    /** The attributes in which a rule may ask for the same party: those that few or nobody share, and those that many do. */
    private static final List<String> SAME = List.of("runtime", "chain", "owner", "origin", "model", "host");

    private static final List<String> SCOPES = List.of("domain", "task", "chain", "agent", "owner", "origin");

    private final Dice dice;
    /** Chooses the rules of the kinds {@code flow}, {@code first-use} and {@code unusual}; by itself, so that other rules are as they were. */
    private final Dice ofFlow;

    private final List<Level> levels;
    private final List<String> tiers;

    RuleGenerator(Dice dice, Dice ofFlow, List<Level> levels, List<String> tiers) {
        this.dice = dice;
        this.ofFlow = ofFlow;
        this.levels = levels;
        this.tiers = tiers;
    }

    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        int count = dice.between(2, 9);
        for (int i = 0; i < count; i++) {
            rules.add(rule(i));
        }
        if (ofFlow.percent(12)) {
            rules.add(flow(rules.size()));
        }
        if (ofFlow.percent(12)) {
            rules.add(firstUse(rules.size()));
        }
        if (ofFlow.percent(12)) {
            rules.add(unusual(rules.size()));
        }
        return rules;
    }

    /** A wall between the invoices of each vendor, and up to two rules beside it. */
    List<Rule> wallAndOthers() {
        List<Rule> rules = new ArrayList<>();
        var invoices = new Rule.Datasets.Objects(
                Set.copyOf(dice.some(World.DUTIES, dice.between(3, 6))), "invoice", Optional.of("vendor"));
        rules.add(new Rule.Wall(head(0), invoices, window(), level()));
        int others = dice.between(0, 2);
        for (int i = 1; i <= others; i++) {
            rules.add(rule(i));
        }
        return rules;
    }

    private Rule.Head head(int number) {
        return new Rule.Head(
                "R-" + number,
                "generated",
                dice.percent(30) ? Optional.of(dice.oneOf(tiers)) : Optional.empty(),
                dice.percent(15),
                List.of());
    }

    private Rule rule(int number) {
        Rule.Head head = head(number);
        return switch (dice.between(0, 17)) {
            case 0, 1 -> separate(head);
            case 2, 3 -> require(head);
            case 4, 5 -> bind(head);
            case 6, 7, 17 -> forbid(head);
            case 8, 9 -> wall(head);
            case 10, 11 -> order(head);
            default -> limit(head);
        };
    }

    private String per() {
        int of = dice.between(0, 99);
        return of < 70 ? dice.oneOf(World.TYPES) : of < 80 ? World.PAYEE : dice.oneOf(SCOPES);
    }

    /**
     * The kind of key that a rule is per. A rule that closes keys often gets one that many calls share, because
     * otherwise a closing party seldom meets a holder.
     */
    private String per(Rule.Head head) {
        return head.until().isPresent() && dice.percent(45) ? dice.pick("domain", "domain", "chain", "owner") : per();
    }

    private OptionalLong window() {
        return dice.percent(50) ? OptionalLong.of(dice.pick(60, 300, 1_500)) : OptionalLong.empty();
    }

    private Optional<Level> level() {
        return dice.percent(40) ? Optional.of(dice.oneOf(levels)) : Optional.empty();
    }

    /** The head with {@code until} in some cases; seldom with one of the rule's own marks. */
    private Rule.Head closing(Rule.Head head, List<String> own) {
        if (!dice.percent(68)) {
            return head;
        }
        List<String> others =
                World.DUTIES.stream().filter(mark -> !own.contains(mark)).toList();
        return head.withUntil(dice.oneOf(others.isEmpty() || dice.percent(10) ? World.MARKS : others));
    }

    private Rule separate(Rule.Head head) {
        List<String> marks = dice.shuffled(World.MARKS);
        List<Set<String>> entries = new ArrayList<>();
        int next = 0;
        int count = dice.between(2, 4);
        for (int i = 0; i < count; i++) {
            int size = dice.percent(25) ? 2 : 1;
            entries.add(Set.copyOf(marks.subList(next, next + size)));
            next += size;
        }
        int atMost = dice.percent(70) ? 1 : dice.between(1, count - 1);
        Rule.Head closing = closing(head, marks.subList(0, next));
        return new Rule.Separate(closing, entries, per(closing), window(), atMost, level());
    }

    private Rule require(Rule.Head head) {
        List<Rule.Done> done = new ArrayList<>();
        int items = dice.pick(0, 1, 1, 1, 2);
        for (int i = 0; i < items; i++) {
            done.add(new Rule.Done(
                    dice.oneOf(World.DUTIES),
                    per(),
                    dice.percent(40) ? level().or(() -> Optional.of(levels.getFirst())) : Optional.empty(),
                    dice.percent(75) ? 1 : 2,
                    dice.percent(35),
                    dice.percent(30) ? window() : OptionalLong.empty()));
        }
        Optional<Approval> approval = items == 0 || dice.percent(25)
                ? Optional.of(new Approval(
                        dice.percent(60) ? Optional.of("approvers") : Optional.empty(),
                        dice.percent(75) ? 1 : 2,
                        dice.percent(60) ? Optional.of(levels.getFirst()) : level(),
                        dice.pick(200L, 2_000L, Approval.DEFAULT_VALID_MILLIS),
                        terms()))
                : Optional.empty();
        return new Rule.Require(
                head,
                dice.oneOf(World.DUTIES),
                done,
                approval,
                Set.copyOf(dice.some(World.DUTIES, dice.pick(0, 1, 1, 2))));
    }

    private ApprovalTerms terms() {
        return new ApprovalTerms(
                dice.percent(30) ? Optional.of("auditors") : Optional.empty(),
                dice.pick(0L, 150L, 1_000L, ApprovalTerms.DEFAULT.waitMillis()),
                dice.pick(0L, 100L),
                dice.percent(35)
                        ? Optional.of(new ApprovalTerms.Escalation(dice.pick(50L, 500L), "auditors"))
                        : Optional.empty(),
                dice.percent(20));
    }

    private Rule bind(Rule.Head head) {
        List<String> duties = dice.some(World.DUTIES, dice.between(2, 4));
        Rule.Head closing = closing(head, duties);
        return new Rule.Bind(
                closing, Set.copyOf(duties), per(closing), window(), dice.percent(40) ? "agent" : dice.oneOf(SAME));
    }

    private Rule forbid(Rule.Head head) {
        return new Rule.Forbid(head, Set.copyOf(dice.some(World.MARKS, dice.between(1, 2))), dice.percent(75));
    }

    private Rule.Head headOfFlow(int number) {
        return new Rule.Head(
                "R-" + number,
                "generated",
                ofFlow.percent(30) ? Optional.of(ofFlow.oneOf(tiers)) : Optional.empty(),
                ofFlow.percent(15),
                List.of());
    }

    private Rule firstUse(int number) {
        OptionalLong window = ofFlow.percent(50) ? OptionalLong.of(ofFlow.pick(60, 300, 1_500)) : OptionalLong.empty();
        boolean counts = window.isEmpty() && ofFlow.percent(60);
        return new Rule.FirstUse(
                headOfFlow(number),
                Set.copyOf(ofFlow.some(World.MARKS, ofFlow.between(1, 3))),
                ofFlow.percent(80) ? Set.of() : Set.of(World.PAYEE),
                !counts && ofFlow.percent(50),
                counts || ofFlow.percent(70) ? Optional.empty() : Optional.of(Provenance.UNTRUSTED),
                counts || ofFlow.percent(60)
                        ? Set.of()
                        : Set.copyOf(ofFlow.some(List.of(Origin.values()), ofFlow.between(1, 4))),
                ofFlow.percent(60) ? "owner" : ofFlow.oneOf(SCOPES),
                window,
                counts
                        ? Optional.of(new Rule.FirstUse.Rate(ofFlow.between(1, 3), ofFlow.pick(60, 300, 1_500)))
                        : Optional.empty());
    }

    private Rule unusual(int number) {
        return new Rule.Unusual(
                headOfFlow(number),
                Set.copyOf(ofFlow.some(World.MARKS, ofFlow.between(1, 3))),
                BigDecimal.valueOf(ofFlow.pick(10, 15, 30), 1),
                ofFlow.pick(1, 1, 2, 3),
                ofFlow.percent(60) ? "owner" : ofFlow.oneOf(SCOPES),
                ofFlow.percent(50) ? OptionalLong.of(ofFlow.pick(60, 300, 1_500)) : OptionalLong.empty(),
                ofFlow.percent(60)
                        ? Set.of()
                        : Set.copyOf(ofFlow.some(List.of(Origin.values()), ofFlow.between(1, 4))));
    }

    private Rule flow(int number) {
        Rule.Head head = headOfFlow(number);
        Set<Origin> unless = ofFlow.percent(40)
                ? Rule.Flow.DEFAULT
                : ofFlow.percent(50)
                        ? Rule.Flow.STRICT
                        : Set.copyOf(ofFlow.some(List.of(Origin.values()), ofFlow.between(1, 4)));
        return new Rule.Flow(
                head,
                Set.copyOf(ofFlow.some(World.MARKS, ofFlow.between(1, 3))),
                ofFlow.percent(80) ? Provenance.UNTRUSTED : World.PRIVATE,
                unless,
                ofFlow.percent(75),
                ofFlow.percent(25)
                        ? Optional.of(new Distance(ofFlow.between(500, 1_500), ofFlow.between(1_000, 4_000)))
                        : Optional.empty());
    }

    private Rule wall(Rule.Head head) {
        Rule.Datasets datasets;
        if (dice.percent(35)) {
            datasets = new Rule.Datasets.Labels(dice.some(World.MARKS, dice.between(2, 4)));
        } else {
            List<String> types = dice.percent(50) ? List.of("invoice", "vendor") : dice.some(World.TYPES, 2);
            datasets = new Rule.Datasets.Objects(
                    Set.copyOf(dice.some(World.DUTIES, dice.between(1, 4))),
                    types.getFirst(),
                    dice.percent(60) ? Optional.of(types.getLast()) : Optional.empty());
        }
        return new Rule.Wall(head, datasets, window(), level());
    }

    private Rule limit(Rule.Head head) {
        SortedMap<String, BigDecimal> sums = new TreeMap<>();
        OptionalLong count = OptionalLong.empty();
        if (dice.percent(50)) {
            sums.put("EUR", BigDecimal.valueOf(dice.between(100, 2_000), 1));
            if (dice.percent(50)) {
                sums.put("USD", BigDecimal.valueOf(dice.between(10, 200)));
            }
        } else {
            count = OptionalLong.of(dice.between(0, 3));
        }
        String of = dice.oneOf(World.DUTIES);
        Rule.Head closing = closing(head, List.of(of));
        return new Rule.Limit(closing, of, per(closing), count, sums, window());
    }

    private Rule order(Rule.Head head) {
        List<String> marks = dice.shuffled(World.MARKS);
        int count = dice.percent(75) ? 1 : 2;
        List<String> others = dice.percent(85) ? marks.subList(count, marks.size()) : dice.shuffled(World.MARKS);
        Optional<String> after = dice.percent(65) ? Optional.of(others.getFirst()) : Optional.empty();
        List<String> thirds = dice.percent(85) ? others.subList(1, others.size()) : others;
        Rule.Head closing = closing(head, marks.subList(0, count));
        return new Rule.Order(
                closing,
                Set.copyOf(marks.subList(0, count)),
                after,
                per(closing),
                window(),
                Set.copyOf(dice.some(thirds, after.isEmpty() ? dice.between(1, 2) : dice.pick(0, 1, 1, 2))));
    }
}
