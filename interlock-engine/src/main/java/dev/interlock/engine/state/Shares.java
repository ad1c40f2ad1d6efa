package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Budgets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The open tasks of each party that starts tasks. The starter pays, with its chain and its owner; an agent that is started never
 * does.
 */
public final class Shares {

    private record Share(int tasks, long objects) {
        static final Share NONE = new Share(0, 0);

        Share plus(int more, long weight) {
            return new Share(tasks + more, objects + weight);
        }
    }

    private final Map<Payer, Share> open = new HashMap<>();

    /** The weight of a task, in objects, for as long as it is open. */
    private static long weight(Event.TaskOpened task) {
        long weight = Budgets.weight(task.instruction());
        for (Key object : task.objects()) {
            weight += 1 + Budgets.weight(object.value());
        }
        return weight;
    }

    /** The payers of a task. A person who starts it pays alone; an agent that starts it is the task's own, or that of the task above. */
    private static List<Payer> payers(Event.TaskOpened task, @Nullable Task parent) {
        List<Payer> payers = new ArrayList<>(3);
        payers.add(new Payer(Payer.PARTY, task.openedBy()));
        boolean byAgent = task.openedBy().equals(parent == null ? task.agent() : parent.agent());
        if (byAgent) {
            AttributeValue chain = parent == null ? task.chain() : parent.chain();
            AttributeValue owner = parent == null ? task.owner() : parent.owner();
            if (chain instanceof AttributeValue.Known known) {
                payers.add(new Payer("chain", known.value()));
            }
            if (owner instanceof AttributeValue.Known known) {
                payers.add(new Payer("owner", known.value()));
            }
        }
        return payers;
    }

    void opened(Event.TaskOpened task, @Nullable Task parent) {
        payers(task, parent).forEach(payer -> add(payer, 1, weight(task)));
    }

    void ended(Event.TaskOpened task, @Nullable Task parent) {
        payers(task, parent).forEach(payer -> add(payer, -1, -weight(task)));
    }

    private void add(Payer payer, int tasks, long weight) {
        Share now = open.getOrDefault(payer, Share.NONE).plus(tasks, weight);
        if (now.tasks() == 0) {
            open.remove(payer);
        } else {
            open.put(payer, now);
        }
    }

    /** The message about the budget that would be exceeded if this task were open too; empty where the task fits. */
    public Optional<String> exceeded(Event.TaskOpened task, @Nullable Task parent, Budgets budgets) {
        for (Payer payer : payers(task, parent)) {
            Share with = open.getOrDefault(payer, Share.NONE).plus(1, weight(task));
            String whose = payer.kind().equals(Payer.PARTY)
                    ? "`" + payer.name() + "`"
                    : "the " + payer.kind() + " `" + payer.name() + "`";
            if (with.tasks() > payer.most(budgets.openTasks())) {
                return Optional.of(
                        whose + " has " + (with.tasks() - 1) + " open tasks that it started, and may not open more");
            }
            if (with.objects() > payer.most(budgets.objects())) {
                return Optional.of(
                        whose + " would have open tasks about more than " + payer.most(budgets.objects()) + " objects");
            }
        }
        return Optional.empty();
    }
}
