package dev.interlock.server.door.mcp.request;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.SpooledText;
import java.io.IOException;
import java.io.OutputStream;

/** A message on its way to a caller: one line of JSON, never whole in memory where long texts of it lie in a file. */
public sealed interface Content {
    /** The rough number of bytes of the content. */
    long length();

    void writeTo(OutputStream out) throws IOException;

    /** Releases the message, which was written, or never will be. */
    void release();

    static Content of(JsonNode message) {
        return SpooledText.isIn(message) ? new Spooled(message) : new Whole(Json.bytes(message));
    }

    /** The message is in memory. */
    record Whole(byte[] bytes) implements Content {
        @Override
        public long length() {
            return bytes.length;
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            out.write(bytes);
        }

        @Override
        public void release() {}
    }

    /** The long texts of the message are in a file. */
    record Spooled(JsonNode message) implements Content {
        @Override
        public long length() {
            return SpooledText.lengthIn(message);
        }

        @Override
        public void writeTo(OutputStream out) throws IOException {
            Json.write(message, out);
        }

        @Override
        public void release() {
            SpooledText.release(message);
        }
    }
}
