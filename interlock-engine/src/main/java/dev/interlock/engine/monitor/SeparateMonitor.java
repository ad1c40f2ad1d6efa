package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code separate}: history-based and object-based separation of duty (Simon and Zurko 1997; Nash and Poland 1990). Bit
 * {@code i} of the roles: the call carries entry {@code i}.
 *
 * <p>Succeeded calls lie in {@link Bindings}, open ones in {@link OpenBindings}; both are shared by all rules of this
 * kind. A decision looks at its own keys and nothing else.
 */
final class SeparateMonitor implements Monitor {

    final int number;
    private final Rule.Separate rule;
    private final int kind;
    /** The key under which calls on any key of the kind are filed; absent where nobody asks for these. */
    private final int any;

    final int atMost;
    final int entries;
    final Terms terms;
    final Separation shared;
    final ClosedKeys closed;
    private final Overtaking overtaking = new Overtaking(this);
    final Columns columns;

    /** Open calls that create objects of the kind. Nearly always none: then all rules share the one empty list. */
    private List<CallView> pending = List.of();

    /** @param number position among the rules of the bundle */
    SeparateMonitor(int number, Rule.Separate rule, Map<String, Tier> tiers, Separation shared, ClosedKeys closed) {
        this.number = number;
        this.rule = rule;
        this.kind = shared.keys.internKind(rule.per());
        this.any = shared.keys.any(kind);
        this.atMost = rule.atMost();
        this.entries = rule.entries().size();
        this.terms = new Terms(rule.head(), tiers);
        this.shared = shared;
        this.closed = closed;
        this.columns = new Columns(shared, rule.independence(), terms);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        long roles = 0;
        for (String mark : marks) {
            for (int entry = 0; entry < rule.entries().size(); entry++) {
                if (rule.entries().get(entry).contains(mark)) {
                    roles |= 1L << entry;
                }
            }
        }
        return roles;
    }

