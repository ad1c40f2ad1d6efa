package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.event.Recorded;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Entries are read in parts, and nobody sees where one part ends. */
class LedgerReplayerTest {

    private static final int PART = 256;
    private static final int ENTRIES = 2 * PART + 3;

    private static Rig rig() throws IOException {
        var rig = new Rig();
        while (rig.domain.ledger().size() < ENTRIES) {
            rig.open(Rig.agent("clerk", "finance"));
        }
        return rig;
    }

    private static List<Long> numbers(LedgerReplayer replayer, long from, long to) throws IOException {
        var seen = new ArrayList<Long>();
        replayer.scan(from, to, recorded -> seen.add(recorded.seq()));
        return seen;
    }

    @Test
    void allEntriesAreReadInTheirOrder() throws IOException {
        try (Rig rig = rig()) {
            var replayer = new LedgerReplayer(rig.store);
            for (long from : List.of(0L, 1L, PART - 1L, (long) PART)) {
                for (long to : List.of(0L, PART - 1L, (long) PART, PART + 1L, 2L * PART, (long) ENTRIES)) {
                    assertThat(numbers(replayer, from, to))
                            .as("from %d to %d", from, to)
                            .containsExactlyElementsOf(
                                    LongStream.range(from, to).boxed().toList());
                }
            }
            assertThat(numbers(replayer, 0, Long.MAX_VALUE)).hasSize(ENTRIES);
            List<Recorded> whole = rig.record();
            assertThat(whole.get(PART)).isEqualTo(replayer.event(PART));
        }
    }

    @Test
    void anEntryThatIsMissingIsNoticedWhereverItIs() throws IOException {
        try (Rig rig = rig()) {
            for (long missing : List.of(0L, 7L, PART - 1L, (long) PART, 2L * PART - 1, ENTRIES - 2L)) {
                var replayer = new LedgerReplayer(without(rig, missing, missing + 1));
                assertThatThrownBy(() -> numbers(replayer, 0, ENTRIES))
                        .as("without %d", missing)
                        .hasMessageContaining("entry " + missing + " of the ledger is missing");
            }
            var replayer = new LedgerReplayer(without(rig, PART, 2 * PART));
            assertThatThrownBy(() -> numbers(replayer, 0, ENTRIES)).hasMessageContaining("entry 256 of the ledger");
        }
    }

    private static ForwardingStore without(Rig rig, long from, long to) {
        return new ForwardingStore(rig.store) {
            @Override
            public void read(long first, long last, EntryVisitor visitor) throws IOException {
                super.read(first, last, (index, leaf, opening) -> {
                    if (index < from || index >= to) {
                        visitor.entry(index, leaf, opening);
                    }
                });
            }
        };
    }
}
