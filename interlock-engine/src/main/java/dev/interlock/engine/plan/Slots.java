package dev.interlock.engine.plan;

import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.plan.PlanConstraint.AtMost;
import dev.interlock.engine.plan.PlanConstraint.Never;
import dev.interlock.engine.plan.PlanConstraint.NotAnswerable;
import dev.interlock.engine.plan.PlanConstraint.Quorum;
import dev.interlock.engine.plan.PlanConstraint.Same;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Some steps of a problem that hang together, as the searches see them. A slot is a step, or several that one party has to
 * do; open slots come first, then done steps, each its own slot. Sets of slots are bit sets.
 */
final class Slots {

    /** The most slots, as they are bits of a long. */
    static final int MOST = 62;

    final PlanProblem problem;
    /** By open slot: its steps. */
    final List<SortedSet<Integer>> open = new ArrayList<>();
    /** By open slot: the authorisations that its party has to have. */
    final List<SortedSet<String>> needs = new ArrayList<>();
    /** By open slot: the groups that can do it. */
    final List<long[]> groups = new ArrayList<>();
    /** By open slot: the party that has to do it, as it did a step that has to have the same party; null: anybody. */
    final List<@Nullable String> forced = new ArrayList<>();
    /** By done slot: the party that did it. */
    final List<Party> done = new ArrayList<>();

    final List<MostOf> atMost = new ArrayList<>();
    final List<SameIn> same = new ArrayList<>();
    final List<CountOf> quorums = new ArrayList<>();
    final List<Pair> notAnswerable = new ArrayList<>();
    /** Whether no assignment meets the constraints, whoever the parties are. */
    boolean contradiction;

    private final int[] slotOf;

    record MostOf(long[] entries, long pivots, int max, List<String> attributes) {
        int covered(long slots) {
            int covered = 0;
            for (long entry : entries) {
                covered += (entry & slots) != 0 ? 1 : 0;
            }
            return covered;
        }
    }

    record SameIn(long slots, String attribute) {}

    record CountOf(int slot, int[] candidates, int count, List<String> attributes) {}

    record Pair(int approver, int requester) {}

    Slots(PlanProblem problem, Set<Integer> openSteps, List<PlanConstraint> constraints, Parties parties) {
        this.problem = problem;
        this.slotOf = new int[problem.steps().size()];
        gather(openSteps, constraints);
        for (int slot = 0; slot < open.size(); slot++) {
            var mine = new TreeSet<String>();
            open.get(slot).forEach(step -> mine.addAll(problem.steps().get(step).needs()));
            needs.add(mine);
            groups.add(parties.having(mine));
        }
        var doneSteps = new TreeSet<Integer>();
        constraints.forEach(constraint -> doneSteps.addAll(constraint.steps()));
        doneSteps.removeAll(openSteps);
        for (int step : doneSteps) {
            slotOf[step] = open.size() + done.size();
            done.add(problem.steps().get(step).doneBy().orElseThrow());
        }
        constraints.forEach(this::add);
    }

    int size() {
        return open.size() + done.size();
    }

    /** By open slot: the attributes of its party that a constraint looks at. */
    List<SortedSet<String>> lookedAt() {
        List<SortedSet<String>> lookedAt = new ArrayList<>();
        open.forEach(item -> lookedAt.add(new TreeSet<>()));
        for (MostOf most : atMost) {
            long concerned = most.pivots();
            for (long entry : most.entries()) {
                concerned |= entry;
            }
            look(lookedAt, concerned, most.attributes());
        }
        same.forEach(one -> look(lookedAt, one.slots(), List.of(one.attribute())));
        for (CountOf quorum : quorums) {
            long concerned = 1L << quorum.slot();
            for (int candidate : quorum.candidates()) {
                concerned |= 1L << candidate;
            }
            look(lookedAt, concerned, quorum.attributes());
        }
        for (Pair pair : notAnswerable) {
            look(lookedAt, 1L << pair.requester(), List.of(Attributes.OWNER, Attributes.ORIGIN));
        }
        return lookedAt;
    }

    private static void look(List<SortedSet<String>> lookedAt, long slots, List<String> attributes) {
        for (int item = 0; item < lookedAt.size(); item++) {
            if ((slots & 1L << item) != 0) {
                lookedAt.get(item).addAll(attributes);
            }
        }
    }

    /** The names of the parties that did the done steps. */
    Set<String> doneNames() {
        return done.stream().map(Party::name).collect(Collectors.toSet());
    }

    /** Puts steps that one party has to do into one slot. */
    private void gather(Set<Integer> openSteps, List<PlanConstraint> constraints) {
        int[] root = new int[problem.steps().size()];
        for (int step = 0; step < root.length; step++) {
            root[step] = step;
        }
        @Nullable String[] name = new @Nullable String[root.length];
        for (PlanConstraint constraint : constraints) {
            if (constraint instanceof Same one && Attributes.ALWAYS.contains(one.attribute())) {
                int first = -1;
                String doer = null;
                for (int step : one.steps()) {
                    if (openSteps.contains(step)) {
                        first = first < 0 ? step : first;
                        int a = find(root, first);
                        int b = find(root, step);
                        String mine = a == b ? name[a] : agreed(name[a], name[b]);
                        doer = agreed(doer, mine);
                        root[b] = a;
                    } else {
                        doer = agreed(
                                doer,
                                problem.steps().get(step).doneBy().orElseThrow().name());
                    }
                }
                if (first >= 0 && doer != null) {
                    name[find(root, first)] = doer;
                }
            }
        }
        int[] slotOfRoot = new int[root.length];
        Arrays.fill(slotOfRoot, -1);
        for (int step : new TreeSet<>(openSteps)) {
            int at = find(root, step);
            if (slotOfRoot[at] < 0) {
                slotOfRoot[at] = open.size();
                open.add(new TreeSet<>());
                forced.add(name[at]);
            }
            slotOf[step] = slotOfRoot[at];
            open.get(slotOf[step]).add(step);
        }
    }

    private @Nullable String agreed(@Nullable String a, @Nullable String b) {
        if (a != null && b != null && !a.equals(b)) {
            contradiction = true;
        }
        return a != null ? a : b;
    }

    private static int find(int[] root, int step) {
        int at = step;
        while (root[at] != at) {
            at = root[at];
        }
        return at;
    }

    private void add(PlanConstraint constraint) {
        switch (constraint) {
            case AtMost most -> {
                long[] entries = new long[most.entries().size()];
                for (int e = 0; e < entries.length; e++) {
                    entries[e] = bits(most.entries().get(e));
                }
                atMost.add(new MostOf(entries, bits(most.pivots()), most.max(), most.attributes()));
            }
            case Same one -> {
                if (!Attributes.ALWAYS.contains(one.attribute()) && one.among().size() > 1) {
                    same.add(new SameIn(bits(one.among()), one.attribute()));
                }
            }
            case Quorum quorum -> {
                int[] candidates = quorum.candidates().stream()
                        .sorted()
                        .mapToInt(step -> slotOf[step])
                        .toArray();
                contradiction |= candidates.length < quorum.count();
                quorums.add(new CountOf(slotOf[quorum.step()], candidates, quorum.count(), quorum.attributes()));
            }
            case NotAnswerable pair -> notAnswerable.add(new Pair(slotOf[pair.approver()], slotOf[pair.requester()]));
            case Never never -> contradiction = true;
        }
    }

    private long bits(Set<Integer> steps) {
        long bits = 0;
        for (int step : steps) {
            bits |= 1L << slotOf[step];
        }
        return bits;
    }
}
