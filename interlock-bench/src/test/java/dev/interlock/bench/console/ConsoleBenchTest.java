package dev.interlock.bench.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.bench.report.Bench;
import dev.interlock.bench.report.ResultPrinter;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.store.SigningKeyFile;
import dev.interlock.server.store.SqliteStore;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The record on which pages are timed. The browser that times them is not there everywhere. */
class ConsoleBenchTest {

    @Test
    void theRecordHasWhatItsPagesAreAbout(@TempDir Path folder) throws Exception {
        try (var site = new Site(folder)) {
            History.Ids ids = History.write(site, new History.Size(3_000, 60, 20, 30));
            assertThat(ids.entries()).isBetween(2_500L, 3_500L);
            Path data = folder.resolve("data");
            try (SqliteStore store = SqliteStore.open(data)) {
                var unused = Ledger.open(
                                store,
                                SigningKeyFile.loadOrCreate(data, "bench.example.com", new SecureRandom()),
                                System::currentTimeMillis,
                                CheckpointPolicy.DEFAULT)
                        .orThrow();
                var history = new LedgerReplayer(store);
                assertThat(type(history, ids.denied())).isEqualTo("CallDenied");
                assertThat(type(history, ids.permitted())).isEqualTo("CallReserved");
                assertThat(type(history, ids.held())).isEqualTo("CallHeld");
                assertThat(type(history, ids.longTask())).isEqualTo("TaskOpened");
                assertThat(type(history, ids.lastTask())).isEqualTo("TaskOpened");
            }
            assertThat(Tour.of(ids)).hasSizeGreaterThan(30).containsValue("holds/h-" + ids.held());
        }
    }

    private static String type(LedgerReplayer history, long number) {
        return history.event(number).event().getClass().getSimpleName();
    }

    @Test
    void otherArgumentsAreRefused() {
        var out = new ByteArrayOutputStream();
        assertThatThrownBy(() -> new ConsoleBench().run(List.of("long"), new ResultPrinter(new PrintStream(out))))
                .isInstanceOf(Bench.BadArguments.class)
                .hasMessageContaining("--quick");
        assertThat(out.size()).isZero();
    }
}
