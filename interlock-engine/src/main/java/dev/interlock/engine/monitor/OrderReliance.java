package dev.interlock.engine.monitor;

import dev.interlock.engine.event.Finding;
import dev.interlock.engine.event.FindingCode;
import dev.interlock.engine.event.Need;
import dev.interlock.engine.event.Witness;
import dev.interlock.engine.kept.KeySlots;
import dev.interlock.engine.model.Key;
import dev.interlock.engine.policy.Outcome;
import dev.interlock.engine.policy.Rule;
import dev.interlock.engine.policy.Tier;
import dev.interlock.engine.table.KeyTable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The second half of {@code order}: what a third would do to open calls that were permitted without it. */
final class OrderReliance {

    private final Rule.Order rule;
    private final Terms terms;
    private final Tier[] tiersByRank;
    private final KeyTable keys;
    private final KeySlots<OrderSlot> slots;
    private final ClosedKeys closed;
    /** The marks of a call that relies on a key, as a witness names them. */
    private final String markText;

    OrderReliance(
            Rule.Order rule,
            Terms terms,
            Tier[] tiersByRank,
            KeyTable keys,
            KeySlots<OrderSlot> slots,
            ClosedKeys closed) {
        this.rule = rule;
        this.terms = terms;
        this.tiersByRank = tiersByRank;
        this.keys = keys;
        this.slots = slots;
        this.closed = closed;
        this.markText = String.join("|", rule.marks().stream().sorted().toList());
    }

    /**
     * Checks on each key of a third, and on those that it may turn out to create, that no open call may take effect
     * after it.
     *
     * @param pending open calls that rely on what they create
     */
    void check(CallView call, int kind, List<CallView> pending, List<Finding> findings) {
        int from = findings.size();
        boolean keyed = false;
        for (int i = 0; i < call.keys(); i++) {
            if (call.kind(i) == kind) {
                keyed = true;
                checkKey(call, Optional.of(call.key(i)), on(call.id(i), kind), call.id(i), pending, findings);
            }
        }
        if (!keyed && call.creates(rule.per())) {
            int[] all = History.counting(KeyTable.ABSENT, kind, keys, closed);
            checkKey(call, Optional.empty(), all, KeyTable.ABSENT, List.of(), findings);
            from = findings.size();
        }
        for (int id : call.guessed()) {
            if (keys.kind(id) == kind) {
                checkKey(call, Optional.of(keys.key(id)), on(id, kind), id, List.of(), findings);
            }
        }
        Terms.sortByKey(findings, from);
    }

    /** The keys under which the open calls that rely on this one are filed. */
    private int[] on(int id, int kind) {
        if (rule.after().isEmpty()) {
            return History.counting(id, kind, keys, closed);
        }
        // A call that needs a first was permitted by what is on its own keys, whatever key got their history.
        return new int[] {id, id == keys.all(kind) ? keys.any(kind) : keys.all(kind)};
    }

    /** @param key empty: the new one that the call creates */
    private void checkKey(
            CallView call, Optional<Key> key, int[] on, int id, List<CallView> creating, List<Finding> findings) {
        var relying = new ArrayList<OrderSlot.Relying>(1);
        for (int one : on) {
            OrderSlot slot = slots.find(one);
            if (slot != null) {
                slot.relying.stream()
                        .filter(open -> !call.continues(open.call()))
                        .forEach(relying::add);
            }
        }
        for (CallView other : creating) {
            if (other.mayLieOn(key.orElseThrow(), id, keys) && !other.hasKey(id)) {
                relying.add(new OrderSlot.Relying(other.seq(), other.tier().rank()));
            }
        }
        if (!relying.isEmpty()) {
            findings.add(relied(key, relying));
        }
    }

    private Finding relied(Optional<Key> key, List<OrderSlot.Relying> relying) {
        long earliest =
                relying.stream().mapToLong(OrderSlot.Relying::call).min().orElseThrow();
        Tier tier = strictest(relying);
        Outcome outcome = rule.after().isPresent() ? Outcome.DENY : tier.onConflict();
        Optional<Need> need = Optional.of(terms.need(tier));
        var witness = new Witness(earliest, markText);
        return terms.finding(FindingCode.RELIED_UPON, outcome, key, Optional.empty(), List.of(witness), need, "");
    }

    /** The strictest tier of the open calls, since any of them may be the last to take effect. */
    private Tier strictest(List<OrderSlot.Relying> relying) {
        return relying.stream()
                .map(one -> terms.tier(tiersByRank[one.tier()]))
                .max(Comparator.comparing(Tier::onConflict).thenComparing(Tier::rank))
                .orElseThrow();
    }
}
