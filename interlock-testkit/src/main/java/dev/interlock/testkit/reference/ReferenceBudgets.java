package dev.interlock.testkit.reference;

import dev.interlock.engine.event.Event.TaskOpened;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.Budgets;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.testkit.reference.history.History;
import dev.interlock.testkit.reference.history.PastCall;
import dev.interlock.testkit.reference.history.ThisCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The check that no more is kept for a party than it may have. */
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

    /** Returns whether all tasks that agents of the same chain, or owner, started are too much together. */
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

    /** The findings about what would be kept of a call. */
    static List<Finding> kept(ThisCall call) {
        History history = call.history();
        Budgets budgets = history.bundle.budgets();
        List<Finding> findings = new ArrayList<>();
        List<Actor> unknown = history.calls.values().stream()
                .filter(past -> past.status == PastCall.Status.UNKNOWN)
                .map(past -> past.reserved.actor())
                .toList();
        exceeded(call, unknown, 1, budgets.unknown(), "calls")
                .ifPresent(detail -> findings.add(
                        call.plain(FindingCode.OUTCOMES_EXHAUSTED, Outcome.DENY, Optional.empty(), detail)));
        int fresh = history.names.fresh(call.facts()).size();
        if (fresh > 0) {
            exceeded(call, List.copyOf(history.names.named.values()), fresh, budgets.names(), "objects")
                    .ifPresent(detail -> findings.add(
                            call.plain(FindingCode.NAMES_EXHAUSTED, Outcome.DENY, Optional.empty(), detail)));
        }
        return findings;
    }

    /** The first share of the caller, its chain and its owner that would be exceeded. */
    private static Optional<String> exceeded(ThisCall call, List<Actor> of, int more, int most, String what) {
        long own = of.stream()
                .filter(actor -> actor.name().equals(call.actor().name()))
                .count();
        if (own + more > most) {
            return Optional.of(most + " " + what + " of the agent");
        }
        for (String attribute : List.of(Attributes.CHAIN, Attributes.OWNER)) {
            AttributeValue value = call.actor().get(attribute);
            long all = of.stream()
                    .filter(actor -> actor.get(attribute).equals(value))
                    .count();
            if (value instanceof AttributeValue.Known && all + more > (long) most * Budgets.SHARED) {
                return Optional.of((long) most * Budgets.SHARED + " " + what + " of its " + attribute);
            }
        }
        return Optional.empty();
    }

    private static long weight(TaskOpened task) {
        return Budgets.weight(task.instruction())
                + task.objects().stream()
                        .mapToLong(object -> 1 + Budgets.weight(object.value()))
                        .sum();
    }
}
