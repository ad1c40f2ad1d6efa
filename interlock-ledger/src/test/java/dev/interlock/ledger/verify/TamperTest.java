package dev.interlock.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.ledger.log.CheckpointPolicy;
import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerOpening;
import dev.interlock.ledger.log.LedgerOpening.Damage;
import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.StoredCheckpoint;
import dev.interlock.ledger.verify.Finding.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damage at random places of ledgers of random sizes: all of it is found, and where. */
class TamperTest {
    private static final int ROUNDS = 300;

    private interface Damaging {
        void check(Sample sample, Random random) throws Exception;
    }

    private static void rounds(long seed, Damaging damaging) throws Exception {
        Random random = new Random(seed);
        Sample sample = Sample.ofSize(1500, random);
        for (int i = 0; i < ROUNDS; i++) {
            if (i % 30 == 0) {
                sample = Sample.ofSize(2 + random.nextInt(3000), random);
                assertThat(sample.verify()).isInstanceOf(Report.Verified.class);
            }
            damaging.check(sample.copy(), random);
        }
    }

    @Test
    void anUntouchedLedgerVerifies() throws Exception {
        Sample sample = Sample.ofSize(70_000, new Random(1));
        assertThat(sample.tiles()).extracting(Tile::level).contains(1);
        assertThat(sample.verify())
                .isEqualTo(new Report.Verified(
                        70_000,
                        70_000,
                        Ledger.open(sample.store(), sample.signer(), () -> 0, CheckpointPolicy.DEFAULT)
                                .orThrow()
                                .root(),
                        sample.checkpoints().size()));
        assertThat(sample.withoutTiles().verify()).isInstanceOf(Report.Verified.class);
    }

    @Test
    void aFlippedBitOfAnEntryIsFoundAtItsPlace() throws Exception {
        rounds(2, (sample, random) -> {
            int at = random.nextInt(sample.leaves().size());
            sample.leaves().set(at, flipped(sample.leaves().get(at), random));
            Finding finding = single(sample.verify());
            assertThat(at).isBetween((int) finding.first(), (int) finding.last());
            if (at / 256 < sample.leaves().size() / 256) {
                assertThat(finding.kind()).isEqualTo(Kind.ENTRY_CHANGED);
                assertThat(finding.first()).isEqualTo(finding.last());
                assertThat(finding.problem())
                        .startsWith("the content of entry " + at + " differs from what was signed");
            }
            Finding range = single(sample.withoutTiles().verify());
            assertThat(range.kind()).isEqualTo(Kind.RANGE_CHANGED);
            assertThat(at).isBetween((int) range.first(), (int) range.last());
        });
    }

    @Test
    void aRemovedEntryIsFound() throws Exception {
        rounds(3, (sample, random) -> {
            sample.leaves().remove(random.nextInt(sample.leaves().size()));
            assertThat(sample.verify()).isInstanceOf(Report.Broken.class);
            assertThat(sample.withoutTiles().verify()).isInstanceOf(Report.Broken.class);
            assertThat(open(sample)).isInstanceOf(LedgerOpening.Refused.class);
        });
    }

    @Test
    void swappedEntriesAreFound() throws Exception {
        rounds(4, (sample, random) -> {
            int one = random.nextInt(sample.leaves().size());
            int other = (one + 1 + random.nextInt(sample.leaves().size() - 1))
                    % sample.leaves().size();
            Collections.swap(sample.leaves(), one, other);
            assertThat(sample.verify()).isInstanceOf(Report.Broken.class);
            assertThat(sample.withoutTiles().verify()).isInstanceOf(Report.Broken.class);
        });
    }

    @Test
    void aCutTailIsFoundByTheVerifierAndOnOpening() throws Exception {
        rounds(5, (sample, random) -> {
            int size = random.nextInt(sample.leaves().size());
            List<byte[]> rest = sample.leaves().subList(0, size);
            Sample cut = new Sample(sample.signer(), rest, sample.tiles(), sample.checkpoints());
            Report report = cut.verify();
            assertThat(report).isInstanceOfSatisfying(Report.Broken.class, broken -> {
                Finding finding = broken.findings().getLast();
                assertThat(finding.kind()).isEqualTo(Kind.TAIL_CUT);
                assertThat(finding.first()).isEqualTo(size);
            });
            assertThat(open(cut))
                    .isInstanceOfSatisfying(
                            LedgerOpening.Refused.class,
                            refused -> assertThat(refused.damage()).isEqualTo(Damage.TRUNCATED));
        });
    }

