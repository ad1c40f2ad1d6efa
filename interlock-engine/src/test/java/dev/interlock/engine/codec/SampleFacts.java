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
        return new CallFacts(
                "erp/prepare_payment",
                "sha-256:a465",
                projection,
                new TreeSet<>(List.of("payment.prepare", "sink/external")),
                List.of(Key.parse("invoice/2026/7"), Key.parse("batch/1")),
                List.of("payment"),
                List.of(Key.parse("vendor/42")),
                List.of(Key.parse("vendor/42")),
                new TreeMap<>(Map.of("payee", "DE89 3704 0044", "account", "4711")),
                Optional.of(new Amount(new BigDecimal("120.50"), "EUR")),
                "high",
                true,
                false,
                new TreeMap<>(Map.of("SDLC-01", true, "SDLC-02", false)),
                List.of(new Fault("args.vendor_id", "the object `vendor` is missing")));
    }

    /** A call that makes an object from another. */
    static CallFacts copying() {
        return new CallFacts(
                "iam/copy_role",
                "sha-256:a467",
                new TreeMap<>(),
                new TreeSet<>(List.of("role.create")),
                List.of(),
                List.of("role"),
                List.of(Key.parse("role/x")),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                "high",
                true,
                false,
                new TreeMap<>(),
                List.of(),
                List.of(Key.parse("role/x")),
                Optional.empty());
    }

    /** A call of which little is known. */
    static CallFacts bareFacts() {
        return new CallFacts(
                "erp/run_sql",
                "sha-256:a466",
                new TreeMap<>(),
                new TreeSet<>(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                new TreeMap<>(),
                Optional.empty(),
                "critical",
                true,
                true,
                new TreeMap<>(),
                List.of());
    }
}
