package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.kept.VerifiedContacts;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.engine.policy.ApprovalLimits;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The holds of tasks that have not ended. */
public final class HoldTable {

    private static final Comparator<HoldState> SOONEST =
            Comparator.comparingLong(HoldState::waitsUntilMillis).thenComparingLong(HoldState::number);

    private final TreeMap<Long, HoldState> all = new TreeMap<>();
    private final TreeMap<Long, HoldState> open = new TreeMap<>();
    /** The open holds that do not wait for ever, those first whose wait is over soonest. */
    private final TreeSet<HoldState> expiring = new TreeSet<>(SOONEST);
    /** By the digest of the call: the latest hold. A digest names the task, so it belongs to one task only. */
    private final Map<String, HoldState> byDigest = new HashMap<>();

    private final Map<Long, List<HoldState>> byTask = new HashMap<>();
    /** By the number of an answer: the hold that it answers. */
    private final Map<Long, HoldState> byAnswer = new HashMap<>();

    private final Map<Long, EndedHold> ended = new HashMap<>();
    /** By agent: the numbers of its ended holds, in the order in which they ended. */
    private final SortedMap<String, LinkedHashSet<Long>> endedByAgent = new TreeMap<>();

    private final Map<Long, LinkedHashSet<Long>> endedByTask = new HashMap<>();

    private final Map<String, Integer> openByAgent = new HashMap<>();
    private final Map<String, Integer> openByChain = new HashMap<>();

    /** The hold of this number that is open, was rejected, or let its call through; else null. */
    public @Nullable HoldState get(long number) {
        return all.get(number);
    }

    /** The hold of this number that ended otherwise; null if there is none, or too many of its agent ended since. */
    public @Nullable EndedHold ended(long number) {
        return ended.get(number);
    }

    /** The standing of a hold; null if no such hold is known, as after the end of its task. */
    public HoldState.@Nullable Status status(long number) {
        HoldState hold = all.get(number);
        if (hold != null) {
            return hold.status();
        }
        EndedHold over = ended.get(number);
        return over == null ? null : over.status();
    }

    /** The task of a hold; empty if no such hold is known. */
    public OptionalLong taskOf(long number) {
        HoldState hold = all.get(number);
        if (hold != null) {
            return OptionalLong.of(hold.held().task());
        }
        EndedHold over = ended.get(number);
        return over == null ? OptionalLong.empty() : OptionalLong.of(over.task());
    }

    /** The ended holds that are known, ascending by number. */
    public Collection<EndedHold> ended() {
        return new TreeMap<>(ended).values();
    }

    /** The ended holds that are known, by agent and in the order in which they ended. */
    List<EndedHold> endedInOrder() {
        return endedByAgent.values().stream()
                .flatMap(LinkedHashSet::stream)
                .map(number -> Objects.requireNonNull(ended.get(number)))
                .toList();
    }

    /** The latest hold of this very call. */
    public @Nullable HoldState byDigest(String digest) {
        return byDigest.get(digest);
    }

    /** The holds that are open, rejected or spent, ascending by number. */
    public Collection<HoldState> all() {
        return Collections.unmodifiableCollection(all.values());
    }

    /** Those of {@link #all()} after a number. */
    public Collection<HoldState> all(long after) {
        return Collections.unmodifiableCollection(all.tailMap(after, false).values());
    }

    /** The open holds, ascending by number. */
    public Collection<HoldState> open() {
        return Collections.unmodifiableCollection(open.values());
    }

    /** The open holds after a number, ascending by number. */
    public Collection<HoldState> open(long after) {
        return Collections.unmodifiableCollection(open.tailMap(after, false).values());
    }

    /** The open holds of a {@linkplain HoldState#group group} after a number, ascending by number. */
    public Collection<HoldState> openAlike(String group, long after) {
        // No index has them by group: every hold would pay for it on the way of its call, and only a page of the
        // console asks.
        return open.tailMap(after, false).values().stream()
                .filter(hold -> hold.group().equals(group))
                .toList();
    }

    /** The open holds, those first whose wait is over soonest, and of these the oldest. */
    public Stream<HoldState> openSoonest() {
        return Stream.concat(expiring.stream(), waitingForEver(open));
    }

    /** Those of {@link #openSoonest()} that come after a hold, which itself need not be open. */
    public Stream<HoldState> openSoonest(HoldState after) {
        return after.expires()
                ? Stream.concat(expiring.tailSet(after, false).stream(), waitingForEver(open))
                : waitingForEver(open.tailMap(after.number(), false));
    }

    private static Stream<HoldState> waitingForEver(SortedMap<Long, HoldState> open) {
        return open.values().stream().filter(hold -> !hold.expires());
    }

    /** The open holds whose wait is over at this time, ascending by number. */
    public List<HoldState> overdue(long now) {
        List<HoldState> overdue = new ArrayList<>(0);
        for (HoldState hold : expiring) {
            if (!hold.isOverdue(now)) {
                break;
            }
            overdue.add(hold);
        }
        overdue.sort(Comparator.comparingLong(HoldState::number));
        return overdue;
    }

