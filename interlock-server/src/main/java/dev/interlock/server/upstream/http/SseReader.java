package dev.interlock.server.upstream.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.interlock.server.json.BlockInputStream;
import dev.interlock.server.mcp.LineReader;
import dev.interlock.server.upstream.SsePosition;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The data of server-sent events, one event at a time (WHATWG HTML, "Server-sent events", reduced to what MCP uses: names of
 * events are read over). Not thread-safe.
 */
public final class SseReader {
    private static final byte[] MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final String DATA = "data";
    private static final String ID = "id";
    private static final String RETRY = "retry";
    /** Bytes that tell what a line is: a mark, the longest name of a field, a colon and a blank. */
    private static final int HEAD = 16;
    /** Bytes of the value of any field but data. */
    private static final int MAX_FIELD = 8 << 10;

    private final LineReader lines;
    private final SsePosition position;
    private boolean first = true;
    private Optional<String> id = Optional.empty();
    private @Nullable Event open;

    /** @param position told where the stream is */
    public SseReader(InputStream in, SsePosition position) {
        this.lines = new LineReader(in, MAX_FIELD, LineReader.Ends.ANY);
        this.position = position;
    }

    /**
     * The data of the next event that has some, or empty at the end of the stream. It throws {@link EOFException} where the
     * stream ends within it: an event that is cut off is none. What is not read of it is skipped before the next one.
     */
    public Optional<InputStream> next() throws IOException {
        Event last = open;
        if (last != null) {
            last.skipRest();
        }
        id = Optional.empty();
        for (Optional<Line> line = line(); line.isPresent(); line = line()) {
            switch (line.get()) {
                case Line.Blank blank -> told();
                case Line.Other other -> {}
                case Line.Data(InputStream value) -> {
                    Event event = new Event(value);
                    open = event;
                    PushbackInputStream data = new PushbackInputStream(event);
                    int begun = data.read();
                    if (begun >= 0) {
                        data.unread(begun);
                        return Optional.of(data);
                    }
                }
            }
        }
        return Optional.empty();
    }

    /** The event is whole, so the stream can be resumed behind it. */
    private void told() {
        id.ifPresent(position::id);
        id = Optional.empty();
    }

    /** The kinds of lines. */
    private sealed interface Line {
        /** A blank line ends an event. */
        record Blank() implements Line {}

        record Data(InputStream value) implements Line {}

        /** A comment, or a field that is dealt with. */
        record Other() implements Line {}
    }

    private Optional<Line> line() throws IOException {
        Optional<InputStream> opened = lines.open();
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        position.heard();
        InputStream rest = opened.get();
        byte[] head = withoutMark(rest.readNBytes(HEAD));
        if (head.length == 0) {
            return Optional.of(new Line.Blank());
        }
        int data = value(head, DATA);
        if (data >= 0) {
            InputStream begun = new ByteArrayInputStream(head, data, head.length - data);
            return Optional.of(new Line.Data(new SequenceInputStream(begun, rest)));
        }
        text(head, ID, rest).ifPresent(named -> id = Optional.of(named));
        text(head, RETRY, rest).ifPresent(position::retry);
        return Optional.of(new Line.Other());
    }

    private byte[] withoutMark(byte[] head) {
        boolean marked =
                first && head.length >= MARK.length && Arrays.equals(head, 0, MARK.length, MARK, 0, MARK.length);
        first = false;
        return marked ? Arrays.copyOfRange(head, MARK.length, head.length) : head;
    }

    private static Optional<String> text(byte[] head, String field, InputStream rest) throws IOException {
        int value = value(head, field);
        return value < 0
                ? Optional.empty()
                : Optional.of(new String(head, value, head.length - value, UTF_8)
                        + new String(rest.readNBytes(MAX_FIELD), UTF_8));
    }

    /** Returns where the value of a line of this field begins, or -1 for any other line. */
    private static int value(byte[] head, String field) {
        int colon = field.length();
        if (head.length < colon || !new String(head, 0, colon, UTF_8).equals(field)) {
            return -1;
        }
        if (head.length == colon) {
            return colon;
        }
        if (head[colon] != ':') {
            return -1;
        }
        return head.length > colon + 1 && head[colon + 1] == ' ' ? colon + 2 : colon + 1;
    }

    /** The values of the lines of data up to the next blank line, with line feeds between. */
    private final class Event extends BlockInputStream {
        private InputStream value;
        private boolean between;
        private boolean ended;

        Event(InputStream first) {
            this.value = first;
        }

        @Override
        public int read(byte[] target, int offset, int wanted) throws IOException {
            if (wanted == 0) {
                return 0;
            }
            while (!ended) {
                if (between) {
                    between = false;
                    target[offset] = '\n';
                    return 1;
                }
                int got = value.read(target, offset, wanted);
                if (got > 0) {
                    return got;
                }
                follow();
            }
            return -1;
        }

        private void follow() throws IOException {
            switch (line().orElseThrow(() -> new EOFException("the event stream ended in the middle of an event"))) {
                case Line.Blank blank -> {
                    ended = true;
                    told();
                }
                case Line.Other other -> {}
                case Line.Data(InputStream next) -> {
                    between = true;
                    value = next;
                }
            }
        }

        void skipRest() throws IOException {
            byte[] rest = new byte[8 << 10];
            while (!ended) {
                int unused = read(rest, 0, rest.length);
            }
        }
    }
}
