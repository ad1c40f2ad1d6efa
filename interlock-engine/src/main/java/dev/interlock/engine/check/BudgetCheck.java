package dev.interlock.engine.check;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.monitor.CallView;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.Task;
import java.util.List;
import java.util.Optional;

/**
 * The check of budgets: a call counts against those of its task and of every task above; what is kept of it, against
 * those of its party, chain and owner.
 */
public final class BudgetCheck {

    private BudgetCheck() {}

    /**
     * Checks the bounds on calls of unknown outcome and on names: whatever happens is recorded, so there is a bound to
     * what may happen.
     *
     * @param repeats the call is one of unknown outcome that is made again, and adds none
     */
    public static void check(State state, CallView view, boolean repeats, List<Finding> findings) {
        Budgets budgets = state.bundle().budgets();
        Optional<String> outcomes = state.calls().unknownExceeded(view.actor(), repeats ? 0 : 1, budgets);
        if (outcomes.isPresent()) {
            findings.add(Findings.deny(FindingCode.OUTCOMES_EXHAUSTED, outcomes.get()));
        }
        Optional<String> names = state.named().exceeded(view, budgets);
        if (names.isPresent()) {
            findings.add(Findings.deny(FindingCode.NAMES_EXHAUSTED, names.get()));
        }
    }

    /** @param continues the call takes the place of one of the task, which is not counted then */
    public static void check(Task task, boolean continues, List<Finding> findings) {
        int counted = continues ? 1 : 0;
        for (Task t = task; t != null; t = t.parent()) {
            if (t.used() - counted >= t.calls()) {
                findings.add(Findings.deny(FindingCode.BUDGET_SPENT, ""));
                return;
            }
        }
    }
}
