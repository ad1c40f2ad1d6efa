package dev.interlock.server.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills a writing process with SIGKILL, again and again on one folder: what it acknowledged is there. */
class KillTest {
    @TempDir
    Path temporary;

    @Test
    void acknowledgedEntriesSurviveKill() throws Exception {
        Path folder = temporary.resolve("data");
        Random random = new Random(9);
        long acknowledged = -1;
        for (int run = 0; run < 4; run++) {
            Process writer = start(folder);
            try (BufferedReader lines = writer.inputReader()) {
                String opened = Objects.requireNonNull(lines.readLine());
                assertThat(opened).startsWith("open ");
                assertThat(Long.parseLong(opened.substring(5))).isGreaterThan(acknowledged);
                for (int i = random.nextInt(100); i >= 0; i--) {
                    acknowledged = Long.parseLong(Objects.requireNonNull(lines.readLine()));
                }
                if (run == 0) {
                    assertThatThrownBy(() -> SqliteStore.open(folder))
                            .isInstanceOfSatisfying(
                                    StoreException.class,
                                    e -> assertThat(e.problem()).isEqualTo(StoreException.Problem.IN_USE))
                            .hasMessageContaining("is in use by pid " + writer.pid() + ";");
                }
                writer.toHandle().destroyForcibly(); // the process would close its output at once
                for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                    acknowledged = Math.max(acknowledged, Long.parseLong(line));
                }
            } finally {
                writer.destroyForcibly();
            }
            assertThat(writer.waitFor(120, TimeUnit.SECONDS)).isTrue();
            assertThat(writer.exitValue()).as("killed").isNotZero();
        }
        try (SqliteReader reader = SqliteReader.open(folder)) { // as an auditor would, before anybody repairs it
            assertThat(reader.size()).isGreaterThan(acknowledged);
            assertThat(new Verifier(SigningKeyFile.loadPublic(folder)).verify(reader))
                    .isInstanceOf(Report.Verified.class);
        }
        SqliteStore store = SqliteStore.open(folder);
        Ledger ledger = Ledger.open(
                        store,
                        SigningKeyFile.loadOrCreate(folder, "example.com/killed", new SecureRandom()),
                        () -> 0,
                        CheckpointPolicy.DEFAULT)
                .orThrow();
        assertThat(ledger.size()).isGreaterThan(acknowledged);
        long[] next = {0};
        store.read(0, ledger.size(), (index, leaf, opening) -> {
            assertThat(index).isEqualTo(next[0]++);
            assertThat(leaf).isEqualTo(KilledWriter.leaf(index));
        });
        assertThat(next[0]).isEqualTo(ledger.size());
        ledger.close();
        try (SqliteReader reader = SqliteReader.open(folder)) {
            assertThat(new Verifier(SigningKeyFile.loadPublic(folder)).verify(reader))
                    .isInstanceOf(Report.Verified.class);
        }
    }

    private static Process start(Path folder) throws Exception {
        return new ProcessBuilder(JavaCommand.of(KilledWriter.class, folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
