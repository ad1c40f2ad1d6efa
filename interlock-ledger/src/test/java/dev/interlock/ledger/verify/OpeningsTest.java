package dev.interlock.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.commitment.Commitment;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.verify.Finding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Openings and names beside the leaves of a ledger, changed, swapped and removed: all of it is found, and the leaves stay proved. */
class OpeningsTest {
    private static final int SIZE = 600;

    @TempDir
    Path temporary;

    private final Random random = new Random(41);
    private final MemoryStore store = new MemoryStore();
    private final List<PartyName> names = List.of(name("maria"), name("vera"), name("otto"));
    private Ed25519Signer signer;

    @BeforeEach
    void write() throws Exception {
        signer = Ed25519Signer.generate("example.com/openings", new SecureRandom());
        Ledger ledger =
                Ledger.open(store, signer, () -> 0, CheckpointPolicy.DEFAULT).orThrow();
        List<Entry> entries = new ArrayList<>();
        for (long i = 0; i < SIZE; i++) {
            entries.add(entry(i));
        }
        ledger.append(entries, names);
        ledger.close();
        store.reopen();
    }

    private PartyName name(String name) {
        return PartyName.of(name, salt());
    }

    private byte[] salt() {
        byte[] salt = new byte[Opening.SALT];
        random.nextBytes(salt);
        return salt;
    }

    /** Every third entry shows everything. */
    private Entry entry(long index) {
        Map<String, Object> leaf = new TreeMap<>(Map.of("actor", "a\"{", "seq", index));
        if (index % 3 == 0) {
            return new Entry(CanonicalJson.encode(leaf));
        }
        Opening opening = new Opening(salt(), CanonicalJson.encode(Map.of("comment", "it is " + index)));
        leaf.put("commitment", Commitment.ENTRY.to(opening));
        return new Entry(CanonicalJson.encode(leaf), opening.bytes());
    }

    private Report verify(LedgerReader reader) throws IOException {
        return new Verifier(signer.verifierKey()).verify(reader);
    }

    private void finds(Kind kind, long... indexes) throws IOException {
        assertThat(verify(store)).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.findings()).extracting(Finding::kind).containsOnly(kind);
            assertThat(broken.findings())
                    .extracting(Finding::first)
                    .containsExactlyElementsOf(Arrays.stream(indexes).boxed().toList());
            assertThat(broken.size()).isEqualTo(SIZE);
        });
    }

    private byte[] openingOf(long index) throws IOException {
        List<byte[]> found = new ArrayList<>();
        store.read(index, index + 1, (at, leaf, opening) -> found.add(opening));
        return found.getFirst();
    }

    @Test
    void anUntouchedLedgerVerifies() throws Exception {
        assertThat(verify(store)).isInstanceOf(Report.Verified.class);
    }

    @Test
    void aChangedBitOfAnOpeningIsFoundAtItsEntry() throws Exception {
        for (long index : new long[] {1, 254, 256, 599}) {
            byte[] intact = openingOf(index);
            for (int i = 0; i < 20; i++) {
                byte[] changed = intact.clone();
                changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
                store.replaceOpening(index, changed);
                finds(Kind.OPENING_CHANGED, index);
            }
            store.replaceOpening(index, Arrays.copyOf(intact, Opening.SALT - 1));
            finds(Kind.OPENING_CHANGED, index);
            store.replaceOpening(index, intact);
        }
    }

    @Test
    void swappedOpeningsAreFound() throws Exception {
        byte[] one = openingOf(7);
        store.replaceOpening(7, openingOf(301));
        store.replaceOpening(301, one);
        finds(Kind.OPENING_CHANGED, 7, 301);
    }

    @Test
    void aRemovedOpeningIsFoundAndOneTooMany() throws Exception {
        byte[] one = openingOf(10);
        store.replaceOpening(10, Entry.NOTHING);
        finds(Kind.OPENING_MISSING, 10);
        store.replaceOpening(10, one);
        store.replaceOpening(12, one);
        finds(Kind.OPENING_CHANGED, 12);
    }

    @Test
    void aNameInThePlaceOfAnotherIsFound() throws Exception {
        PartyName maria = names.get(0);
        PartyName vera = names.get(1);
        store.replaceName(new PartyName(maria.pseudonym(), vera.opening()));
        finds(Kind.NAME_CHANGED, 0);
        store.replaceName(new PartyName(
                maria.pseudonym(),
                new Opening(vera.opening().salt(), maria.opening().value())));
        finds(Kind.NAME_CHANGED, 0);
    }

    @Test
    void aSecondPseudonymOfANameIsFound() throws Exception {
        store.replaceName(name("maria"));
        finds(Kind.NAME_CHANGED, 0);
    }

    @Test
    void anExportHasTheOpeningsAndTheNames() throws Exception {
        Path folder = temporary.resolve("export");
        LedgerExport.write(store, folder);
        TileFolder read = TileFolder.open(folder);
        assertThat(verify(read)).isInstanceOf(Report.Verified.class);
        assertThat(read.keepsOpenings()).isTrue();
        assertThat(contentOf(read)).isEqualTo(contentOf(store));
        assertThat(read.name(names.get(2).pseudonym())).contains(names.get(2));
        assertThat(read.name("nobody")).isEmpty();
        Path again = temporary.resolve("again");
        LedgerExport.write(read, again);
        assertThat(contentOf(TileFolder.open(again))).isEqualTo(contentOf(store));
    }

    @Test
    void anExportWithoutOpeningsVerifiesAndShowsNoneOfThem() throws Exception {
        Path folder = temporary.resolve("export");
        LedgerExport.write(store, folder, false);
        TileFolder read = TileFolder.open(folder);
        assertThat(verify(read)).isEqualTo(verify(store));
        assertThat(read.keepsOpenings()).isFalse();
        read.names(name -> {
            throw new AssertionError(name);
        });
        try (var files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .doesNotContain("it is ", "maria");
            }
        }
    }

    @Test
    void aDamagedExportIsNamed() throws Exception {
        Path folder = temporary.resolve("export");
        LedgerExport.write(store, folder);
        Path bundle = folder.resolve("openings/001");
        byte[] intact = Files.readAllBytes(bundle);
        Files.write(bundle, Arrays.copyOf(intact, intact.length - 1));
        assertThat(verify(TileFolder.open(folder)).toString()).contains("ends within entry 511");
        Files.delete(bundle);
        assertThat(verify(TileFolder.open(folder)))
                .isInstanceOfSatisfying(
                        Report.Broken.class,
                        broken -> assertThat(broken.findings())
                                .hasSize(100)
                                .extracting(Finding::kind)
                                .containsOnly(Kind.OPENING_MISSING));
    }

    private static List<String> contentOf(LedgerReader reader) throws IOException {
        List<String> content = new ArrayList<>();
        reader.read(
                0,
                SIZE,
                (index, leaf, opening) -> content.add(
                        index + " " + new String(leaf, StandardCharsets.UTF_8) + " " + Arrays.toString(opening)));
        reader.names(name -> content.add(name.pseudonym() + name.text()));
        content.sort(null);
        return content;
    }
}
