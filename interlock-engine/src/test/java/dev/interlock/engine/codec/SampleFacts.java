package dev.interlock.engine.codec;

import dev.interlock.engine.model.Amount;
import dev.interlock.engine.model.CallFacts;
import dev.interlock.engine.model.Fault;
import dev.interlock.engine.model.Key;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The facts of the calls in {@link SampleEvents}. */
final class SampleFacts {

    private SampleFacts() {}

    /** A call with what calls usually have. */
    static CallFacts facts() {
        SortedMap<String, Object> projection = new TreeMap<>();
        projection.put("vendor_id", "42");
        projection.put("lines", 3L);
        projection.put("urgent", false);
        projection.put("memo", null);
        return CallFacts.builder("erp/prepare_payment", "sha-256:a465", "high")
                .projection(projection)
                .marks(new TreeSet<>(List.of("payment.prepare", "sink/external")))
                .objects(List.of(Key.parse("invoice/2026/7"), Key.parse("batch/1")))
                .creates(List.of("payment"))
                .related(List.of(Key.parse("vendor/42")))
                .checks(List.of(Key.parse("vendor/42")))
                .values(new TreeMap<>(Map.of("payee", "DE89 3704 0044", "account", "4711")))
                .amount(Optional.of(new Amount(new BigDecimal("120.50"), "EUR")))
                .conditions(new TreeMap<>(Map.of("SDLC-01", true, "SDLC-02", false)))
                .faults(List.of(new Fault("args.vendor_id", "the object `vendor` is missing")))
                .build();
    }

    /** A call that makes an object from another. */
    static CallFacts copying() {
        return CallFacts.builder("iam/copy_role", "sha-256:a467", "high")
                .marks(new TreeSet<>(List.of("role.create")))
                .creates(List.of("role"))
                .related(List.of(Key.parse("role/x")))
                .derivedFrom(List.of(Key.parse("role/x")))
                .build();
    }

    /** A call of which little is known. */
    static CallFacts bareFacts() {
        return CallFacts.builder("erp/run_sql", "sha-256:a466", "critical")
                .unbounded(true)
                .build();
    }
}
