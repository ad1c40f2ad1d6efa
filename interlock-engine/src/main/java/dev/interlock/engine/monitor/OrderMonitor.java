package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongFunction;

/**
 * {@code order}: a call only after another on the same key, and with no third since; an ordering of past-time temporal logic
 * (MonPoly's {@code since}). Roles: bit 0 the call has to be in order, bit 1 it is what has to come before (the first), bit 2
 * it is a third.
 *
 * <p>The first is read from the calls that surely happened, at the earliest time; the third from those that may have
 * happened. While a call that is in order is open, a third on its key is refused or told.
 */
final class OrderMonitor implements Monitor {

    private static final long MARK = 1;
    private static final long FIRST = 2;
    private static final long THIRD = 4;

    private final Rule.Order rule;
    private final Terms terms;
    private final KeyTable keys;
    private final ClockState clock;
    private final ClosedKeys closed;
    private final int kind;
    /** The key under which calls on any key of the kind are filed; absent where nobody asks for these. */
    private final int any;

    private final OrderReliance reliance;
    /** The marks of thirds as a witness names them. */
    private final String thirdText;

    private final KeySlots<OrderSlot> slots = new KeySlots<>(OrderSlot::new);
    private final OpenOrder open = new OpenOrder();

    OrderMonitor(Rule.Order rule, Map<String, Tier> tiers, KeyTable keys, ClockState clock, ClosedKeys closed) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.keys = keys;
        this.clock = clock;
        this.closed = closed;
        this.kind = keys.internKind(rule.per());
        this.any = keys.any(kind);
        this.reliance = new OrderReliance(rule, terms, Terms.byRank(tiers), keys, slots, closed);
        this.thirdText = String.join("|", rule.notSince().stream().sorted().toList());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        long roles = 0;
        for (String mark : marks) {
            if (rule.marks().contains(mark)) {
                roles |= MARK;
            }
            if (rule.after().filter(mark::equals).isPresent()) {
                roles |= FIRST;
            }
            if (rule.notSince().contains(mark)) {
                roles |= THIRD;
            }
        }
        return roles;
    }

    @Override
    public long trusted(long roles, Set<String> trusted) {
        return rule.after().filter(trusted::contains).isPresent() ? roles : roles & ~FIRST;
    }

    // --- deciding

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        if (roles == FIRST) {
            return;
        }
        boolean mark = (roles & MARK) != 0;
        if (call.unresolved().contains(rule.per()) || (mark && !call.hasKind(kind) && !call.creates(rule.per()))) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        if (mark && rule.after().isPresent()) {
            checkAfter(call, findings);
        } else if (mark) {
            checkNever(call, findings);
        }
        if ((roles & THIRD) != 0) {
            reliance.check(call, kind, CallViews.seenBy(call, open.pendingMarks()), findings);
        }
    }

    /** Checks on each key of the call that the first is there, and no third since. */
    private void checkAfter(CallView call, List<Finding> findings) {
        int from = findings.size();
        if (!call.hasKind(kind)) {
            findings.add(missing(call, Optional.empty(), thirdOnNew(call).call()));
            from = findings.size();
        }
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                checkAfter(call, call.key(i), call.id(i), findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    /** The most recent third that is about all, and so on what the call creates. */
    private Latest thirdOnNew(CallView call) {
        Latest third = openThird(call, Optional.empty(), KeyTable.ABSENT, List.of());
        history(KeyTable.ABSENT).forEach(on -> on.lastThird(expired(call.now()), third));
        return third;
    }

    private void checkAfter(CallView call, Key key, int id, List<Finding> findings) {
        long expired = expired(call.now());
        OrderSlot slot = slots.find(id);
        var third = openThird(call, Optional.of(key), id, CallViews.seenBy(call, open.pendingThirds()));
        List<OrderSlot> history = history(id);
        if (slot == null || !slot.hasFirst(expired, clock)) {
            // A third may not hide behind a first that is missing.
            history.forEach(on -> on.lastThird(expired, third));
            findings.add(missing(call, Optional.of(key), third.call()));
            return;
        }
        // A first surely happened, so that it is none of the open thirds.
        if (third.call() == Latest.NONE && stands(slot, history, expired)) {
            return;
        }
        history.forEach(on -> on.lastThirdBut(slot.lastFirst(), third));
        findings.add(
                outOfOrder(call, Optional.of(key), third.call(), rule.after().orElseThrow()));
    }

    /**
     * Returns whether a first stands against the settled thirds, also those on keys whose history this one got. Asking
     * for the last one that stands against those on the key is enough: a third that makes it worthless makes all before
     * it worthless, too.
     */
    private boolean stands(OrderSlot slot, List<OrderSlot> history, long expired) {
        return slot.hasGoodFirst(expired, clock)
                && history.stream().noneMatch(on -> on.makesWorthless(slot.goodFirst()));
    }

    /** The slots of the keys whose calls count on this one, as far as there are any. */
    private List<OrderSlot> history(int id) {
        var found = new ArrayList<OrderSlot>(1);
        for (int on : History.counting(id, kind, keys, closed)) {
            OrderSlot slot = slots.find(on);
            if (slot != null) {
                found.add(slot);
            }
        }
        return found;
    }

    /** Checks on each key of the call, and on those that it may turn out to create, that there is no third at all. */
    private void checkNever(CallView call, List<Finding> findings) {
        List<CallView> creating = CallViews.seenBy(call, open.pendingThirds());
        if (!call.hasKind(kind)) {
            long third = thirdOnNew(call).call();
            if (third != Latest.NONE) {
                findings.add(outOfOrder(call, Optional.empty(), third, ""));
            }
        }
        int from = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                checkNever(call, call.key(i), call.id(i), creating, findings);
            }
        }
        for (int id : call.guessed()) {
            if (keys.kind(id) == kind) {
                checkNever(call, keys.key(id), id, List.of(), findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    private void checkNever(CallView call, Key key, int id, List<CallView> creating, List<Finding> findings) {
        Latest third = openThird(call, Optional.of(key), id, creating);
        history(id).forEach(on -> on.lastThird(expired(call.now()), third));
        if (third.call() != Latest.NONE) {
            findings.add(outOfOrder(call, Optional.of(key), third.call(), ""));
        }
    }

    /** The most recent open third on the key. */
    private Latest openThird(CallView call, Optional<Key> key, int id, List<CallView> creating) {
        var latest = new Latest();
        for (OrderSlot on : history(id)) {
            on.openThirds.stream().filter(third -> !call.continues(third)).forEach(latest::open);
        }
        for (CallView other : creating) {
            if (other.mayLieOn(key.orElseThrow(), id, keys)) {
                latest.open(other.seq());
            }
        }
        return latest;
    }

    /** The finding that the first is missing; a third in the window counts as well. */
    private Finding missing(CallView call, Optional<Key> key, long third) {
        Tier tier = terms.tier(call);
        boolean alone = third == Latest.NONE;
        return terms.finding(
                FindingCode.OUT_OF_ORDER,
                alone ? tier.onMissing() : tier.stricter(),
                key,
                Optional.empty(),
                alone ? List.of() : List.of(new Witness(third, thirdText)),
                Optional.of(terms.need(tier)),
                rule.after().orElseThrow());
    }

    private Finding outOfOrder(CallView call, Optional<Key> key, long third, String detail) {
        Tier tier = terms.tier(call);
        return terms.finding(
                FindingCode.OUT_OF_ORDER,
                tier.onConflict(),
                key,
                Optional.empty(),
                List.of(new Witness(third, thirdText)),
                Optional.of(terms.need(tier)),
                detail);
    }

    /** Returns the time at or before which calls are outside the window. */
    private long expired(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    // --- remembering

    @Override
    public void reserve(CallView call, long roles) {
        slots.sweep(expired(call.now()));
        if (roles != FIRST) {
            for (int i = 0; i < call.keys(); i++) {
                if (call.kind(i) == kind) {
                    open(call, roles, call.id(i));
                }
            }
            if (any != KeyTable.ABSENT && isOnSome(call)) {
                open(call, roles, any);
            }
        }
        if (call.mayLieOnOthers(rule.per())) {
            if ((roles & THIRD) != 0) {
                open.pendingThird(call);
            }
            // A rule with a first asks nothing of what a call creates, because nothing was done on it.
            if ((roles & MARK) != 0 && rule.after().isEmpty()) {
                open.pendingMark(call);
            }
        }
    }

    private void open(CallView call, long roles, int id) {
        OrderSlot slot = slots.of(id);
        if ((roles & MARK) != 0) {
            slot.relying.add(new OrderSlot.Relying(call.seq(), call.tier().rank()));
        }
        if ((roles & THIRD) != 0) {
            slot.openThirds.add(call.seq());
        }
    }

    /** Returns whether a key of the kind is among the call's own. The key of all is none. */
    private boolean isOnSome(CallView call) {
        for (int i = 0; i < call.keys(); i++) {
            if (keys.kind(call.id(i)) == kind) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void unclear(CallView call, long roles) {
        open.unclear(
                call, (roles & THIRD) != 0, (roles & MARK) != 0 && rule.after().isEmpty(), rule.per(), keys);
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call);
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                take(call, roles, call.id(i), seq, time);
            }
        }
        boolean some = isOnSome(call);
        for (int id : created) {
            if (keys.kind(id) == kind && !call.hasKey(id)) {
                take(call, roles, id, seq, time);
                some = true;
            }
        }
        // Only thirds are filed there: a first that was done on some is none on all, so nobody asks for it.
        if (some && any != KeyTable.ABSENT && (roles & THIRD) != 0) {
            slots.of(any).third(call.seq(), seq, time);
        }
    }

    private void take(CallView call, long roles, int id, long seq, long time) {
        if ((roles & THIRD) != 0) {
            slots.of(id).third(call.seq(), seq, time);
        }
        // A call about all is not sure to have done the first on any one key.
        if ((roles & FIRST) != 0 && keys.kind(id) == kind) {
            slots.of(id).first(call.seq(), call.now());
        }
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call);
    }

    private void leave(CallView call) {
        open.leave(call);
        for (int i = 0; i < call.keys(); i++) {
            OrderSlot slot = call.kind(i) == kind ? slots.find(call.id(i)) : null;
            if (slot != null) {
                slot.leave(call.seq());
                slots.dropIfBlank(call.id(i));
            }
        }
        OrderSlot ofAny = slots.find(any);
        if (ofAny != null) {
            ofAny.leave(call.seq());
            slots.dropIfBlank(any);
        }
    }

    @Override
    public void forget(int key) {
        slots.drop(key);
    }

    /** Number of keys on which something is remembered. */
    int remembered() {
        return slots.size();
    }

    @Override
    public void write(DataOutput out) throws IOException {
        slots.write(out);
        open.write(out);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        slots.read(in);
        open.read(in, calls);
    }

    /** Open calls of an {@code order} rule that do not lie on their keys alone. */
    private static final class OpenOrder {

        private List<CallView> thirds = List.of();
        private List<CallView> marks = List.of();

        /** Open thirds that create objects of the kind. */
        List<CallView> pendingThirds() {
            return thirds;
        }

        /** Open calls that have to be in order on what they create, too. */
        List<CallView> pendingMarks() {
            return marks;
        }

        void pendingThird(CallView call) {
            thirds = CallViews.with(thirds, call);
        }

        void pendingMark(CallView call) {
            marks = CallViews.with(marks, call);
        }

        /** Notes a call that an unclear outcome put on further keys. */
        void unclear(CallView call, boolean third, boolean mark, String kind, KeyTable keys) {
            if (third) {
                thirds = CallViews.returning(thirds, call, kind, keys);
            }
            if (mark) {
                marks = CallViews.returning(marks, call, kind, keys);
            }
        }

        void leave(CallView call) {
            thirds = CallViews.without(thirds, call);
            marks = CallViews.without(marks, call);
        }

        void write(DataOutput out) throws IOException {
            CallViews.write(out, thirds);
            CallViews.write(out, marks);
        }

        void read(DataInput in, LongFunction<CallView> calls) throws IOException {
            thirds = CallViews.read(in, calls);
            marks = CallViews.read(in, calls);
        }
    }
}
