package dev.interlock.server.replay.read;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Consumer;

/** Lines of bytes, in a buffer that is used again: each line is valid until the next is asked for. */
final class LineSplitter {

    /** A longer line is no line. */
    static final int LONGEST = 16 * 1024 * 1024;

    private final InputStream in;
    private byte[] buffer = new byte[256 * 1024];
    private int from;
    private int end;
    private int lineEnd;
    private long number;
    private boolean terminated = true;
    private boolean tooLong;

    /** Reads one line of a trace, which is not too long. */
    interface Line {
        void read(Place place, LineSplitter line) throws IOException;
    }

    /** Has each line read that is not too long; the others are told as flaws. */
    static void each(String file, InputStream in, Consumer<TraceEvent> out, Line reader) throws IOException {
        var lines = new LineSplitter(in);
        while (lines.next()) {
            var place = new Place(file, lines.number());
            if (lines.tooLong()) {
                out.accept(new TraceEvent.Flawed(place, Flaw.BROKEN, "the line is too long"));
            } else {
                reader.read(place, lines);
            }
        }
    }

    LineSplitter(InputStream in) {
        this.in = in;
    }

    byte[] bytes() {
        return buffer;
    }

    int from() {
        return from;
    }

    int length() {
        return lineEnd - from;
    }

    /** The number of the line, from 1. */
    long number() {
        return number;
    }

    /** Returns whether the line ended with a line feed rather than with the input. */
    boolean terminated() {
        return terminated;
    }

    /** Returns whether the line was longer than any line may be; it is empty then. */
    boolean tooLong() {
        return tooLong;
    }

    /** Goes to the next line; false at the end of the input. */
    boolean next() throws IOException {
        from = number == 0 ? 0 : Math.min(end, lineEnd + 1);
        tooLong = false;
        number++;
        int at = from;
        while (true) {
            for (; at < end; at++) {
                if (buffer[at] == '\n') {
                    lineEnd = at;
                    terminated = true;
                    if (tooLong) {
                        from = lineEnd;
                    }
                    return true;
                }
            }
            if (end - from >= LONGEST) {
                tooLong = true;
                end = from;
            }
            int kept = end - from;
            makeRoom();
            at = from + kept;
            int read = in.read(buffer, end, buffer.length - end);
            if (read < 0) {
                lineEnd = end;
                terminated = false;
                if (tooLong) {
                    from = lineEnd;
                    return true;
                }
                return lineEnd > from;
            }
            end += read;
        }
    }

    /** Moves the line that was begun to the front, and grows the buffer when it is full. */
    private void makeRoom() {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, end - from);
            end -= from;
            from = 0;
        }
        if (end == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
    }
}
