package dev.interlock.properties.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.plan.Parties;
import dev.interlock.engine.plan.Party;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanCheck;
import dev.interlock.engine.plan.PlanConstraint;
import dev.interlock.engine.plan.PlanConstraint.NotAnswerable;
import dev.interlock.engine.plan.PlanLimits;
import dev.interlock.engine.plan.PlanProblem;
import dev.interlock.engine.plan.PlanSolver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ten thousand small plans, answered by the solver and by Sat4j. What is said of a core is held against Sat4j too. */
class PlanSolverAgreementTest {

    private static final int PLANS = Integer.getInteger("interlock.plans", 10_000);

    @Test
    void theSolverAnswersAsASatSolverDoes() {
        int satisfiable = 0;
        int unsatisfiable = 0;
        for (long seed = 0; seed < PLANS; seed++) {
            var plan = new RandomPlans(seed);
            var parties = new Parties(RandomPlans.ATTRIBUTES);
            plan.parties.forEach(parties::add);
            PlanAnswer answer = PlanSolver.solve(plan.problem, parties);
            boolean expected = SatOracle.satisfiable(plan.problem, plan.parties);
            switch (answer) {
                case PlanAnswer.Satisfiable yes -> {
                    satisfiable++;
                    assertThat(expected).as("seed %d: %s", seed, plan.problem).isTrue();
                    assertThat(PlanCheck.holds(plan.problem, named(yes, plan)))
                            .as("seed %d", seed)
                            .isTrue();
                }
                case PlanAnswer.Unsatisfiable no -> {
                    unsatisfiable++;
                    assertThat(expected)
                            .as("seed %d: %s %s", seed, plan.problem, no)
                            .isFalse();
                    if (seed % 5 == 0) {
                        checkCore(seed, plan, no);
                    }
                }
                case PlanAnswer.Unknown unknown ->
                    assertThat(unknown).as("seed %d", seed).isNull();
            }
            assertThat(parties.size()).isEqualTo(plan.parties.size());
        }
        assertThat(satisfiable).isGreaterThan(PLANS / 5);
        assertThat(unsatisfiable).isGreaterThan(PLANS / 5);
    }

    /** Crowds in which one is as good as another, which the solver takes together. */
    @Test
    void whoeverIsAsGoodAsAnother() {
        for (long seed = 0; seed < PLANS; seed++) {
            var plan = new RandomPlans(seed, (int) (seed % 12));
            boolean names = plan.problem.constraints().stream().anyMatch(NotAnswerable.class::isInstance);
            List<Party> all = plan.parties.stream()
                    .map(party -> names ? party : new Party(party.name(), party.may(), party.attributes(), false))
                    .toList();
            assertAgrees(seed, plan.problem, all);
        }
    }

    /** A done step's party has to go on, and is somebody of another value by now. */
    @Test
    void whoGoesOnAsSomebodyElse() {
        var plan = new RandomPlans(10_732);
        assertAgrees(10_732, plan.problem, plan.parties);
    }

    /** A definite answer about parties with several owners is right; no answer is allowed. */
    @Test
    void whoHasSeveralOwners() {
        int said = 0;
        for (long seed = 0; seed < PLANS; seed++) {
            var plan = new RandomPlans(seed, (int) (seed % 12));
            var random = new Random(seed);
            List<Party> all = plan.parties.stream()
                    .map(party -> random.nextInt(3) == 0 ? ofSeveral(party, random) : party)
                    .toList();
            var parties = new Parties(RandomPlans.ATTRIBUTES);
            all.forEach(parties::add);
            PlanAnswer answer = PlanSolver.solve(plan.problem, parties);
            if (!(answer instanceof PlanAnswer.Unknown)) {
                said++;
                assertThat(answer instanceof PlanAnswer.Satisfiable)
                        .as("seed %d: %s", seed, plan.problem)
                        .isEqualTo(SatOracle.satisfiable(plan.problem, all));
            }
        }
        assertThat(said).isGreaterThan(PLANS / 5);
    }

