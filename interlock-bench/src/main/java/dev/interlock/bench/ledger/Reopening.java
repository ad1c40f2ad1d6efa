package dev.interlock.bench.ledger;

import dev.interlock.bench.report.Result;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.engine.state.State;
import dev.interlock.engine.state.StateSnapshot;
import dev.interlock.ledger.commitment.Salts;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.NoteFormatException;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.domain.Domain;
import dev.interlock.server.domain.LeafWriter;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.domain.SnapshotLoader;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * How long it takes to have the state again after a restart, with a snapshot that lies 100,000 entries behind: open the
 * store, check the ledger against its newest checkpoint, read the snapshot, fold the rest. The state is compared, byte by
 * byte, with one folded from the first entry.
 */
final class Reopening {

    private static final int BEHIND = 100_000;
    private static final int ROUNDS = 5;

    private final Path folder;
    private final Bundle bundle;
    private final Ed25519Signer signer = Ed25519Signer.generate("bench.example/reopen", new SecureRandom());

    Reopening(Path folder) throws NoteFormatException {
        this.folder = folder;
        Path policy = Path.of(System.getProperty("interlock.root", "."), "bundles", "accounts-payable");
        if (!(PolicyBundle.load(policy) instanceof PolicyBundle.Compiled compiled)) {
            throw new IllegalStateException("the bundle `" + policy + "` does not load");
        }
        this.bundle = compiled.engine();
    }

    /** @param before entries before the snapshot */
    Result measure(int before) throws IOException {
        write(before);
        double[] millis = new double[ROUNDS];
        byte[] reopened = {};
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            try (SqliteStore store = SqliteStore.open(folder)) {
                Ledger ledger = open(store);
                State state = new SnapshotLoader(new LedgerReplayer(store), store.snapshots()).folded(bundle);
                millis[round] = (System.nanoTime() - start) / 1e6;
                if (state.nextSeq() != ledger.size()) {
                    throw new IllegalStateException("the state is not that of the whole ledger");
                }
                reopened = StateSnapshot.write(state);
            }
        }
        try (SqliteStore store = SqliteStore.open(folder)) {
            if (!Arrays.equals(StateSnapshot.write(new LedgerReplayer(store).all(bundle)), reopened)) {
                throw new IllegalStateException("the state from the snapshot differs from the full fold");
            }
        }
        Arrays.sort(millis);
        return new Result(
                "ledger",
                "reopen_ms",
                Map.of("entries", before + BEHIND, "behind", BEHIND, "equals_full_fold", true),
                millis[ROUNDS / 2],
                "ms");
    }

    /** Measures what was written: the index of it, and pages found by that. */
    List<Result> search() throws IOException, InterruptedException {
        SqliteStore store = SqliteStore.open(folder);
        try (Domain domain = Domain.open(open(store), store, store.snapshots(), bundle, InstantSource.system())) {
            return new Searching(domain, folder).measure();
        }
    }

    private Ledger open(SqliteStore store) throws IOException {
        return Ledger.open(store, signer, System::currentTimeMillis, CheckpointPolicy.DEFAULT)
                .orThrow();
    }

    private void write(int before) throws IOException {
        try (SqliteStore store = SqliteStore.open(folder)) {
            Ledger ledger = open(store);
            var leaves = new LeafWriter(store, Salts.random());
            leaves.load();
            var history = new History(bundle, leaves);
            append(ledger, history, leaves, before);
            State state = history.state();
            var snapshot = new Snapshot(
                    state.nextSeq(), ledger.root(), bundle.digest(), StateSnapshot.VERSION, StateSnapshot.write(state));
            store.snapshots().putSnapshot(snapshot);
            ledger.append(List.of(history.naming(snapshot)));
            append(ledger, history, leaves, BEHIND);
            ledger.checkpoint();
        }
    }

    private static void append(Ledger ledger, History history, LeafWriter leaves, int entries) throws IOException {
        long end = ledger.size() + entries;
        while (ledger.size() < end) {
            List<Entry> batch = new ArrayList<>(1000);
            while (batch.size() < 1000) {
                batch.addAll(history.next());
            }
            ledger.append(batch, leaves.fresh());
            leaves.committed();
        }
    }
}
