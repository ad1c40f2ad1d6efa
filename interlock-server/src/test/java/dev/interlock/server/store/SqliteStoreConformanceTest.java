package dev.interlock.server.store;

import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.testkit.store.LedgerStoreConformance;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class SqliteStoreConformanceTest extends LedgerStoreConformance {
    @TempDir
    Path temporary;

    @Override
    protected LedgerStore open() throws IOException {
        return SqliteStore.open(temporary.resolve("data"));
    }
}
