package dev.interlock.ledger.verify;

import dev.interlock.ledger.store.StoreException;
import dev.interlock.ledger.store.StoreException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Reads a file of leaves or openings, each with its length before it, one after the other. Used once. */
final class BundleFile {
    private final Path file;
    private final byte[] bundle;
    private long index;
    private int at;

    /** @param first the index of the first entry in the file */
    BundleFile(Path file, long first) throws IOException {
        this.file = file;
        this.bundle = Files.readAllBytes(file);
        this.index = first;
    }

    byte[] next() throws StoreException {
        int length = at + 2 <= bundle.length ? (bundle[at] & 0xFF) << 8 | bundle[at + 1] & 0xFF : -1;
        if (length < 0 || at + 2 + length > bundle.length) {
            throw new StoreException(Problem.CORRUPT, "`" + file + "` ends within entry " + index);
        }
        byte[] next = Arrays.copyOfRange(bundle, at + 2, at + 2 + length);
        at += 2 + length;
        index++;
        return next;
    }

    /** Checks that nothing is left. */
    void end() throws StoreException {
        if (at < bundle.length) {
            throw new StoreException(Problem.CORRUPT, "`" + file + "` continues after entry " + (index - 1));
        }
    }
}
