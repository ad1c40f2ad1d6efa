package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongFunction;

/**
 * {@code first-use}: a call reaches only destinations that a call reached before it. Role 1: the call carries one of the marks.
 *
 * <p>Only calls that surely happened make a destination known, at the earliest time. A call in flight may still fail, so the next one to
 * the same destination is new as well.
 */
final class FirstUseMonitor implements Monitor {

    /** The detail of the finding that nobody looked whom the call reaches. */
    private static final String DESTINATIONS = "destinations";

    private final Rule.FirstUse rule;
    private final Terms terms;
    private final ClockState clock;
    private final int kind;
    private final KeySlots<Dealings> slots = new KeySlots<>(() -> new Dealings(Rule.FirstUse.MOST));

    FirstUseMonitor(Rule.FirstUse rule, Map<String, Tier> tiers, KeyTable keys, ClockState clock) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.clock = clock;
        this.kind = keys.internKind(rule.per());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        for (String carried : marks) {
            if (rule.marks().contains(carried)) {
                return 1;
            }
        }
        return 0;
    }

    /** A call that was only observed makes nothing known, whatever its source is trusted for: nobody let it through. */
    @Override
    public long trusted(long roles, Set<String> trusted) {
        return 0;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        Optional<Destinations> reached = call.facts().destinations();
        if (reached.isEmpty()) {
            findings.add(terms.notEvaluable(DESTINATIONS));
            return;
        }
        if (!call.hasKind(kind)) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        int from = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                check(call, reached.get(), call.key(i), call.id(i), findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    private void check(CallView call, Destinations reached, Key key, int id, List<Finding> findings) {
        if (!reached.complete()) {
            findings.add(finding(call, key, ""));
        }
        newOnes(call, reached, id).forEach(path -> findings.add(finding(call, key, path)));
    }

    /** The paths of the destinations that are not known on the key. */
    private Set<String> newOnes(CallView call, Destinations reached, int id) {
        Dealings known = slots.find(id);
        Set<String> paths = new TreeSet<>();
        for (Destination destination : reached.named()) {
            if (rule.concerns(destination)
                    && (known == null || !known.knows(destination.digest(), expired(call.now()), clock))) {
                paths.add(destination.path());
            }
        }
        return paths;
    }

    private Finding finding(CallView call, Key key, String path) {
        Tier tier = terms.tier(call);
        return terms.finding(
                FindingCode.FIRST_USE,
                tier.onConflict(),
                Optional.of(key),
                Optional.empty(),
                List.of(),
                Optional.of(terms.need(tier)),
                path);
    }

    /** Returns the time at or before which calls are outside the window. */
    private long expired(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    @Override
    public void reserve(CallView call, long roles) {
        slots.sweep(expired(call.now()));
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        if (roles == 0 || call.facts().destinations().isEmpty()) {
            return;
        }
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                for (Destination destination : call.facts().destinations().get().named()) {
                    if (rule.concerns(destination)) {
                        slots.of(call.id(i)).add(destination.digest(), call.seq(), call.now(), expired(call.now()));
                    }
                }
            }
        }
    }

    @Override
    public void fail(CallView call, long roles) {}

    @Override
    public void forget(int key) {
        slots.drop(key);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        slots.write(out);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> open) throws IOException {
        slots.read(in);
    }

    /**
     * The destinations that were dealt with on one key of a {@code first-use} rule. There are at most so many: when there is no room, a
     * further one stays new, so that nobody can fill the memory, and nothing passes because it is full.
     */
    private static final class Dealings implements KeySlots.Kept {

        /**
         * The last dealing with a destination.
         *
         * @param call its number, which is also that of its reservation
         * @param reservedAt when it was reserved, the earliest at which it can have happened
         */
        private record Last(long call, long reservedAt) {}

        private final int most;
        private final Map<String, Last> known = new TreeMap<>();

        Dealings(int most) {
            this.most = most;
        }

        /** Returns whether a dealing with the destination lies after the time, however late it is. */
        boolean knows(String digest, long after, ClockState clock) {
            Last last = known.get(digest);
            return last != null && clock.earliest(last.call, last.reservedAt) > after;
        }

        /** Notes that a call reached the destination, if there is room once everything outside the window is forgotten. */
        void add(String digest, long call, long reservedAt, long expired) {
            if (!known.containsKey(digest) && known.size() >= most) {
                expire(expired);
                if (known.size() >= most) {
                    return;
                }
            }
            known.merge(digest, new Last(call, reservedAt), (a, b) -> a.call > b.call ? a : b);
        }

        @Override
        public void expire(long time) {
            known.values().removeIf(last -> last.reservedAt <= time);
        }

        @Override
        public boolean isSpent(long expired) {
            return known.values().stream().allMatch(last -> last.reservedAt <= expired);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeInt(known.size());
            for (var entry : known.entrySet()) {
                out.writeUTF(entry.getKey());
                out.writeLong(entry.getValue().call);
                out.writeLong(entry.getValue().reservedAt);
            }
        }

        @Override
        public void read(DataInput in) throws IOException {
            int count = in.readInt();
            for (int i = 0; i < count; i++) {
                known.put(in.readUTF(), new Last(in.readLong(), in.readLong()));
            }
        }
    }
}
