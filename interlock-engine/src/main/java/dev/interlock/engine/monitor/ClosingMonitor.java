package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.UnknownAttribute;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Closing;
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
 * The monitor of the option {@code until} of a rule of any kind, which stands beside the rule's own monitor and speaks
 * after it. Roles: bit 0 the call is one of those that a closed key takes no more of, so that its party holds the key;
 * bit 1 the call closes keys.
 *
 * <p>Holders lie in {@link Bindings} of one entry; open calls in {@link OpenBindings}, as holders or closers.
 */
final class ClosingMonitor implements Monitor {

    private static final long HOLDS = 1;
    private static final long CLOSES = 2;

    // Entries of open bindings; holders that succeeded have the first.
    private static final int HOLDER = 0;
    private static final int CLOSER = 1;

    /** The number for no open call, later than all others. */
    private static final long NONE = Long.MAX_VALUE;

    private final int number;
    private final Rule rule;
    private final Closing closing;
    private final Monitor own;
    private final Terms terms;
    private final Separation shared;
    private final int kind;
    private final String holderText;
    private final Columns columns;

    private final ClosedKeys closed;
    /** Open calls that would hold what they create. */
    private List<CallView> pending = List.of();

    /**
     * @param number position of the rule in the bundle
     * @param own the monitor of the rule itself, which forgets what it knows of a key that is closed
     * @param shared holders of the keys of all rules with this option
     * @param closed what this one closes; the rule's own monitor reads it
     */
    ClosingMonitor(
            int number, Closing closing, Monitor own, Map<String, Tier> tiers, Separation shared, ClosedKeys closed) {
        this.number = number;
        this.rule = own.rule();
        this.closing = closing;
        this.own = own;
        this.terms = new Terms(rule.head(), tiers);
        this.shared = shared;
        this.closed = closed;
        this.kind = shared.keys.internKind(closing.per());
        this.holderText = String.join("|", closing.marks().stream().sorted().toList());
        this.columns = new Columns(shared, closing.independence(), terms);
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        long roles = 0;
        for (String mark : marks) {
            if (closing.marks().contains(mark)) {
                roles |= HOLDS;
            }
            if (closing.until().equals(mark)) {
                roles |= CLOSES;
            }
        }
        return roles;
    }

