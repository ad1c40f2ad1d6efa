package dev.interlock.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.commitment.Commitment;
import dev.interlock.ledger.commitment.Opening;
import dev.interlock.ledger.commitment.PartyName;
import dev.interlock.ledger.json.CanonicalJson;
import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.store.AppendResult;
import dev.interlock.ledger.store.AppendResult.Appended;
import dev.interlock.ledger.store.AppendResult.Conflict;
import dev.interlock.ledger.store.Derived;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.LedgerStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The conformance suite of {@link LedgerStore}: extend it with a test class that says how to open a store.
 */
@SuppressWarnings("NullAway.Init")
public abstract class LedgerStoreConformance {
    /** The store under test, open at the start of each test. */
    protected LedgerStore store;

    /** The epoch of the test's writer. */
    private long epoch;

    /**
     * Opens the store of the running test: a new one at first, later the same one again. Called only while it is not
     * open.
     */
    protected abstract LedgerStore open() throws IOException;

    @BeforeEach
    void openStore() throws IOException {
        store = open();
        epoch = store.claim();
    }

    @AfterEach
    void closeStore() throws IOException {
        store.close();
    }

    private void reopen() throws IOException {
        store.close();
        openStore();
    }

    @Test
    void aNewStoreIsEmpty() throws IOException {
        assertThat(store.size()).isZero();
        assertThat(leaves(store, 0, 10)).isEmpty();
        assertThat(store.tile(0, 0)).isEmpty();
        assertThat(store.newestCheckpoint()).isEmpty();
        assertThat(checkpoints()).isEmpty();
    }

    @Test
    void entriesAreKeptInOrderAndSurviveReopening() throws IOException {
        assertThat(append(0, "a", "b")).isEqualTo(new Appended());
        assertThat(append(2, "c")).isEqualTo(new Appended());
        assertThat(leaves(store, 0, 3)).containsExactly("0a", "1b", "2c");
        reopen();
        assertThat(store.size()).isEqualTo(3);
        assertThat(leaves(store, 0, 3)).containsExactly("0a", "1b", "2c");
        assertThat(append(3, "d")).isEqualTo(new Appended());
    }

    @Test
    void aProbeLeavesNothing() throws IOException {
        append(0, "a");
        store.probe(100_000);
        assertThat(store.size()).isEqualTo(1);
        assertThat(leaves(store, 0, 10)).containsExactly("0a");
        assertThat(append(1, "b")).isEqualTo(new Appended());
        reopen();
        assertThat(store.size()).isEqualTo(2);
        store.close();
        assertThatThrownBy(() -> store.probe(1)).isInstanceOf(StoreException.class);
        reopen();
    }

    @Test
    void rangesAreHalfOpenAndMayReachBeyondTheEnd() throws IOException {
        append(0, "a", "b", "c", "d");
        assertThat(leaves(store, 1, 3)).containsExactly("1b", "2c");
        assertThat(leaves(store, 2, 2)).isEmpty();
        assertThat(leaves(store, 3, 100)).containsExactly("3d");
        assertThat(leaves(store, 4, 100)).isEmpty();
    }

