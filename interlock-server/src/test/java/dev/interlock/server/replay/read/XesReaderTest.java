package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XesReaderTest {

    private static String log(String traces) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <log xes.version="1.0" xmlns="http://www.xes-standard.org/">
              <global scope="event"><string key="concept:name" value="none"/></global>
              %s
            </log>
            """.formatted(traces);
    }

    private static String event(String activity, String resource, String time) {
        return "<event><string key=\"concept:name\" value=\"" + activity + "\"/>"
                + (resource.isEmpty() ? "" : "<string key=\"org:resource\" value=\"" + resource + "\"/>")
                + "<date key=\"time:timestamp\" value=\"" + time + "\"/></event>";
    }

    private static String trace(String name, String... events) {
        return "<trace><string key=\"concept:name\" value=\"" + name + "\"/>" + String.join("\n", events) + "</trace>";
    }

    @Test
    void anEventIsACallOfItsActivity() {
        List<TraceEvent> events = Events.of(log(trace("17", """
            <event><string key="concept:name" value="T06 Determine &amp; decide"/><string key="org:resource" value="Resource21"/>
            <date key="time:timestamp" value="2010-10-04T00:00:00.000+02:00"/><int key="amount" value="42"/>
            <list key="notes"><string key="inner" value="x"/></list><string key="org:group" value="EMPTY"/></event>\
            """)));
        assertThat(Events.flaws(events)).isEmpty();
        assertThat(Events.calls(events)).singleElement().satisfies(call -> {
            assertThat(call.tool()).isEqualTo("xes/T06_Determine_decide");
            assertThat(call.party().agent()).isEqualTo("Resource21");
            assertThat(call.timeMillis())
                    .isEqualTo(Instant.parse("2010-10-03T22:00:00Z").toEpochMilli());
            assertThat(call.args())
                    .containsEntry("case", "17")
                    .containsEntry("activity", "T06 Determine & decide")
                    .containsEntry("amount", 42L)
                    .containsEntry("org_group", "EMPTY")
                    .containsEntry("case_concept_name", "17")
                    .doesNotContainKey("inner");
        });
    }

    @Test
    void onlyWhatCompletesCounts() {
        String started = event("a", "r", "2026-01-01T00:00:00Z")
                .replace("<event>", "<event><string key=\"lifecycle:transition\" value=\"start\"/>");
        String completed = started.replace("\"start\"", "\"COMPLETE\"");
        assertThat(Events.calls(Events.of(log(trace("1", started, completed))))).hasSize(1);
    }

    @Test
    void withoutResourceNobodyIsKnownAndItIsSaid() {
        List<TraceEvent> events = Events.of(log(trace("1", event("a", "", "2026-01-01T00:00:00Z"))));
        assertThat(Events.calls(events).getFirst().party().agent()).isNull();
        assertThat(Events.flaws(events)).singleElement().asString().startsWith("no-agent log:4: ");
    }

    @Test
    void eventsHaveTheTimesThatTheLogSays() {
        List<TraceEvent.Called> calls = Events.calls(Events.of(
                log(trace("1", event("a", "r", "2026-01-11T00:00:00Z"), event("b", "r", "2026-01-01T05:45:00+05:45"))
                        + trace("2", event("a", "r", "2025-12-31T19:00:00.000-05:00")))));
        assertThat(calls)
                .extracting(call -> Instant.ofEpochMilli(call.timeMillis()).toString())
                .containsExactly("2026-01-11T00:00:00Z", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    }

    @Test
    void aTimeWithoutAnOffsetIsReadAsUtcAndThatIsSaid() {
        List<TraceEvent> events = Events.of(log(trace("1", event("a", "r", "2026-01-01T00:00:00.000"))));
        assertThat(Events.calls(events))
                .singleElement()
                .satisfies(call -> assertThat(call.timeMillis())
                        .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli()));
        assertThat(Events.flaws(events)).containsExactly("no-offset log:4: `2026-01-01T00:00:00.000`");
    }

    @Test
    void namesAreComparedWithoutSpaceAroundThemAndByLetters() {
        List<TraceEvent> events = Events.of(log(trace(
                " 17 ",
                event("Pr\u00fcfung", "J\u00fcrgen", "2026-01-01T00:00:00Z"),
                event(" Pru\u0308fung", "Ju\u0308rgen\u00a0", "2026-01-01T00:00:01Z"))));
        assertThat(Events.flaws(events)).isEmpty();
        assertThat(Events.calls(events)).hasSize(2).allSatisfy(call -> {
            assertThat(call.tool()).isEqualTo("xes/Pr\u00fcfung");
            assertThat(call.party().agent()).isEqualTo("J\u00fcrgen");
            assertThat(call.args())
                    .containsEntry("case", "17")
                    .containsEntry("activity", "Pr\u00fcfung")
                    .containsEntry("resource", "J\u00fcrgen");
        });
    }

    @Test
    void aNameMayBeANumber() {
        String numbers = trace("17", event("5", "112", "2026-01-01T00:00:00Z")).replace("<string", "<int");
        List<TraceEvent> events = Events.of(log(numbers));
        assertThat(Events.flaws(events)).isEmpty();
        assertThat(Events.calls(events)).singleElement().satisfies(call -> {
            assertThat(call.tool()).isEqualTo("xes/5");
            assertThat(call.party().agent()).isEqualTo("112");
            assertThat(call.args()).containsEntry("case", "17");
        });
    }

    @Test
    void aTextThatIsNoNameIsAnUnknownParty() {
        List<TraceEvent> events = Events.of(log(trace("1", event("a", "r\u200b1", "2026-01-01T00:00:00Z"))));
        assertThat(Events.calls(events).getFirst().party().agent()).isNull();
        assertThat(Events.flaws(events))
                .singleElement()
                .asString()
                .startsWith("bad-name log:4: `org:resource`, which is `r\u200b1`, must not contain");
    }

    @Test
    void twoTracesOfOneNameCollideUnlessTheyAreJoined() {
        byte[] text = log(trace("17", event("a", "r", "2026-01-01T00:00:00Z"))
                        + "\n"
                        + trace("17 ", event("b", "s", "2026-01-02T00:00:00Z")))
                .getBytes(StandardCharsets.UTF_8);
        var collisions = new Collisions();
        var cases = new Cases(false, collisions);
        Events.of(text, cases, Optional.empty());
        assertThat(collisions.count()).isEqualTo(1);
        assertThat(collisions.first())
                .containsExactly(new Collision(
                        Collision.Kind.CASE,
                        "17",
                        new Collision.Seen("17", new Place("log", 4)),
                        new Collision.Seen("17 ", new Place("log", 5))));

        var together = new Collisions();
        var joined = new Cases(true, together);
        List<TraceEvent> events = Events.of(text, joined, Optional.empty());
        assertThat(together.count()).isZero();
        assertThat(joined.size()).isEqualTo(1);
        assertThat(Events.calls(events))
                .extracting(TraceEvent.Called::caseNumber)
                .containsExactly(0, 0);
    }

    @Test
    void aTraceWithoutANameIsACaseOfItsOwn() {
        String nameless = trace("x", event("a", "r", "2026-01-01T00:00:00Z"))
                .replace("<string key=\"concept:name\" value=\"x\"/>", "");
        var cases = new Cases(false, new Collisions());
        List<TraceEvent> events =
                Events.of(log(nameless + "\n" + nameless).getBytes(StandardCharsets.UTF_8), cases, Optional.empty());
        assertThat(cases.size()).isEqualTo(2);
        assertThat(Events.flaws(events))
                .containsExactly(
                        "no-case log:4: the trace has no `concept:name`",
                        "no-case log:5: the trace has no `concept:name`");
        assertThat(Events.calls(events))
                .extracting(call -> call.args().get("case"))
                .containsExactly("log:4", "log:5");
    }

    @Test
    void attributesThatBecomeOneNameAreLeftOutIfTheyDiffer() {
        String more = "<string key=\"org:group\" value=\"A\"/><string key=\"org group\" value=\"B\"/>"
                + "<string key=\"cost.centre\" value=\"7\"/><string key=\"cost.centre\" value=\"7\"/></event>";
        List<TraceEvent> events =
                Events.of(log(trace("1", event("a", "r", "2026-01-01T00:00:00Z").replace("</event>", more))));
        assertThat(Events.calls(events))
                .singleElement()
                .satisfies(call ->
                        assertThat(call.args()).doesNotContainKey("org_group").containsEntry("cost.centre", "7"));
        assertThat(Events.flaws(events))
                .containsExactly(
                        "ambiguous log:4: `org:group` and `org group` both become `org_group`, but have different"
                                + " values");
    }

    @Test
    void anEventOutsideOfTracesIsTold() {
        List<TraceEvent> events = Events.of(log(event("a", "r", "2026-01-01T00:00:00Z")));
        assertThat(Events.calls(events)).isEmpty();
        assertThat(Events.flaws(events)).containsExactly("broken log:4: the event is not in a trace");
    }

    @Test
    void nothingOutsideTheFileIsRead() {
        for (String doctype : List.of(
                "<!DOCTYPE log [<!ENTITY x SYSTEM \"file:///etc/hostname\">]>",
                "<!DOCTYPE log SYSTEM \"http://127.0.0.1:9/log.dtd\">",
                "<!DOCTYPE log [<!ENTITY a \"b\"><!ENTITY c \"&a;&a;\">]>")) {
            List<TraceEvent> events = Events.of(doctype
                    + log(trace("&x;&c;", event("a", "r", "2026-01-01T00:00:00Z")))
                            .replaceFirst("<\\?xml.*\\?>", ""));
            assertThat(Events.calls(events)).isEmpty();
            assertThat(Events.flaws(events))
                    .singleElement()
                    .asString()
                    .startsWith("cut log:")
                    .contains("DTD");
        }
    }

    @Test
    void aLogWithManyEntitiesOfXmlItselfIsRead() {
        String value = "&amp;&lt;&gt;&quot;".repeat(250);
        String[] events = new String[1000];
        java.util.Arrays.fill(events, event(value, "r&amp;d", "2026-01-01T00:00:00Z"));
        List<TraceEvent> read = Events.of(log(trace("1", events)));
        assertThat(Events.flaws(read)).isEmpty();
        assertThat(Events.calls(read)).hasSize(1000);
    }

    @Test
    void aLogThatIsCutIsReadUpToThere() {
        String whole =
                log(trace("1", event("a", "r", "2026-01-01T00:00:00Z"), event("b", "r", "2026-01-01T00:00:00Z")));
        List<TraceEvent> events = Events.of(whole.substring(0, whole.indexOf("\"b\"")));
        assertThat(Events.calls(events)).hasSize(1);
        assertThat(Events.flaws(events)).singleElement().asString().startsWith("cut log:");
    }

    @Test
    void otherEncodingsAndBytesThatAreNoText() {
        String text = log(trace("J\u00fcrgen", event("a", "r", "2026-01-01T00:00:00Z")));
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
            byte[] bytes = text.replace("UTF-8", charset.name()).getBytes(charset);
            assertThat(Events.calls(new XesEvents(bytes).read()))
                    .singleElement()
                    .satisfies(call -> assertThat(call.args()).containsEntry("case", "J\u00fcrgen"));
        }
        List<TraceEvent> events = Events.of(text.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(Events.calls(events)).isEmpty();
        assertThat(Events.flaws(events)).singleElement().asString().contains("bytes that are not text");
    }

    /** Read as XES whatever it looks like: the form shows in bytes that UTF-16 does not have. */
    private record XesEvents(byte[] bytes) {
        List<TraceEvent> read() {
            List<TraceEvent> events = new java.util.ArrayList<>();
            try {
                new XesReader(new Cases(false, new Collisions()))
                        .read("log", new java.io.ByteArrayInputStream(bytes), events::add);
            } catch (java.io.IOException e) {
                throw new AssertionError(e);
            }
            return events;
        }
    }

    @Test
    void whatHasNoNameOrTime() {
        List<TraceEvent> events = Events.of(log(trace(
                "1",
                "<event><string key=\"org:resource\" value=\"r\"/></event>",
                event("a", "r", "in spring"),
                "<event><string key=\"concept:name\" value=\"b\"/><string key=\"org:resource\""
                        + " value=\"r\"/></event>")));
        assertThat(Events.flaws(events))
                .containsExactly(
                        "broken log:4: the event has no `concept:name`",
                        "bad-time log:5: `in spring` is not an ISO 8601 time from 1970 or later",
                        "no-time log:6: the event `b` has no `time:timestamp`");
        assertThat(Events.calls(events))
                .hasSize(2)
                .allSatisfy(call -> assertThat(call.timeMillis()).isEqualTo(TraceEvent.NO_TIME));
    }

    @Test
    void whatWouldFillTheMemoryIsAFlaw() {
        String event =
                "<event><string key=\"concept:name\" value=\"a\"/><string key=\"org:resource\" value=\"x\"/></event>";
        String huge = "a".repeat(1 << 20).repeat(20);
        for (String hostile : List.of(
                "<event><string key=\"k\" value=\"" + huge + "\"/></event>",
                "<!--" + huge + "-->",
                "<event>" + "<string key=\"%d\" value=\"\"/>".repeat(300_000) + "</event>")) {
            List<TraceEvent> events = Events.of("<log><trace>" + event + hostile + event + "</trace></log>");
            assertThat(Events.calls(events)).hasSize(1);
            assertThat(Events.flaws(events))
                    .filteredOn(flaw -> flaw.startsWith("cut "))
                    .singleElement()
                    .asString()
                    .contains("than");
        }
    }
}
