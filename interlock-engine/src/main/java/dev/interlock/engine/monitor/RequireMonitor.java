package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Wildcard;
import dev.interlock.engine.monitor.RequireSlot.Done;
import dev.interlock.engine.policy.Level;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code require}: a call needs what others did before it on the same key, and an approval, and nothing since that voids
 * either. Roles: bit 0 the call is the one that needs it, bit 1 it voids, bit {@code 2 + i} it does item {@code i}.
 *
 * <p>The items done are read from the calls that surely happened, and what voids them from those that may have
 * happened. While a call that relies on a key is open, calls that would void what it relies on are refused.
 */
final class RequireMonitor implements Monitor {

    private static final long TRIGGER = 1;
    private static final long VOID = 2;
    private static final int FIRST_ITEM = 2;
    /** The closed keys of a rule, which are none as the rule has no option {@code until}. */
    private static final ClosedKeys NONE_CLOSED = new ClosedKeys();

    private final Rule.Require rule;
    private final Terms terms;
    private final KeyTable keys;
    private final ActorTable actors;
    private final ClockState clock;
    /** The columns of each item's level, by item; null where it names none. */
    private final int[] @Nullable [] columns;
    /** The columns in which the doers of each item differ from each other, by item; null where one doer is enough. */
    private final int[] @Nullable [] apart;

    /** The longest window of an item in milliseconds; {@code Long.MAX_VALUE} where one has none. */
    private final long longest;

    private final KeySlots<RequireSlot> slots;
    private List<CallView> pendingVoids = List.of();