    @Test
    void anyBytesUpToTheLimitAreKept() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        byte[] largest = new byte[Entry.MAX_LEAF];
        new Random(1).nextBytes(largest);
        store.append(0, epoch, List.of(new Entry(all), new Entry(largest)), Derived.NONE);
        reopen();
        List<byte[]> read = new ArrayList<>();
        store.read(0, 2, (index, leaf, opening) -> read.add(leaf));
        assertThat(read).hasSize(2);
        assertThat(read.get(0)).isEqualTo(all);
        assertThat(read.get(1)).isEqualTo(largest);
    }

    @Test
    void anAppendAtAnotherSizeThanTheWriterExpectedIsAConflict() throws IOException {
        append(0, "a", "b");
        for (long expected : new long[] {0, 1, 3}) {
            Derived derived = new Derived(List.of(tile(0)), List.of(checkpoint(1)));
            assertThat(store.append(expected, epoch, List.of(entry("x"), entry("y")), derived))
                    .isEqualTo(new Conflict(2));
        }
        assertThat(leaves(store, 0, 10)).containsExactly("0a", "1b");
        assertThat(store.tile(0, 0)).as("nothing of a refused append is kept").isEmpty();
        assertThat(store.newestCheckpoint()).isEmpty();
        assertThat(append(2, "c")).isEqualTo(new Appended());
    }

    @Test
    void aClaimEndsEveryEarlierEpoch() throws IOException {
        append(0, "a");
        long earlier = epoch;
        epoch = store.claim();
        assertThat(epoch).isGreaterThan(earlier);
        deposed(() -> store.append(1, earlier, List.of(entry("x")), new Derived(List.of(tile(0)), List.of())));
        deposed(() -> store.append(0, earlier, List.of(entry("x")), Derived.NONE)); // also where the size is wrong
        deposed(() -> store.put(earlier, new Derived(List.of(), List.of(checkpoint(1)))));
        assertThat(leaves(store, 0, 10)).containsExactly("0a");
        assertThat(store.tile(0, 0)).isEmpty();
        assertThat(store.newestCheckpoint()).isEmpty();
        assertThat(append(1, "b")).isEqualTo(new Appended());
    }

    @Test
    void epochsGrowOverRestarts() throws IOException {
        long first = epoch;
        reopen();
        assertThat(epoch).isGreaterThan(first);
        deposed(() -> store.append(0, first, List.of(entry("x")), Derived.NONE));
        deposed(() -> store.append(0, epoch + 1, List.of(entry("x")), Derived.NONE));
        assertThat(append(0, "a")).isEqualTo(new Appended());
    }

    private static void deposed(ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreException.Problem.DEPOSED));
    }

    @Test
    void anAppendOfNothingIsAMistake() {
        assertThatThrownBy(() -> store.append(0, epoch, List.of(), Derived.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void openingsAndNamesAreKeptBesideTheEntries() throws IOException {
        byte[] largest = new byte[Entry.MAX_LEAF];
        new Random(2).nextBytes(largest);
        PartyName maria = name("maria", 1);
        PartyName vera = name("v\u00e9ra \u2014 \ud83d\ude00", 2);
        store.append(
                0,
                epoch,
                List.of(new Entry(bytes("a"), largest), entry("b"), new Entry(bytes("c"), bytes("an opening"))),
                List.of(maria, vera),
                Derived.NONE);
        reopen();
        List<byte[]> openings = new ArrayList<>();
        store.read(0, 3, (index, leaf, opening) -> openings.add(opening));
        assertThat(openings).containsExactly(largest, Entry.NOTHING, bytes("an opening"));
        assertThat(leaves(store, 0, 3)).containsExactly("0a", "1b", "2c");
        assertThat(store.keepsOpenings()).isTrue();
        assertThat(store.name(maria.pseudonym())).contains(maria);
        assertThat(store.name(vera.pseudonym())).contains(vera);
        assertThat(store.name("nobody")).isEmpty();
        assertThat(names()).containsExactlyInAnyOrder(maria, vera);
    }

    @Test
    void aNameHasOnePseudonym() throws IOException {
        store.append(0, epoch, List.of(entry("a")), List.of(name("maria", 1)), Derived.NONE);
        for (PartyName again : List.of(name("maria", 2), name("maria", 1))) {
            assertThatThrownBy(() ->
                            store.append(1, epoch, List.of(entry("b")), List.of(name("vera", 3), again), Derived.NONE))
                    .isInstanceOf(StoreException.class);
        }
        assertThat(leaves(store, 0, 10))
                .as("all of an append is kept, or nothing")
                .containsExactly("0a");
        assertThat(names()).containsExactly(name("maria", 1));
        store.append(1, epoch, List.of(entry("b")), List.of(name("vera", 3)), Derived.NONE);
        assertThat(names()).hasSize(2);
    }

    @Test
    void whatIsRefusedNamesNobody() throws IOException {
        append(0, "a");
        assertThat(store.append(0, epoch, List.of(entry("b")), List.of(name("maria", 1)), Derived.NONE))
                .isEqualTo(new Conflict(1));
        long earlier = epoch;
        epoch = store.claim();
        deposed(() -> store.append(1, earlier, List.of(entry("b")), List.of(name("maria", 1)), Derived.NONE));
        assertThat(names()).isEmpty();
    }

    private List<PartyName> names() throws IOException {
        List<PartyName> names = new ArrayList<>();
        store.names(names::add);
        return names;
    }

    private static PartyName name(String name, long seed) {
        byte[] salt = new byte[Opening.SALT];
        new Random(seed).nextBytes(salt);
        return PartyName.of(name, salt);
    }

    @Test
    void tilesAndCheckpointsRideAlong() throws IOException {
        StoredCheckpoint zero = checkpoint(0);
        store.put(epoch, new Derived(List.of(), List.of(zero)));
        store.append(0, epoch, List.of(entry("a")), new Derived(List.of(tile(7)), List.of(checkpoint(10))));
        store.put(epoch, new Derived(List.of(), List.of(checkpoint(9))));
        reopen();
        assertThat(store.tile(0, 0)).isEqualTo(Optional.of(tile(7)));
        assertThat(store.tile(1, 0)).isEmpty();
        assertThat(store.tile(0, 1)).isEmpty();
        assertThat(store.newestCheckpoint()).isEqualTo(Optional.of(checkpoint(10)));
        assertThat(checkpoints()).containsExactly(zero, checkpoint(9), checkpoint(10));
    }

    @Test
    void whatIsThereIsNotReplaced() throws IOException {
        store.put(epoch, new Derived(List.of(tile(1)), List.of(checkpoint(5))));
        store.put(epoch, new Derived(List.of(tile(2)), List.of(new StoredCheckpoint(5, "another", 1))));
        assertThat(store.tile(0, 0)).isEqualTo(Optional.of(tile(1)));
        assertThat(checkpoints()).containsExactly(checkpoint(5));
    }

    @Test
    void aVisitorMayReadMoreAndMayFail() throws IOException {
        append(0, "a", "b", "c");
        store.put(epoch, new Derived(List.of(tile(1)), List.of()));
        List<String> seen = new ArrayList<>();
        store.read(0, 3, (index, leaf, opening) -> {
            assertThat(store.tile(0, 0)).isPresent();
            seen.addAll(leaves(store, index, index + 1));
        });
        assertThat(seen).containsExactly("0a", "1b", "2c");
        IOException failure = new IOException("enough");
        assertThatThrownBy(() -> store.read(0, 3, (index, leaf, opening) -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(append(3, "d")).isEqualTo(new Appended());
    }

    @Test
    void aClosedStoreSaysSo() throws IOException {
        append(0, "a");
        store.close();
        assertThatThrownBy(() -> append(1, "b"))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreException.Problem.CLOSED));
        assertThatThrownBy(store::size).isInstanceOf(StoreException.class);
        store.close();
        store = open();
        assertThat(store.size()).isEqualTo(1);
    }

    @Test
    void readersSeeAPrefixWhileAWriterAppends() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService threads = Executors.newFixedThreadPool(1)) {
            Callable<Long> reading = () -> {
                long size = 0;
                boolean last;
                do {
                    last = done.get();
                    long now = store.size();
                    assertThat(now)
                            .isGreaterThanOrEqualTo(size)
                            .satisfies(n -> assertThat(n % 7).isZero());
                    List<String> tail = leaves(store, size, now);
                    for (int i = 0; i < tail.size(); i++) {
                        assertThat(tail.get(i)).isEqualTo((size + i) + "entry " + (size + i));
                    }
                    size = now;
                } while (!last);
                return size;
            };
            Future<Long> reader = threads.submit(reading);
            try {
                for (int i = 0; i < 200; i++) {
                    List<Entry> batch = new ArrayList<>();
                    for (int j = 0; j < 7; j++) {
                        batch.add(entry("entry " + (i * 7 + j)));
                    }
                    store.append(i * 7L, epoch, batch, Derived.NONE);
                }
            } finally {
                done.set(true);
            }
            assertThat(reader.get()).isEqualTo(1400);
        }
    }

    @Test
    void aLedgerOnTheStoreVerifies() throws Exception {
        Ed25519Signer signer = Ed25519Signer.generate("example.com/conformance", new SecureRandom());
        Random random = new Random(6);
        Hash root = null;
        for (int run = 0; run < 4; run++) {
            Ledger ledger = Ledger.open(store, signer, () -> 0, CheckpointPolicy.DEFAULT)
                    .orThrow();
            if (root != null) {
                assertThat(ledger.root()).isEqualTo(root);
            }
            for (int i = 0; i < 20; i++) {
                List<Entry> batch = new ArrayList<>();
                for (int j = random.nextInt(60); j >= 0; j--) {
                    batch.add(random.nextBoolean() ? entry("entry " + random.nextLong()) : opened(random));
                }
                ledger.append(batch, List.of(name("party " + run + "/" + i, random.nextLong())));
                if (random.nextInt(10) == 0) {
                    ledger.checkpoint();
                }
            }
            root = ledger.root();
            ledger.close();
            store = open();
        }
        assertThat(new Verifier(signer.verifierKey()).verify(store))
                .isInstanceOfSatisfying(
                        Report.Verified.class,
                        verified -> assertThat(verified.attested()).isEqualTo(verified.size()));
    }

    /** An entry that does not show everything. */
    private static Entry opened(Random random) {
        byte[] salt = new byte[Opening.SALT];
        random.nextBytes(salt);
        Opening opening = new Opening(salt, CanonicalJson.encode(Map.of("comment", "text " + random.nextLong())));
        return new Entry(CanonicalJson.encode(Map.of("commitment", Commitment.ENTRY.to(opening))), opening.bytes());
    }

    private AppendResult append(long size, String... leaves) throws IOException {
        List<Entry> entries = new ArrayList<>();
        for (String leaf : leaves) {
            entries.add(entry(leaf));
        }
        return store.append(size, epoch, entries, Derived.NONE);
    }

    private static Entry entry(String leaf) {
        return new Entry(bytes(leaf));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> leaves(LedgerReader reader, long from, long to) throws IOException {
        List<String> leaves = new ArrayList<>();
        reader.read(from, to, (index, leaf, opening) -> leaves.add(index + new String(leaf, StandardCharsets.UTF_8)));
        return leaves;
    }

    private List<StoredCheckpoint> checkpoints() throws IOException {
        List<StoredCheckpoint> all = new ArrayList<>();
        store.checkpoints(all::add);
        return all;
    }

    private static StoredCheckpoint checkpoint(long size) {
        return new StoredCheckpoint(size, "a note about " + size + " \u2014\n", 1_700_000_000_000L + size);
    }

    private static Tile tile(int seed) {
        byte[] hashes = new byte[Tile.WIDTH * Hash.LENGTH];
        new Random(seed).nextBytes(hashes);
        return new Tile(0, 0, hashes);
    }
}