    @Test
    void aTailCutTogetherWithItsCheckpointsIsFoundByAKeptCheckpoint() throws Exception {
        rounds(6, (sample, random) -> {
            StoredCheckpoint kept = sample.checkpoints().removeLast();
            if (sample.checkpoints().isEmpty()) {
                return;
            }
            long size = sample.checkpoints().getLast().size();
            if (size == kept.size()) {
                return;
            }
            List<byte[]> rest = sample.leaves().subList(0, (int) size);
            MemoryStore cut = new MemoryStore(rest, List.of(), sample.checkpoints());
            Verifier verifier = new Verifier(sample.signer().verifierKey());
            assertThat(verifier.verify(cut)).isInstanceOf(Report.Verified.class);
            Finding finding = single(verifier.verify(cut, List.of(kept.note())));
            assertThat(finding.kind()).isEqualTo(Kind.TAIL_CUT);
            assertThat(finding.problem()).contains("kept checkpoint 1 was signed for " + kept.size());
        });
    }

    @Test
    void aFlippedBitOfATileIsFoundAtItsPlace() throws Exception {
        rounds(7, (sample, random) -> {
            if (sample.tiles().isEmpty()) {
                return;
            }
            int at = random.nextInt(sample.tiles().size());
            Tile tile = sample.tiles().get(at);
            sample.tiles().set(at, new Tile(tile.level(), tile.index(), flipped(tile.bytes(), random)));
            Finding finding = single(sample.verify());
            assertThat(finding.kind()).isEqualTo(Kind.TILE_CHANGED);
            assertThat(finding.first()).isBetween(tile.index() * 256, tile.index() * 256 + 255);
            assertThat(open(sample))
                    .isInstanceOfSatisfying(
                            LedgerOpening.Refused.class,
                            refused -> assertThat(refused.damage()).isEqualTo(Damage.CHANGED));
        });
        // above the lowest level
        Random random = new Random(77);
        Sample large = Sample.ofSize(66_000, random).copy();
        for (int i = 0; i < large.tiles().size(); i++) {
            Tile tile = large.tiles().get(i);
            if (tile.level() == 1) {
                large.tiles().set(i, new Tile(1, 0, flipped(tile.bytes(), random)));
            }
        }
        assertThat(single(large.verify()).kind()).isEqualTo(Kind.TILE_CHANGED);
    }

    @Test
    void aFlippedBitOfACheckpointIsFound() throws Exception {
        rounds(8, (sample, random) -> {
            int at = random.nextInt(sample.checkpoints().size());
            StoredCheckpoint checkpoint = sample.checkpoints().get(at);
            byte[] note = flipped(checkpoint.note().getBytes(StandardCharsets.UTF_8), random);
            sample.checkpoints()
                    .set(
                            at,
                            new StoredCheckpoint(
                                    checkpoint.size(), new String(note, StandardCharsets.UTF_8), checkpoint.time()));
            assertThat(single(sample.verify()).kind()).isEqualTo(Kind.CHECKPOINT_INVALID);
            if (at == sample.checkpoints().size() - 1) {
                assertThat(open(sample))
                        .isInstanceOfSatisfying(
                                LedgerOpening.Refused.class,
                                refused -> assertThat(refused.damage()).isEqualTo(Damage.CHECKPOINT_INVALID));
            }
        });
    }