    private static Party ofSeveral(Party party, Random random) {
        var vector = new HashMap<>(party.attributes());
        vector.put("owner", AttributeValue.known(List.of("v" + random.nextInt(3), "p0")));
        return new Party(party.name(), party.may(), vector, party.singular());
    }

    private static void assertAgrees(long seed, PlanProblem problem, List<Party> all) {
        var parties = new Parties(RandomPlans.ATTRIBUTES);
        all.forEach(parties::add);
        PlanAnswer answer = PlanSolver.solve(problem, parties);
        assertThat(answer).as("seed %d", seed).isNotInstanceOf(PlanAnswer.Unknown.class);
        assertThat(answer instanceof PlanAnswer.Satisfiable)
                .as("seed %d: %s", seed, problem)
                .isEqualTo(SatOracle.satisfiable(problem, all));
    }

    private static List<Party> named(PlanAnswer.Satisfiable yes, RandomPlans plan) {
        List<Party> by = new ArrayList<>();
        for (PlanProblem.Step step : plan.problem.steps()) {
            by.add(step.doneBy()
                    .orElseGet(() -> plan.parties.stream()
                            .filter(party ->
                                    party.name().equals(yes.assignment().get(step.id())))
                            .findFirst()
                            .orElseThrow()));
        }
        return by;
    }

    /** The core alone is unsatisfiable, no smaller set of constraints is, and so many further parties are what it lacks. */
    private static void checkCore(long seed, RandomPlans plan, PlanAnswer.Unsatisfiable no) {
        PlanProblem core = restricted(plan.problem, no.core(), Set.copyOf(no.steps()));
        assertThat(SatOracle.satisfiable(core, plan.parties))
                .as("seed %d: core %s of %s", seed, no, plan.problem)
                .isFalse();
        assertThat(no.smallest()).as("seed %d", seed).isTrue();
        Set<String> all = new HashSet<>();
        plan.problem.steps().forEach(step -> all.add(step.id()));
        if (!no.core().isEmpty()) {
            List<PlanConstraint> every = plan.problem.constraints();
            for (int subset = 0; subset < 1 << every.size(); subset++) {
                if (Integer.bitCount(subset) < no.core().size()) {
                    List<PlanConstraint> some = new ArrayList<>();
                    for (int c = 0; c < every.size(); c++) {
                        if ((subset & 1 << c) != 0) {
                            some.add(every.get(c));
                        }
                    }
                    assertThat(SatOracle.satisfiable(restricted(plan.problem, some, all), plan.parties))
                            .as("seed %d: %s is smaller than %s", seed, some, no)
                            .isTrue();
                }
            }
        }
        for (int more = 0; more <= plan.problem.steps().size(); more++) {
            boolean enough = SatOracle.satisfiable(core, withMore(plan.parties, more));
            boolean claimed = no.missing().isPresent() && more >= no.missing().getAsInt();
            assertThat(enough).as("seed %d: %d more for %s", seed, more, no).isEqualTo(claimed);
        }
    }

    private static PlanProblem restricted(PlanProblem problem, List<PlanConstraint> constraints, Set<String> steps) {
        List<PlanProblem.Step> left = new ArrayList<>(problem.steps());
        List<PlanConstraint> rest = new ArrayList<>(constraints);
        for (int step = 0; step < left.size(); step++) {
            if (!steps.contains(left.get(step).id())) {
                int gone = step;
                left.set(
                        step,
                        new PlanProblem.Step(
                                left.get(step).id(), Set.of(), left.get(step).doneBy()));
                rest = new ArrayList<>(rest.stream()
                        .flatMap(constraint -> constraint.without(gone).stream())
                        .toList());
            }
        }
        return new PlanProblem(left, rest);
    }

    private static List<Party> withMore(List<Party> parties, int more) {
        List<Party> all = new ArrayList<>(parties);
        for (int m = 0; m < more; m++) {
            Map<String, AttributeValue> vector = new HashMap<>();
            for (String attribute : RandomPlans.ATTRIBUTES) {
                vector.put(attribute, AttributeValue.known("new" + m));
            }
            all.add(new Party("new" + m, Set.of("d0", "d1", "d2", "d3"), vector, false));
        }
        return all;
    }

