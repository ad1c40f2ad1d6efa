package dev.interlock.bench.flaky;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.Key;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The record of a run, read as an auditor reads it, beside the effects that the server had. Not thread-safe. */
final class Tally {

    private static final String REFERENCE = "args.reference";

    /** A payment as it is recorded. */
    private static final class Payment {
        private final String reference;
        private @Nullable Settlement settlement;
        private long unknownSince = -1;

        Payment(String reference) {
            this.reference = reference;
        }
    }

    private final Map<Long, Payment> payments = new HashMap<>();
    private long wereUnknown;
    private long oldestMillis;
    private long endMillis;
    private long byPeople;

    /** Takes the next event of the record. */
    void add(Recorded recorded) {
        endMillis = Math.max(endMillis, recorded.timeMillis());
        switch (recorded.event()) {
            case Event.CallReserved reserved ->
                payments.put(
                        reserved.call(), new Payment(reference(reserved.facts().projection())));
            case Event.CallSettled settled -> settle(settled.call(), settled.settlement(), recorded.timeMillis());
            case Event.CallConfirmed confirmed ->
                settle(confirmed.call(), confirmed.settlement(), recorded.timeMillis());
            case Event.CallReconciled reconciled -> {
                byPeople++;
                settle(reconciled.call(), reconciled.settlement(), recorded.timeMillis());
            }
            default -> {}
        }
    }

    private static String reference(Map<String, ?> projection) {
        return String.valueOf(projection.get(REFERENCE));
    }

    private void settle(long call, Settlement settlement, long millis) {
        @Nullable Payment payment = payments.get(call);
        if (payment == null) {
            throw new IllegalStateException("call " + call + " was settled before it was reserved");
        }
        if (settlement instanceof Settlement.Unknown) {
            wereUnknown++;
            payment.unknownSince = millis;
        } else if (payment.unknownSince >= 0) {
            oldestMillis = Math.max(oldestMillis, millis - payment.unknownSince);
        }
        payment.settlement = settlement;
    }

    /** The payments whose outcome was unknown at some time. */
    long wereUnknown() {
        return wereUnknown;
    }

    /** The payments that are recorded to have had no effect. */
    long failed() {
        return payments.values().stream()
                .filter(each -> each.settlement instanceof Settlement.Failed)
                .count();
    }

    /** The payments that people have to find out about, or had to. */
    long asked() {
        return byPeople + payments.values().stream().filter(Tally::isOpen).count();
    }

    private static boolean isOpen(Payment payment) {
        return payment.settlement == null || payment.settlement instanceof Settlement.Unknown;
    }

    /** The longest time for which an outcome was unknown; one that still is, is as old as the record. */
    long oldestMillis() {
        return payments.values().stream()
                .filter(each -> isOpen(each) && each.unknownSince >= 0)
                .mapToLong(each -> endMillis - each.unknownSince)
                .reduce(oldestMillis, Math::max);
    }

    /**
     * The effects that are not recorded exactly once, as succeeded and under their reference, and what is recorded as succeeded more
     * often than it had an effect.
     *
     * @param effects ids of the payments that the server made, by reference
     */
    long unmatched(Map<String, List<String>> effects) {
        Map<List<String>, Integer> balance = new HashMap<>();
        effects.forEach((reference, ids) -> ids.forEach(id -> balance.merge(List.of(reference, id), 1, Integer::sum)));
        for (Payment payment : payments.values()) {
            if (payment.settlement instanceof Settlement.Succeeded succeeded) {
                String id =
                        succeeded.created().stream().map(Key::value).findFirst().orElse("none");
                balance.merge(List.of(payment.reference, id), -1, Integer::sum);
            }
        }
        return balance.values().stream().mapToLong(Math::abs).sum();
    }
}