    void move(Shift by) {
        expiring.clear(); // in an order that their times make
        all.values().forEach(hold -> hold.move(by));
        open.values().stream().filter(HoldState::expires).forEach(expiring::add);
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
            throw new IllegalArgumentException("hold " + event.hold() + " does not exist");
        }
        hold.answered(new HoldState.Answered(event, now, hold.waited(now)));
        if (!event.approved()) {
            close(hold, HoldState.Status.REJECTED);
        }
        byAnswer.put(event.answer(), hold);
        return hold;
    }

    /** Returns the approvals among these that people gave. */
    List<VerifiedContacts.Approval> people(List<Long> approvals) {
        var people = new ArrayList<VerifiedContacts.Approval>();
        for (long approval : approvals) {
            HoldState hold = byAnswer.get(approval);
            if (hold != null) {
                hold.answers().stream()
                        .map(HoldState.Answered::event)
                        .filter(answer -> answer.answer() == approval)
                        .flatMap(answer -> VerifiedContacts.Approval.of(answer).stream())
                        .forEach(people::add);
            }
        }
        return people;
    }

    /** Closes the holds of these approvals, which let their call through. */
    void spent(List<Long> approvals) {
        for (long approval : approvals) {
            HoldState hold = byAnswer.get(approval);
            if (hold != null) {
                close(hold, HoldState.Status.SPENT);
            }
        }
    }

    /** Closes holds that relied on a difference which a late link took away. */
    void voided(List<Long> numbers) {
        numbers.forEach(number -> close(number, HoldState.Status.VOIDED));
    }

    /** Closes a hold; one of a task that has ended is gone already. */
    void close(long number, HoldState.Status status) {
        HoldState hold = all.get(number);
        if (hold != null) {
            close(hold, status);
        }
    }

    private void close(HoldState hold, HoldState.Status status) {
        if (hold.status() == HoldState.Status.OPEN) {
            noLongerOpen(hold);
        }
        hold.status(status);
        if (EndedHold.is(status)) {
            all.remove(hold.number());
            byDigest.remove(hold.held().digest(), hold);
            hold.answers().forEach(answer -> byAnswer.remove(answer.event().answer()));
            List<HoldState> ofTask = byTask.get(hold.held().task());
            if (ofTask != null) {
                ofTask.remove(hold);
            }
            restore(EndedHold.of(hold));
        }
    }

    /** Adds a hold that ended; holds come in the order in which they ended. */
    void restore(EndedHold hold) {
        ended.put(hold.number(), hold);
        LinkedHashSet<Long> ofAgent = endedByAgent.computeIfAbsent(hold.agent(), agent -> new LinkedHashSet<>());
        ofAgent.add(hold.number());
        endedByTask.computeIfAbsent(hold.task(), task -> new LinkedHashSet<>()).add(hold.number());
        if (ofAgent.size() > ApprovalLimits.MOST_ENDED) {
            forget(Objects.requireNonNull(ended.get(ofAgent.getFirst())));
        }
    }

    private void forget(EndedHold hold) {
        ended.remove(hold.number());
        endedByAgent.computeIfPresent(hold.agent(), (agent, its) -> without(its, hold.number()));
        endedByTask.computeIfPresent(hold.task(), (task, its) -> without(its, hold.number()));
    }

    private static @Nullable LinkedHashSet<Long> without(LinkedHashSet<Long> numbers, long number) {
        numbers.remove(number);
        return numbers.isEmpty() ? null : numbers;
    }

    /** The number of open holds of the agent. */
    public int openOfAgent(String agent) {
        return openByAgent.getOrDefault(agent, 0);
    }

    /** The number of open holds of the chain; 0 for a chain that is not known. */
    public int openOfChain(AttributeValue chain) {
        return chain instanceof AttributeValue.Known known ? openByChain.getOrDefault(known.value(), 0) : 0;
    }

    /** The open holds of these tasks. */
    public List<HoldState> openOf(List<Long> tasks) {
        if (tasks.isEmpty()) {
            return List.of();
        }
        return tasks.stream()
                .flatMap(task -> byTask.getOrDefault(task, List.of()).stream())
                .filter(hold -> hold.status() == HoldState.Status.OPEN)
                .toList();
    }

    private void opened(HoldState hold) {
        count(hold, 1);
        open.put(hold.number(), hold);
        if (hold.expires()) {
            expiring.add(hold);
        }
    }

    private void noLongerOpen(HoldState hold) {
        count(hold, -1);
        open.remove(hold.number());
        if (hold.expires()) {
            expiring.remove(hold);
        }
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
        LinkedHashSet<Long> over = endedByTask.get(task);
        if (over != null) {
            for (long number : List.copyOf(over)) {
                forget(Objects.requireNonNull(ended.get(number)));
            }
        }
        List<HoldState> left = byTask.remove(task);
        if (left == null) {
            return;
        }
        for (HoldState hold : left) {
            if (hold.status() == HoldState.Status.OPEN) {
                noLongerOpen(hold);
            }
            all.remove(hold.number());
            byDigest.remove(hold.held().digest(), hold);
            hold.answers().forEach(answer -> byAnswer.remove(answer.event().answer()));
        }
    }

    /** Adds a hold of a snapshot with its answers; holds come ascending by number. */
    void restore(HoldState hold) {
        add(hold);
        hold.answers().forEach(answer -> byAnswer.put(answer.event().answer(), hold));
    }

    private void add(HoldState hold) {
        all.put(hold.number(), hold);
        if (hold.status() == HoldState.Status.OPEN) {
            opened(hold);
        }
        byDigest.put(hold.held().digest(), hold);
        byTask.computeIfAbsent(hold.held().task(), t -> new ArrayList<>(1)).add(hold);
    }
}
