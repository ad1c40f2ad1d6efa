package dev.interlock.server.store;

import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.SnapshotStore;
import dev.interlock.testkit.store.LedgerStoreConformance;
import dev.interlock.testkit.store.SnapshotStoreConformance;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreConformanceTest {
    @TempDir
    Path temporary;

    @Nested
    class AsLedgerStore extends LedgerStoreConformance {
        @Override
        protected LedgerStore open() throws IOException {
            return SqliteStore.open(temporary.resolve("data"));
        }
    }

    @Nested
    class AsSnapshotStore extends SnapshotStoreConformance {
        private @Nullable SqliteStore store;

        @Override
        protected SnapshotStore open() throws IOException {
            close();
            store = SqliteStore.open(temporary.resolve("data"));
            return store;
        }

        @AfterEach
        void close() throws IOException {
            if (store != null) {
                store.close();
            }
        }
    }
}
