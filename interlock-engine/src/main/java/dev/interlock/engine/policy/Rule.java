package dev.interlock.engine.policy;

import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Distance;
import dev.interlock.engine.model.Origin;
import dev.interlock.engine.model.Provenance;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** A rule of a bundle: one of a closed set of kinds, each a past-only safety property over the recorded events. */
public sealed interface Rule {

    /** The part that rules of all kinds have. */
    Head head();

    default String id() {
        return head().id();
    }

    /** This rule with another head. */
    default Rule with(Head head) {
        return switch (this) {
            case Separate r -> new Separate(head, r.entries, r.per, r.withinMillis, r.atMost, r.independence);
            case Require r -> new Require(head, r.trigger, r.done, r.approval, r.voidAfter);
            case Limit r -> new Limit(head, r.of, r.per, r.maxCount, r.maxSum, r.withinMillis);
            case Bind r -> new Bind(head, r.duties, r.per, r.withinMillis, r.same);
            case Order r -> new Order(head, r.marks, r.after, r.per, r.withinMillis, r.notSince);
            case Wall r -> new Wall(head, r.datasets, r.withinMillis, r.independence);
            case Forbid r -> new Forbid(head, r.marks, r.conditional);
            case Flow r -> new Flow(head, r.marks, r.from, r.unless, r.requests, r.farthest);
            case FirstUse r ->
                new FirstUse(head, r.marks, r.of, r.bodies, r.from, r.unless, r.per, r.withinMillis, r.atMost);
            case Unusual r -> new Unusual(head, r.marks, r.factor, r.calls, r.per, r.withinMillis, r.unless);
        };
    }

    /** The marks that concern the rule: it never looks at a call without any of them. */
    default Set<String> allMarks() {
        var marks = new LinkedHashSet<String>();
        switch (this) {
            case Separate separate -> separate.entries().forEach(marks::addAll);
            case Require require -> {
                marks.add(require.trigger());
                marks.addAll(require.voidAfter());
                require.done().forEach(done -> marks.add(done.duty()));
            }
            case Limit limit -> marks.add(limit.of());
            case Bind bind -> marks.addAll(bind.duties());
            case Order order -> {
                marks.addAll(order.marks());
                order.after().ifPresent(marks::add);
                marks.addAll(order.notSince());
            }
            case Wall wall -> marks.addAll(wall.datasets().marks());
            case Forbid forbid -> marks.addAll(forbid.marks());
            case Flow flow -> marks.addAll(flow.marks());
            case FirstUse use -> marks.addAll(use.marks());
            case Unusual unusual -> marks.addAll(unusual.marks());
        }
        return marks;
    }

    /** The attributes in which the rule compares parties, by itself or by a level that it names. */
    default List<String> attributes() {
        return switch (this) {
            case Separate separate -> attributes(separate.independence().stream());
            case Require require -> attributes(require.done().stream().flatMap(done -> done.independence().stream()));
            case Bind bind -> List.of(bind.same());
            case Wall wall -> attributes(wall.independence().stream());
            case Limit limit -> List.of();
            case Order order -> List.of();
            case Forbid forbid -> List.of();
            case Flow flow -> List.of();
            case FirstUse use -> List.of();
            case Unusual unusual -> List.of();
        };
    }

    private static List<String> attributes(Stream<Level> levels) {
        return levels.flatMap(level -> level.attributes().stream()).toList();
    }

    /**
     * The part that rules of all kinds have.
     *
     * @param id unique in the bundle
     * @param risk tier that replaces the tier of the call
     * @param observe the rule is evaluated and recorded, and stops nothing
     * @param controls control ids of frameworks, for the evidence report
     * @param until mark of the calls that close a key for this rule, see {@link Closing}; not for kinds without key
     * @param waivable a break-glass lane waives the rule; its findings are recorded all the same
     */
    record Head(
            String id,
            String title,
            Optional<String> risk,
            boolean observe,
            List<String> controls,
            Optional<String> until,
            boolean waivable) {

        /** The head of a rule that is not waivable. */
        public Head(
                String id,
                String title,
                Optional<String> risk,
                boolean observe,
                List<String> controls,
                Optional<String> until) {
            this(id, title, risk, observe, controls, until, false);
        }

        public Head(String id, String title, Optional<String> risk, boolean observe, List<String> controls) {
            this(id, title, risk, observe, controls, Optional.empty());
        }

        public Head withUntil(String mark) {
            return new Head(id, title, risk, observe, controls, Optional.of(mark), waivable);
        }

        public Head asWaivable() {
            return new Head(id, title, risk, observe, controls, until, true);
        }
    }

