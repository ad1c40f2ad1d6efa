package dev.interlock.server.http.client;

import dev.interlock.server.json.BlockInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.Objects;
import java.util.OptionalLong;

/** The body of an answer, as its head says that it ends. Not thread-safe. */
final class AnswerBody extends BlockInputStream {
    private static final int MOST_OF_LINE = 4 << 10;
    private static final int MOST_TRAILERS = 100;
    /** Digits of a chunk's size. */
    private static final int MOST_DIGITS = 15;

    private enum Ending {
        LENGTH,
        CHUNKS,
        CONNECTION
    }

    private final Incoming in;
    private final Ending ending;
    /** The number of bytes left of the body, or of the chunk. */
    private long left;

    private boolean begun;
    private boolean finished;

    private AnswerBody(Incoming in, Ending ending, long left) {
        this.in = in;
        this.ending = ending;
        this.left = left;
        this.finished = ending == Ending.LENGTH && left == 0;
    }

    static AnswerBody of(Incoming in, AnswerHead head, String method) throws IOException {
        boolean none = method.equals("HEAD") || head.status() == 204 || head.status() == 304;
        if (none) {
            return new AnswerBody(in, Ending.LENGTH, 0);
        }
        if (head.chunked()) {
            return new AnswerBody(in, Ending.CHUNKS, 0);
        }
        OptionalLong length = head.length();
        return length.isPresent()
                ? new AnswerBody(in, Ending.LENGTH, length.getAsLong())
                : new AnswerBody(in, Ending.CONNECTION, Long.MAX_VALUE);
    }

    /** Returns whether all of the body was read, so that the next bytes on the connection are another answer. */
    boolean whole() {
        return finished && ending != Ending.CONNECTION;
    }

    /** Reads on as long as that needs no waiting: the end of a stream of events mostly comes right after the last one. */
    void skipWhatIsThere() throws IOException {
        byte[] skipped = new byte[1024];
        for (int i = 0; i < 8 && !finished && in.ready(); i++) {
            if (read(skipped, 0, skipped.length) < 0) {
                return;
            }
        }
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (finished || (ending == Ending.CHUNKS && left == 0 && !nextChunk())) {
            return -1;
        }
        int count = in.read(into, offset, (int) Math.min(length, left));
        if (count < 0) {
            if (ending != Ending.CONNECTION) {
                throw new EOFException("the connection ended before the answer did");
            }
            finished = true;
            return -1;
        }
        if (ending != Ending.CONNECTION) {
            left -= count;
            finished = ending == Ending.LENGTH && left == 0;
        }
        return count;
    }

    /** Allocates no more than there is to come, where that is known. */
    @Override
    public byte[] readNBytes(int length) throws IOException {
        return super.readNBytes(ending == Ending.LENGTH ? (int) Math.min(length, left) : length);
    }

    private boolean nextChunk() throws IOException {
        if (begun && !in.line(MOST_OF_LINE).isEmpty()) {
            throw new IOException("a chunk of the answer is longer than its stated length");
        }
        begun = true;
        String line = in.line(MOST_OF_LINE);
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        if (size.isEmpty() || size.length() > MOST_DIGITS || !size.chars().allMatch(AnswerBody::isHex)) {
            throw new IOException("a chunk of the answer does not state its length");
        }
        left = Long.parseLong(size, 16);
        if (left > 0) {
            return true;
        }
        for (int i = 0; !in.line(MOST_OF_LINE).isEmpty(); i++) {
            if (i == MOST_TRAILERS) {
                throw new IOException("the answer has more than " + MOST_TRAILERS + " trailers");
            }
        }
        finished = true;
        return false;
    }

    private static boolean isHex(int c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
