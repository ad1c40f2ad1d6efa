package dev.interlock.ledger.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.merkle.Frontier;
import dev.interlock.ledger.merkle.Hash;
import dev.interlock.ledger.merkle.NodeSink;
import dev.interlock.ledger.merkle.ProofResult;
import dev.interlock.ledger.merkle.ProofVerifier;
import dev.interlock.ledger.merkle.TreeHasher;
import dev.interlock.ledger.note.Ed25519Signer;
import dev.interlock.ledger.note.TlogProof;
import dev.interlock.ledger.store.Entry;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.MemoryStore.Fault;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.verify.Report;
import dev.interlock.ledger.verify.Verifier;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LedgerTest {
    private final MemoryStore store = new MemoryStore();
    private Ed25519Signer signer;
    private long now;

    @BeforeEach
    void makeKey() throws Exception {
        signer = Ed25519Signer.generate("example.com/ledger", new SecureRandom());
    }

    @Test
    void receiptsNameTheEntry() throws Exception {
        Ledger ledger = open();
        List<Receipt> receipts = committed(ledger.append(List.of(entry("a"), entry("b"))));
        assertThat(receipts).extracting(Receipt::index).containsExactly(0L, 1L);
        assertThat(receipts.get(1).leaf()).isEqualTo(bytes("b"));
        assertThat(receipts.get(1).leafHash()).isEqualTo(new TreeHasher().leaf(bytes("b")));
        assertThat(receipts.get(1)).hasToString("receipt example.com/ledger#1");
        assertThat(Receipt.class.getConstructors())
                .as("only the ledger makes receipts")
                .isEmpty();
    }

    @Test
    void reopeningGivesTheSameTreeAtEverySize() throws Exception {
        Random random = new Random(1);
        List<Long> checkpoints = new ArrayList<>();
        Hash root = TreeHasher.EMPTY_ROOT;
        long size = 0;
        while (size < 2000) {
            Ledger ledger = open();
            assertThat(ledger.size()).isEqualTo(size);
            assertThat(ledger.root()).isEqualTo(root);
            for (int i = random.nextInt(5); i >= 0; i--) {
                ledger.append(batch(1 + random.nextInt(60), size));
            }
            size = ledger.size();
            root = ledger.root();
            if (random.nextBoolean()) {
                ledger.close();
                checkpoints.add(size);
            } else {
                store.close(); // as a crash would leave it: without a checkpoint
            }
            store.reopen();
        }
        Ledger ledger = open();
        assertThat(ledger.newestCheckpoint().size()).isEqualTo(checkpoints.getLast());
        ledger.close();
        assertThat(new Verifier(signer.verifierKey()).verify(store.reopen())).isInstanceOf(Report.Verified.class);
    }

    @Test
    void everyEntryHasAProof() throws Exception {
        Ledger ledger = open();
        ProofVerifier verifier = new ProofVerifier();
        TreeHasher hasher = new TreeHasher();
        Random random = new Random(2);
        List<Hash> roots = new ArrayList<>(List.of(ledger.root()));
        for (int i = 0; i < 1100; i++) {
            ledger.append(List.of(entry("entry " + i)));
            roots.add(ledger.root());
        }
        for (int i = 0; i < 300; i++) {
            int size = 1 + random.nextInt(1100);
            int index = random.nextInt(size);
            List<Hash> proof = ledger.inclusionProof(index, size);
            assertThat(verifier.inclusion(index, size, hasher.leaf(bytes("entry " + index)), proof, roots.get(size)))
                    .isEqualTo(new ProofResult.Holds());
            List<Hash> consistency = ledger.consistencyProof(index + 1, size);
            assertThat(verifier.consistency(index + 1, size, roots.get(index + 1), roots.get(size), consistency))
                    .isEqualTo(new ProofResult.Holds());
        }
        TlogProof evidence = TlogProof.parse(ledger.evidence(1099).format());
        assertThat(evidence.verify(bytes("entry 1099"), signer.verifierKey()))
                .isInstanceOf(TlogProof.Evidence.Included.class);
        assertThatThrownBy(() -> ledger.evidence(1100)).hasMessage("there is no entry 1100 in a ledger of size 1100");
    }

    @Test
    void anEntryIsProvenWithoutWritingAnything() throws Exception {
        Ledger ledger = open();
        ledger.append(batch(100, 0));
        long kept = ledger.checkpoint().size();
        ledger.append(batch(20, 100));
        for (long index : List.of(7L, 99L, 100L, 119L)) {
            Ledger.Proven proven = ledger.proven(index);
            assertThat(proven.entry().leaf()).isEqualTo(bytes("entry " + index));
            assertThat(proven.evidence().verify(bytes("entry " + index), signer.verifierKey()))
                    .isInstanceOf(TlogProof.Evidence.Included.class);
        }
        assertThat(ledger.newestCheckpoint().size()).isEqualTo(kept);
        assertThat(store.newestCheckpoint())
                .hasValueSatisfying(checkpoint -> assertThat(checkpoint.size()).isEqualTo(kept));
        assertThatThrownBy(() -> ledger.proven(120)).hasMessage("there is no entry 120 in a ledger of size 120");
    }

    @Test
    void checkpointsAreSignedWhenDueAndNotInAppends() throws Exception {
        Ledger ledger = open();
        assertThat(ledger.newestCheckpoint().size()).isZero();
        assertThat(ledger.checkpointIfDue()).isEmpty();
        ledger.append(batch(99, 0));
        assertThat(ledger.checkpointIfDue()).isEmpty();
        ledger.append(batch(1, 99));
        assertThat(ledger.newestCheckpoint().size()).isZero();
        assertThat(ledger.checkpointIfDue())
                .hasValueSatisfying(c -> assertThat(c.size()).isEqualTo(100));
        now += 999;
        ledger.append(batch(1, 100));
        assertThat(ledger.checkpointIfDue()).isEmpty();
        now += 1;
        assertThat(ledger.checkpointIfDue())
                .hasValueSatisfying(c -> assertThat(c.size()).isEqualTo(101));
        now += 5000;
        assertThat(ledger.checkpointIfDue()).as("nothing new").isEmpty();
        ledger.append(batch(1, 101));
        now -= 10_000;
        assertThat(ledger.checkpointIfDue()).as("clock set back").isPresent();
    }

    @Test
    void aFullStoreRefusesAndGoesOnOnceThereIsRoom() throws Exception {
        Ledger ledger = open();
        ledger.append(batch(300, 0));
        store.failNext(Fault.FULL);
        assertThatThrownBy(() -> ledger.append(batch(1, 300)))
                .isInstanceOfSatisfying(
                        StoreException.class, e -> assertThat(e.problem()).isEqualTo(StoreException.Problem.FULL));
        assertThat(ledger.size()).isEqualTo(300);
        assertThat(committed(ledger.append(batch(1, 300))).getFirst().index()).isEqualTo(300);
        ledger.close();
        assertThat(new Verifier(signer.verifierKey()).verify(store.reopen())).isInstanceOf(Report.Verified.class);
        assertThat(store.tiles())
                .as("the tile went along with the second attempt")
                .hasSize(1);
    }

    @Test
    void anAppendThatFailedAfterItsCommitIsNoticed() throws Exception {
        Ledger ledger = open();
        ledger.append(List.of(entry("a")));
        store.failNext(Fault.CRASH_AFTER_COMMIT);
        Entry uncertain = entry("b");
        assertThatThrownBy(() -> ledger.append(List.of(uncertain))).isInstanceOf(StoreException.class);
        store.reopen();
        assertThat(ledger.append(List.of(uncertain))).isEqualTo(new LedgerAppend.Conflict(2));
        List<String> seen = new ArrayList<>();
        assertThat(ledger.catchUp((index, leaf, opening) -> seen.add(index + new String(leaf, StandardCharsets.UTF_8))))
                .isEqualTo(2);
        assertThat(seen).containsExactly("1b");
        assertThat(committed(ledger.append(List.of(uncertain))).getFirst().index())
                .isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 63, 64, 65, 300, 1000})
    void batchesOfEverySizeMakeTheSameTree(int size) throws Exception {
        Ledger ledger = open();
        Frontier expected = new Frontier(new TreeHasher(), NodeSink.NONE);
        TreeHasher hasher = new TreeHasher();
        for (int round = 0; round < 4; round++) {
            List<Entry> batch = batch(size, expected.size());
            List<Receipt> receipts = committed(ledger.append(batch));
            for (int i = 0; i < size; i++) {
                Hash hash = hasher.leaf(batch.get(i).leaf());
                assertThat(receipts.get(i).index()).isEqualTo(expected.size());
                assertThat(receipts.get(i).leafHash()).isEqualTo(hash);
                expected.append(hash);
            }
            assertThat(ledger.root()).isEqualTo(expected.root());
        }
        ledger.close();
        assertThat(new Verifier(signer.verifierKey()).verify(store.reopen())).isInstanceOf(Report.Verified.class);
        assertThat(store.tiles()).hasSize(4 * size / 256);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void anAppendThatFailsLeavesTheLedgerAsItWas(int size) throws Exception {
        Ledger ledger = open();
        ledger.append(batch(300, 0));
        Hash root = ledger.root();
        store.failNext(Fault.FULL);
        assertThatThrownBy(() -> ledger.append(batch(size, 300))).isInstanceOf(StoreException.class);
        assertThat(ledger.size()).isEqualTo(300);
        assertThat(ledger.root()).isEqualTo(root);
        store.failNext(Fault.CRASH_AFTER_COMMIT);
        assertThatThrownBy(() -> ledger.append(batch(size, 300))).isInstanceOf(StoreException.class);
        store.reopen();
        assertThat(ledger.append(batch(size, 300))).isEqualTo(new LedgerAppend.Conflict(300 + size));
        assertThat(ledger.size()).isEqualTo(300);
        assertThat(ledger.root()).isEqualTo(root);
        ledger.catchUp((index, leaf, opening) -> {});
        committed(ledger.append(batch(size, 300 + size)));
        ledger.close();
        assertThat(new Verifier(signer.verifierKey()).verify(store.reopen()))
                .isInstanceOfSatisfying(
                        Report.Verified.class,
                        verified -> assertThat(verified.size()).isEqualTo(300 + 2L * size));
    }

    @Test
    void acknowledgedEntriesSurviveEveryCrash() throws Exception {
        Random random = new Random(3);
        TreeSet<String> acknowledged = new TreeSet<>();
        int next = 0;
        for (int run = 0; run < 200; run++) {
            Ledger ledger = open();
            Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
            int failAt = random.nextInt(20);
            try {
                for (int i = 0; i <= failAt; i++) {
                    if (i == failAt) {
                        store.failNext(fault);
                    }
                    String text = "entry " + next++;
                    if (random.nextInt(3) == 0) {
                        ledger.checkpointIfDue();
                    }
                    ledger.append(List.of(entry(text)));
                    acknowledged.add(text);
                }
            } catch (StoreException e) {
                assertThat(e.problem()).isIn(StoreException.Problem.FULL, StoreException.Problem.IO);
            }
            store.reopen();
        }
        Ledger ledger = open();
        TreeSet<String> kept = new TreeSet<>();
        store.read(0, ledger.size(), (index, leaf, opening) -> kept.add(new String(leaf, StandardCharsets.UTF_8)));
        assertThat(kept).containsAll(acknowledged);
        ledger.close();
        assertThat(new Verifier(signer.verifierKey()).verify(store.reopen())).isInstanceOf(Report.Verified.class);
    }

    @Test
    void aLedgerThatAnotherSucceededAppendsNothing() throws Exception {
        Ledger one = open();
        committed(one.append(List.of(entry("1"))));
        Ledger other = open();
        assertDeposed(() -> one.append(List.of(entry("2"))));
        committed(other.append(List.of(entry("3"))));
        assertThat(one.catchUp((index, leaf, opening) -> {})).isEqualTo(2);
        assertThat(one.root()).isEqualTo(other.root());
        assertDeposed(() -> one.append(List.of(entry("4"))));
        assertDeposed(one::checkpoint);
        assertThat(other.size()).isEqualTo(2);
    }

    private static void assertDeposed(ThrowingCallable write) {
        assertThatThrownBy(write).isInstanceOfSatisfying(StoreException.class, e -> {
            assertThat(e.problem()).isEqualTo(StoreException.Problem.DEPOSED);
            assertThat(e).hasMessageContaining("stop one of the two");
        });
    }

    @Test
    void openingWithAnotherKeyIsRefused() throws Exception {
        open().close();
        store.reopen();
        Ed25519Signer stranger = Ed25519Signer.generate("example.com/ledger", new SecureRandom());
        assertThat(Ledger.open(store, stranger, () -> 0, CheckpointPolicy.DEFAULT))
                .isInstanceOfSatisfying(LedgerOpening.Refused.class, refused -> {
                    assertThat(refused.damage()).isEqualTo(LedgerOpening.Damage.CHECKPOINT_INVALID);
                    assertThat(refused.message()).contains("is not signed by this ledger's key");
                    assertThatThrownBy(refused::orThrow).isInstanceOf(StoreException.class);
                });
    }

    @Test
    void leavesHaveALimit() {
        assertThat(new Entry(new byte[Entry.MAX_LEAF]).leaf()).hasSize(65_535);
        assertThatThrownBy(() -> new Entry(new byte[Entry.MAX_LEAF + 1])).hasMessageContaining("record its digest");
        assertThatThrownBy(() -> new Entry(new byte[0])).isInstanceOf(IllegalArgumentException.class);
    }

    private Ledger open() throws Exception {
        return Ledger.open(store, signer, () -> now, new CheckpointPolicy(100, 1000))
                .orThrow();
    }

    private static List<Receipt> committed(LedgerAppend append) {
        assertThat(append).isInstanceOf(LedgerAppend.Committed.class);
        return ((LedgerAppend.Committed) append).receipts();
    }

    private static List<Entry> batch(int count, long from) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(entry("entry " + (from + i)));
        }
        return entries;
    }

    private static Entry entry(String text) {
        return new Entry(bytes(text));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
