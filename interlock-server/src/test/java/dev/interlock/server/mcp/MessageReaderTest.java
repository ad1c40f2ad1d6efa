package dev.interlock.server.mcp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.json.Json;
import dev.interlock.server.json.JsonLimits;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessageReaderTest {
    private final MessageReader reader = new MessageReader(JsonLimits.requests());

    private Message read(String text) {
        return switch (reader.read(text.getBytes(UTF_8))) {
            case MessageReader.Outcome.Read(Message message) -> message;
            case MessageReader.Outcome.Refused refused -> throw new AssertionError(refused.error());
        };
    }

    @Test
    void tellsTheKindsApart() {
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\"}"))
                .isInstanceOfSatisfying(Message.Request.class, request -> {
                    assertThat(request.params()).isEmpty();
                    assertThat(request.id()).isEqualTo(Json.id(1));
                });
        assertThat(read("{\"jsonrpc\":\"2.0\",\"method\":\"a\",\"params\":{\"b\":1}}"))
                .isInstanceOf(Message.Notification.class);
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":\"x\",\"result\":{}}"))
                .isInstanceOfSatisfying(
                        Message.Response.class,
                        response -> assertThat(response.answer()).isInstanceOf(Message.Answer.Result.class));
        assertThat(read("{\"jsonrpc\":\"2.0\",\"id\":null,\"error\":{\"code\":-32700,\"message\":\"m\"}}"))
                .isInstanceOfSatisfying(
                        Message.Response.class,
                        response -> assertThat(response.id()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|-32600|batches are not supported",
                "[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}]|-32600|batches are not supported",
                "1|-32600|not an object",
                "{}|-32600|`jsonrpc` must be",
                "{\"jsonrpc\":\"1.0\",\"id\":1,\"method\":\"a\"}|-32600|`jsonrpc` must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1}|-32600|exactly one of `method`, `result` and `error`",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"result\":{}}|-32600|exactly one of",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{},\"error\":{\"code\":1,\"message\":\"m\"}}|-32600|must have"
                        + " either",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":7}|-32600|`method` must be a string",
                "{\"jsonrpc\":\"2.0\",\"id\":1.5,\"method\":\"a\"}|-32600|`id` must be",
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"a\"}|-32600|`id` must be",
                "{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"a\"}|-32600|`id` must be",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":[1]}|-32600|`params` must be an object",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{\"_meta\":1}}|-32602|`params._meta`",
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"m\"}}|-32600|`error` needs",
                "{\"jsonrpc\":\"2.0\",\"result\":{}}|-32600|needs the `id`",
                "{\"a\":1,\"a\":2}|-32600|occurs twice",
                "{|-32700|not JSON"
            })
    void refusesWithTheCodeAndAReason(String text, int code, String reason) {
        assertThat(reader.read(text.getBytes(UTF_8)))
                .isInstanceOfSatisfying(MessageReader.Outcome.Refused.class, refused -> {
                    assertThat(refused.error().code()).isEqualTo(code);
                    assertThat(refused.error().message()).contains(reason);
                });
    }

    @Test
    void aRefusalKeepsTheIdThatCouldBeRead() {
        assertThat(reader.read("{\"jsonrpc\":\"2.0\",\"id\":\"q\",\"method\":1}".getBytes(UTF_8)))
                .isInstanceOfSatisfying(
                        MessageReader.Outcome.Refused.class,
                        refused -> assertThat(refused.id())
                                .isEqualTo(Optional.of(Json.nodes().textNode("q"))));
    }
}
