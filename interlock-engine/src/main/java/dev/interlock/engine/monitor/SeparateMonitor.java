package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Code;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Level;
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
 * <p>What succeeded lies in {@link Bindings}, what is open in {@link OpenBindings}; both are shared by all rules of this
 * kind. A decision looks at its own keys and nothing else.
 */
final class SeparateMonitor implements Monitor {

    private final int number;
    private final Rule.Separate rule;
    private final int kind;
    private final int atMost;
    private final int entries;
    private final Terms terms;
    private final Separation shared;
    /** Columns of the level that counts for every call; null when it is that of the call's tier. */
    private final int @Nullable [] columns;

    /** Open calls that create objects of the kind. Nearly always none: then all rules share the one empty list. */
    private List<CallView> pending = List.of();

    /** @param number position among the rules of the bundle */
    SeparateMonitor(int number, Rule.Separate rule, Map<String, Tier> tiers, Separation shared) {
        this.number = number;
        this.rule = rule;
        this.kind = shared.keys.internKind(rule.per());
        this.atMost = rule.atMost();
        this.entries = rule.entries().size();
        this.terms = new Terms(rule.head(), tiers);
        this.shared = shared;
        Optional<Level> level = rule.independence().or(() -> terms.ownTier().map(Tier::independence));
        this.columns = level.map(shared::columns).orElse(null);
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

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        int[] level = columns != null ? columns : shared.columns(call.tier());
        int first = findings.size();
        boolean keyed = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                keyed = true;
                checkKey(call, roles, i, level, findings);
            }
        }
        if (!keyed) {
            checkWithoutKey(call, roles, level, findings);
        } else if (findings.size() - first > 1) {
            findings.subList(first, findings.size())
                    .sort((a, b) -> a.key().orElseThrow().compareTo(b.key().orElseThrow()));
        }
    }

    private void checkWithoutKey(CallView call, long roles, int[] level, List<Finding> findings) {
        if (!call.creates(rule.per())) {
            findings.add(terms.notEvaluable(rule.per()));
        } else if (Long.bitCount(roles) > atMost) {
            for (int column : level) {
                if (call.row()[column] != ActorTable.NOT_APPLICABLE) {
                    findings.add(conflict(call, Optional.empty(), column, List.of()));
                    return;
                }
            }
        }
    }

    private void checkKey(CallView call, long roles, int i, int[] level, List<Finding> findings) {
        int[] mine = call.row();
        long[] covered = shared.covered;
        Arrays.fill(covered, roles);
        if (call.id(i) != KeyTable.ABSENT) {
            shared.succeeded.cover(number, call.id(i), mine, level, entries, call.now(), covered);
            var open = shared.open.records();
            for (int n = shared.open.first(number, call.id(i)); n >= 0; n = open.next(n)) {
                Bindings.cover(mine, shared.actors.row(open.actor(n)), 1L << open.entry(n), level, covered);
            }
        }
        for (CallView other : pending) {
            if (mayLieOn(other, call, i)) {
                Bindings.cover(mine, other.row(), rolesOf(other), level, covered);
            }
        }
        for (int column : level) {
            if (Long.bitCount(covered[column]) > atMost && mine[column] != ActorTable.NOT_APPLICABLE) {
                findings.add(conflict(call, Optional.of(call.key(i)), column, witnesses(call, roles, i, column)));
                return;
            }
        }
    }

    /** Whether an open call that creates objects may turn out to be on this key of the call, which it does not name. */
    private boolean mayLieOn(CallView other, CallView call, int i) {
        return other.mayCreate(call.key(i), call.id(i), shared.keys) && !other.hasKey(call.id(i));
    }

    private Finding conflict(CallView call, Optional<Key> key, int column, List<Witness> witnesses) {
        Tier tier = terms.tier(call);
        return terms.finding(
                Code.DUTY_CONFLICT,
                tier.onConflict(),
                key,
                Optional.of(shared.actors.attribute(column)),
                witnesses,
                Optional.of(Terms.need(tier)),
                "");
    }

    /** As few as show the conflict: for the first entries that the call does not carry itself, the most recent call each. */
    private List<Witness> witnesses(CallView call, long roles, int i, int column) {
        int needed = atMost + 1 - Long.bitCount(roles);
        var found = new ArrayList<Witness>(Math.max(0, needed));
        for (int entry = 0; entry < entries && found.size() < needed; entry++) {
            long bit = 1L << entry;
            if ((roles & bit) == 0 && (shared.covered[column] & bit) != 0) {
                found.add(new Witness(mostRecent(call, i, entry, column), markOf(entry)));
            }
        }
        return found;
    }

    private long mostRecent(CallView call, int i, int entry, int column) {
        int mine = call.row()[column];
        int id = call.id(i);
        long best = -1;
        for (CallView other : pending) {
            if ((rolesOf(other) & 1L << entry) != 0
                    && other.mayCreate(call.key(i), id, shared.keys)
                    && !ActorTable.surelyDiffer(mine, other.row()[column])) {
                best = Math.max(best, other.seq());
            }
        }
        if (id != KeyTable.ABSENT) {
            var open = shared.open.records();
            for (int n = shared.open.first(number, id); n >= 0; n = open.next(n)) {
                if (open.entry(n) == entry
                        && !ActorTable.surelyDiffer(mine, shared.actors.row(open.actor(n))[column])) {
                    best = Math.max(best, open.call(n));
                }
            }
            if (best < 0) {
                best = shared.succeeded.mostRecent(number, id, column, mine, entry, call.now());
            }
        }
        return best;
    }

    /** An entry is named by its marks, so that a witness reads well whatever tool carried it. */
    private String markOf(int entry) {
        var marks = rule.entries().get(entry);
        return marks.size() == 1
                ? marks.iterator().next()
                : String.join("|", marks.stream().sorted().toList());
    }

    @Override
    public void reserve(CallView call, long roles) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                for (long rest = roles; rest != 0; rest &= rest - 1) {
                    int entry = Long.numberOfTrailingZeros(rest);
                    shared.open.add(number, call.id(i), call.actorId(), entry, call.seq(), call.now());
                }
            }
        }
        if (call.creates(rule.per())) {
            pending = CallViews.with(pending, call);
        }
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call);
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                bind(call, roles, call.id(i), time);
            }
        }
        for (int id : created) {
            if (shared.keys.kind(id) == kind && !call.hasKey(id)) {
                bind(call, roles, id, time);
            }
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
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                shared.open.remove(number, call.id(i), call.seq());
            }
        }
        if (call.creates(rule.per())) {
            pending = CallViews.without(pending, call);
        }
    }

    private long rolesOf(CallView other) {
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