    @Test
    void severalChangesAreAllNamed() throws Exception {
        Random random = new Random(9);
        Sample sample = Sample.ofSize(2560, random);
        for (int at : new int[] {3, 700, 701, 2000}) {
            sample.leaves().set(at, flipped(sample.leaves().get(at), random));
        }
        Report report = sample.verify();
        assertThat(report).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.findings()).extracting(Finding::kind).containsOnly(Kind.ENTRY_CHANGED);
            assertThat(broken.findings().stream()
                            .flatMapToLong(f -> java.util.stream.LongStream.rangeClosed(f.first(), f.last())))
                    .containsExactly(3L, 700L, 701L, 2000L);
        });
    }

    @Test
    void aChangedEntryWhereATileAboveBeginsIsAllThatIsFound() throws Exception {
        Sample sample = Sample.ofSize(66_500, new Random(15)).copy();
        // the tile 1/1 begins with the node over the entries 65,536 to 65,791
        sample.checkpoints().removeIf(checkpoint -> checkpoint.size() > 65_500 && checkpoint.size() < 66_000);
        sample.leaves().set(65_600, "changed".getBytes(StandardCharsets.UTF_8));
        Finding finding = single(sample.verify());
        assertThat(finding.kind()).isEqualTo(Kind.ENTRY_CHANGED);
        assertThat(finding.first()).isEqualTo(65_600);
    }

    @Test
    void badCheckpointsDoNotHideAChangedEntry() throws Exception {
        Sample sample = Sample.ofSize(300, new Random(14)).copy();
        for (long size = 0; size < 2 * Verifier.MAX_FINDINGS; size++) {
            sample.checkpoints().addFirst(new StoredCheckpoint(size, "no note", 0));
        }
        sample.leaves().set(7, "changed".getBytes(StandardCharsets.UTF_8));
        assertThat(sample.verify()).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.findings()).hasSize(Verifier.MAX_FINDINGS + 1);
            assertThat(broken.findings().getLast().first()).isEqualTo(7);
        });
    }

    @Test
    void aLedgerWithoutCheckpointsIsNotVerified() throws Exception {
        Sample sample = Sample.ofSize(10, new Random(10));
        sample.checkpoints().clear();
        assertThat(single(sample.verify()).kind()).isEqualTo(Kind.CHECKPOINT_MISSING);
        assertThat(open(sample))
                .isInstanceOfSatisfying(
                        LedgerOpening.Refused.class,
                        refused -> assertThat(refused.damage()).isEqualTo(Damage.CHECKPOINT_MISSING));
    }

    @Test
    void anotherKeyVerifiesNothing() throws Exception {
        Sample sample = Sample.ofSize(10, new Random(11));
        Sample other = Sample.ofSize(10, new Random(11));
        Report report = new Verifier(other.signer().verifierKey()).verify(sample.store());
        assertThat(report)
                .isInstanceOfSatisfying(
                        Report.Broken.class,
                        broken -> assertThat(broken.findings())
                                .extracting(Finding::kind)
                                .containsOnly(Kind.CHECKPOINT_INVALID));
    }

    @Test
    void twoSignedHistoriesAreNamed() throws Exception {
        Sample sample = Sample.ofSize(10, new Random(12));
        MemoryStore rewritten = new MemoryStore();
        Ledger ledger = Ledger.open(rewritten, sample.signer(), () -> 0, CheckpointPolicy.DEFAULT)
                .orThrow();
        for (int i = 0; i < 10; i++) {
            ledger.append(List.of(new dev.interlock.ledger.store.Entry(new byte[] {(byte) i})));
        }
        ledger.close();
        Report report = new Verifier(sample.signer().verifierKey())
                .verify(
                        rewritten.reopen(),
                        List.of(sample.checkpoints().getLast().note()));
        assertThat(report)
                .isInstanceOfSatisfying(
                        Report.Broken.class,
                        broken -> assertThat(broken.findings())
                                .extracting(Finding::kind)
                                .startsWith(Kind.HISTORY_SPLIT));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 1000})
    void entriesAfterTheNewestCheckpointAreCounted(int unsigned) throws Exception {
        Sample sample = Sample.ofSize(300, new Random(13));
        for (int i = 0; i < unsigned; i++) {
            sample.leaves().add(new byte[] {(byte) i});
        }
        assertThat(sample.verify()).isInstanceOfSatisfying(Report.Verified.class, verified -> {
            assertThat(verified.size()).isEqualTo(300 + unsigned);
            assertThat(verified.attested()).isEqualTo(300);
        });
        assertThat(open(sample).orThrow().size()).isEqualTo(300 + unsigned);
    }

    private static LedgerOpening open(Sample sample) throws Exception {
        return Ledger.open(sample.store(), sample.signer(), () -> 0, CheckpointPolicy.DEFAULT);
    }

    private static Finding single(Report report) {
        assertThat(report).isInstanceOf(Report.Broken.class);
        List<Finding> findings = ((Report.Broken) report).findings();
        assertThat(findings).hasSize(1);
        return findings.getFirst();
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        byte[] copy = bytes.clone();
        copy[random.nextInt(copy.length)] ^= (byte) (1 << random.nextInt(8));
        return copy;
    }
}