    /**
     * No party does more than {@code atMost} of the listed entries on one key within the window.
     *
     * @param entries each a mark or a set of marks that counts once
     * @param per kind of the key
     * @param withinMillis length of the window in milliseconds; empty: all history
     * @param independence level; empty: that of the tier
     */
    record Separate(
            Head head,
            List<Set<String>> entries,
            String per,
            OptionalLong withinMillis,
            int atMost,
            Optional<Level> independence)
            implements Rule {}

    /**
     * A call with the mark {@code trigger} needs everything in {@code done} on its keys, and the approval.
     *
     * @param voidAfter marks of calls that void what was done or approved before them
     */
    record Require(Head head, String trigger, List<Done> done, Optional<Approval> approval, Set<String> voidAfter)
            implements Rule {}

    /**
     * One requirement: that {@code duty} succeeded on the key.
     *
     * @param independence level in which its doer is independent of the requester, and doers of each other
     * @param count the number of different doers
     * @param usedOnce consumed by the call that relies on it
     * @param withinMillis longest time ago that counts, in milliseconds; empty: any time ago
     */
    record Done(
            String duty,
            String per,
            Optional<Level> independence,
            int count,
            boolean usedOnce,
            OptionalLong withinMillis) {

        /** A requirement without window: the duty may have been done however long ago. */
        public Done(String duty, String per, Optional<Level> independence, int count, boolean usedOnce) {
            this(duty, per, independence, count, usedOnce, OptionalLong.empty());
        }

        /** The level in which doers differ from each other, for several doers at least in runtime and agent; empty where one is enough. */
        public Optional<Level> apart() {
            return independence.or(() -> count > 1 ? Optional.of(Level.DISTINCT) : Optional.empty());
        }

        /** The latest time, in milliseconds, outside the window that ends now; {@link Long#MIN_VALUE} without window. */
        public long expired(long now) {
            return withinMillis.isPresent() ? now - withinMillis.getAsLong() : Long.MIN_VALUE;
        }
    }

    /**
     * Calls with the mark {@code of} stay within a bound per key and window.
     *
     * @param maxCount most calls; empty where sums are bounded
     * @param maxSum largest sum by unit; a call in another unit cannot be evaluated, and is denied
     */
    record Limit(
            Head head,
            String of,
            String per,
            OptionalLong maxCount,
            SortedMap<String, BigDecimal> maxSum,
            OptionalLong withinMillis)
            implements Rule {}

    /**
     * All calls with one of the duties on one key are by the surely same party (binding of duty).
     *
     * @param per kind of the key
     * @param withinMillis length of the window in milliseconds; empty: all history
     * @param same the attribute in which the parties are the same: both known, and equal
     */
    record Bind(Head head, Set<String> duties, String per, OptionalLong withinMillis, String same) implements Rule {}

    /**
     * No call with one of the marks, or none for which the condition holds. Looks at the call alone.
     *
     * @param conditional whether there is a condition; its result is recorded with the call under the id of the rule
     */
    record Forbid(Head head, Set<String> marks, boolean conditional) implements Rule {}

    /** The marks of the calls of which rules read the {@link Provenance}; empty if no rule does. */
    static Set<String> chosenMarks(Collection<Rule> rules) {
        var marks = new HashSet<>(Flow.marks(rules));
        for (Rule rule : rules) {
            if (rule instanceof FirstUse use && use.asksWhoChose()) {
                marks.addAll(use.marks());
            }
        }
        marks.addAll(Unusual.chosenMarks(rules));
        return Set.copyOf(marks);
    }