    // --- deciding

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        if (!closed.isEmpty()) {
            findings.removeIf(this::isOnClosedKey);
        }
        if (roles == 0) {
            return;
        }
        if (call.readsAll(closing.per())) {
            findings.removeIf(finding -> finding.rule().equals(rule.id()));
            findings.add(terms.notEvaluable(closing.per()));
            return;
        }
        if (call.unresolved().contains(closing.per())) {
            if (roles == CLOSES) {
                findings.add(terms.notEvaluable(closing.per()));
            }
            return;
        }
        int from = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                checkClosed(call, roles, call.key(i), call.id(i), findings);
                if ((roles & CLOSES) != 0 && !closed.isClosed(call.id(i))) {
                    checkHolders(call, call.key(i), call.id(i), findings);
                    checkReliance(call, call.key(i), call.id(i), findings);
                }
            }
        }
        for (int id : call.guessed()) {
            if (shared.keys.kind(id) == kind) {
                checkClosed(call, roles, shared.keys.key(id), id, findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    /**
     * Returns whether the finding is the rule's own on a key that is closed for good. The rule has nothing else to say
     * there, because its history on the key is forgotten.
     */
    private boolean isOnClosedKey(Finding finding) {
        return finding.rule().equals(rule.id())
                && finding.key().isPresent()
                && closed.isClosed(shared.keys.find(finding.key().get()));
    }

    private void checkClosed(CallView call, long roles, Key key, int id, List<Finding> findings) {
        if ((roles & HOLDS) == 0) {
            return;
        }
        int all = shared.keys.all(kind);
        long closer = closed.isClosed(id)
                ? closed.closedBy(id)
                : closed.isClosed(all)
                        ? closed.closedBy(all)
                        : Math.min(firstOpen(call, id, CLOSER), firstOpen(call, all, CLOSER));
        if (closer != NONE) {
            findings.add(denied(FindingCode.KEY_CLOSED, key, new Witness(closer, closing.until())));
        }
    }

    /**
     * Checks that the closing call is independent of all who hold the key; the finding names the first attribute in
     * which it is not.
     */
    private void checkHolders(CallView call, Key key, int id, List<Finding> findings) {
        int[] mine = call.row();
        for (int column : columns.of(call.tier())) {
            if (mine[column] == ActorTable.NOT_APPLICABLE) {
                continue;
            }
            Latest holder = mostRecentHolder(call, column, key, id);
            if (holder.call() != Latest.NONE) {
                Tier tier = terms.tier(call);
                String attribute = shared.actors.attribute(column);
                var unknown = new ArrayList<UnknownAttribute>(0);
                holder.addUnknown(attribute, unknown);
                Finding finding = terms.finding(
                        FindingCode.CLOSING_NOT_INDEPENDENT,
                        tier.onConflict(),
                        Optional.of(key),
                        Optional.of(attribute),
                        List.of(new Witness(holder.call(), holderText)),
                        Optional.of(terms.need(tier)),
                        "");
                findings.add(finding.restingOn(unknown));
                return;
            }
        }
    }

    /** The most recent call that holds the key and whose actor does not surely differ in the column. */
    private Latest mostRecentHolder(CallView call, int column, Key key, int id) {
        int value = call.row()[column];
        var latest = new Latest();
        for (CallView other : CallViews.seenBy(call, pending)) {
            if (other.mayLieOn(key, id, shared.keys) && !shared.actors.surelyDiffer(value, other.row()[column])) {
                latest.open(other.seq(), other.row()[column] == ActorTable.UNKNOWN);
            }
        }
        for (int on : History.counting(id, kind, shared.keys, closed)) {
            shared.latestOpen(number, on, column, value, HOLDER, call::continues, latest);
            shared.succeeded.latest(number, on, column, value, HOLDER, call.now(), latest);
        }
        return latest;
    }

    /** Checks that no open call that would hold the key may take effect after the key is closed. */
    private void checkReliance(CallView call, Key key, int id, List<Finding> findings) {
        long relying = NONE;
        for (int on : History.counting(id, kind, shared.keys, closed)) {
            relying = Math.min(relying, firstOpen(call, on, HOLDER));
        }
        for (CallView other : CallViews.seenBy(call, pending)) {
            if (other.mayLieOn(key, id, shared.keys)) {
                relying = Math.min(relying, other.seq());
            }
        }
        if (relying != NONE) {
            findings.add(denied(FindingCode.RELIED_UPON, key, new Witness(relying, holderText)));
        }
    }

    /**
     * The open call with the smallest number that has the key among its own and is of the entry (holder or closer), or
     * {@link #NONE}.
     */
    private long firstOpen(CallView call, int id, int entry) {
        long first = NONE;
        if (id != KeyTable.ABSENT) {
            var open = shared.open.records();
            for (int n = shared.open.first(number, id); n >= 0; n = open.next(n)) {
                if (open.entry(n) == entry && !call.continues(open.call(n))) {
                    first = Math.min(first, open.call(n));
                }
            }
        }
        return first;
    }

    private Finding denied(FindingCode code, Key key, Witness witness) {
        return terms.finding(
                code, Outcome.DENY, Optional.of(key), Optional.empty(), List.of(witness), Optional.empty(), "");
    }

    // --- remembering

    @Override
    public void reserve(CallView call, long roles) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind && !closed.isClosed(call.id(i))) {
                if ((roles & HOLDS) != 0) {
                    open(call, call.id(i), HOLDER);
                }
                if ((roles & CLOSES) != 0) {
                    open(call, call.id(i), CLOSER);
                }
            }
        }
        if ((roles & HOLDS) != 0 && call.mayLieOnOthers(closing.per())) {
            pending = CallViews.with(pending, call);
        }
    }

    private void open(CallView call, int id, int entry) {
        shared.open.add(
                number, id, call.actorId(), entry, call.seq(), call.tier().rank());
    }

    @Override
    public void unclear(CallView call, long roles) {
        if ((roles & HOLDS) != 0) {
            pending = CallViews.returning(pending, call, closing.per(), shared.keys);
        }
        if ((roles & CLOSES) != 0) {
            for (int id : call.returned()) {
                if (shared.keys.kind(id) == kind && !call.hasKey(id) && !closed.isClosed(id)) {
                    shared.open.remove(number, id, call.seq()); // an unclear outcome before may have named it
                    open(call, id, CLOSER);
                }
            }
        }
    }

    /** Objects that were there before are none that the call created, so the call may have closed them. */
    @Override
    public void existed(CallView call, long roles, int[] found, long seq, long time) {
        succeed(call, roles, new int[0], seq, time);
        for (int id : found) {
            if (!call.hasKey(id)) {
                take(call, roles, shared.keys.kind(id), id, time);
            }
        }
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        leave(call);
        for (int i = 0; i < call.keys(); i++) {
            take(call, roles, call.kind(i), call.id(i), time);
        }
        for (int id : created) {
            // An object is not closed by its own creation.
            if ((roles & HOLDS) != 0 && shared.keys.kind(id) == kind && !call.hasKey(id) && !closed.isClosed(id)) {
                hold(call, id, time);
            }
        }
    }

    private void take(CallView call, long roles, int ofKind, int id, long time) {
        if (ofKind == kind && !closed.isClosed(id)) {
            if ((roles & CLOSES) != 0) {
                close(call, id);
            } else if ((roles & HOLDS) != 0) {
                hold(call, id, time);
            }
        }
    }

    private void close(CallView call, int id) {
        closed.close(id, call.seq());
        shared.succeeded.forget(number, id);
        own.forget(id);
    }

    private void hold(CallView call, int id, long time) {
        shared.succeeded.add(number, id, call.actorId(), HOLDER, call.seq(), time);
    }

    @Override
    public void fail(CallView call, long roles) {
        leave(call);
    }

    private void leave(CallView call) {
        shared.open.leave(number, call, kind);
        for (int id : call.returned()) {
            if (shared.keys.kind(id) == kind) {
                shared.open.remove(number, id, call.seq());
            }
        }
        pending = CallViews.without(pending, call);
    }

    @Override
    public void forget(int key) {
        shared.succeeded.forget(number, key);
    }

    /** Holders and open calls are written once for all rules with this option. */
    @Override
    public void write(DataOutput out) throws IOException {
        closed.write(out);
        CallViews.write(out, pending);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        closed.read(in);
        pending = CallViews.read(in, calls);
    }
}
