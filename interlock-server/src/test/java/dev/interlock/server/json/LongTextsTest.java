package dev.interlock.server.json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.server.mcp.Message;
import dev.interlock.server.mcp.MessageReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LongTextsTest {
    private static final int THRESHOLD = 64;
    private static final JsonLimits LIMITS =
            JsonLimits.answers().withMaxBytes(10_000).withMaxTotal(1 << 20).withMaxDepth(20);

    private static String response(String result) {
        return "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":" + result + "}";
    }

    /** The tree of a text, read with its long strings apart. */
    private static JsonNode read(String text) throws IOException {
        LongTexts texts = new LongTexts(stream(text), LIMITS, THRESHOLD, new SecureRandom());
        try {
            return switch (new JsonReader(LIMITS).read(texts.part())) {
                case JsonReader.Outcome.Value(JsonNode tree) ->
                    texts.restored(tree).path("result");
                case JsonReader.Outcome.Refused(boolean wellFormed, String defect) -> throw new AssertionError(defect);
            };
        } catch (MalformedTextException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static void refused(String text, String... why) {
        assertThatThrownBy(() -> read(text)).message().containsAnyOf(why);
    }

    @Test
    void longStringsAreWrittenAsTheyCame() throws IOException {
        String text = "{\"a\":\"" + "grüße \\n 世界 \\ud83d\\ude00 \\\" \\\\ \\/".repeat(40) + "\",\"b\":[\""
                + "x".repeat(64) + "\",\"" + "y".repeat(65) + "\"],\"c\":\"short\"}";
        JsonNode tree = read(response(text));
        assertThat(tree.path("a")).isInstanceOf(SpooledText.class);
        assertThat(tree.path("a").textValue()).isNull();
        assertThat(tree.path("b").path(0)).isNotInstanceOf(SpooledText.class);
        assertThat(tree.path("b").path(1)).isInstanceOf(SpooledText.class);
        JsonNode whole = whole(text);
        assertThat(Json.text(tree)).isEqualTo(Json.text(whole));
        assertThat(Json.bytes(tree)).isEqualTo(Json.bytes(whole));
        SpooledText.release(tree);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> Json.bytes(tree));
    }

    private static JsonNode whole(String text) {
        return ((JsonReader.Outcome.Value) new JsonReader(JsonLimits.answers()).read(text.getBytes(UTF_8))).tree();
    }

    /** Against the reader that has everything in memory, on texts made of whatever is awkward. */
    @Test
    void readsWhatTheOtherReaderReads() throws IOException {
        List<String> parts = List.of(
                "a",
                "\\n",
                "\\\\",
                "\\\"",
                "ü",
                "世",
                "😀",
                "\\ud83d\\ude00",
                "\\ud83d",
                "\\udc00",
                "\\u0041",
                "{",
                "}",
                "[",
                ",",
                ":",
                " ");
        Random random = new Random(20261125);
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder("{\"k\":[");
            for (int s = 0; s < 4; s++) {
                text.append(s == 0 ? "\"" : ",{\"" + "k".repeat(random.nextInt(100)) + "\":\"");
                for (int i = random.nextInt(60); i > 0; i--) {
                    text.append(parts.get(random.nextInt(parts.size())));
                }
                text.append(s == 0 ? "\"" : "\"}");
            }
            text.append("]}");
            JsonNode tree = read(response(text.toString()));
            assertThat(Json.text(tree)).as("round %d", round).isEqualTo(Json.text(whole(text.toString())));
            SpooledText.release(tree);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\x", "\\u00g0", "\u0001", "\n"})
    void refusesWhatIsNoJsonInALongString(String wrong) throws IOException {
        refused(response("\"" + "x".repeat(100) + wrong + "\""), "escape", "control");
    }

    @Test
    void refusesWhatIsNotUtf8() throws IOException {
        byte[] text = response("\"" + "x".repeat(100) + "?" + "x".repeat(40_000) + "\"")
                .getBytes(UTF_8);
        text[response("").length() + 99] = (byte) 0xC3; // the first byte of two
        LongTexts texts = new LongTexts(new ByteArrayInputStream(text), LIMITS, THRESHOLD, new SecureRandom());
        assertThatThrownBy(texts::part).message().contains("not UTF-8");
    }

    @Test
    void aTextThatEndsInTheMiddleIsNone() throws IOException {
        refused(response("\"" + "x".repeat(1_000)).replace("}", ""), "not JSON");
    }

    @Test
    void whatStaysInMemoryIsBounded() throws IOException {
        refused(response("[" + "1,".repeat(10_000) + "1]"), "more than 10000 bytes");
        refused(response("{\"" + "k".repeat(20_000) + "\":1}"), "more than 10000 bytes");
        refused(response("\"" + "x".repeat(2 << 20) + "\""), "longer than 1048576 bytes");
    }

    @Test
    void hugeTextsTakeNoMemory() throws IOException {
        byte[] block = "x".repeat(1 << 20).getBytes(UTF_8);
        InputStream huge = new SequenceInputStream(Collections.enumeration(java.util.stream.Stream.of(
                        java.util.stream.Stream.of(stream("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{\"text\":\"")),
                        IntStream.range(0, 64).mapToObj(i -> (InputStream) new ByteArrayInputStream(block)),
                        java.util.stream.Stream.of(stream("\"}}")))
                .flatMap(each -> each)
                .toList()));
        MessageReader.Outcome outcome =
                new MessageReader(LIMITS.withMaxBytes(1 << 20).withMaxTotal(1 << 30)).read(huge);
        Message.Response response = (Message.Response) ((MessageReader.Outcome.Read) outcome).message();
        JsonNode text = ((Message.Answer.Result) response.answer()).result().path("text");
        assertThat(((SpooledText) text).length()).isEqualTo(64L << 20);
        assertThat(SpooledText.isIn(response.raw())).isTrue();
        SpooledText.release(response.raw());
    }

    @Test
    void aMarkThatSomebodyMakesUpIsAStringLikeAnyOther() throws IOException {
        String made = "spooled-00000000000000000000000000000000-0";
        JsonNode tree = read(response("[\"" + "x".repeat(100) + "\",\"" + made + "\"]"));
        assertThat(tree.path(1).textValue()).isEqualTo(made);
        SpooledText.release(tree);
    }
}
