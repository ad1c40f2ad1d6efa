package dev.interlock.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The conformance suite of {@link SnapshotStore}: extend it with a test class that says how to open a store. */
public abstract class SnapshotStoreConformance {
    /**
     * Opens the store of the running test: a new one at first, later the same one again. A store that an earlier call
     * has opened may be closed by then.
     */
    protected abstract SnapshotStore open() throws IOException;

    @Test
    void aNewStoreHasNoSnapshot() throws IOException {
        assertThat(open().latestSnapshot()).isEmpty();
    }

    @Test
    void theNewestSnapshotIsKept() throws IOException {
        SnapshotStore store = open();
        store.putSnapshot(snapshot(1000, 1));
        assertThat(store.latestSnapshot()).hasValue(snapshot(1000, 1));
        store.putSnapshot(snapshot(2000, 2_000_000));
        store.putSnapshot(snapshot(1500, 10));
        assertThat(store.latestSnapshot()).hasValue(snapshot(2000, 2_000_000));
        assertThat(open().latestSnapshot()).hasValue(snapshot(2000, 2_000_000));
    }

    @Test
    void aSnapshotOfTheSameSizeReplacesTheOlder() throws IOException {
        SnapshotStore store = open();
        store.putSnapshot(snapshot(1000, 1));
        store.putSnapshot(snapshot(1000, 5));
        assertThat(store.latestSnapshot()).hasValue(snapshot(1000, 5));
    }

    private static Snapshot snapshot(long size, int bytes) {
        byte[] state = new byte[bytes];
        new Random(size).nextBytes(state);
        return new Snapshot(size, new TreeHasher().leaf(new byte[] {(byte) size}), "sha256:abc", "1.2.3", state);
    }
}
