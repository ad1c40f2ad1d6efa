package dev.interlock.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerProofs;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.note.VerifierKey;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A ledger written by version 1 of the format. It must be readable for ever, and version 1 must not change. */
class GoldenLedgerTest {
    @TempDir
    Path temporary;

    @Test
    void theGoldenLedgerVerifies() throws Exception {
        TileFolder golden = TileFolder.open(golden());
        VerifierKey key = VerifierKey.parse(Files.readString(golden().resolve("vkey")));
        assertThat(new Verifier(key).verify(golden)).isInstanceOfSatisfying(Report.Verified.class, verified -> {
            assertThat(verified.size()).isEqualTo(300);
            assertThat(verified.checkpoints()).isEqualTo(3);
        });
        golden.read(
                0,
                300,
                (index, leaf, opening) -> assertThat(CanonicalJson.decode(leaf)).isEqualTo(value(index)));
        TlogProof proof = TlogProof.parse(Files.readString(golden().resolve("entry-299.tlog-proof")));
        assertThat(proof.verify(CanonicalJson.encode(value(299)), key)).isInstanceOf(TlogProof.Evidence.Included.class);
    }

    @Test
    void theSameEntriesGiveTheSameBytes() throws Exception {
        Path written = temporary.resolve("ledger-v1");
        write(written);
        assertThat(content(written)).isEqualTo(content(golden()));
    }

    // Ed25519 is deterministic; the key is of no use elsewhere
    private static void write(Path folder) throws Exception {
        byte[] pkcs8 = HexFormat.of().parseHex("302e020100300506032b657004220420" + "42".repeat(32));
        Ed25519Signer signer = Ed25519Signer.fromSecretKeyBytes("golden.example/ledger-v1", pkcs8);
        MemoryStore store = new MemoryStore();
        Ledger ledger =
                Ledger.open(store, signer, () -> 0, CheckpointPolicy.DEFAULT).orThrow();
        for (long index = 0; index < 300; index++) {
            ledger.append(List.of(new Entry(CanonicalJson.encode(value(index)))));
            if (index == 99) {
                ledger.checkpoint();
            }
        }
        ledger.close();
        store.reopen();
        LedgerExport.write(store, folder);
        Files.writeString(folder.resolve("vkey"), signer.verifierKey().format() + "\n");
        Files.writeString(
                folder.resolve("entry-299.tlog-proof"),
                LedgerProofs.evidence(store, 299, signer.verifierKey())
                        .orElseThrow()
                        .format());
    }

    private static Map<String, Object> value(long index) {
        return new TreeMap<>(Map.of(
                "v",
                1L,
                "seq",
                index,
                "text",
                "caf\u00e9 \ud83d\ude00 \"quoted\" \n\u0001",
                "list",
                Arrays.asList(true, null, -index, "x".repeat((int) index % 7)),
                "amount",
                "12.50"));
    }

    private static Path golden() throws Exception {
        return Path.of(Objects.requireNonNull(GoldenLedgerTest.class.getResource("/golden/ledger-v1"))
                .toURI());
    }

    private static Map<String, String> content(Path folder) throws Exception {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                content.put(folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
            }
        }
        return content;
    }

    /** Writes the golden ledger to the folder named by the argument; for a new version of the format only. */
    public static void main(String[] arguments) throws Exception {
        write(Path.of(arguments[0]));
    }
}
