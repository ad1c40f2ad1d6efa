package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OtlpReaderTest {

    private static String span(String attributes, String rest) {
        return """
               {"traceId":"5b8e","spanId":"0a1","name":"execute_tool pay","kind":1,"startTimeUnixNano":"1772442000000000000",
               "endTimeUnixNano":"1772442001500000000","attributes":[
               {"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},
               {"key":"gen_ai.tool.name","value":{"stringValue":"pay"}}%s]%s}""".formatted(attributes, rest).replace("\n", "");
    }

    private static String request(String... spans) {
        return "{\"resourceSpans\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"desk\"}}]},"
                + "\"scopeSpans\":[{\"scope\":{\"name\":\"s\"},\"spans\":[" + String.join(",", spans) + "]}]}]}";
    }

    private static String text(String key, String value) {
        return ",{\"key\":\"" + key + "\",\"value\":{\"stringValue\":\"" + value + "\"}}";
    }

    @Test
    void aSpanIsACallFromItsStartToItsEnd() {
        List<TraceEvent> events = Events.of(request(span(
                text("gen_ai.agent.id", "payer-1")
                        + text("gen_ai.agent.name", "Payer")
                        + text("gen_ai.conversation.id", "conv-5")
                        + text("gen_ai.tool.call.arguments", "{\\\"amount\\\":12,\\\"to\\\":\\\"V-1\\\"}")
                        + text("gen_ai.tool.call.result", "{\\\"id\\\":7}"),
                "")));
        assertThat(events).hasSize(2);
        assertThat(events.get(0)).isInstanceOfSatisfying(TraceEvent.Called.class, call -> {
            assertThat(call.party().agent()).isEqualTo("payer-1");
            assertThat(call.task()).isEqualTo("conv-5");
            assertThat(call.tool()).isEqualTo("pay");
            assertThat(call.args()).isEqualTo(Map.of("amount", 12L, "to", "V-1"));
            assertThat(call.timeMillis()).isEqualTo(1_772_442_000_000L);
            assertThat(call.id()).isEqualTo("5b8e/0a1");
            assertThat(call.outcome()).isEqualTo(Outcome.OPEN);
        });
        assertThat(events.get(1)).isInstanceOfSatisfying(TraceEvent.Settled.class, settled -> {
            assertThat(settled.timeMillis()).isEqualTo(1_772_442_001_500L);
            assertThat(settled.outcome()).isEqualTo(new Outcome.Succeeded(null, "{\"id\":7}"));
        });
    }

    @Test
    void argumentsAsAStructureAndAnErrorAsTheOutcome() {
        List<TraceEvent> events = Events.of(request(span(
                ",{\"key\":\"gen_ai.tool.call.arguments\",\"value\":{\"kvlistValue\":{\"values\":["
                        + "{\"key\":\"n\",\"value\":{\"intValue\":\"42\"}},"
                        + "{\"key\":\"list\",\"value\":{\"arrayValue\":{\"values\":[{\"boolValue\":true}]}}}]}}}",
                ",\"status\":{\"code\":2}")));
        assertThat(Events.calls(events)).singleElement().satisfies(call -> {
            assertThat(call.args()).isEqualTo(Map.of("n", 42L, "list", List.of(true)));
            assertThat(call.party().agent()).isEqualTo("desk"); // the service, where no agent is named
            assertThat(call.task()).isEqualTo("5b8e");
        });
        assertThat(events.getLast())
                .isInstanceOfSatisfying(
                        TraceEvent.Settled.class,
                        settled -> assertThat(settled.outcome()).isInstanceOf(Outcome.Errored.class));
    }

    @Test
    void otherSpansTellOfNoCall() {
        String chat = span("", "").replace("execute_tool\"", "chat\"");
        List<TraceEvent> events = Events.of(request(chat, span("", "")));
        assertThat(Events.calls(events)).hasSize(1);
        assertThat(Events.flaws(events))
                .containsExactly("no-arguments log:1: the span of `pay` has no `gen_ai.tool.call.arguments`");
    }

    @Test
    void oneRequestOnEachLineAndABrokenOneBetween() {
        String good = request(span("", ""));
        List<TraceEvent> events =
                Events.of(good + "\n" + good.substring(0, 300) + "\n" + good + "\n" + good.substring(0, 200));
        assertThat(Events.calls(events)).extracting(call -> call.place().line()).containsExactly(1L, 3L);
        assertThat(Events.flaws(events).stream().filter(flaw -> !flaw.startsWith("no-arguments")))
                .satisfiesExactly(
                        flaw -> assertThat(flaw).startsWith("broken log:2: "),
                        flaw -> assertThat(flaw).startsWith("cut log:4: "));
    }

    @Test
    void aDocumentOverManyLinesWithPlaces() {
        List<TraceEvent> events = Events.of(request(span("", ""), span("", "")).replace(",", ",\n"));
        assertThat(Events.calls(events))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.place().line()).isGreaterThan(1));
    }

    @Test
    void withoutToolOrTimeASpanIsNamed() {
        String noTool = span("", "").replace("gen_ai.tool.name", "gen_ai.tool.nam");
        String noTime = span("", "").replace("startTimeUnixNano\":\"1772442000000000000", "startTimeUnixNano\":\"soon");
        assertThat(Events.flaws(Events.of(request(noTool, noTime))))
                .containsExactly(
                        "broken log:1: the span has no `gen_ai.tool.name`",
                        "broken log:1: the span has no `startTimeUnixNano`");
    }

    @Test
    void rubbishEnds() {
        List<TraceEvent> events = Events.of("{\"resourceSpans\":[\n" + "}]{\n".repeat(10_000));
        assertThat(Events.flaws(events))
                .hasSizeBetween(2, 300)
                .last()
                .asString()
                .contains("the rest");
    }

    @Test
    void howOftenADocumentIsBrokenDoesNotMatter() {
        String good = request(span("", "")).replaceFirst("\\{", "{\n");
        List<TraceEvent> events = Events.of((good + "\nbroken\n\n\n").repeat(20_000));
        assertThat(Events.calls(events)).hasSize(20_000);
        assertThat(Events.flaws(events)).hasSizeGreaterThanOrEqualTo(20_000);
    }
}