    /**
     * In a task that has read content with a label, a call with one of the marks does what a person asked for, and reaches only
     * destinations that somebody vouches for. Looks at the call alone, and at its recorded {@link Provenance}.
     *
     * @param marks of the calls that carry something out: sinks, duties
     * @param from the label of the content, such as {@code label/untrusted}
     * @param unless the origins that vouch for a value
     * @param requests whether a call is stopped for doing what the content asks for
     * @param farthest how far the act may be from the instruction; empty: as far as it likes
     */
    record Flow(
            Head head,
            Set<String> marks,
            String from,
            Set<Origin> unless,
            boolean requests,
            Optional<Distance> farthest)
            implements Rule {

        /** The origins that are accepted unless a rule names others. */
        public static final Set<Origin> DEFAULT = Set.of(Origin.values());

        /** The origins of the strict tier: no choice is handed over, and no link or name is followed. */
        public static final Set<Origin> STRICT = Set.of(
                Origin.INSTRUCTION,
                Origin.INTENT_OBJECT,
                Origin.TRUSTED,
                Origin.MADE,
                Origin.OWN,
                Origin.ALLOW_LIST,
                Origin.CONTACT,
                Origin.FIELD,
                Origin.NAMED_RECORD);

        /** A rule that does not compare the act with the instruction by a model. */
        public Flow(Head head, Set<String> marks, String from, Set<Origin> unless, boolean requests) {
            this(head, marks, from, unless, requests, Optional.empty());
        }

        /** The marks of the calls that rules of this kind look at; empty if there is no such rule. */
        public static Set<String> marks(Collection<Rule> rules) {
            return marks(rules, flow -> true);
        }

        /** The marks of the calls of which rules ask how far they are from the instruction; empty if no rule does. */
        public static Set<String> compared(Collection<Rule> rules) {
            return marks(rules, flow -> flow.farthest().isPresent());
        }

        private static Set<String> marks(Collection<Rule> rules, Predicate<Flow> which) {
            var marks = new HashSet<String>();
            for (Rule rule : rules) {
                if (rule instanceof Flow flow && which.test(flow)) {
                    marks.addAll(flow.marks());
                }
            }
            return Set.copyOf(marks);
        }
    }

    /**
     * A call with one of the marks reaches only destinations that a call with one of them reached before, on the same key, and succeeded.
     *
     * @param marks of the calls that reach a destination: sinks, duties
     * @param of names of values of the catalogue that are the destinations; empty: the arguments that the catalogue calls destinations
     * @param bodies whether the links, addresses and account numbers in bodies are destinations, too
     * @param from the label of the content that the task has to have read for the rule to apply; empty: it always applies
     * @param unless the origins that let a new destination pass
     * @param per the scope in which a destination is known
     * @param withinMillis longest time ago that counts, in milliseconds; empty: any time ago
     * @param atMost how many new destinations pass; only where {@code bodies}, {@code from}, {@code unless} and {@code withinMillis} are
     *     left out; empty: none
     */
    record FirstUse(
            Head head,
            Set<String> marks,
            Set<String> of,
            boolean bodies,
            Optional<String> from,
            Set<Origin> unless,
            String per,
            OptionalLong withinMillis,
            Optional<Rate> atMost)
            implements Rule {

        /** A number of new destinations in a window of so many milliseconds. */
        public record Rate(int count, long withinMillis) {}

        public FirstUse {
            if (atMost.isPresent() && (withinMillis.isPresent() || bodies || from.isPresent() || !unless.isEmpty())) {
                throw new IllegalArgumentException("a rule that counts new destinations counts all of them");
            }
        }

        /** A rule under which no new destination passes, whoever chose it. */
        public FirstUse(Head head, Set<String> marks, Set<String> of, String per, OptionalLong withinMillis) {
            this(head, marks, of, false, Optional.empty(), Set.of(), per, withinMillis, Optional.empty());
        }

        /** The most destinations that are known on one key; further ones stay new. Those that bodies carried are counted by themselves. */
        public static final int MOST = 10_000;

        /** Returns whether the rule is about the destination. */
        public boolean concerns(Destination destination) {
            if (destination.carried()) {
                return bodies;
            }
            return of.isEmpty() ? destination.path().indexOf('.') >= 0 : of.contains(destination.path());
        }

        /** Returns whether the rule reads the provenance of the call. */
        public boolean asksWhoChose() {
            return from.isPresent() || !unless.isEmpty();
        }

        /** The marks of the calls that rules of this kind look at; empty if there is no such rule. */
        public static Set<String> marks(Collection<Rule> rules) {
            var marks = new HashSet<String>();
            for (Rule rule : rules) {
                if (rule instanceof FirstUse use) {
                    marks.addAll(use.marks());
                }
            }
            return Set.copyOf(marks);
        }
    }

