package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.fixture.Until;
import dev.interlock.server.store.AnchorFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An anchor on a disk that does not answer. A pipe that nobody opens at its other end is one. */
class SilentAnchorTest {

    private static final Duration PATIENCE = Duration.ofMillis(100);

    @TempDir
    private Path folder;

    private final MemoryStore store = new MemoryStore();
    private Path anchor;
    private Ledger ledger;

    @BeforeAll
    static void quiet() {
        Quiet.on();
    }

    @BeforeEach
    void ledger() throws Exception {
        anchor = folder.resolve("payments.anchor");
        var signer = Ed25519Signer.generate("example.com/silent", new SecureRandom());
        ledger = Ledger.open(store, signer, () -> 1_000_000, CheckpointPolicy.DEFAULT)
                .orThrow();
    }

    @AfterEach
    void close() throws IOException {
        ledger.close();
    }

    private static Path pipe(Path path) throws Exception {
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .isZero();
        return path;
    }

    private AnchorKeeper keeper() throws IOException {
        return AnchorKeeper.open(Optional.of(new AnchorFile(anchor)), ledger, store, PATIENCE);
    }

    /** The names of threads that are in the middle of something on the disk. */
    private static List<String> busy() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("interlock-anchor"))
                .toList();
    }

    @Test
    void aStartThatCannotReadItSaysSoAndEnds() throws Exception {
        pipe(anchor);
        assertThatThrownBy(this::keeper)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("payments.anchor` does not respond; check its mount");
        Files.writeString(anchor, "at last");
        Until.holds(() -> busy().isEmpty());
    }

    @Test
    void aStartThatCannotWriteItSaysSoAndBeginsNoSecondAttemptMeanwhile() throws Exception {
        Path draft = pipe(folder.resolve("payments.anchor.new"));
        AnchorKeeper keeper = keeper();
        assertThatThrownBy(keeper::follow).isInstanceOf(IOException.class).hasMessageContaining("does not respond");
        assertThat(keeper.isUsed()).isFalse();
        try {
            keeper.follow(); // which is too early for another attempt
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("does not respond"); // on a slow machine it is not
        }
        assertThat(busy()).hasSize(1);
        keeper.close(true);
        assertThat(Files.readString(draft)).isNotEmpty();
        Until.holds(() -> busy().isEmpty());
    }

    @Test
    void anEndDoesNotWaitForIt() throws Exception {
        AnchorKeeper keeper = keeper();
        keeper.follow();
        byte[] before = Files.readAllBytes(anchor);
        Path draft = pipe(folder.resolve("payments.anchor.new"));
        keeper.close(true);
        assertThat(busy()).as("it was left to itself").hasSize(1);
        assertThat(anchor).hasBinaryContent(before);
        assertThat(Files.readString(draft)).isNotEmpty();
        Until.holds(() -> busy().isEmpty());
    }
}
