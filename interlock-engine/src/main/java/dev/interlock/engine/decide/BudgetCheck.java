package dev.interlock.engine.decide;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.state.Task;
import java.util.List;

/** A call counts against the budget of its task and of every task above. */
final class BudgetCheck {

    private BudgetCheck() {}

    static void check(Task task, List<Finding> findings) {
        for (Task t = task; t != null; t = t.parent()) {
            if (t.used() >= t.calls()) {
                findings.add(Findings.deny(Code.BUDGET_SPENT, ""));
                return;
            }
        }
    }
}
