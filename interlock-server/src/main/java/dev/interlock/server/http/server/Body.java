package dev.interlock.server.http.server;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.OutputStream;

/** The body of a reply. */
public sealed interface Body {

    /** The body of a reply that says nothing. */
    Body NONE = new Whole(new byte[0]);

    /** The body is in memory. */
    record Whole(byte[] bytes) implements Body {}

    /** The body is this object as JSON, written when it is sent. */
    record Tree(ObjectNode tree) implements Body {}

    /**
     * The body is written as it is sent, since it is too long for the memory.
     *
     * @param length in bytes
     * @param exact whether it has just that length, and not about that
     */
    record Written(long length, boolean exact, Writing writing) implements Body {}

    /** The response was a stream of events, which has begun and ended. */
    record Streamed() implements Body {}

    /** Writes a body. */
    @FunctionalInterface
    interface Writing {
        void to(OutputStream out) throws IOException;
    }
}
