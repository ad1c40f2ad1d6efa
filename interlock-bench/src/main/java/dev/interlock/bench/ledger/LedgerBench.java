package dev.interlock.bench.ledger;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.Median;
import dev.interlock.bench.report.Result;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.bench.report.TemporaryFolder;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.store.SqliteReader;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;

/**
 * Durable appends a second at several batch sizes, beside {@link RawStore} with the same bytes in the same run, and
 * entries verified a second, beside {@link BareSha256}.
 *
 * <p>What is compared is measured in turns, and the medians are compared: the speed of a disk drifts, and that of a processor, too.
 *
 * <p>Last, how long a restart takes: see {@link Reopening}; and how long it takes to find entries: see {@link Searching}.
 */
public final class LedgerBench implements Bench {
    private static final List<Integer> BATCHES = List.of(1, 10, 100, 1000);
    private static final int ROUNDS = 50;
    private static final long ROUND_MILLIS = 150;
    private static final int VERIFIED_ENTRIES = 1_000_000;
    private static final int VERIFICATIONS = 5;

    @Override
    public String name() {
        return "ledger";
    }

    @Override
    public String title() {
        return "durable appends per second compared with a bare store, entries verified per second, reopening, finding"
                + " entries";
    }

    @Override
    public void run(List<String> args, ResultPrinter results) throws Exception {
        boolean quick = args.equals(List.of("--quick"));
        if (!args.isEmpty() && !quick) {
            throw new BadArguments("expected nothing or `--quick`");
        }
        try (var temporary = new TemporaryFolder("ledger")) {
            Path folder = temporary.path();
            for (int batch : BATCHES) {
                appends(folder.resolve("append-" + batch), batch, quick, results);
            }
            verification(folder.resolve("verify"), quick ? VERIFIED_ENTRIES / 10 : VERIFIED_ENTRIES, results);
            var reopening = new Reopening(folder.resolve("reopen"));
            results.print(reopening.measure(quick ? 100_000 : 900_000));
            reopening.search().forEach(results::print);
        }
    }

    private static void appends(Path folder, int batch, boolean quick, ResultPrinter results) throws Exception {
        int rounds = quick ? 5 : ROUNDS;
        Leaves leaves = new Leaves(7);
        double[] ledgerRates = new double[rounds];
        double[] rawRates = new double[rounds];
        Files.createDirectories(folder);
        try (RawStore raw = new RawStore(folder.resolve("raw.db"));
                Ledger ledger = open(folder.resolve("ledger"))) {
            for (int warmUp = 0; warmUp < rounds / 5; warmUp++) {
                rate(batch, leaves, raw::append);
                rate(batch, leaves, entries -> append(ledger, entries));
            }
            for (int round = 0; round < rounds; round++) {
                rawRates[round] = rate(batch, leaves, raw::append);
                ledgerRates[round] = rate(batch, leaves, entries -> append(ledger, entries));
            }
        }
        double raw = Median.of(rawRates);
        results.print(new Result(
                        "ledger",
                        "append_per_second",
                        Map.of("batch", batch, "leaf_bytes", Leaves.MEAN_LENGTH, "of", "ledger"),
                        Median.of(ledgerRates),
                        "entries/s")
                .comparedWith("raw-store", raw));
        results.print(new Result(
                "ledger",
                "append_per_second",
                Map.of("batch", batch, "leaf_bytes", Leaves.MEAN_LENGTH, "of", "raw-store"),
                raw,
                "entries/s"));
    }

    private interface Appending {
        void append(List<byte[]> leaves) throws Exception;
    }

    private static double rate(int batch, Leaves leaves, Appending appending) throws Exception {
        long entries = 0;
        long start = System.nanoTime();
        long end = start + ROUND_MILLIS * 1_000_000;
        long now = start;
        while (now < end) {
            appending.append(leaves.next(batch));
            entries += batch;
            now = System.nanoTime();
        }
        return entries * 1e9 / (now - start);
    }

    private static void append(Ledger ledger, List<byte[]> leaves) throws IOException {
        Leaves.append(ledger, leaves);
        ledger.checkpointIfDue();
    }

    private static void verification(Path folder, int entries, ResultPrinter results) throws Exception {
        VerifierKey key = write(folder, entries);
        double[] rates = new double[VERIFICATIONS];
        double[] bareRates = new double[VERIFICATIONS];
        int checkpoints = 0;
        for (int round = 0; round < VERIFICATIONS; round++) {
            BareSha256 bare = new BareSha256();
            try (SqliteReader reader = SqliteReader.open(folder)) {
                bareRates[round] = bare.rate(reader);
            }
            long start = System.nanoTime();
            Report report;
            try (SqliteReader reader = SqliteReader.open(folder)) {
                report = new Verifier(key).verify(reader);
            }
            rates[round] = entries * 1e9 / (System.nanoTime() - start);
            if (!(report instanceof Report.Verified verified) || verified.attested() != entries) {
                throw new IllegalStateException("the ledger does not verify");
            }
            if (!verified.root().equals(bare.root())) {
                throw new IllegalStateException("plain hashing gives a different root");
            }
            checkpoints = verified.checkpoints();
        }
        double bare = Median.of(bareRates);
        results.print(
                verified("verifier", Median.of(rates), entries, checkpoints).comparedWith("bare-sha256", bare));
        results.print(verified("bare-sha256", bare, entries, checkpoints));
    }

    private static Result verified(String of, double rate, int entries, int checkpoints) {
        return new Result(
                "ledger",
                "verify_entries_per_second",
                Map.of("entries", entries, "leaf_bytes", Leaves.MEAN_LENGTH, "checkpoints", checkpoints, "of", of),
                rate,
                "entries/s");
    }

    private static VerifierKey write(Path folder, int entries) throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("bench.example/verify", new SecureRandom());
        Leaves leaves = new Leaves(8);
        try (Ledger ledger = Ledger.open(
                        SqliteStore.open(folder),
                        signer,
                        System::currentTimeMillis,
                        new CheckpointPolicy(10_000, 1_000))
                .orThrow()) {
            while (ledger.size() < entries) {
                append(ledger, leaves.next(1000));
            }
        }
        return signer.verifierKey();
    }

    private static Ledger open(Path folder) throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("bench.example/append", new SecureRandom());
        return Ledger.open(SqliteStore.open(folder), signer, System::currentTimeMillis, CheckpointPolicy.DEFAULT)
                .orThrow();
    }
}