    RequireMonitor(Rule.Require rule, Map<String, Tier> tiers, KeyTable keys, ActorTable actors, ClockState clock) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.keys = keys;
        this.actors = actors;
        this.clock = clock;
        this.columns = new int[rule.done().size()][];
        this.apart = new int[rule.done().size()][];
        this.longest = rule.done().stream()
                .mapToLong(item -> item.withinMillis().orElse(Long.MAX_VALUE))
                .max()
                .orElse(Long.MAX_VALUE);
        this.slots = new KeySlots<>(() -> new RequireSlot(rule.done().size()));
        for (int item = 0; item < columns.length; item++) {
            columns[item] = columnsOf(rule.done().get(item).independence());
            apart[item] = columnsOf(rule.done().get(item).apart());
        }
    }

    private int @Nullable [] columnsOf(Optional<Level> level) {
        return level.isPresent() ? actors.columnsOf(level.get().attributes()) : null;
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        long roles = 0;
        for (String mark : marks) {
            if (mark.equals(rule.trigger())) {
                roles |= TRIGGER;
            }
            if (rule.voidAfter().contains(mark)) {
                roles |= VOID;
            }
            for (int item = 0; item < rule.done().size(); item++) {
                if (rule.done().get(item).duty().equals(mark)) {
                    roles |= 1L << (FIRST_ITEM + item);
                }
            }
        }
        return roles;
    }

    @Override
    public long trusted(long roles, Set<String> trusted) {
        long counting = roles;
        for (int item = 0; item < rule.done().size(); item++) {
            if (!trusted.contains(rule.done().get(item).duty())) {
                counting &= ~(1L << (FIRST_ITEM + item));
            }
        }
        return counting;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        if ((roles & TRIGGER) != 0) {
            Tier tier = terms.tier(call);
            for (int item = 0; item < rule.done().size(); item++) {
                checkItem(call, item, tier, findings);
            }
            if (rule.approval().isPresent()) {
                findings.add(missing(FindingCode.APPROVAL_REQUIRED, Optional.empty(), "", tier));
            }
        }
        if ((roles & VOID) != 0) {
            checkReliance(call, roles, findings);
        }
    }

    private void checkItem(CallView call, int item, Tier tier, List<Finding> findings) {
        Rule.Done done = rule.done().get(item);
        if (call.unresolved().contains(done.per())) {
            findings.add(terms.notEvaluable(done.per()));
            return;
        }
        int first = findings.size();
        boolean keyed = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(done.per())) {
                keyed = true;
                RequireSlot slot = slots.find(call.id(i));
                if (slot == null || meeting(slot, item, call, i) == null) {
                    Finding missing =
                            missing(FindingCode.REQUIREMENT_MISSING, Optional.of(call.key(i)), done.duty(), tier);
                    findings.add(missing.restingOn(slot == null ? List.of() : unknown(slot, item, call, i)));
                }
            }
        }
        if (!keyed) {
            findings.add(
                    call.creates(done.per())
                            ? missing(FindingCode.REQUIREMENT_MISSING, Optional.empty(), done.duty(), tier)
                            : terms.notEvaluable(done.per()));
        }
        Terms.sortByKey(findings, first);
    }

    private Finding missing(FindingCode code, Optional<Key> key, String detail, Tier tier) {
        Need need = rule.approval().map(a -> terms.need(a, tier)).orElseGet(() -> terms.need(tier));
        return terms.finding(code, tier.onMissing(), key, Optional.empty(), List.of(), Optional.of(need), detail);
    }

    /** The attributes that alone keep the most recent of the calls that did the item from counting, because nobody registered them. */
    private List<UnknownAttribute> unknown(RequireSlot slot, int item, CallView requester, int i) {
        if (columns[item] != null) {
            for (Done d : slot.done.get(item).reversed()) {
                List<UnknownAttribute> unknown = d.unknownAlone(actors, requester.row(), columns[item]);
                if (!unknown.isEmpty() && mayCount(d, item, requester, i)) {
                    return unknown;
                }
            }
        }
        return List.of();
    }

    /** Returns whether the call counts for the requester on its key, whoever made it: it is not used, not too long ago, not void. */
    private boolean mayCount(Done done, int item, CallView requester, int i) {
        boolean free = done.usedBy() == 0 || requester.continues(done.usedBy());
        return free
                && clock.earliest(done.call(), done.reservedAt())
                        > rule.done().get(item).expired(requester.now())
                && !voids(requester, requester.key(i), requester.id(i), done.call(), done.call())
                && !voidPending(requester, done.call(), requester.key(i), requester.id(i));
    }

    /** The first combination of calls, ascending, that meets the item for this requester on its key; null when there is none. */
    private @Nullable List<Done> meeting(RequireSlot slot, int item, CallView requester, int i) {
        // Each element of a list uses up calls of its own.
        Rule.Done done = rule.done().get(item);
        int count = done.count() * (done.usedOnce() ? requester.elements(i) : 1);
        var candidates = new ArrayList<Done>();
        var doers = new HashSet<Integer>();
        for (Done d : slot.done.get(item)) {
            boolean independent =
                    columns[item] == null || actors.independent(requester.row(), actors.row(d.actor()), columns[item]);
            if (independent
                    && mayCount(d, item, requester, i)
                    // An actor is not independent of itself, so the first of its calls stands for all.
                    && (apart[item] == null || doers.add(d.actor()))) {
                candidates.add(d);
            }
        }
        return choose(candidates, 0, count, apart[item], new ArrayList<>());
    }

    /**
     * Returns whether a voiding call on the key, or on one whose history it got, may have taken effect after
     * {@code seq}.
     */
    private boolean voids(CallView call, Key key, int id, long seq, long self) {
        for (int also : History.counting(id, keys.kindOf(key.kind()), keys, NONE_CLOSED)) {
            RequireSlot other = slots.find(also);
            if (other != null && other.voids(call, seq, self)) {
                return true;
            }
        }
        return false;
    }

    private boolean voidPending(CallView call, long self, Key key, int id) {
        for (CallView other : pendingVoids) {
            if (other.seq() != self && !call.continues(other.seq()) && other.mayLieOn(key, id, keys)) {
                return true;
            }
        }
        return false;
    }

    private @Nullable List<Done> choose(List<Done> from, int at, int count, int @Nullable [] level, List<Done> chosen) {
        if (chosen.size() == count) {
            return chosen;
        }
        for (int i = at; i + count - chosen.size() <= from.size(); i++) {
            Done next = from.get(i);
            if (level == null || independentOfAll(next, chosen, level)) {
                chosen.add(next);
                var found = choose(from, i + 1, count, level, chosen);
                if (found != null) {
                    return found;
                }
                chosen.removeLast();
            }
        }
        return null;
    }

    private boolean independentOfAll(Done next, List<Done> chosen, int[] level) {
        for (Done other : chosen) {
            if (!actors.independent(actors.row(next.actor()), actors.row(other.actor()), level)) {
                return false;
            }
        }
        return true;
    }

    private void checkReliance(CallView call, long roles, List<Finding> findings) {
        if (!call.unresolved().isEmpty() && (roles & TRIGGER) == 0) {
            rule.done().stream()
                    .map(Rule.Done::per)
                    .distinct()
                    .filter(call.unresolved()::contains)
                    .forEach(kind -> findings.add(terms.notEvaluable(kind)));
        }
        int first = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            boolean object = i < call.objects() || Wildcard.is(call.key(i));
            checkReliance(call, call.key(i), call.id(i), object, findings);
        }
        for (int id : call.guessed()) {
            checkReliance(call, keys.key(id), id, true, findings);
        }
        Terms.sortByKey(findings, first);
    }

    /** @param object whether an approval may be about it */
    private void checkReliance(CallView call, Key key, int id, boolean object, List<Finding> findings) {
        OptionalLong relying = firstRelying(call, key, id, object || isOfAnItem(key));
        if (relying.isPresent()) {
            var witness = new Witness(relying.getAsLong(), rule.trigger());
            findings.add(terms.finding(
                    FindingCode.RELIED_UPON,
                    Outcome.DENY,
                    Optional.of(key),
                    Optional.empty(),
                    List.of(witness),
                    Optional.empty(),
                    ""));
        }
    }

    /** The first call that relies on the key or on all of its kind; for a call about all, on any. */
    private OptionalLong firstRelying(CallView call, Key key, int id, boolean wide) {
        int kind = keys.kindOf(key.kind());
        int all = wide ? keys.all(kind) : KeyTable.ABSENT;
        boolean isAll = all != KeyTable.ABSENT && all == id;
        return earlier(firstRelying(call, id), firstRelying(call, isAll ? keys.any(kind) : all));
    }

    private OptionalLong firstRelying(CallView call, int id) {
        RequireSlot slot = slots.find(id);
        return slot == null ? OptionalLong.empty() : slot.firstRelying(call);
    }

    private static OptionalLong earlier(OptionalLong one, OptionalLong other) {
        return one.isEmpty() || (other.isPresent() && other.getAsLong() < one.getAsLong()) ? other : one;
    }

    /** Returns whether a void-after call may have taken effect on one of the call's direct objects since the approval. */
    @Override
    public boolean voidsApproval(CallView call, long answer) {
        for (int i = 0; i < call.keys(); i++) {
            if (isApproved(call, i)
                    && (voids(call, call.key(i), call.id(i), answer, answer)
                            || voidPending(call, answer, call.key(i), call.id(i)))) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void reserve(CallView call, long roles) {
        slots.sweep(longest == Long.MAX_VALUE ? Long.MIN_VALUE : call.now() - longest);
        if ((roles & TRIGGER) != 0) {
            rely(call);
        }
        if ((roles & VOID) != 0) {
            for (int i = 0; i < call.keys(); i++) {
                slots.of(call.id(i)).openVoids.add(call.seq());
                int any = anyOf(call.id(i));
                if (any != KeyTable.ABSENT && !slots.of(any).openVoids.contains(call.seq())) {
                    slots.of(any).openVoids.add(call.seq());
                }
            }
            if (!call.facts().creates().isEmpty()) {
                pendingVoids = CallViews.with(pendingVoids, call);
            }
        }
    }

    /**
     * Returns whether an approval of the call is about the key: it is about direct objects, and about all of a kind
     * where the call is.
     */
    private static boolean isApproved(CallView call, int i) {
        return i < call.direct()
                || (i >= call.objects()
                        && Wildcard.is(call.key(i))
                        && call.facts().isAboutAll(call.key(i).kind()));
    }

    private void rely(CallView call) {
        for (int i = 0; i < call.keys(); i++) {
            if (reliesOn(call, i)) {
                slots.of(call.id(i)).relying.add(call.seq());
                int any = anyOf(call.id(i));
                if (any != KeyTable.ABSENT && !slots.of(any).relying.contains(call.seq())) {
                    slots.of(any).relying.add(call.seq());
                }
            }
            for (int item = 0; item < rule.done().size(); item++) {
                Rule.Done done = rule.done().get(item);
                if (done.usedOnce() && call.key(i).kind().equals(done.per())) {
                    RequireSlot slot = slots.of(call.id(i));
                    var used = meeting(slot, item, call, i);
                    if (used != null) {
                        slot.done.get(item).replaceAll(d -> used.contains(d) ? d.usedBy(call.seq()) : d);
                    }
                }
            }
        }
    }

    private boolean reliesOn(CallView call, int i) {
        if (rule.approval().isPresent() && isApproved(call, i)) {
            return true;
        }
        return isOfAnItem(call.key(i));
    }

    private boolean isOfAnItem(Key key) {
        for (Rule.Done done : rule.done()) {
            if (key.kind().equals(done.per())) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call, roles, true);
        for (int i = 0; i < call.keys(); i++) {
            take(call, roles, call.id(i), seq, time);
        }
        for (int id : created) {
            if (!call.hasKey(id)) {
                take(call, roles, id, seq, time);
            }
        }
    }

    private void take(CallView call, long roles, int id, long seq, long time) {
        // The call voids first. Otherwise what it did could be forgotten in favour of something that it makes void.
        if ((roles & VOID) != 0) {
            slots.of(id).voided(call.seq(), seq);
            int any = anyOf(id);
            if (any != KeyTable.ABSENT) {
                slots.of(any).voided(call.seq(), seq);
            }
        }
        for (int item = 0; item < rule.done().size(); item++) {
            if ((roles & 1L << (FIRST_ITEM + item)) != 0
                    && keys.key(id).kind().equals(rule.done().get(item).per())
                    // A call that is void already would stand in for one that still counts.
                    && !slots.of(id).voidForGood(call.seq(), call.seq())) {
                slots.of(id)
                        .add(
                                item,
                                new Done(call.seq(), call.actorId(), call.now(), 0),
                                rule.done().get(item),
                                time);
            }
        }
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call, roles, false);
    }

    private void leave(CallView call, long roles, boolean succeeded) {
        for (int i = 0; i < call.keys(); i++) {
            RequireSlot slot = slots.find(call.id(i));
            if (slot != null) {
                slot.openVoids.remove(call.seq());
                slot.relying.remove(call.seq());
                if ((roles & TRIGGER) != 0) {
                    for (var ofItem : slot.done) {
                        if (succeeded) {
                            ofItem.removeIf(d -> d.usedBy() == call.seq());
                        } else {
                            ofItem.replaceAll(d -> d.usedBy() == call.seq() ? d.usedBy(0) : d);
                        }
                    }
                }
                slots.dropIfBlank(call.id(i));
            }
            int any = anyOf(call.id(i));
            RequireSlot ofAny = slots.find(any);
            if (ofAny != null) {
                ofAny.openVoids.remove(call.seq());
                ofAny.relying.remove(call.seq());
                slots.dropIfBlank(any);
            }
        }
        pendingVoids = CallViews.without(pendingVoids, call);
    }

    @Override
    public void forget(int key) {
        slots.drop(key);
    }

    /** Number of keys on which something is remembered. */
    int remembered() {
        return slots.size();
    }

    /** The key under which calls on any key of this one's kind are filed; absent where nobody asks for these. */
    private int anyOf(int id) {
        return keys.any(keys.kind(id));
    }

    @Override
    public void write(DataOutput out) throws IOException {
        slots.write(out);
        CallViews.write(out, pendingVoids);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        slots.read(in);
        pendingVoids = CallViews.read(in, calls);
    }
}
