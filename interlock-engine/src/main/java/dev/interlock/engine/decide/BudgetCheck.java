package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.state.Task;
import java.util.List;

/** A call counts against the budget of its task and of every task above. */
final class BudgetCheck {

    private BudgetCheck() {}

    /** @param continues the call takes the place of one of the task, which is not counted then */
    static void check(Task task, boolean continues, List<Finding> findings) {
        int counted = continues ? 1 : 0;
        for (Task t = task; t != null; t = t.parent()) {
            if (t.used() - counted >= t.calls()) {
                findings.add(Findings.deny(Code.BUDGET_SPENT, ""));
                return;
            }
        }
    }
}
