package dev.interlock.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.store.Snapshot;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.testkit.store.SnapshotStoreConformance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The file of the newest snapshot: what is in its place is the one that was kept, or another by its digest. */
class SnapshotFileTest extends SnapshotStoreConformance {
    private static final Snapshot SNAPSHOT =
            new Snapshot(5, TreeHasher.EMPTY_ROOT, "sha-256:b1", "24", new byte[] {1, 2, 3});

    @TempDir
    Path folder;

    @Override
    protected SnapshotStore open() {
        return new SnapshotFile(folder.resolve(Sqlite.FILE));
    }

    @Test
    void aFileOfWhichAnyByteChangedIsNotTheOneThatTheLedgerNames() throws IOException {
        open().putSnapshot(SNAPSHOT);
        Path file = folder.resolve(SnapshotFile.FILE);
        byte[] sound = Files.readAllBytes(file);
        for (int i = 0; i < sound.length; i++) {
            byte[] changed = sound.clone();
            changed[i] ^= 1;
            Files.write(file, changed);
            assertThat(open().latestSnapshot().map(Snapshot::digest))
                    .as("byte %d", i)
                    .isNotEqualTo(Optional.of(SNAPSHOT.digest()));
        }
    }

    @Test
    void aFileOfWhichTheEndIsMissingIsNotThatOneAndIsReplaced() throws IOException {
        open().putSnapshot(SNAPSHOT);
        Path file = folder.resolve(SnapshotFile.FILE);
        byte[] sound = Files.readAllBytes(file);
        for (int length = 0; length < sound.length; length++) {
            Files.write(file, Arrays.copyOf(sound, length));
            assertThat(open().latestSnapshot().map(Snapshot::digest))
                    .as("%d bytes", length)
                    .isNotEqualTo(Optional.of(SNAPSHOT.digest()));
        }
        open().putSnapshot(SNAPSHOT);
        assertThat(open().latestSnapshot()).hasValue(SNAPSHOT);
    }

    @Test
    void whatAnInterruptedWriteLeftIsOverwritten() throws IOException {
        Files.write(folder.resolve(SnapshotFile.FILE + ".new"), new byte[1_000]);
        open().putSnapshot(SNAPSHOT);
        assertThat(open().latestSnapshot()).hasValue(SNAPSHOT);
        assertThat(folder.resolve(SnapshotFile.FILE + ".new")).doesNotExist();
    }
}
