package dev.interlock.server.upstream.rest;

import dev.interlock.server.json.Spool;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Optional;

/** The body of an answer: in memory, or in a file where it is too long for that. Its last user releases it. */
public sealed interface Payload {

    Payload NOTHING = new Whole(new byte[0]);

    long length();

    void writeTo(OutputStream out) throws IOException;

    /** Releases the body, which was sent, or never will be. */
    default void release() {}

    /** The body is in memory. */
    record Whole(byte[] bytes) implements Payload {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }
    }

    /** The body is in a file. */
    record Filed(Spool file) implements Payload {
        @Override
        public long length() {
            return file.size();
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            try (InputStream in = file.read()) {
                in.transferTo(out);
            }
        }

        @Override
        public void release() {
            try {
                file.close();
            } catch (IOException e) {
                System.getLogger(Payload.class.getName())
                        .log(System.Logger.Level.DEBUG, "a file with an answer could not be closed", e);
            }
        }
    }

    /**
     * Reads a body to its end.
     *
     * @param inMemory most of it that is kept there, in bytes
     * @param longest there may be; empty if there is more
     */
    static Optional<Payload> read(InputStream in, int inMemory, long longest) throws IOException {
        byte[] head = in.readNBytes(inMemory + 1);
        if (head.length <= inMemory) {
            return Optional.of(new Whole(head));
        }
        var filed = new Filed(new Spool());
        boolean kept = false;
        try {
            filed.file().append(ByteBuffer.wrap(head));
            byte[] block = new byte[64 << 10];
            for (int read = in.read(block); read >= 0 && filed.length() <= longest; read = in.read(block)) {
                filed.file().append(ByteBuffer.wrap(block, 0, read));
            }
            kept = filed.length() <= longest;
            return kept ? Optional.of(filed) : Optional.empty();
        } finally {
            if (!kept) {
                filed.release();
            }
        }
    }
}
