package dev.interlock.server.replay.read;

import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;

/**
 * A reader of text of which only so much may be read at a time: a parser keeps a name, value or comment as a whole, and a packed file
 * of a few bytes can hold one that fills the memory.
 */
final class BoundedReader extends FilterReader {

    private final int most;
    private long read;

    BoundedReader(Reader in, int most) {
        super(in);
        this.most = most;
    }

    /** The parser came to its next token. */
    void next() {
        read = 0;
    }

    @Override
    public int read() throws IOException {
        return count(super.read(), 1);
    }

    @Override
    public int read(char[] into, int offset, int length) throws IOException {
        int count = super.read(into, offset, length);
        return count(count, count);
    }

    private int count(int result, int characters) throws IOException {
        read += Math.max(0, characters);
        if (read > most) {
            throw new IOException("there is a name, value or comment of more than " + most + " characters");
        }
        return result;
    }
}
