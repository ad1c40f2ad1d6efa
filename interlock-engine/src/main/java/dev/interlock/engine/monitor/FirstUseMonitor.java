package dev.interlock.engine.monitor;

import dev.interlock.engine.clock.ClockState;
import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.kept.Dealings;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.model.ArgumentRole;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Destination;
import dev.interlock.engine.model.Destinations;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.model.Provenance;
import dev.interlock.engine.model.ValueProvenance;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * {@code first-use}: a call reaches only destinations that a call reached before it. Role 1: the call carries one of the marks.
 *
 * <p>Only calls that surely happened make a destination known, at the earliest time. A call in flight may still fail, so the next one to
 * the same destination is new as well. Where a number of new destinations passes, those of calls in flight count.
 */
final class FirstUseMonitor implements Monitor {

    /** The detail of the finding that nobody looked whom the call reaches. */
    private static final String DESTINATIONS = "destinations";
    /** The beginning of the path of a destination that is in an argument. */
    private static final String ARGS = "args.";

    private final Rule.FirstUse rule;
    private final Terms terms;
    private final KeyTable keys;
    private final ClockState clock;
    private final int kind;
    /** The destinations that calls reached. */
    private final KeySlots<Dealings> slots;
    /** The destinations that bodies carried; there are none unless the rule looks at bodies. */
    private final KeySlots<Dealings> carried;

    FirstUseMonitor(Rule.FirstUse rule, Map<String, Tier> tiers, KeyTable keys, ClockState clock) {
        this.rule = rule;
        this.terms = new Terms(rule.head(), tiers);
        this.keys = keys;
        this.clock = clock;
        this.kind = keys.internKind(rule.per());
        this.slots = slots(rule);
        this.carried = slots(rule);
    }

    private static KeySlots<Dealings> slots(Rule.FirstUse rule) {
        return new KeySlots<>(
                () -> new Dealings(Rule.FirstUse.MOST, rule.atMost().isPresent()));
    }

    @Override
    public Rule rule() {
        return rule;
    }

    @Override
    public long roles(Iterable<String> marks) {
        return Monitor.oneRole(marks, rule.marks());
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
        if (!isRead(call.facts())) {
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
        Dealings known = slots.find(id);
        List<Destination> unknown = reached.named().stream()
                .filter(rule::concerns)
                .filter(one -> !isKnown(call, one, id) && !isVouchedFor(one, call.facts()))
                .toList();
        if (!mayPass(call, unknown, known, id)) {
            unknown.stream()
                    .map(Destination::path)
                    .distinct()
                    .sorted()
                    .forEach(path -> findings.add(finding(call, key, path)));
        }
    }

    /** Returns whether there are, with these, no more new destinations on the key in the window than the rule permits. */
    private boolean mayPass(CallView call, List<Destination> unknown, @Nullable Dealings known, int id) {
        if (rule.atMost().isEmpty() || (known != null && known.isFull())) {
            return false;
        }
        Rule.FirstUse.Rate atMost = rule.atMost().get();
        Set<String> recent = new HashSet<>();
        unknown.forEach(one -> recent.add(one.digest()));
        if (known != null) {
            known.addRecent(call.now() - atMost.withinMillis(), call::continues, recent);
        }
        for (int from : keys.lineage().inherited(id)) {
            Dealings inherited = slots.find(from);
            if (inherited != null) {
                inherited.addOpen(known, call::continues, recent);
            }
        }
        return recent.size() <= atMost.count();
    }

    /** Returns whether a call reached the destination. One that a body carries is also known if a body carried it before, but not the reverse. */
    private boolean isKnown(CallView call, Destination destination, int id) {
        return knows(slots.find(id), destination, call.now())
                || destination.carried() && knows(carried.find(id), destination, call.now());
    }

    private boolean knows(@Nullable Dealings dealings, Destination destination, long now) {
        return dealings != null && dealings.knows(destination.digest(), expired(now), clock);
    }

    /** Returns whether the task has read content with the label, or may have. */
    private boolean isRead(CallFacts facts) {
        return rule.from().isEmpty()
                || facts.provenance()
                        .filter(Provenance::known)
                        .map(chosen -> chosen.labels().contains(rule.from().get()))
                        .orElse(true);
    }

    /**
     * Returns whether each value of the argument has an origin that the rule names. Only values that stand in untrusted content are
     * recorded of a body, so one of which none is recorded is the agent's own.
     */
    private boolean isVouchedFor(Destination destination, CallFacts facts) {
        Optional<Provenance> chosen = facts.provenance().filter(Provenance::known);
        if (rule.unless().isEmpty() || chosen.isEmpty()) {
            return false;
        }
        ArgumentRole role = destination.carried() ? ArgumentRole.BODY : ArgumentRole.DESTINATION;
        List<ValueProvenance> there = chosen.get().values().stream()
                .filter(value -> value.role() == role && destination.path().equals(ARGS + value.path()))
                .toList();
        return (destination.carried() || !there.isEmpty())
                && there.stream().allMatch(value -> value.vouchedFor(rule.unless()));
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
        carried.sweep(expired(call.now()));
        if (rule.atMost().isPresent()) {
            forEach(call, (known, digest) -> known.open(call.seq(), digest));
        }
    }

    @Override
    public void succeed(CallView call, long roles, int[] created, long seq, long time) {
        close(call);
        if (roles != 0) {
            forEach(call, (known, digest) -> known.add(digest, call.seq(), call.now(), expired(call.now())));
        }
    }

    @Override
    public void fail(CallView call, long roles) {
        close(call);
    }

    private void close(CallView call) {
        if (rule.atMost().isPresent()) {
            forEach(call, (known, digest) -> known.close(call.seq(), digest));
        }
    }

    /** Does something with each destination of the call, on each of its keys. */
    private void forEach(CallView call, BiConsumer<Dealings, String> action) {
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind && call.facts().destinations().isPresent()) {
                for (Destination destination : call.facts().destinations().get().named()) {
                    if (rule.concerns(destination)) {
                        KeySlots<Dealings> kept = destination.carried() ? carried : slots;
                        action.accept(kept.of(call.id(i)), destination.digest());
                    }
                }
            }
        }
    }

    @Override
    public void forget(int key) {
        slots.drop(key);
        carried.drop(key);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        slots.write(out);
        if (rule.bodies()) {
            carried.write(out);
        }
    }

    @Override
    public void read(DataInput in, LongFunction<CallView> open) throws IOException {
        slots.read(in);
        if (rule.bodies()) {
            carried.read(in);
        }
    }
}
