package dev.interlock.properties.plan;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.plan.Party;
import dev.interlock.engine.plan.PlanConstraint;
import dev.interlock.engine.plan.PlanProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sat4j.core.VecInt;
import org.sat4j.minisat.SolverFactory;
import org.sat4j.specs.ContradictionException;
import org.sat4j.specs.ISolver;
import org.sat4j.specs.TimeoutException;

/** Whether a plan can be carried out, as clauses for a SAT solver. For small problems: it writes down what is forbidden. */
final class SatOracle {

    private final PlanProblem problem;
    private final List<Party> parties;
    private final List<int[]> clauses = new ArrayList<>();
    /** By step: variable of each party that may do it. */
    private final List<Map<Party, Integer>> does = new ArrayList<>();

    private int variables;

    private SatOracle(PlanProblem problem, List<Party> parties) {
        this.problem = problem;
        this.parties = parties;
    }

    static boolean satisfiable(PlanProblem problem, List<Party> parties) {
        var oracle = new SatOracle(problem, parties);
        oracle.write();
        ISolver solver = SolverFactory.newDefault();
        solver.newVar(oracle.variables);
        try {
            for (int[] clause : oracle.clauses) {
                solver.addClause(new VecInt(clause));
            }
            return solver.isSatisfiable();
        } catch (ContradictionException e) {
            return false;
        } catch (TimeoutException e) {
            throw new IllegalStateException("a small problem", e);
        }
    }

    private void write() {
        for (PlanProblem.Step step : problem.steps()) {
            Map<Party, Integer> mine = new HashMap<>();
            List<Party> able = step.doneBy()
                    .map(List::of)
                    .orElseGet(() -> parties.stream()
                            .filter(party -> party.may().containsAll(step.needs()))
                            .toList());
            able.forEach(party -> mine.put(party, ++variables));
            does.add(mine);
            int[] some = mine.values().stream().mapToInt(Integer::intValue).toArray();
            clauses.add(some);
            for (int a = 0; a < some.length; a++) {
                for (int b = 0; b < a; b++) {
                    clauses.add(new int[] {-some[a], -some[b]});
                }
            }
        }
        problem.constraints().forEach(this::write);
    }

    private void write(PlanConstraint constraint) {
        switch (constraint) {
            case PlanConstraint.AtMost most ->
                most.pivots()
                        .forEach(pivot -> does.get(pivot).forEach((party, variable) -> atMost(most, party, variable)));
            case PlanConstraint.Same same ->
                same.among()
                        .forEach(a -> same.among().stream()
                                .filter(b -> b < a)
                                .forEach(b -> forbid(
                                        a,
                                        b,
                                        (p, q) -> !AttributeValue.surelySame(
                                                p.value(same.attribute()), q.value(same.attribute())),
                                        0)));
            case PlanConstraint.Quorum quorum -> quorum(quorum);
            case PlanConstraint.NotAnswerable pair ->
                forbid(
                        pair.approver(),
                        pair.requester(),
                        (approver, requester) -> requester
                                        .value(Attributes.OWNER)
                                        .texts()
                                        .contains(approver.name())
                                || requester.value(Attributes.ORIGIN).texts().contains(approver.name()),
                        0);
            case PlanConstraint.Never never -> clauses.add(new int[0]);
        }
    }

    private void atMost(PlanConstraint.AtMost most, Party pivot, int variable) {
        List<String> attributes = new ArrayList<>(most.attributes());
        attributes.add(Attributes.AGENT);
        for (String attribute : attributes) {
            for (AttributeValue value : pivot.value(attribute).each()) {
                atMost(most, attribute, value, variable);
            }
        }
    }

    private void atMost(PlanConstraint.AtMost most, String attribute, AttributeValue value, int variable) {
        if (!(value instanceof AttributeValue.NotApplicable)) {
            // by entry: true when one of its steps is done by somebody who does not surely differ
            List<Integer> near = new ArrayList<>();
            for (Set<Integer> entry : most.entries()) {
                int covers = ++variables;
                near.add(covers);
                for (int step : entry) {
                    does.get(step).forEach((party, does) -> {
                        if (!AttributeValue.surelyDiffer(value, party.value(attribute))) {
                            clauses.add(new int[] {-does, covers});
                        }
                    });
                }
            }
            tooMany(near, 0, most.max() + 1, new ArrayList<>(List.of(-variable)));
        }
    }

    private void tooMany(List<Integer> near, int next, int left, List<Integer> clause) {
        if (left == 0) {
            clauses.add(clause.stream().mapToInt(Integer::intValue).toArray());
            return;
        }
        for (int i = next; i < near.size(); i++) {
            clause.add(-near.get(i));
            tooMany(near, i + 1, left - 1, clause);
            clause.removeLast();
        }
    }

    private void quorum(PlanConstraint.Quorum quorum) {
        List<Integer> some = new ArrayList<>();
        choose(quorum, List.copyOf(quorum.candidates()), 0, new ArrayList<>(), some);
        clauses.add(some.stream().mapToInt(Integer::intValue).toArray());
    }

    private void choose(
            PlanConstraint.Quorum quorum, List<Integer> from, int next, List<Integer> chosen, List<Integer> some) {
        if (chosen.size() == quorum.count()) {
            int holds = ++variables;
            some.add(holds);
            List<Integer> all = new ArrayList<>(chosen);
            all.add(quorum.step());
            for (int a = 0; a < all.size(); a++) {
                for (int b = 0; b < a; b++) {
                    forbid(all.get(a), all.get(b), (p, q) -> !p.independentOf(q, quorum.attributes()), holds);
                }
            }
            return;
        }
        for (int i = next; i < from.size(); i++) {
            chosen.add(from.get(i));
            choose(quorum, from, i + 1, chosen, some);
            chosen.removeLast();
        }
    }

    private interface Clash {
        boolean test(Party a, Party b);
    }

    /** @param when a variable under which it is forbidden; 0: always */
    private void forbid(int a, int b, Clash clash, int when) {
        does.get(a)
                .forEach((p, first) -> does.get(b).forEach((q, second) -> {
                    if (clash.test(p, q)) {
                        clauses.add(when == 0 ? new int[] {-first, -second} : new int[] {-first, -second, -when});
                    }
                }));
    }
}
