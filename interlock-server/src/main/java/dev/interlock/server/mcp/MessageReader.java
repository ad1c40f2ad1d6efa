package dev.interlock.server.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.json.LongTexts;
import dev.interlock.server.json.MalformedTextException;
import dev.interlock.server.json.SpooledText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one JSON-RPC message. Batches, which MCP dropped in 2025-06-18, are refused. Thread-safe. */
public final class MessageReader {

    /** The outcome of reading a message. */
    public sealed interface Outcome {
        record Read(Message message) implements Outcome {}

        /** The text is no message; the error says why, with the id if at least that could be read. */
        record Refused(Optional<JsonNode> id, RpcError error) implements Outcome {
            /**
             * Returns what kind of thing the text is instead, without a word of it: the error repeats names that the
             * sender chose.
             */
            public String kind() {
                return error.code() == ErrorCode.PARSE_ERROR.code()
                        ? "which is not JSON"
                        : "which is not a message or exceeds the limits";
            }
        }
    }

    private static final SecureRandom RANDOM = new SecureRandom();

    /** Bytes from which a message is read with its long strings apart. */
    private static final int SPOOL_FROM = 1 << 20;
    /** Bytes of a string that is long. */
    private static final int LONG_TEXT = 64 << 10;

    private final JsonReader json;

    public MessageReader(JsonLimits limits) {
        this.json = new JsonReader(limits);
    }

    public JsonLimits limits() {
        return json.limits();
    }

    public Outcome read(byte[] text) {
        return switch (json.read(text)) {
            case JsonReader.Outcome.Refused(boolean wellFormed, String defect) ->
                refused(null, wellFormed ? ErrorCode.INVALID_REQUEST : ErrorCode.PARSE_ERROR, defect);
            case JsonReader.Outcome.Value(JsonNode tree) -> message(tree);
        };
    }

    /**
     * Reads a message from a stream, to its end. Of one that is long, strings that are long do not stay in memory: they are
     * {@link SpooledText}, to be released when the message is done with.
     *
     * @throws IOException when the stream breaks or is longer than the limits, or there is no place for the file
     */
    public Outcome read(InputStream text) throws IOException {
        if (limits().maxTotal() <= limits().maxBytes()) {
            byte[] whole = text.readNBytes(limits().maxBytes() + 1);
            if (whole.length > limits().maxBytes()) {
                throw new IOException("the message is longer than " + limits().maxBytes() + " bytes");
            }
            return read(whole);
        }
        byte[] head = text.readNBytes(SPOOL_FROM);
        return head.length < SPOOL_FROM
                ? read(head)
                : spooled(new SequenceInputStream(new ByteArrayInputStream(head), text));
    }

    private Outcome spooled(InputStream text) throws IOException {
        LongTexts longTexts = new LongTexts(text, limits(), LONG_TEXT, RANDOM);
        try {
            return switch (json.read(longTexts.part())) {
                case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> {
                    longTexts.close();
                    yield refused(null, wellFormed ? ErrorCode.INVALID_REQUEST : ErrorCode.PARSE_ERROR, defect);
                }
                case JsonReader.Outcome.Value(JsonNode tree) -> message(longTexts.restored(tree));
            };
        } catch (MalformedTextException e) {
            return refused(null, ErrorCode.PARSE_ERROR, e.getMessage());
        }
    }

    private static Outcome message(JsonNode tree) {
        if (tree.isArray()) {
            return invalid(null, "batches are not supported: send each message separately");
        }
        if (!(tree instanceof ObjectNode object)) {
            return invalid(null, "the message is not an object: send one JSON-RPC object");
        }
        JsonNode id = object.get("id");
        boolean usable = id != null && (id.isTextual() || id.isIntegralNumber());
        JsonNode readable = usable ? id : null;
        if (!"2.0".equals(Json.string(object, "jsonrpc"))) {
            return invalid(readable, "`jsonrpc` must be \"2.0\"");
        }
        boolean answers = object.has("result") || object.has("error");
        if (object.has("method") == answers) {
            return invalid(readable, "a message must have exactly one of `method`, `result` and `error`");
        }
        return answers ? response(object, id, readable) : call(object, id, readable);
    }

    private static Outcome call(ObjectNode object, @Nullable JsonNode id, @Nullable JsonNode readable) {
        String method = Json.string(object, "method");
        if (method == null || method.isEmpty()) {
            return invalid(readable, "`method` must be a string");
        }
        JsonNode given = object.get("params");
        if (given != null && !(given instanceof ObjectNode)) {
            return invalid(readable, "`params` must be an object");
        }
        ObjectNode params = given instanceof ObjectNode map ? map : Json.object();
        JsonNode meta = params.get("_meta");
        if (meta != null && !meta.isObject()) {
            return refused(readable, ErrorCode.INVALID_PARAMS, "`params._meta` must be an object");
        }
        if (id == null) {
            return new Outcome.Read(new Message.Notification(method, params, object));
        }
        if (readable == null) {
            return invalid(null, "`id` must be a string or an integer");
        }
        return new Outcome.Read(new Message.Request(readable, method, params, object));
    }

    private static Outcome response(ObjectNode object, @Nullable JsonNode id, @Nullable JsonNode readable) {
        if (object.has("result") && object.has("error")) {
            return invalid(readable, "a response must have either `result` or `error`");
        }
        JsonNode result = object.get("result");
        if (result != null) {
            return readable == null
                    ? invalid(null, "a response needs the `id` of its request")
                    : new Outcome.Read(
                            new Message.Response(Optional.of(readable), new Message.Answer.Result(result), object));
        }
        JsonNode error = object.path("error");
        String message = Json.string(error, "message");
        if (!error.path("code").canConvertToInt() || message == null) {
            return invalid(readable, "`error` needs an integer `code` and a `message`");
        }
        if (id != null && !id.isNull() && readable == null) {
            return invalid(null, "`id` must be a string or an integer");
        }
        RpcError failed = new RpcError(error.path("code").intValue(), message, Optional.ofNullable(error.get("data")));
        return new Outcome.Read(
                new Message.Response(Optional.ofNullable(readable), new Message.Answer.Failed(failed), object));
    }

    private static Outcome invalid(@Nullable JsonNode id, String defect) {
        return refused(id, ErrorCode.INVALID_REQUEST, defect);
    }

    private static Outcome refused(@Nullable JsonNode id, ErrorCode code, String defect) {
        return new Outcome.Refused(Optional.ofNullable(id), RpcError.of(code, defect));
    }
}
