package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.kept.Series;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.LimitUse;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code limit}: a count or an exact sum per key and unit, in-flight calls included. Role 1: the call carries the mark.
 */
final class LimitMonitor implements Monitor {

    /** The largest number of witnesses of a limit, which are the most recent calls that count. */
    static final int MOST_WITNESSES = Series.MOST_RECENT;

    /** The unit of a count. */
    private static final String CALLS = "";

    private static final Optional<Amount> ONE_CALL = Optional.of(new Amount(BigDecimal.ONE, CALLS));

    private final Rule.Limit rule;
    private final Terms terms;
    private final Tier[] tiersByRank;
    private final KeyTable keys;
    private final ClosedKeys closed;
    private final KeySlots<SeriesByUnit> series;
    private List<CallView> pending = List.of();

    LimitMonitor(Rule.Limit rule, Map<String, Tier> tiers, KeyTable keys, ClosedKeys closed) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.tiersByRank = Terms.byRank(tiers);
        this.keys = keys;
        this.closed = closed;
        this.series = new KeySlots<>(() -> new SeriesByUnit(rule.withinMillis().isPresent()));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        for (String mark : marks) {
            if (mark.equals(rule.of())) {
                return 1;
            }
        }
        return 0;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        Optional<Amount> own = measure(call);
        if (own.isEmpty()) {
            findings.add(terms.notEvaluable("amount"));
            return;
        }
        BigDecimal most = bound(own.get().unit());
        if (most == null) {
            findings.add(terms.notEvaluable(own.get().unit()));
            return;
        }
        // Nobody can tell how much of the amount falls on each object.
        if (call.unresolved().contains(rule.per()) || call.readsAll(rule.per())) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        List<CallView> creating = CallViews.seenBy(call, pending);
        boolean keyed = false;
        int first = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                keyed = true;
                checkKey(call, measure(call, i).orElseThrow(), most, call.key(i), call.id(i), creating, findings);
            }
        }
        if (!keyed) {
            if (!call.creates(rule.per())) {
                findings.add(terms.notEvaluable(rule.per()));
            } else {
                Amount one = onNew(call).orElseThrow();
                if (one.value().compareTo(most) > 0) {
                    findings.add(exceeded(one.value(), one.unit(), Optional.empty(), List.of(), terms.tier(call)));
                    first++;
                }
            }
        }
        for (int id : call.guessed()) {
            if (keys.key(id).kind().equals(rule.per())) {
                checkKey(call, own.get(), most, keys.key(id), id, List.of(), findings);
            }
        }
        Terms.sortByKey(findings, first);
    }

    /** @param creating open calls that may turn out to be on the key, which they do not name */
    private void checkKey(
            CallView call,
            Amount own,
            BigDecimal most,
            Key key,
            int id,
            List<CallView> creating,
            List<Finding> findings) {
        Series seen = seriesOf(id, own.unit());
        List<CallView> mayLieHere = lyingHere(own.unit(), key, id, creating);
        BigDecimal total = total(call, own, seen, mayLieHere);
        if (total.compareTo(most) > 0) {
            var witnesses = witnesses(call, seen, mayLieHere, windowStart(call.now()));
            findings.add(exceeded(total, own.unit(), Optional.of(key), witnesses, strictest(call, seen, mayLieHere)));
        }
    }

    /** The open calls that create, count in the unit, and may turn out to be on the key, which they do not name. */
    private List<CallView> lyingHere(String unit, Key key, int id, List<CallView> creating) {
        var mayLieHere = new ArrayList<CallView>(0);
        for (CallView other : creating) {
            if (measure(other).orElseThrow().unit().equals(unit)
                    && other.mayLieOn(key, id, keys)
                    && !other.hasKey(id)) {
                mayLieHere.add(other);
            }
        }
        return mayLieHere;
    }

    /** What counts on a key, the call itself included. */
    private BigDecimal total(CallView call, Amount own, @Nullable Series seen, List<CallView> mayLieHere) {
        BigDecimal total = own.value();
        if (seen != null) {
            total = total.add(seen.total(windowStart(call.now()), call::continues));
        }
        for (CallView other : mayLieHere) {
            total = total.add(measure(other).orElseThrow().value());
        }
        return total;
    }

    /** Adds how much is used up on each key of the call, itself included; nothing where that cannot be told. */
    void uses(CallView call, List<LimitUse> uses) {
        Optional<Amount> own = measure(call);
        BigDecimal most = own.isEmpty() ? null : bound(own.get().unit());
        if (most == null || call.unresolved().contains(rule.per()) || call.readsAll(rule.per())) {
            return;
        }
        String unit = own.orElseThrow().unit();
        List<CallView> creating = CallViews.seenBy(call, pending);
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                List<CallView> mayLieHere = lyingHere(unit, call.key(i), call.id(i), creating);
                BigDecimal total = total(call, measure(call, i).orElseThrow(), seriesOf(call.id(i), unit), mayLieHere);
                uses.add(new LimitUse(rule.id(), call.key(i), unit, total, most));
            }
        }
    }

    /** The strictest tier of those calls that may be the last to take effect: this one, and the open ones that count. */
    private Tier strictest(CallView call, @Nullable Series seen, List<CallView> mayLieHere) {
        var tiers = new ArrayList<Tier>();
        tiers.add(call.tier());
        mayLieHere.forEach(other -> tiers.add(other.tier()));
        if (seen != null) {
            seen.openTiers(call::continues).forEach(rank -> tiers.add(tiersByRank[rank]));
        }
        return tiers.stream()
                .map(terms::tier)
                .max(Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank))
                .orElseThrow();
    }

    private Finding exceeded(BigDecimal total, String unit, Optional<Key> key, List<Witness> witnesses, Tier tier) {
        return terms.finding(
                FindingCode.LIMIT_EXCEEDED,
                tier.onConflict(),
                key,
                Optional.empty(),
                witnesses,
                Optional.of(terms.need(tier)),
                inUnit(total, unit));
    }

    private static String inUnit(BigDecimal total, String unit) {
        String plain = new Amount(total, unit).value().toPlainString();
        return unit.isEmpty() ? plain : plain + " " + unit;
    }

    private List<Witness> witnesses(CallView call, @Nullable Series seen, List<CallView> mayLieHere, long after) {
        var open = new ArrayList<Long>();
        mayLieHere.forEach(other -> open.add(other.seq()));
        if (seen != null) {
            seen.openCalls(call::continues, open);
        }
        open.sort((a, b) -> Long.compare(b, a));
        var recent = new ArrayList<>(open.subList(0, Math.min(MOST_WITNESSES, open.size())));
        if (seen != null) {
            seen.mostRecent(after, MOST_WITNESSES, recent);
        }
        return recent.stream()
                .distinct()
                .map(one -> new Witness(one, rule.of()))
                .toList();
    }

    @Override
    public void reserve(CallView call, long roles) {
        Optional<Amount> amount = measure(call);
        if (amount.isEmpty()) {
            return; // recorded under an observing rule, or before the rule: it cannot be counted
        }
        series.sweep(windowStart(call.now()));
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                seriesFor(call.id(i), amount.get().unit())
                        .open(
                                call.seq(),
                                call.id(i),
                                measure(call, i).orElseThrow().value(),
                                call.tier().rank());
            }
        }
        if (call.mayLieOnOthers(rule.per())) {
            pending = CallViews.with(pending, call);
        }
    }

    @Override
    public void unclear(CallView call, long roles) {
        if (measure(call).isPresent()) {
            pending = CallViews.returning(pending, call, rule.per(), keys);
        }
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        Optional<Amount> amount = measure(call);
        if (amount.isEmpty()) {
            return;
        }
        String unit = amount.get().unit();
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                BigDecimal value = measure(call, i).orElseThrow().value();
                seriesFor(call.id(i), unit).settle(call.seq(), call.id(i), value, time, windowStart(time));
                for (Series heir : heirs(call.id(i), unit)) {
                    heir.settle(call.seq(), call.id(i), value, time, windowStart(time));
                }
            }
        }
        for (int id : created) {
            if (keys.key(id).kind().equals(rule.per()) && !call.hasKey(id)) {
                BigDecimal value = onCreated(call, id).orElseThrow().value();
                seriesFor(id, unit).succeed(call.seq(), value, time, windowStart(time));
            }
        }
        pending = CallViews.without(pending, call);
    }

    @Override
    public void fail(CallView call, long roles) {
        Optional<Amount> amount = measure(call);
        if (amount.isEmpty()) {
            return;
        }
        for (int i = 0; i < call.keys(); i++) {
            if (call.key(i).kind().equals(rule.per())) {
                int key = call.id(i);
                seriesFor(key, amount.get().unit()).fail(call.seq(), key);
                heirs(key, amount.get().unit()).forEach(heir -> heir.fail(call.seq(), key));
            }
        }
        pending = CallViews.without(pending, call);
    }

    @Override
    public void forget(int key) {
        series.drop(key);
    }

    /** The series of keys that got the history of this one by a late link, where its open calls may count as well. */
    private List<Series> heirs(int id, String unit) {
        int[] heirs = keys.lineage().heirs(id);
        if (heirs.length == 0) {
            return List.of();
        }
        var found = new ArrayList<Series>(heirs.length);
        for (int heir : heirs) {
            Series one = seriesOf(heir, unit);
            if (one != null) {
                found.add(one);
            }
        }
        return found;
    }

    @Override
    public void inherit(int key, int from) {
        SeriesByUnit inherited = series.find(from);
        if (inherited != null && !closed.isClosed(from) && keys.key(key).kind().equals(rule.per())) {
            inherited.forEach((unit, one) -> seriesFor(key, unit).addAll(one));
        }
    }

    @Override
    public void latent(Relink link, long now, List<Finding> findings) {
        SeriesByUnit ofChild = series.find(link.child());
        if (ofChild == null || closed.isClosed(link.child())) {
            return;
        }
        int first = findings.size();
        for (int heir : link.heirs()) {
            if (heir != KeyTable.ABSENT
                    && !closed.isClosed(heir)
                    && keys.key(heir).kind().equals(rule.per())) {
                ofChild.forEach((unit, gained) -> {
                    var excess = new LatentExcess(seriesOf(heir, unit), gained, windowStart(now));
                    BigDecimal bound = bound(unit);
                    if (bound != null && excess.completes(bound)) {
                        findings.add(latent(excess, unit, keys.key(heir)));
                    }
                });
            }
        }
        Terms.sortByKey(findings, first);
    }

    private Finding latent(LatentExcess excess, String unit, Key key) {
        return new Finding(
                rule.id(),
                FindingCode.LIMIT_EXCEEDED,
                Outcome.RECORD,
                Optional.of(key),
                Optional.empty(),
                excess.witnesses(MOST_WITNESSES).stream()
                        .map(call -> new Witness(call, rule.of()))
                        .toList(),
                Optional.empty(),
                inUnit(excess.total(), unit));
    }

    /** The whole that the call adds: its amount, or one call, or for a list as many as it has elements. */
    private Optional<Amount> measure(CallView call) {
        return rule.maxCount().isPresent()
                ? calls(call.elements())
                : call.facts().amount();
    }

    /** The part that the call adds on one of its keys. */
    private Optional<Amount> measure(CallView call, int i) {
        return rule.maxCount().isPresent() ? calls(call.elements(i)) : call.amount(i);
    }

    /** The greatest part that may lie on one object that the call is about to create. */
    private Optional<Amount> onNew(CallView call) {
        return rule.maxCount().isPresent() ? calls(call.elementsOnNew(rule.per())) : call.amountOnNew(rule.per());
    }

    /** The part that the call adds on an object that it created. */
    private Optional<Amount> onCreated(CallView call, int id) {
        return rule.maxCount().isPresent()
                ? calls(call.elementsOnCreated(keys.key(id)))
                : call.amountOnCreated(keys.key(id));
    }

    private static Optional<Amount> calls(int count) {
        return count == 1 ? ONE_CALL : Optional.of(new Amount(BigDecimal.valueOf(count), CALLS));
    }

    private @Nullable BigDecimal bound(String unit) {
        return rule.maxCount().isPresent()
                ? BigDecimal.valueOf(rule.maxCount().getAsLong())
                : rule.maxSum().get(unit);
    }

    private @Nullable Series seriesOf(int key, String unit) {
        SeriesByUnit known = series.find(key);
        return known == null ? null : known.find(unit);
    }

    private Series seriesFor(int key, String unit) {
        return series.of(key).of(unit);
    }

    private long windowStart(long now) {
        return rule.withinMillis().isPresent() ? now - rule.withinMillis().getAsLong() : Long.MIN_VALUE;
    }

    @Override
    public void write(DataOutput out) throws IOException {
        series.write(out);
        CallViews.write(out, pending);
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> calls) throws IOException {
        series.read(in);
        pending = CallViews.read(in, calls);
    }

    /** The calls that count towards one limit on one key, in each unit. */
    private static final class SeriesByUnit implements KeySlots.Kept {

        private final boolean windowed;
        private final SortedMap<String, Series> units = new TreeMap<>();

        SeriesByUnit(boolean windowed) {
            this.windowed = windowed;
        }

        @Nullable
        Series find(String unit) {
            return units.get(unit);
        }

        Series of(String unit) {
            return units.computeIfAbsent(unit, any -> new Series(windowed));
        }

        void forEach(BiConsumer<String, Series> action) {
            units.forEach(action);
        }

        @Override
        public void expire(long time) {
            units.values().removeIf(one -> one.isSpent(time));
        }

        @Override
        public boolean isSpent(long expired) {
            return units.values().stream().allMatch(one -> one.isSpent(expired));
        }

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeInt(units.size());
            for (Map.Entry<String, Series> entry : units.entrySet()) {
                out.writeUTF(entry.getKey());
                entry.getValue().write(out);
            }
        }

        @Override
        public void read(DataInput in) throws IOException {
            int count = in.readInt();
            for (int unit = 0; unit < count; unit++) {
                of(in.readUTF()).read(in);
            }
        }
    }
}
