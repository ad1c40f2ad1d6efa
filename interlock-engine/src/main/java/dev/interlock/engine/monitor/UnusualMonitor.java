package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.kept.PastAmounts;
import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
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
import java.util.function.LongFunction;

/**
 * {@code unusual}: the amount of a call is near the greatest amounts of the calls before it, or somebody vouches for it. Role 1: the call
 * carries one of the marks.
 *
 * <p>Only calls that surely happened say what is usual, at the earliest time. A call in flight may still fail.
 */
final class UnusualMonitor implements Monitor {

    private final Rule.Unusual rule;
    private final Terms terms;
    private final ClockState clock;
    private final int kind;
    private final String markText;
    private final KeySlots<PastAmounts> slots;

    UnusualMonitor(Rule.Unusual rule, Map<String, Tier> tiers, KeyTable keys, ClockState clock) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.clock = clock;
        this.kind = keys.internKind(rule.per());
        this.markText = String.join("|", rule.marks().stream().sorted().toList());
        this.slots = new KeySlots<>(() -> new PastAmounts(rule.calls(), Rule.Unusual.MOST));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        return Monitor.oneRole(marks, rule.marks());
    }

    /** A call that was only observed says nothing about what is usual, whatever its source is trusted for: nobody permitted it. */
    @Override
    public long trusted(long roles, Set<String> trusted) {
        return 0;
    }

    @Override
    public void check(CallView call, long roles, List<Finding> findings) {
        Optional<Amount> own = call.facts().amount();
        if (own.isEmpty()) {
            findings.add(terms.notEvaluable("amount"));
            return;
        }
        if (!call.hasKind(kind)) {
            findings.add(terms.notEvaluable(rule.per()));
            return;
        }
        if (isVouchedFor(call.facts())) {
            return;
        }
        int from = findings.size();
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                check(call, own.get(), call.key(i), call.id(i), findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    private void check(CallView call, Amount own, Key key, int id, List<Finding> findings) {
        PastAmounts known = slots.find(id);
        List<PastAmounts.Past> greatest =
                known == null ? List.of() : known.greatest(own.unit(), expired(call.now()), clock);
        if (greatest.size() < rule.calls()
                || !rule.isNear(own.value(), greatest.getLast().amount().value())) {
            findings.add(finding(call, own, key, greatest));
        }
    }

    /** Returns whether the amount has an origin that the rule names. Nothing is known of an amount that is not recorded. */
    private boolean isVouchedFor(CallFacts facts) {
        List<ValueProvenance> amounts = facts.provenance().filter(Provenance::known).stream()
                .flatMap(chosen -> chosen.values().stream())
                .filter(value -> value.role() == ArgumentRole.AMOUNT)
                .toList();
        return !amounts.isEmpty() && amounts.stream().allMatch(value -> value.vouchedFor(rule.unless()));
    }

    private Finding finding(CallView call, Amount own, Key key, List<PastAmounts.Past> greatest) {
        Tier tier = terms.tier(call);
        return terms.finding(
                FindingCode.UNUSUAL_AMOUNT,
                tier.onConflict(),
                Optional.of(key),
                Optional.empty(),
                greatest.stream()
                        .map(past -> new Witness(past.call(), markText))
                        .toList(),
                Optional.of(terms.need(tier)),
                own.toString());
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
        Optional<Amount> amount = call.facts().amount();
        if (roles == 0 || amount.isEmpty()) {
            return;
        }
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                slots.of(call.id(i))
                        .add(new PastAmounts.Past(call.seq(), call.now(), amount.get()), expired(call.now()));
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
}
