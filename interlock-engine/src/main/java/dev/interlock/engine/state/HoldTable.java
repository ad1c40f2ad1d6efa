package dev.interlock.engine.state;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The holds of tasks that have not ended. */
public final class HoldTable {

    private final Map<Long, HoldState> all = new HashMap<>();
    /** By the digest of the call: the latest hold. A digest names the task, so it belongs to one task only. */
    private final Map<String, HoldState> byDigest = new HashMap<>();

    private final Map<Long, List<HoldState>> byTask = new HashMap<>();
    /** By the number of an answer: the hold that it answers. */
    private final Map<Long, HoldState> byAnswer = new HashMap<>();

    private final Map<String, Integer> openByAgent = new HashMap<>();
    private final Map<String, Integer> openByChain = new HashMap<>();

    public @Nullable HoldState get(long number) {
        return all.get(number);
    }

    /** The latest hold of this very call. */
    public @Nullable HoldState byDigest(String digest) {
        return byDigest.get(digest);
    }

    /** Ascending by number. */
    public Collection<HoldState> all() {
        return new TreeMap<>(all).values();
    }

    /** Those whose wait is over at this time, ascending by number. */
    public List<HoldState> overdue(long now) {
        List<HoldState> overdue = new ArrayList<>(0);
        for (HoldState hold : all.values()) {
            if (hold.isOverdue(now)) {
                overdue.add(hold);
            }
        }
        overdue.sort(Comparator.comparingLong(HoldState::number));
        return overdue;
    }

    void held(Event.CallHeld event, long now) {
        if (event.hold() != event.call()) {
            return; // the same call asked again
        }
        HoldState before = byDigest.get(event.digest());
        if (before != null && before.status() == HoldState.Status.OPEN) {
            close(before, HoldState.Status.SUPERSEDED);
        }
        add(new HoldState(event, now));
    }

    HoldState answered(Event.HoldAnswered event, long now) {
        HoldState hold = all.get(event.hold());
        if (hold == null) {
            throw new IllegalArgumentException("hold " + event.hold() + " is not there");
        }
        hold.answered(new HoldState.Answered(event, now));
        if (!event.approved()) {
            close(hold, HoldState.Status.REJECTED);
        }
        byAnswer.put(event.answer(), hold);
        return hold;
    }

    /** The holds whose approvals these are let their call through. */
    void spent(List<Long> approvals) {
        for (long approval : approvals) {
            HoldState hold = byAnswer.get(approval);
            if (hold != null) {
                close(hold, HoldState.Status.SPENT);
            }
        }
    }

    /** These relied on a difference that there is not. */
    void voided(List<Long> numbers) {
        numbers.forEach(number -> close(number, HoldState.Status.VOIDED));
    }

    /** The hold is over; one of a task that has ended is gone already. */
    void close(long number, HoldState.Status status) {
        HoldState hold = all.get(number);
        if (hold != null) {
            close(hold, status);
        }
    }

    private void close(HoldState hold, HoldState.Status status) {
        if (hold.status() == HoldState.Status.OPEN) {
            count(hold, -1);
        }
        hold.status(status);
    }

    /** How many holds of the agent are open. */
    public int openOfAgent(String agent) {
        return openByAgent.getOrDefault(agent, 0);
    }

    /** How many holds of the chain are open; none of one that is not known. */
    public int openOfChain(AttributeValue chain) {
        return chain instanceof AttributeValue.Known known ? openByChain.getOrDefault(known.value(), 0) : 0;
    }

    /** The open holds of these tasks. */
    public List<HoldState> openOf(List<Long> tasks) {
        return tasks.stream()
                .flatMap(task -> byTask.getOrDefault(task, List.of()).stream())
                .filter(hold -> hold.status() == HoldState.Status.OPEN)
                .toList();
    }

    private void count(HoldState hold, int holds) {
        Actor actor = hold.held().actor();
        count(openByAgent, actor.name(), holds);
        if (actor.get(Attributes.CHAIN) instanceof AttributeValue.Known chain) {
            count(openByChain, chain.value(), holds);
        }
    }

    private static void count(Map<String, Integer> counts, String name, int by) {
        counts.merge(name, by, (before, more) -> before + more == 0 ? null : before + more);
    }

    void endOfTask(long task) {
        List<HoldState> ended = byTask.remove(task);
        if (ended == null) {
            return;
        }
        for (HoldState hold : ended) {
            if (hold.status() == HoldState.Status.OPEN) {
                count(hold, -1);
            }
            all.remove(hold.number());
            byDigest.remove(hold.held().digest());
            hold.answers().forEach(answer -> byAnswer.remove(answer.event().answer()));
        }
    }

    /** Takes back a hold with its answers; holds come ascending by number. */
    void restore(HoldState hold) {
        add(hold);
        hold.answers().forEach(answer -> byAnswer.put(answer.event().answer(), hold));
    }

    private void add(HoldState hold) {
        all.put(hold.number(), hold);
        if (hold.status() == HoldState.Status.OPEN) {
            count(hold, 1);
        }
        byDigest.put(hold.held().digest(), hold);
        byTask.computeIfAbsent(hold.held().task(), t -> new ArrayList<>(1)).add(hold);
    }
}
