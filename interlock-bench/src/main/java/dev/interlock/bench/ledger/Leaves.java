package dev.interlock.bench.ledger;

import dev.interlock.ledger.log.Ledger;
import dev.interlock.ledger.log.LedgerAppend;
import dev.interlock.ledger.store.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Leaves of about the size of a reservation's. */
final class Leaves {
    /** Bytes of a leaf, on average. */
    static final int MEAN_LENGTH = 300;

    private final Random random;
    private long sequence;

    Leaves(long seed) {
        random = new Random(seed);
    }

    List<byte[]> next(int count) {
        List<byte[]> leaves = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            byte[] leaf = new byte[MEAN_LENGTH - 50 + random.nextInt(101)];
            for (int j = 0; j < leaf.length; j++) {
                leaf[j] = (byte) ('a' + (j * 7 + sequence) % 26);
            }
            byte[] start = Long.toString(sequence++).getBytes(StandardCharsets.US_ASCII);
            System.arraycopy(start, 0, leaf, 0, start.length);
            leaves.add(leaf);
        }
        return leaves;
    }

    static void append(Ledger ledger, List<byte[]> leaves) throws IOException {
        List<Entry> entries = new ArrayList<>(leaves.size());
        for (byte[] leaf : leaves) {
            entries.add(new Entry(leaf));
        }
        switch (ledger.append(entries)) {
            case LedgerAppend.Committed committed -> {}
            case LedgerAppend.Conflict conflict -> throw new IllegalStateException("nobody else writes");
        }
    }
}
