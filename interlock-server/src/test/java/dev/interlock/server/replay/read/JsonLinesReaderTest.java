package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.model.Key;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JsonLinesReaderTest {

    @Test
    void everyKindOfLine() {
        List<TraceEvent> events = Events.of("""
            {"agent":"ada","owner":"procurement","model":"m-1","root":false,"attributes":{"host":"n1"}}
            {"time":"2026-03-02T09:00:00Z","open":"t","agent":"ada","by":"maria","intent":"pay","objects":["invoice/I-7"]}

            {"time":1772442000500,"task":"t","agent":"ada","id":"c1","tool":"pay","server":"erp","args":{"a":1,"b":[1.5,null,true]}}
            {"settle":"c1","error":"no answer"}
            {"close":"t","more":{"that":["nobody","reads"]}}
            """);
        assertThat(events).hasSize(5);
        assertThat(events.get(0)).isInstanceOfSatisfying(TraceEvent.Registered.class, registered -> {
            assertThat(registered.party()).isEqualTo(new Party("ada", null, "procurement", "m-1", null));
            assertThat(registered.root()).contains(false);
            assertThat(registered.attributes()).containsExactly(Map.entry("host", "n1"));
        });
        assertThat(events.get(1)).isInstanceOfSatisfying(TraceEvent.Opened.class, opened -> {
            assertThat(opened.by()).contains("maria");
            assertThat(opened.intent()).contains("pay");
            assertThat(opened.objects()).containsExactly(Key.parse("invoice/I-7"));
            assertThat(opened.parent()).isEqualTo(Optional.empty());
        });
        assertThat(events.get(2)).isInstanceOfSatisfying(TraceEvent.Called.class, called -> {
            assertThat(called.place()).hasToString("log:4");
            assertThat(called.timeMillis()).isEqualTo(1_772_442_000_500L);
            assertThat(called.tool()).isEqualTo("erp/pay");
            assertThat(called.args()).containsEntry("a", 1L).containsKey("b");
            assertThat(called.args().get("b"))
                    .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                    .containsExactly(new BigDecimal("1.5"), null, true);
            assertThat(called.plain()).isTrue();
            assertThat(called.outcome()).isEqualTo(Outcome.OPEN);
        });
        assertThat(events.get(3))
                .isInstanceOfSatisfying(
                        TraceEvent.Settled.class,
                        settled -> assertThat(settled.outcome()).isEqualTo(new Outcome.Errored("no answer")));
        assertThat(events.get(4)).isInstanceOf(TraceEvent.Closed.class);
    }

    @Test
    void anOutcomeThatIsNotStatedFollows() {
        assertThat(outcome("\"result\":{\"id\":7}")).isInstanceOf(Outcome.Succeeded.class);
        assertThat(outcome("\"x\":1")).isEqualTo(Outcome.SUCCEEDED);
        assertThat(outcome("\"id\":\"c\",\"result\":\"done\"")).isEqualTo(new Outcome.Succeeded(null, "done"));
        assertThat(outcome("\"id\":\"c\"")).isEqualTo(Outcome.OPEN);
        assertThat(outcome("\"outcome\":\"failed\"")).isInstanceOf(Outcome.Failed.class);
        assertThat(outcome("\"error\":{\"code\":7}")).isInstanceOf(Outcome.Errored.class);
        assertThat(outcome("\"outcome\":\"gone with the wind\"")).isInstanceOf(Outcome.Unknown.class);
    }

    private static Outcome outcome(String members) {
        return Events.calls(Events.of("{\"tool\":\"t\",\"agent\":\"a\",\"args\":{}," + members + "}\n"))
                .getFirst()
                .outcome();
    }

    @Test
    void whatIsBrokenIsNamedAndTheRestIsRead() {
        String good = "{\"time\":1772442000500,\"agent\":\"a\",\"tool\":\"t\",\"args\":{}}\n";
        List<TraceEvent> events = Events.of(good
                + "{\"agent\":\"a\",\"tool\":\n"
                + "[1]\n"
                + "{\"agent\":\"a\",\"tool\":\"t\",\"args\":7}\n"
                + "{\"agent\":\"a\",\"tool\":\"t\",\"args\":{\"x\":1,\"x\":2}}\n"
                + "{\"nothing\":true}\n"
                + "{\"time\":\"yesterday\",\"agent\":\"a\",\"tool\":\"t\",\"args\":{}}\n"
                + "{\"time\":1e400,\"agent\":\"a\",\"tool\":\"t\",\"args\":{}}\n"
                + "{\"agent\":\"a\",\"tool\":\"\",\"args\":{}}\n"
                + "{\"agent\":\"a\",\"tool\":\"t\",\"args\":{}} trailing\n"
                + "\u0000\u0001\n"
                + "{\"agent\":\"a\",\"tool\":\"t\",\"args\":" + "[".repeat(5000) + "\n"
                + good
                + "{\"agent\":\"a\",\"to");
        assertThat(Events.calls(events)).extracting(call -> call.place().line()).containsExactly(1L, 13L);
        assertThat(Events.flaws(events))
                .hasSize(12)
                .allSatisfy(flaw -> assertThat(flaw).matches("(broken|cut) log:[0-9]+: .+"))
                .anySatisfy(flaw -> assertThat(flaw).startsWith("broken log:2: "))
                .anySatisfy(
                        flaw -> assertThat(flaw).startsWith("broken log:5: ").contains("the name `x` occurs twice"))
                .anySatisfy(
                        flaw -> assertThat(flaw).startsWith("broken log:7: ").contains("`time` is neither"))
                .anySatisfy(flaw -> assertThat(flaw).startsWith("cut log:14: "));
    }

    @Test
    void aLineOfAnotherEncodingDoesNotEndTheReading() {
        String good = "{\"time\":1772442000500,\"agent\":\"a\",\"tool\":\"t\",\"args\":{}}\n";
        byte[] bytes = ("\u0000\u0000\u0000{\u0000\u0000\u0000\u00ff\u00ff\u00ff\u00ff\u00ff\u0000\n" + good)
                .getBytes(StandardCharsets.ISO_8859_1);
        List<TraceEvent> events = Events.of(bytes);
        assertThat(Events.calls(events)).hasSize(1);
        assertThat(Events.flaws(events)).singleElement().asString().startsWith("broken log:1: ");
    }

    @Test
    void whoWhenAndWithWhatIsMissedButDoesNotStopACall() {
        List<TraceEvent> events = Events.of("{\"tool\":\"t\"}\n");
        assertThat(Events.calls(events)).singleElement().satisfies(call -> {
            assertThat(call.party().agent()).isNull();
            assertThat(call.args()).isEmpty();
        });
        assertThat(Events.flaws(events))
                .containsExactly(
                        "no-agent log:1: the call to `t` has no `agent`",
                        "no-time log:1: the call to `t` has no `time`",
                        "no-arguments log:1: the call to `t` has no `args`");
    }

    @Test
    void linesOfAnyLengthInPiecesOfAnySize() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 300; i++) {
            text.append("x".repeat(i * 37 % 2000)).append(i % 3 == 0 ? "\r\n" : "\n");
        }
        byte[] bytes = text.append("last").toString().getBytes(StandardCharsets.UTF_8);
        for (int atOnce : new int[] {1, 7, 4096, 1 << 20}) {
            var lines = new LineSplitter(Events.slow(bytes, atOnce));
            List<String> read = new ArrayList<>();
            while (lines.next()) {
                read.add(new String(lines.bytes(), lines.from(), lines.length(), StandardCharsets.UTF_8).strip());
                assertThat(lines.number()).isEqualTo(read.size());
            }
            assertThat(read).hasSize(301).endsWith("last");
            assertThat(read.get(1)).hasSize(37);
            assertThat(lines.terminated()).isFalse();
        }
    }

    @Test
    void aLineLongerThanAnyLineIsLeftOut() {
        String line =
                "{\"agent\":\"a\",\"tool\":\"t\",\"args\":{\"x\":\"" + "y".repeat(LineSplitter.LONGEST) + "\"}}\n";
        List<TraceEvent> events =
                Events.of(line + "{\"time\":1772442000500,\"agent\":\"a\",\"tool\":\"t\",\"args\":{}}\n");
        assertThat(Events.flaws(events)).containsExactly("broken log:1: the line is too long");
        assertThat(Events.calls(events))
                .singleElement()
                .satisfies(call -> assertThat(call.place().line()).isEqualTo(2));
    }
}
