package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.http.server.Refusal;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From the attributes of a span to the arguments of an observation. */
class ModelCallMappingTest {

    private final List<String> wrong = new ArrayList<>();

    private ModelCall mapped(String attributes) throws Exception {
        Body body = Body.read(
                ("{\"attributes\":" + attributes + "}").getBytes(StandardCharsets.UTF_8),
                new JsonReader(JsonLimits.requests()));
        ModelCall call = ModelCall.of(body);
        try {
            body.finish();
        } catch (Refusal refused) {
            refused.flaws().forEach(flaw -> wrong.add(flaw.pointer() + " " + flaw.detail()));
        }
        return call;
    }

    @Test
    void dotsNestAndMessagesAreLookedThrough() throws Exception {
        ModelCall call = mapped("""
            {"gen_ai.operation.name": "chat", "gen_ai.agent.name": "clerk", "gen_ai.request.model": "m",
             "gen_ai.request.temperature": 0.7, "http.request.method": "POST",
             "gen_ai.system_instructions": [{"type": "text", "content": "be good"}],
             "gen_ai.input.messages": "[{\\"role\\":\\"user\\",\\"parts\\":[{\\"type\\":\\"tool_call_response\\"}]},{}]",
             "gen_ai.output.messages": [{"role": "assistant", "parts": [
               {"type": "tool_call", "name": "b"}, {"type": "tool_call", "name": "a"}, {"type": "text", "name": "c"}]}]}
            """);
        assertThat(wrong).isEmpty();
        assertThat(call.tool()).isEqualTo("chat");
        assertThat(call.agent()).hasValue("clerk");
        assertThat(call.arguments().path("request").toString()).isEqualTo("{\"model\":\"m\",\"temperature\":0.7}");
        assertThat(call.arguments().path("input").path("messages").isArray()).isTrue();
        assertThat(call.arguments().path("roles").toString()).isEqualTo("[\"system\",\"tool\",\"unknown\",\"user\"]");
        assertThat(call.arguments().path("requested_tools").toString()).isEqualTo("[\"a\",\"b\"]");
        assertThat(call.arguments().has("http")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | `gen_ai.operation.name` is needed",
                "{\"gen_ai.operation.name\": 7} | `gen_ai.operation.name` is needed",
                "{\"gen_ai.operation.name\": \"a/b\"} | `gen_ai.operation.name` is needed",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.a\": 1, \"gen_ai.a.b\": 2} | `gen_ai.a.b` is below"
                        + " another",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.a.b\": 2, \"gen_ai.a\": 1} | `gen_ai.a` is above"
                        + " another",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.a..b\": 2} | is not a name that a catalogue can"
                        + " contain",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.\": 2} | is not a name that a catalogue can contain",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.input.messages\": \"{\"} | is not a list of messages",
                "{\"gen_ai.operation.name\": \"chat\", \"gen_ai.output.messages\": 7} | is not a list of messages",
                "[] | this is an array, not an object"
            })
    void whatIsWrongIsSaid(String attributes, String why) throws Exception {
        mapped(attributes);
        assertThat(wrong).isNotEmpty().anyMatch(one -> one.startsWith("/attributes ") && one.contains(why));
    }
}
