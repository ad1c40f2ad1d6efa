package dev.interlock.server.http.server;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * A response that is a stream of server-sent events (WHATWG HTML, section 9.2), begun with the first byte that is
 * written. Every byte is on its way once a method returns. For one thread at a time.
 */
public final class EventOutput implements AutoCloseable {

    /** A comment, which is no event, and proves that both sides are there. */
    public static final byte[] ALIVE = ": alive\n\n".getBytes(US_ASCII);

    private static final byte[] DATA = "data: ".getBytes(US_ASCII);
    private static final byte[] END = "\n\n".getBytes(US_ASCII);

    private final OutputStream out;
    private final Transfer transfer;

    /** @param out the body of the response, in which nothing but I/O fails */
    public EventOutput(OutputStream out, Transfer transfer) {
        this.out = out;
        this.transfer = transfer;
    }

    /** Returns the text of an event. */
    public static byte[] event(byte[] line) {
        byte[] event = new byte[DATA.length + line.length + END.length];
        System.arraycopy(DATA, 0, event, 0, DATA.length);
        System.arraycopy(line, 0, event, DATA.length, line.length);
        System.arraycopy(END, 0, event, DATA.length + line.length, END.length);
        return event;
    }

    /** Adds an event that says where a listener is, who can go on from there. */
    public static void add(ByteArrayOutputStream text, long id, byte[] line) {
        text.writeBytes(("id: " + id + "\n").getBytes(US_ASCII));
        text.writeBytes(DATA);
        text.writeBytes(line);
        text.writeBytes(END);
    }

    /** Writes a text, however long the other side takes. */
    public void write(byte[] text) throws IOException {
        out.write(text);
        out.flush();
    }

    /** Writes a text within the time that a body of its length may take. */
    public void writeInTime(byte[] text) throws ConnectionLostException {
        transfer.within(text.length, () -> {
            write(text);
            return text;
        });
    }

    /**
     * Writes an event of one line, of about so many bytes, within the time that a body of that length may take.
     *
     * @param line writes no line end
     */
    public void writeInTime(long bytes, Body.Writing line) throws ConnectionLostException {
        transfer.within(bytes, () -> {
            out.write(DATA);
            line.to(out);
            out.write(END);
            out.flush();
            return line;
        });
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
