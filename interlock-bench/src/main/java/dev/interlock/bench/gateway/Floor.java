package dev.interlock.bench.gateway;

import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.wire.Wire;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What no gateway with a durable record can be faster than on this machine: a kilobyte there and back over the loopback, and
 * one durable append. A call needs two of each at least: one more hop, a reservation before it, and an outcome after it.
 */
final class Floor {

    /** Bytes of a leaf: the reservation of a call that is measured has about as many. */
    private static final int LEAF = 900;

    private Floor() {}

    static void measure(Path folder, int echoPort, Duration time, ResultPrinter results) throws Exception {
        try (Wire wire = Wire.connect(echoPort)) {
            var kilobyte = new byte[Fixture.PAYLOAD];
            kilobyte[0] = 'E';
            Round.Once exchange = () -> {
                wire.write(kilobyte, kilobyte.length);
                wire.readFully(kilobyte);
            };
            print("loopback", exchange, time, results);
        }
        Ed25519Signer signer = Ed25519Signer.generate("bench.example/floor", new SecureRandom());
        Ledger ledger = Ledger.open(
                        SqliteStore.open(folder), signer, System::currentTimeMillis, CheckpointPolicy.DEFAULT)
                .orThrow();
        try (ledger) {
            var random = new Random(1);
            print("append", () -> append(ledger, random), time, results);
        }
    }

    private static void append(Ledger ledger, Random random) throws IOException {
        var leaf = new byte[LEAF];
        random.nextBytes(leaf);
        switch (ledger.append(List.of(new Entry(leaf)))) {
            case LedgerAppend.Committed committed -> {}
            case LedgerAppend.Conflict conflict -> throw new IOException("nobody else writes");
        }
    }

    private static void print(String what, Round.Once once, Duration time, ResultPrinter results) throws Exception {
        Round.of(List.of(once), time, () -> Duration.ZERO);
        Round round = Round.of(List.of(once), time, () -> Duration.ZERO);
        results.print(new Result(GatewayBench.NAME, "floor", Map.of("of", what, "quantile", "p50"), round.p50(), "us"));
        results.print(new Result(GatewayBench.NAME, "floor", Map.of("of", what, "quantile", "p99"), round.p99(), "us"));
    }
}
