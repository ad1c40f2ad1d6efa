package dev.interlock.server.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import java.io.IOException;

/**
 * Whatever is taken for JSON means the same to another parser, and the same again after it is written; whatever is taken for
 * a message is the whole of what was sent.
 */
public final class JsonFuzz {
    private static final JsonReader REQUESTS = new JsonReader(JsonLimits.requests());
    private static final JsonReader ANSWERS = new JsonReader(JsonLimits.answers());
    private static final MessageReader MESSAGES = new MessageReader(JsonLimits.requests());

    private JsonFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        var choices = new Choices(input);
        byte[] text = choices.octet() % 2 == 0
                ? choices.rest()
                : new JsonText(choices).value().getBytes(UTF_8);
        JsonReader.Outcome asRequest = REQUESTS.read(text);
        JsonReader.Outcome asAnswer = ANSWERS.read(text);
        if (asRequest instanceof JsonReader.Outcome.Value(JsonNode tree)) {
            check(text, tree);
            if (!(asAnswer instanceof JsonReader.Outcome.Value(JsonNode same)) || !same.equals(tree)) {
                throw new AssertionError("what is good in a request is good in an answer");
            }
        }
        if (asAnswer instanceof JsonReader.Outcome.Value(JsonNode tree)) {
            again(tree);
        }
        if (MESSAGES.read(text) instanceof MessageReader.Outcome.Read(Message message)) {
            check(text, message.raw());
        }
    }

    private static void check(byte[] text, JsonNode tree) {
        Object theirs;
        try {
            theirs = OtherJson.parse(new String(text, UTF_8));
        } catch (IOException | NumberFormatException e) {
            throw new AssertionError("another parser refuses it", e);
        }
        if (!OtherJson.same(tree, theirs)) {
            throw new AssertionError("another parser reads " + theirs + ", and we " + tree);
        }
    }

    private static void again(JsonNode tree) {
        byte[] written = Json.bytes(tree);
        for (byte b : written) {
            if (b == '\n' || b == '\r') {
                throw new AssertionError("a line break in what is a frame");
            }
        }
        if (!(ANSWERS.read(written) instanceof JsonReader.Outcome.Value(JsonNode back)) || !back.equals(tree)) {
            throw new AssertionError("what was written is read otherwise");
        }
    }
}
