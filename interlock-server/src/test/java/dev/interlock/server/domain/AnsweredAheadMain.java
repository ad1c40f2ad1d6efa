package dev.interlock.server.domain;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * One domain for each way in which a call can end, with a store that stops before it appends that end. It says which call it is, what
 * is about to be appended and what was answered, and waits to be killed.
 */
final class AnsweredAheadMain {
    private AnsweredAheadMain() {}

    public static void main(String[] args) throws Exception {
        for (Ending ending : Ending.values()) {
            Path data = folder(Path.of(args[0]), ending);
            SqliteStore disk = SqliteStore.open(data);
            var store = new StuckStore(disk, () -> say("appending " + ending));
            Domain domain = open(data, store, disk.snapshots());
            long call = ending.begin(domain);
            say("call " + ending + " " + call);
            store.stop();
            Thread.ofPlatform().start(() -> {
                var _ = ending.end(domain, call);
                say("answered " + ending);
            });
        }
    }

    static Path folder(Path all, Ending ending) {
        return all.resolve(ending.name());
    }

    static Domain open(Path data, LedgerStore store, SnapshotStore snapshots) throws IOException {
        var signer = SigningKeyFile.loadOrCreate(data, "example.com/test", new SecureRandom());
        Ledger ledger =
                Ledger.open(store, signer, () -> 1, CheckpointPolicy.DEFAULT).orThrow();
        return Domain.open(ledger, store, snapshots, Ending.bundle(), InstantSource.system());
    }

    private static synchronized void say(String what) {
        System.out.println(what);
        System.out.flush();
    }
}
