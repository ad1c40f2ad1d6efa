package dev.interlock.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.log.LedgerProofs;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.store.MemoryStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TileFolderTest {
    @TempDir
    Path temporary;

    @Test
    void whatIsExportedVerifiesAndProves() throws Exception {
        Sample sample = Sample.ofSize(70_000, new Random(20));
        sample.leaves().add(new byte[] {1});
        Path folder = temporary.resolve("export");
        assertThat(LedgerExport.write(sample.store(), folder)).isEqualTo(new LedgerExport.Exported(70_000, 1));
        for (String file : List.of(
                "tile/0/000",
                "tile/0/272",
                "tile/0/273.p/112",
                "tile/1/000",
                "tile/1/001.p/17",
                "tile/2/000.p/1",
                "tile/entries/272",
                "tile/entries/273.p/112",
                "checkpoint",
                "checkpoints/0")) {
            assertThat(folder.resolve(file)).isRegularFile();
        }
        TileFolder read = TileFolder.open(folder);
        assertThat(new Verifier(sample.signer().verifierKey()).verify(read)).isInstanceOf(Report.Verified.class);
        TlogProof proof = LedgerProofs.evidence(read, 69_999, sample.signer().verifierKey())
                .orElseThrow();
        assertThat(proof.verify(sample.leaves().get(69_999), sample.signer().verifierKey()))
                .isInstanceOf(TlogProof.Evidence.Included.class);
        assertThatThrownBy(() -> LedgerExport.write(sample.store(), folder)).hasMessageContaining("is not empty");
    }

    @Test
    void everyFlippedByteOfAnExportIsFound() throws Exception {
        Random random = new Random(21);
        Sample sample = Sample.ofSize(777, random);
        Path folder = temporary.resolve("export");
        LedgerExport.write(sample.store(), folder);
        List<Path> files;
        try (Stream<Path> all = Files.walk(folder)) {
            files = all.filter(Files::isRegularFile).sorted().toList();
        }
        Verifier verifier = new Verifier(sample.signer().verifierKey());
        for (int i = 0; i < 400; i++) {
            Path file = files.get(random.nextInt(files.size()));
            byte[] intact = Files.readAllBytes(file);
            byte[] damaged = intact.clone();
            int at = random.nextInt(damaged.length);
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            assertThat(verified(verifier, folder)).as("byte %s of %s", at, file).isFalse();
            Files.write(file, intact);
        }
        assertThat(verified(verifier, folder)).isTrue();
        for (Path file : files) {
            if (file.toString().contains("entries") || file.endsWith("checkpoint")) {
                byte[] intact = Files.readAllBytes(file);
                Files.delete(file);
                assertThat(verified(verifier, folder)).as("%s removed", file).isFalse();
                Files.write(file, intact);
            }
        }
    }

    private static boolean verified(Verifier verifier, Path folder) {
        try {
            return verifier.verify(TileFolder.open(folder)) instanceof Report.Verified;
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("checkpoint");
            return false;
        }
    }

    @Test
    void aFolderThatIsNoExportIsRefused() {
        assertThatThrownBy(() -> TileFolder.open(temporary)).hasMessageContaining("it has no file `checkpoint`");
        assertThatThrownBy(() -> LedgerExport.write(new MemoryStore(), temporary.resolve("x")))
                .hasMessage("the ledger has no checkpoint, so nothing can be exported");
    }

    @Test
    void largeIndexesHaveNestedPaths() {
        assertThat(TilePaths.tile(0, 1_234_067, 256)).isEqualTo("tile/0/x001/x234/067");
        assertThat(TilePaths.entries(5, 3)).isEqualTo("tile/entries/005.p/3");
        assertThat(TilePaths.number(1000)).isEqualTo("x001/000");
    }
}
