package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.policy.Budgets;
import java.util.List;
import java.util.function.Function;

/** Whether a party would have more open than it may. */
final class ReferenceBudgets {

    private ReferenceBudgets() {}

    static boolean exceeded(History history, TaskOpened opened) {
        List<TaskOpened> open = history.tasks.values().stream()
                .filter(task -> !task.ended)
                .map(task -> task.opened)
                .toList();
        if (tooMuch(
                history,
                open.stream()
                        .filter(one -> one.openedBy().equals(opened.openedBy()))
                        .toList(),
                opened,
                1)) {
            return true;
        }
        return tooMuch(history, opened, open, TaskOpened::chain) || tooMuch(history, opened, open, TaskOpened::owner);
    }

    /** Whether all tasks that agents of the same chain, or owner, started are too much together. */
    private static boolean tooMuch(
            History history, TaskOpened opened, List<TaskOpened> open, Function<TaskOpened, AttributeValue> what) {
        AttributeValue own = payer(history, opened, what);
        return own instanceof AttributeValue.Known
                && tooMuch(
                        history,
                        open.stream()
                                .filter(one -> payer(history, one, what).equals(own))
                                .toList(),
                        opened,
                        Budgets.SHARED);
    }

    /** The chain or owner of the agent that started the task; unknown where a person did. */
    private static AttributeValue payer(History history, TaskOpened task, Function<TaskOpened, AttributeValue> what) {
        TaskOpened its = task.parent().isPresent() ? history.task(task.parent().getAsLong()).opened : task;
        return task.openedBy().equals(its.agent()) ? what.apply(its) : AttributeValue.unknown();
    }

    private static boolean tooMuch(History history, List<TaskOpened> open, TaskOpened opened, int times) {
        Budgets budgets = history.bundle.budgets();
        long objects = weight(opened)
                + open.stream().mapToLong(ReferenceBudgets::weight).sum();
        return open.size() + 1 > times * budgets.openTasks() || objects > times * budgets.objects();
    }

    private static long weight(TaskOpened task) {
        return Budgets.weight(task.instruction())
                + task.objects().stream()
                        .mapToLong(object -> 1 + Budgets.weight(object.value()))
                        .sum();
    }
}