    /** Returns the roles that were found together with those of the call itself; 0 where they add nothing to these. */
    @Override
    public long answered(long found, long declared) {
        return (found & ~declared) == 0 ? 0 : found | declared;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        // Of thousands of rules each is nowhere near: what is not needed of one is not read.
        if (!call.unresolved().isEmpty() && call.unresolved().contains(rule.per())) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        int[] level = columns.of(call.tier());
        List<CallView> creating = CallViews.seenBy(call, pending);
        int first = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                checkKey(call, roles, Optional.of(call.key(i)), call.id(i), creating, level, findings);
            }
        }
        boolean keyed = call.hasKind(kind);
        if (!keyed && call.creates(rule.per())) {
            checkKey(call, roles, Optional.empty(), KeyTable.ABSENT, List.of(), level, findings);
            first = findings.size();
        } else if (!keyed) {
            findings.add(terms.notEvaluable(rule.per()));
            first = findings.size();
        }
        for (int id : call.guessed()) {
            if (shared.keys.kind(id) == kind) {
                checkKey(call, roles, Optional.of(shared.keys.key(id)), id, List.of(), level, findings);
            }
        }
        Terms.sortByKey(findings, first);
    }

    /**
     * @param key empty: the new one that the call creates
     * @param creating open calls that may turn out to be on the key, which they do not name
     */
    private void checkKey(
            CallView call,
            long roles,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            int[] level,
            List<Finding> findings) {
        // Each of several owners counts by itself: what one did is not added to what another did.
        List<int[]> parties = shared.actors.each(call.row(), level);
        boolean overtakes = !creating.isEmpty();
        for (int party = 0; party < parties.size(); party++) {
            int[] mine = parties.get(party);
            long[] covered = shared.covered(party);
            Arrays.fill(covered, roles);
            overtakes |= coverHistory(call, mine, id, level, covered);
            for (CallView other : creating) {
                if (mayLieOn(other, key, id)) {
                    Bindings.cover(shared.actors, mine, other.row(), rolesOf(other), level, covered);
                }
            }
        }
        int first = findings.size();
        Finding conflict = findConflict(call, roles, key, id, creating, level, parties);
        if (conflict != null) {
            findings.add(conflict);
        }
        if (overtakes) {
            overtaking.check(call, roles, key, id, creating, findings, first);
        }
    }

    /** The conflict in the first attribute, and of several values in it the first, by which too much is covered; null where there is none. */
    private @Nullable Finding findConflict(
            CallView call,
            long roles,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            int[] level,
            List<int[]> parties) {
        for (int column : level) {
            for (int party = 0; party < parties.size(); party++) {
                int value = parties.get(party)[column];
                long covered = shared.covered(party)[column];
                if (Long.bitCount(covered) > atMost && value != ActorTable.NOT_APPLICABLE) {
                    var unknown = new ArrayList<UnknownAttribute>(0);
                    var witnesses = witnesses(call, roles, key, id, creating, column, value, covered, unknown);
                    return conflict(terms.tier(call), key, column, witnesses).restingOn(unknown);
                }
            }
        }
        return null;
    }

    private boolean coverHistory(CallView call, int[] mine, int id, int[] level, long[] covered) {
        if (History.isOwn(id, kind, shared.keys, closed)) {
            return cover(call, mine, id, level, covered);
        }
        boolean open = false;
        for (int on : counting(id)) {
            open |= cover(call, mine, on, level, covered);
        }
        return open;
    }

    /** Covers what was done and is being done on one key. Returns whether something is being done. */
    private boolean cover(CallView call, int[] mine, int id, int[] level, long[] covered) {
        shared.succeeded.cover(number, id, mine, level, entries, call.now(), covered);
        var open = shared.open.records();
        int first = shared.open.first(number, id);
        for (int n = first; n >= 0; n = open.next(n)) {
            long entry = 1L << open.entry(n);
            if (Bindings.adds(entry, level, covered) && !call.continues(open.call(n))) {
                Bindings.cover(shared.actors, mine, shared.actors.row(open.actor(n)), entry, level, covered);
            }
        }
        return first >= 0;
    }

    /** Returns whether an open call that creates objects may turn out to be on this key, which it does not name. */
    boolean mayLieOn(CallView other, Optional<Key> key, int id) {
        return other.mayLieOn(key.orElseThrow(), id, shared.keys) && !other.hasKey(id);
    }

    Finding conflict(Tier tier, Optional<Key> key, int column, List<Witness> witnesses) {
        return terms.finding(
                FindingCode.DUTY_CONFLICT,
                tier.onConflict(),
                key,
                Optional.of(shared.actors.attribute(column)),
                witnesses,
                Optional.of(terms.need(tier)),
                "");
    }

    /**
     * The fewest witnesses that show the conflict: the most recent call of each of the first entries that the call does
     * not carry itself.
     *
     * @param unknown takes those of whose actors the attribute is unknown
     */
    private List<Witness> witnesses(
            CallView call,
            long roles,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            int column,
            int value,
            long covered,
            List<UnknownAttribute> unknown) {
        int needed = atMost + 1 - Long.bitCount(roles);
        var found = new ArrayList<Witness>(Math.max(0, needed));
        for (int entry = 0; entry < entries && found.size() < needed; entry++) {
            long bit = 1L << entry;
            if ((roles & bit) == 0 && (covered & bit) != 0) {
                Latest most = mostRecent(call, value, key, id, creating, entry, column, Latest.NONE);
                found.add(new Witness(most.call(), markOf(entry)));
                most.addUnknown(shared.actors.attribute(column), unknown);
            }
        }
        return found;
    }

    /** The most recent call with the entry but one whose actor does not surely differ in the column. */
    Latest mostRecent(
            CallView call,
            int value,
            Optional<Key> key,
            int id,
            List<CallView> creating,
            int entry,
            int column,
            long butFor) {
        var latest = new Latest();
        for (CallView other : creating) {
            if ((rolesOf(other) & 1L << entry) != 0
                    && other.seq() != butFor
                    && mayLieOn(other, key, id)
                    && !shared.actors.surelyDiffer(value, other.row()[column])) {
                latest.open(other.seq(), other.row()[column] == ActorTable.UNKNOWN);
            }
        }
        for (int on : counting(id)) {
            shared.latestOpen(number, on, column, value, entry, open -> open == butFor || call.continues(open), latest);
            shared.succeeded.latest(number, on, column, value, entry, call.now(), latest);
        }
        return latest;
    }

    /** The keys whose calls count on a key for this rule; {@link KeyTable#ABSENT} for one without a name. */
    int[] counting(int id) {
        return History.counting(id, kind, shared.keys, closed);
    }

    /** The history of a key, without the calls about all objects of its kind. */
    int[] history(int id) {
        return History.of(id, shared.keys, closed);
    }

    boolean isOfKind(int id) {
        return shared.keys.kind(id) == kind;
    }

    /**
     * Compares parties by the rule's level, else by that of its tier, else by that of the strictest: no call asks, so
     * none has a tier.
     */
    @Override
    public void latent(Relink link, long now, List<Finding> findings) {
        int[] level = columns.strictest();
        new LatentConflicts(this, link, level, now).find(findings);
    }

    /** An entry is named by its marks, so that a witness reads well whatever tool carried it. */
    String markOf(int entry) {
        var marks = rule.entries().get(entry);
        return marks.size() == 1
                ? marks.iterator().next()
                : String.join("|", marks.stream().sorted().toList());
    }

    @Override
    public void reserve(CallView call, long roles) {
        boolean some = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                open(call, roles, call.id(i));
                some |= isOfKind(call.id(i));
            }
        }
        if (some && any != KeyTable.ABSENT) {
            open(call, roles, any);
        }
        if (call.mayLieOnOthers(rule.per())) {
            pending = CallViews.with(pending, call);
        }
    }

    private void open(CallView call, long roles, int id) {
        for (long rest = roles; rest != 0; rest &= rest - 1) {
            int entry = Long.numberOfTrailingZeros(rest);
            shared.open.add(
                    number, id, call.actorId(), entry, call.seq(), call.tier().rank());
        }
    }

    @Override
    public void unclear(CallView call, long roles) {
        pending = CallViews.returning(pending, call, rule.per(), shared.keys);
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call);
        boolean some = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                bind(call, roles, call.id(i), time);
                some |= isOfKind(call.id(i));
            }
        }
        for (int id : created) {
            if (isOfKind(id) && !call.hasKey(id)) {
                bind(call, roles, id, time);
                some = true;
            }
        }
        if (some && any != KeyTable.ABSENT) {
            bind(call, roles, any, time);
        }
    }

    private void bind(CallView call, long roles, int id, long time) {
        for (long rest = roles; rest != 0; rest &= rest - 1) {
            int entry = Long.numberOfTrailingZeros(rest);
            shared.succeeded.add(number, id, call.actorId(), entry, call.seq(), time);
        }
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call);
    }

    private void leave(CallView call) {
        shared.open.leave(number, call, kind);
        if (any != KeyTable.ABSENT) {
            shared.open.remove(number, any, call.seq());
        }
        pending = CallViews.without(pending, call);
    }

    @Override
    public void forget(int key) {
        shared.succeeded.forget(number, key);
    }

    long rolesOf(CallView other) {
        for (Plan.Applicable applicable : other.plan().applicable()) {
            if (applicable.monitor() == this) {
                return applicable.roles();
            }
        }
        return 0;
    }

    /** Bindings are written once for all rules of this kind. */
    @Override
    public void write(DataOutput out) throws IOException {
        CallViews.write(out, pending);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        pending = CallViews.read(in, calls);
    }
}
