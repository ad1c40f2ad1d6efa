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

/**
 * {@code separate}: history-based and object-based separation of duty (Simon and Zurko 1997; Nash and Poland 1990). Bit
 * {@code i} of the roles: the call carries entry {@code i}.
 *
 * <p>On each key the succeeded calls are kept as one binding for each actor and entry, the most recent one; open calls are
 * kept one by one. A decision walks the bindings of its own keys and nothing else.
 */
final class SeparateMonitor implements Monitor {

    private final Rule.Separate rule;
    private final Terms terms;
    private final KeyTable keys;
    private final ActorTable actors;
    /** Columns of the level that counts, by rank of the tier. */
    private final int[][] columnsByRank;

    private final long[] covered;

    private final Bindings succeeded = new Bindings();
    private final Bindings open = new Bindings();
    private final List<CallView> pending = new ArrayList<>();

    SeparateMonitor(Rule.Separate rule, Map<String, Tier> tiers, KeyTable keys, ActorTable actors) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.keys = keys;
        this.actors = actors;
        this.covered = new long[actors.columns()];
        this.columnsByRank = new int[tiers.size()][];
        for (Tier tier : tiers.values()) {
            Level level = rule.independence().orElse(tier.independence());
            columnsByRank[tier.rank()] = actors.columnsOf(level.attributes());
        }
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
        Tier tier = terms.tier(call);
        int[] columns = columnsByRank[tier.rank()];
        int first = findings.size();
        boolean keyed = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                keyed = true;
                checkKey(call, roles, call.key(i), call.id(i), tier, columns, findings);
            }
        }
        if (!keyed) {
            if (!call.creates(rule.per())) {
                findings.add(terms.notEvaluable(rule.per()));
            } else if (Long.bitCount(roles) > rule.atMost()) {
                for (int column : columns) {
                    if (call.row()[column] != ActorTable.NOT_APPLICABLE) {
                        findings.add(conflict(Optional.empty(), column, List.of(), tier));
                        break;
                    }
                }
            }
        } else if (findings.size() - first > 1) {
            findings.subList(first, findings.size())
                    .sort((a, b) -> a.key().orElseThrow().compareTo(b.key().orElseThrow()));
        }
    }

    private void checkKey(
            CallView call, long roles, Key key, int id, Tier tier, int[] columns, List<Finding> findings) {
        Arrays.fill(covered, roles);
        long after = windowStart(call.now());
        if (id != KeyTable.ABSENT) {
            for (int n = succeeded.first(id); n >= 0 && succeeded.time(n) > after; n = succeeded.next(n)) {
                cover(call.row(), actors.row(succeeded.actor(n)), 1L << succeeded.entry(n), columns);
            }
            for (int n = open.first(id); n >= 0; n = open.next(n)) {
                cover(call.row(), actors.row(open.actor(n)), 1L << open.entry(n), columns);
            }
        }
        for (int p = 0; p < pending.size(); p++) {
            CallView other = pending.get(p);
            if (other.mayCreate(key, id, keys) && !other.hasKey(id)) {
                cover(call.row(), other.row(), rolesOf(other), columns);
            }
        }
        for (int column : columns) {
            if (Long.bitCount(covered[column]) > rule.atMost() && call.row()[column] != ActorTable.NOT_APPLICABLE) {
                var witnesses = witnesses(call, roles, key, id, column, after);
                findings.add(conflict(Optional.of(key), column, witnesses, tier));
                return;
            }
        }
    }

    private void cover(int[] mine, int[] theirs, long entries, int[] columns) {
        for (int column : columns) {
            if (!ActorTable.surelyDiffer(mine[column], theirs[column])) {
                covered[column] |= entries;
            }
        }
    }

    private Finding conflict(Optional<Key> key, int column, List<Witness> witnesses, Tier tier) {
        return terms.finding(
                Code.DUTY_CONFLICT,
                tier.onConflict(),
                key,
                Optional.of(actors.attribute(column)),
                witnesses,
                Optional.of(Terms.need(tier)),
                "");
    }

    /** As few as show the conflict: for the first entries that the call does not carry itself, the most recent call each. */
    private List<Witness> witnesses(CallView call, long roles, Key key, int id, int column, long after) {
        int needed = rule.atMost() + 1 - Long.bitCount(roles);
        var found = new ArrayList<Witness>(Math.max(0, needed));
        for (int entry = 0; entry < rule.entries().size() && found.size() < needed; entry++) {
            long bit = 1L << entry;
            if ((roles & bit) == 0 && (covered[column] & bit) != 0) {
                long most = mostRecent(call, key, id, entry, column, after);
                found.add(new Witness(most, markOf(entry)));
            }
        }
        return found;
    }

    private long mostRecent(CallView call, Key key, int id, int entry, int column, long after) {
        int mine = call.row()[column];
        long best = -1;
        for (CallView other : pending) {
            if ((rolesOf(other) & 1L << entry) != 0
                    && other.mayCreate(key, id, keys)
                    && !ActorTable.surelyDiffer(mine, other.row()[column])) {
                best = Math.max(best, other.seq());
            }
        }
        if (id != KeyTable.ABSENT) {
            for (int n = open.first(id); n >= 0; n = open.next(n)) {
                if (open.entry(n) == entry && !ActorTable.surelyDiffer(mine, actors.row(open.actor(n))[column])) {
                    best = Math.max(best, open.call(n));
                }
            }
            for (int n = succeeded.first(id); best < 0 && n >= 0 && succeeded.time(n) > after; n = succeeded.next(n)) {
                if (succeeded.entry(n) == entry
                        && !ActorTable.surelyDiffer(mine, actors.row(succeeded.actor(n))[column])) {
                    best = succeeded.call(n);
                }
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
            if (call.key(i).kind().equals(rule.per())) {
                for (long rest = roles; rest != 0; rest &= rest - 1) {
                    int entry = Long.numberOfTrailingZeros(rest);
                    open.push(call.id(i), call.actorId(), entry, call.seq(), call.now());
                }
            }
        }
        if (call.creates(rule.per())) {
            pending.add(call);
        }
        if (rule.withinMillis().isPresent()) {
            succeeded.sweep(windowStart(call.now()));
        }
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call);
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                bind(call, roles, call.id(i), time);
            }
        }
        for (int id : created) {
            if (keys.key(id).kind().equals(rule.per()) && !call.hasKey(id)) {
                bind(call, roles, id, time);
            }
        }
    }

    private void bind(CallView call, long roles, int id, long time) {
        for (long rest = roles; rest != 0; rest &= rest - 1) {
            int entry = Long.numberOfTrailingZeros(rest);
            succeeded.replace(id, call.actorId(), entry, call.seq(), time, windowStart(time));
        }
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call);
    }

    private void leave(CallView call) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                open.removeCall(call.id(i), call.seq());
            }
        }
        if (call.creates(rule.per())) {
            pending.remove(call);
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

    /** Events at or before this time are outside the window. */
    private long windowStart(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        succeeded.write(out);
        open.write(out);
        CallViews.write(out, pending);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        succeeded.read(in);
        open.read(in);
        CallViews.read(in, calls, pending);
    }
}
