package dev.interlock.engine.state;

import dev.interlock.engine.clock.Shift;
import dev.interlock.engine.model.Actor;
import dev.interlock.engine.policy.Budgets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The open calls by number, and by the time until which their outcomes are to be reported. */
public final class CallTable {

    private final Map<Long, OpenCall> open = new HashMap<>();
    private final SortedSet<Due> due = new TreeSet<>();
    private final TreeMap<Long, OpenCall> unknown = new TreeMap<>();
    /** The numbers of the calls of unknown outcome, by the digest of their arguments. */
    private final Map<String, SortedSet<Long>> unknownByArguments = new HashMap<>();

    private final PayerCounts unknownOf = new PayerCounts();

    /** The time until which the outcome of a call is to be reported. */
    private record Due(long reportMillis, long call) implements Comparable<Due> {
        @Override
        public int compareTo(Due other) {
            int byTime = Long.compare(reportMillis, other.reportMillis);
            return byTime != 0 ? byTime : Long.compare(call, other.call);
        }
    }

    public @Nullable OpenCall get(long number) {
        return open.get(number);
    }

    /** The open calls, ascending by number. */
    public Collection<OpenCall> all() {
        return new TreeMap<>(open).values();
    }

    /** The calls whose outcome was to be reported before this time and was not, the longest overdue first; at most so many. */
    public List<Long> overdue(long now, int most) {
        var found = new ArrayList<Long>();
        for (Due one : due) {
            if (one.reportMillis() >= now || found.size() == most) {
                break;
            }
            found.add(one.call());
        }
        return found;
    }

    /** The calls of unknown outcome, ascending. */
    public Collection<OpenCall> unknown() {
        return Collections.unmodifiableCollection(unknown.values());
    }

    /** The calls of unknown outcome with these arguments, ascending. */
    public List<OpenCall> unknownWith(String argumentsDigest) {
        SortedSet<Long> numbers = unknownByArguments.get(argumentsDigest);
        return numbers == null
                ? List.of()
                : numbers.stream().map(this::required).toList();
    }

    private OpenCall required(long number) {
        return Objects.requireNonNull(open.get(number));
    }

    /** The share that so many more calls of unknown outcome would exceed, as the detail of a finding; empty where they fit. */
    public Optional<String> unknownExceeded(Actor actor, int more, Budgets budgets) {
        return unknown.isEmpty()
                ? Optional.empty()
                : unknownOf.exceeded(Payer.of(actor), more, budgets.unknown(), "calls");
    }

    /** The open calls, in no particular order. */
    public Collection<OpenCall> inNoOrder() {
        return Collections.unmodifiableCollection(open.values());
    }

    void put(OpenCall call) {
        OpenCall before = open.put(call.view().seq(), call);
        if (before != null) {
            leave(before);
        }
        if (call.unknown()) {
            unknown.put(call.view().seq(), call);
            unknownByArguments
                    .computeIfAbsent(call.view().facts().argumentsDigest(), digest -> new TreeSet<>())
                    .add(call.view().seq());
            unknownOf.add(Payer.of(call.view().actor()), 1);
        } else if (reports(call)) {
            due.add(due(call));
        }
    }

    void move(Shift by) {
        List.copyOf(open.values()).forEach(call -> put(call.moved(by)));
    }

    void remove(long number) {
        OpenCall before = open.remove(number);
        if (before != null) {
            leave(before);
        }
    }

    private void leave(OpenCall before) {
        if (before.unknown()) {
            long number = before.view().seq();
            unknown.remove(number);
            unknownByArguments.computeIfPresent(before.view().facts().argumentsDigest(), (digest, numbers) -> {
                numbers.remove(number);
                return numbers.isEmpty() ? null : numbers;
            });
            unknownOf.add(Payer.of(before.view().actor()), -1);
        } else if (reports(before)) {
            due.remove(due(before));
        }
    }

    private static boolean reports(OpenCall call) {
        return call.asked().isPresent() && call.asked().get().reportMillis().isPresent();
    }

    private static Due due(OpenCall call) {
        return new Due(
                call.asked().orElseThrow().reportMillis().orElseThrow(),
                call.view().seq());
    }
}