    /**
     * The amount of a call with one of the marks is at most {@code factor} times that of {@code calls} calls with one of them, in the same
     * unit and on the same key, that succeeded before.
     *
     * @param marks of the calls that have an amount: duties, sinks
     * @param factor how many times an earlier amount is near it, exactly; at least 1
     * @param calls the number of calls with an amount near that of this call, from 1 to {@link #MOST_CALLS}
     * @param per the scope in which amounts are compared
     * @param withinMillis longest time ago that counts, in milliseconds; empty: any time ago
     * @param unless the origins with which any amount passes; none without any
     */
    record Unusual(
            Head head,
            Set<String> marks,
            BigDecimal factor,
            int calls,
            String per,
            OptionalLong withinMillis,
            Set<Origin> unless)
            implements Rule {

        /** The origins that an amount can have. Its other reasons to be accepted are about whom a call reaches, and not about how much. */
        public static final Set<Origin> ORIGINS =
                Set.of(Origin.INSTRUCTION, Origin.TRUSTED, Origin.FIELD, Origin.NAMED_RECORD);

        /** The most amounts that are kept on one key; the oldest are forgotten first. */
        public static final int MOST = 1_000;

        /** The most calls that a rule can ask for, and that a finding names. */
        public static final int MOST_CALLS = 16;

        /** A rule under which no unusual amount passes, whoever chose it. */
        public Unusual(
                Head head, Set<String> marks, BigDecimal factor, int calls, String per, OptionalLong withinMillis) {
            this(head, marks, factor, calls, per, withinMillis, Set.of());
        }

        /** Returns whether an amount is near an earlier one in the same unit, or below it. */
        public boolean isNear(BigDecimal amount, BigDecimal earlier) {
            return amount.compareTo(factor.multiply(earlier)) <= 0;
        }

        /** The marks of the calls of which rules of this kind ask who chose the amount; empty if there is no such rule. */
        public static Set<String> chosenMarks(Collection<Rule> rules) {
            var marks = new HashSet<String>();
            for (Rule rule : rules) {
                if (rule instanceof Unusual unusual && !unusual.unless().isEmpty()) {
                    marks.addAll(unusual.marks());
                }
            }
            return Set.copyOf(marks);
        }
    }

    /**
     * A call with one of the marks comes only after one with the mark {@code after} on the same key, and with none of {@code notSince}
     * in between. Without {@code after}: only where there was none of {@code notSince}.
     *
     * @param after mark of the call that has to come before; empty: none has to, and {@code notSince} is not
     * @param per kind of the key
     * @param withinMillis longest time ago that {@code after} counts, in milliseconds; empty: any time ago
     * @param notSince marks of calls after which it has to be done again
     */
    record Order(
            Head head,
            Set<String> marks,
            Optional<String> after,
            String per,
            OptionalLong withinMillis,
            Set<String> notSince)
            implements Rule {}

    /**
     * A party that touched one dataset of a conflict class touches no other (Brewer and Nash 1989).
     *
     * @param withinMillis length of the window in milliseconds; empty: all history
     * @param independence level; empty: that of the tier
     */
    record Wall(Head head, Datasets datasets, OptionalLong withinMillis, Optional<Level> independence)
            implements Rule {}

    /** The datasets that a wall stands between. */
    sealed interface Datasets {

        /** The marks of the calls that touch a dataset. */
        Set<String> marks();

        /**
         * The objects of a type, for calls with one of the duties.
         *
         * @param between type of the datasets
         * @param conflictClass type of what the datasets exclude each other within; empty: all exclude each other
         */
        record Objects(Set<String> duties, String between, Optional<String> conflictClass) implements Datasets {
            @Override
            public Set<String> marks() {
                return duties;
            }
        }

        /** Each label is a dataset, and all exclude each other. */
        record Labels(List<String> labels) implements Datasets {
            @Override
            public Set<String> marks() {
                return Set.copyOf(labels);
            }
        }
    }
}