    @Test
    void atItsBoundTheAnswerIsUnknownAndNeverSatisfiable() {
        var tight = new PlanLimits(20, 2, 2);
        for (long seed = 0; seed < PLANS / 10; seed++) {
            var plan = new RandomPlans(seed);
            var parties = new Parties(RandomPlans.ATTRIBUTES);
            plan.parties.forEach(parties::add);
            boolean expected = SatOracle.satisfiable(plan.problem, plan.parties);
            switch (PlanSolver.solve(plan.problem, parties, tight)) {
                case PlanAnswer.Satisfiable yes -> assertThat(expected).isTrue();
                case PlanAnswer.Unsatisfiable no -> assertThat(expected).isFalse();
                case PlanAnswer.Unknown unknown -> assertThat(unknown.why()).contains("limit");
            }
        }
    }

    @Test
    void partiesThatComeAndGoLeaveTheAnswerAsIfTheyHadNeverBeen() {
        for (long seed = 0; seed < PLANS / 50; seed++) {
            var plan = new RandomPlans(seed, 150);
            var parties = new Parties(RandomPlans.ATTRIBUTES);
            plan.parties.forEach(parties::add);
            PlanSolver.solve(plan.problem, parties);
            List<Party> left = new ArrayList<>();
            for (int p = 0; p < plan.parties.size(); p++) {
                if (p % 20 == seed % 20) {
                    left.add(plan.parties.get(p));
                } else {
                    parties.remove(plan.parties.get(p).name());
                }
            }
            Party back = plan.parties.getFirst();
            parties.add(back);
            if (!left.contains(back)) {
                left.add(back);
            }
            boolean expected = SatOracle.satisfiable(plan.problem, left);
            PlanAnswer answer = PlanSolver.solve(plan.problem, parties);
            assertThat(answer instanceof PlanAnswer.Satisfiable)
                    .as("seed %d: %s for %s", seed, answer, plan.problem)
                    .isEqualTo(expected);
            assertThat(answer).as("seed %d", seed).isNotInstanceOf(PlanAnswer.Unknown.class);
        }
    }

    @Test
    void moreStepsThanAreLookedAtAreUnknownUnlessOneOfThemIsHopeless() {
        var parties = new Parties(List.of());
        for (int p = 0; p < 40; p++) {
            parties.add(new Party("p" + p, Set.of("d"), Map.of(), false));
        }
        Set<Integer> all = new HashSet<>();
        List<PlanProblem.Step> steps = new ArrayList<>();
        for (int s = 0; s < 30; s++) {
            steps.add(new PlanProblem.Step("s" + s, Set.of("d"), Optional.empty()));
            all.add(s);
        }
        var apart = PlanConstraint.AtMost.independent(new PlanConstraint.Source("R", "vendor/1"), all, List.of());
        assertThat(PlanSolver.solve(new PlanProblem(steps, List.of(apart)), parties))
                .isInstanceOfSatisfying(
                        PlanAnswer.Unknown.class,
                        unknown -> assertThat(unknown.why()).contains("30", "at most 20"));
        assertThat(PlanSolver.solve(new PlanProblem(steps, List.of()), parties))
                .isInstanceOf(PlanAnswer.Satisfiable.class);
        steps.add(new PlanProblem.Step("odd", Set.of("nobody has it"), Optional.empty()));
        all.add(30);
        var withOdd = PlanConstraint.AtMost.independent(new PlanConstraint.Source("R", "vendor/1"), all, List.of());
        assertThat(PlanSolver.solve(new PlanProblem(steps, List.of(withOdd)), parties))
                .isInstanceOfSatisfying(PlanAnswer.Unsatisfiable.class, no -> {
                    assertThat(no.core()).isEmpty();
                    assertThat(no.steps()).containsExactly("odd");
                });
    }
}
