package dev.interlock.testkit.store;

import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.SnapshotStore;
import org.junit.jupiter.api.Nested;

class MemoryStoreTest {
    @Nested
    class AsLedgerStore extends LedgerStoreConformance {
        private final MemoryStore memory = new MemoryStore();

        @Override
        protected LedgerStore open() {
            return memory.reopen();
        }
    }

    @Nested
    class AsSnapshotStore extends SnapshotStoreConformance {
        private final MemoryStore memory = new MemoryStore();

        @Override
        protected SnapshotStore open() {
            return memory.reopen();
        }
    }
}
