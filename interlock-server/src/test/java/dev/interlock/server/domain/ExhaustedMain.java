package dev.interlock.server.domain;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

/** A domain that opens a task, and runs out of memory at the next one. */
final class ExhaustedMain {
    private ExhaustedMain() {}

    public static void main(String[] args) throws Exception {
        var full = new AtomicBoolean();
        Path data = Path.of(args[0]);
        SqliteStore store = SqliteStore.open(data);
        var signer = SigningKeyFile.loadOrCreate(data, "example.com/test", new SecureRandom());
        Ledger ledger =
                Ledger.open(store, signer, () -> 1, CheckpointPolicy.DEFAULT).orThrow();
        Domain domain = Domain.open(ledger, store, store.snapshots(), Rig.bundle("one"), () -> {
            if (full.get()) {
                throw new OutOfMemoryError("planted");
            }
            return Instant.ofEpochMilli(1);
        });
        Rig.task(domain, Rig.agent("ann", "payables"));
        full.set(true);
        try {
            Rig.task(domain, Rig.agent("ann", "payables"));
        } catch (UnavailableException e) {
            System.exit(1); // it lives on, and answers that it is not there
        }
    }
}
