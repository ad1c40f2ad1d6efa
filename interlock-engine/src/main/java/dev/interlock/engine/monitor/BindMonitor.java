package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.ActorTable;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;

/**
 * {@code bind}: binding of duty (Bertino, Ferrari and Atluri 1999). Role 1: the call carries one of the duties.
 */
final class BindMonitor implements Monitor {

    private final Rule.Bind rule;
    private final Terms terms;
    private final Tier[] tiersByRank;
    private final KeyTable keys;
    private final ActorTable actors;
    private final ClosedKeys closed;
    private final int kind;
    /** The key under which calls on any key of the kind are filed; absent where nobody asks for these. */
    private final int any;

    private final int column;
    /** The duties as a witness names them. */
    private final String mark;

    private final KeySlots<Holders> holders = new KeySlots<>(Holders::new);
    /** Open calls that create objects of the kind. */
    private List<CallView> pending = List.of();

    BindMonitor(Rule.Bind rule, Map<String, Tier> tiers, KeyTable keys, ActorTable actors, ClosedKeys closed) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.tiersByRank = Terms.byRank(tiers);
        this.keys = keys;
        this.actors = actors;
        this.closed = closed;
        this.kind = keys.internKind(rule.per());
        this.any = keys.any(kind);
        this.column = actors.column(rule.same());
        this.mark = String.join("|", rule.duties().stream().sorted().toList());
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        return Monitor.oneRole(marks, rule.duties());
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        if (call.unresolved().contains(rule.per())) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        List<CallView> creating = CallViews.seenBy(call, pending);
        int first = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                checkKey(call, Optional.of(call.key(i)), call.id(i), creating, findings);
            }
        }
        boolean keyed = call.hasKind(kind);
        if (!keyed && !call.creates(rule.per())) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        if (!keyed) {
            checkKey(call, Optional.empty(), KeyTable.ABSENT, List.of(), findings);
            first = findings.size();
        }
        for (int id : call.guessed()) {
            if (keys.kind(id) == kind) {
                checkKey(call, Optional.of(keys.key(id)), id, List.of(), findings);
            }
        }
        Terms.sortByKey(findings, first);
    }

    /**
     * @param key empty: the new one that the call creates
     * @param creating open calls that may turn out to be on the key, which they do not name
     */
    private void checkKey(CallView call, Optional<Key> key, int id, List<CallView> creating, List<Finding> findings) {
        int mine = call.row()[column];
        var other = new Latest();
        Tier strictest = terms.tier(call);
        for (CallView open : creating) {
            if (open.mayLieOn(key.orElseThrow(), id, keys)
                    && !open.hasKey(id)
                    && !actors.surelySame(open.row()[column], mine)) {
                other.open(open.seq(), open.row()[column] == ActorTable.UNKNOWN);
                strictest = Terms.stricter(strictest, terms.tier(open));
            }
        }
        for (Holders seen : holdersOn(History.counting(id, kind, keys, closed))) {
            for (Holders.Open open : seen.open()) {
                if (!call.continues(open.call()) && !actors.surelySame(open.value(), mine)) {
                    other.open(open.call(), Holders.isUnknown(open.value()));
                    strictest = Terms.stricter(strictest, terms.tier(tiersByRank[open.tier()]));
                }
            }
            seen.latestOther(value -> actors.surelySame(value, mine), Latest.NONE, windowStart(call.now()), other);
        }
        if (other.call() != Latest.NONE) {
            var unknown = new ArrayList<UnknownAttribute>(0);
            other.addUnknown(rule.same(), unknown);
            Finding broken = terms.finding(
                    FindingCode.BINDING_BROKEN,
                    strictest.onConflict(),
                    key,
                    Optional.of(rule.same()),
                    List.of(new Witness(other.call(), mark)),
                    Optional.of(terms.need(strictest)),
                    "");
            findings.add(broken.restingOn(unknown));
        }
    }

    /** The history of a key, with that of the keys whose history it got. */
    private List<Holders> holdersOn(int id) {
        return holdersOn(History.of(id, keys, closed));
    }

    private List<Holders> holdersOn(int[] ids) {
        var found = new ArrayList<Holders>(1);
        for (int on : ids) {
            Holders seen = holders.find(on);
            if (seen != null) {
                found.add(seen);
            }
        }
        return found;
    }

    @Override
    public void merge(ActorTable.Merged values) {
        if (values.column() == column) {
            holders.forEach(seen -> seen.replace(values.from(), values.to()));
        }
        if (values.column() == ActorTable.AGENT) {
            holders.forEach(seen -> seen.replace(Holders.unknownOf(values.from()), Holders.unknownOf(values.to())));
        }
    }

    @Override
    public void state(ActorTable.Stated stated) {
        if (stated.column() == column) {
            holders.forEach(seen -> seen.replace(Holders.unknownOf(stated.agent()), stated.value()));
        }
    }

    /** The party of a call, as holders keep it. */
    private int partyOf(CallView call) {
        int value = call.row()[column];
        return value == ActorTable.UNKNOWN ? Holders.unknownOf(call.row()[ActorTable.AGENT]) : value;
    }

    /** A late link makes parties one, which breaks nothing, or gives a key the history of another. */
    @Override
    public void latent(Relink link, long now, List<Finding> findings) {
        int first = findings.size();
        for (int heir : link.heirs()) {
            if (heir != KeyTable.ABSENT && keys.kind(heir) == kind && !closed.isClosed(heir)) {
                new LatentBreak(actors, holdersOn(heir), holdersOn(link.child()), link, column, windowStart(now))
                        .witnesses()
                        .ifPresent(calls -> findings.add(latent(keys.key(heir), calls)));
            }
        }
        Terms.sortByKey(findings, first);
    }

    private Finding latent(Key key, List<Long> calls) {
        return new Finding(
                rule.id(),
                FindingCode.BINDING_BROKEN,
                Outcome.RECORD,
                Optional.of(key),
                Optional.of(rule.same()),
                calls.stream().map(call -> new Witness(call, mark)).toList(),
                Optional.empty(),
                "");
    }

    private long windowStart(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    @Override
    public void reserve(CallView call, long roles) {
        holders.sweep(windowStart(call.now()));
        boolean some = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                open(call, call.id(i));
                some |= keys.kind(call.id(i)) == kind;
            }
        }
        if (some && any != KeyTable.ABSENT) {
            open(call, any);
        }
        if (call.mayLieOnOthers(rule.per())) {
            pending = CallViews.with(pending, call);
        }
    }

    private void open(CallView call, int id) {
        holders.of(id).open(call.seq(), partyOf(call), call.tier().rank());
    }

    @Override
    public void unclear(CallView call, long roles) {
        pending = CallViews.returning(pending, call, rule.per(), keys);
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        boolean some = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                succeed(call, call.id(i), time);
                some |= keys.kind(call.id(i)) == kind;
            }
        }
        for (int id : created) {
            if (keys.kind(id) == kind && !call.hasKey(id)) {
                succeed(call, id, time);
                some = true;
            }
        }
        if (some && any != KeyTable.ABSENT) {
            succeed(call, any, time);
        }
        pending = CallViews.without(pending, call);
    }

    private void succeed(CallView call, int id, long time) {
        int value = partyOf(call);
        holders.of(id).succeed(call.seq(), value, time, windowStart(time), other -> actors.surelySame(other, value));
    }

    @Override
    public void fail(CallView call, long roles) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                holders.of(call.id(i)).leave(call.seq());
            }
        }
        Holders ofAny = holders.find(any);
        if (ofAny != null) {
            ofAny.leave(call.seq());
        }
        pending = CallViews.without(pending, call);
    }

    @Override
    public void forget(int key) {
        Holders seen = holders.find(key);
        if (seen != null) {
            seen.forgetSucceeded();
            holders.dropIfBlank(key);
        }
    }

    @Override
    public void write(DataOutput out) throws IOException {
        holders.write(out);
        CallViews.write(out, pending);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        holders.read(in);
        pending = CallViews.read(in, calls);
    }
}
