package dev.interlock.ledger.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.ledger.merkle.Tile;
import dev.interlock.ledger.store.ForwardingReader;
import dev.interlock.ledger.store.LedgerReader;
import dev.interlock.ledger.store.MemoryStore;
import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import dev.interlock.ledger.verify.Finding.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Readers that fail on the way. Hashes are computed behind the reading, and nobody sees that: whatever was read before the failure is
 * checked, nothing is read after it, and no work is left over.
 */
class UnreadableTest {
    private static final StoreException CORRUPT = new StoreException(Problem.CORRUPT, "the page is damaged");

    @AfterEach
    void nothingIsLeftRunning() {
        assertThat(ForkJoinPool.commonPool().awaitQuiescence(1, TimeUnit.MINUTES))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 1000, 1024, 1025, 2999})
    void anEntryThatCannotBeReadIsFoundAtItsPlace(int at) throws Exception {
        Sample sample = Sample.ofSize(3000, new Random(30));
        var reader = new Failing(sample.store()).atEntry(at, CORRUPT);
        assertThat(verify(sample, reader)).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.size()).isEqualTo(at);
            assertThat(broken.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.UNREADABLE);
                assertThat(finding.first()).isEqualTo(at);
                assertThat(finding.problem()).isEqualTo("the ledger cannot be read: the page is damaged");
            });
        });
        assertThat(reader.taken).isEqualTo(at);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 5, 1280", "1, 0, 255", "1, 1, 65791", "2, 0, 65535"})
    void aTileThatCannotBeReadIsFoundAtTheEntryThatAsksForIt(int level, long index, int entry) throws Exception {
        Sample sample = Sample.ofSize(66_000, new Random(31));
        var reader = new Failing(sample.store()).atTile(level, index, CORRUPT);
        assertThat(verify(sample, reader)).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.size()).isEqualTo(entry);
            assertThat(broken.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.UNREADABLE);
                assertThat(finding.first()).isEqualTo(entry);
            });
        });
        assertThat(reader.taken).isEqualTo(entry);
    }

    @Test
    void whatWasReadBeforeTheFailureIsChecked() throws Exception {
        Sample sample = Sample.ofSize(3000, new Random(32)).copy();
        sample.leaves().set(300, "changed".getBytes(StandardCharsets.UTF_8));
        assertThat(verify(sample, new Failing(sample.store()).atEntry(2000, CORRUPT)))
                .isInstanceOfSatisfying(
                        Report.Broken.class,
                        broken -> assertThat(broken.findings())
                                .extracting(finding -> finding.kind() + " " + finding.first())
                                .containsExactly("ENTRY_CHANGED 300", "UNREADABLE 2000"));
    }

    @Test
    void nothingIsReadAfterAGap() throws Exception {
        Sample sample = Sample.ofSize(3000, new Random(33));
        var reader = new Failing(sample.store()).without(1500);
        assertThat(verify(sample, reader)).isInstanceOfSatisfying(Report.Broken.class, broken -> {
            assertThat(broken.size()).isEqualTo(1500);
            assertThat(broken.findings()).singleElement().satisfies(finding -> {
                assertThat(finding.kind()).isEqualTo(Kind.ENTRY_MISSING);
                assertThat(finding.problem()).isEqualTo("entry 1500 is missing; entries from 1501 on were not checked");
            });
        });
        assertThat(reader.taken).isEqualTo(1500);
    }

    @Test
    void whatElseAReaderThrowsReachesTheCaller() throws Exception {
        Sample sample = Sample.ofSize(3000, new Random(34));
        IOException gone = new IOException("the disk is gone");
        assertThatThrownBy(() -> verify(sample, new Failing(sample.store()).atEntry(1100, gone)))
                .isSameAs(gone);
        assertThatThrownBy(() -> verify(sample, new Failing(sample.store()).atTile(0, 4, gone)))
                .isSameAs(gone);
        assertThatThrownBy(() -> verify(sample, new Failing(sample.store()).atTile(1, 0, gone)))
                .isSameAs(gone);
        RuntimeException mistake = new IllegalStateException("a mistake");
        assertThatThrownBy(() -> verify(sample, new Failing(sample.store()).atEntry(1100, mistake)))
                .isSameAs(mistake);
    }

    @Test
    void anInterruptedCallerGetsItsReport() throws Exception {
        Sample sample = Sample.ofSize(3000, new Random(35));
        Thread.currentThread().interrupt();
        Report report = sample.verify();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(report).isInstanceOf(Report.Verified.class);
    }

    private static Report verify(Sample sample, LedgerReader reader) throws IOException {
        return new Verifier(sample.signer().verifierKey()).verify(reader);
    }

    /** A reader of a store that fails at one place, or leaves out one entry. */
    private static final class Failing extends ForwardingReader {
        private Exception failure = CORRUPT;
        private long failingEntry = -1;
        private String failingTile = "";
        private long leftOut = -1;

        /** The entries that the visitor took without a complaint. */
        private long taken;

        Failing(MemoryStore store) {
            super(store);
        }

        Failing atEntry(long index, Exception failure) {
            this.failingEntry = index;
            this.failure = failure;
            return this;
        }

        Failing atTile(int level, long index, Exception failure) {
            this.failingTile = level + "/" + index;
            this.failure = failure;
            return this;
        }

        Failing without(long index) {
            this.leftOut = index;
            return this;
        }

        private void fail() throws IOException {
            if (failure instanceof RuntimeException mistake) {
                throw mistake;
            }
            throw (IOException) failure;
        }

        @Override
        public void read(long from, long to, EntryVisitor visitor) throws IOException {
            super.read(from, to, (index, leaf, opening) -> {
                if (index == failingEntry) {
                    fail();
                }
                if (index != leftOut) {
                    visitor.entry(index, leaf, opening);
                    taken++;
                }
            });
        }

        @Override
        public Optional<Tile> tile(int level, long index) throws IOException {
            if (failingTile.equals(level + "/" + index)) {
                fail();
            }
            return super.tile(level, index);
        }
    }
}
