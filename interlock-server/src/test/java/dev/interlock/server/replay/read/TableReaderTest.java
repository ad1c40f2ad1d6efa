package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TableReaderTest {

    private static final String HEAD = "Case ID,Activity,Resource,Complete Timestamp,Amount\n";
    private static final String COLUMNS = "case=Case ID,activity=Activity,resource=Resource,time=Complete Timestamp";

    private final Cases cases = new Cases(false, new Collisions());

    private List<TraceEvent> read(String table) throws IOException {
        return read(table, StandardCharsets.UTF_8, COLUMNS);
    }

    private List<TraceEvent> read(String table, Charset charset, String columns) throws IOException {
        return Events.of(table.getBytes(charset), cases, Optional.of(TableColumns.parse(columns)));
    }

    /** The failure of a table that is read by itself, past the helper that makes a flaw of it. */
    private void assertWrong(String table, Optional<TableColumns> columns, String message) throws IOException {
        try (TraceFile file = TraceFile.of(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)))) {
            assertThat(file.form()).isEqualTo(TraceForm.TABLE);
            assertThatThrownBy(() -> file.form().reader(cases, columns).read("log.csv", file.in(), event -> {}))
                    .isInstanceOf(TableColumns.Wrong.class)
                    .hasMessage(message);
        }
    }

    @Test
    void aRowIsACallOfItsActivity() throws IOException {
        List<TraceEvent> events = read(HEAD
                + "17,\"Check, then \"\"sign\"\"\",Jürgen,2026-01-01T05:45:00+05:45,7.50\n"
                + "18, Check totals ,r1 ,2026-01-01 00:00:00.5Z,\n");
        assertThat(Events.flaws(events)).isEmpty();
        List<TraceEvent.Called> calls = Events.calls(events);
        assertThat(calls).hasSize(2);
        assertThat(calls.getFirst().tool()).isEqualTo("xes/Check_then_sign_");
        assertThat(calls.getFirst().party().agent()).isEqualTo("Jürgen");
        assertThat(calls.getFirst().place()).hasToString("log:2");
        assertThat(calls.getFirst().timeMillis())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00Z").toEpochMilli());
        assertThat(calls.getFirst().args())
                .containsEntry("case", "17")
                .containsEntry("activity", "Check, then \"sign\"")
                .containsEntry("resource", "Jürgen")
                .containsEntry("Amount", "7.50")
                .containsEntry("Complete_Timestamp", "2026-01-01T05:45:00+05:45");
        assertThat(calls.getLast().tool()).isEqualTo("xes/Check_totals");
        assertThat(calls.getLast().party().agent()).isEqualTo("r1");
        assertThat(calls.getLast().timeMillis())
                .isEqualTo(Instant.parse("2026-01-01T00:00:00.500Z").toEpochMilli());
        assertThat(calls.getLast().args()).doesNotContainKey("Amount");
        assertThat(cases.size()).isEqualTo(2);
    }

    @Test
    void rowsOfOneCaseAreOneCaseWhereverTheyStand() throws IOException {
        List<TraceEvent> events = read(
                HEAD + "a,x,r,2026-01-01T00:00:00Z,\nb,x,r,2026-01-01T00:00:00Z,\n a ,x,r,2026-01-01T00:00:00Z,\n");
        assertThat(Events.calls(events))
                .extracting(TraceEvent.Called::caseNumber)
                .containsExactly(0, 1, 0);
        assertThat(Events.calls(events))
                .extracting(TraceEvent.Called::task)
                .containsExactly("case 1", "case 2", "case 1");
    }

    @Test
    void tabsSemicolonsAByteOrderMarkAndAnyEndOfALine() throws IOException {
        String row = "17,a,r,2026-01-01T00:00:00Z,1\n";
        for (String separator : List.of(",", ";", "\t")) {
            for (String end : List.of("\n", "\r\n", "\r")) {
                String table = "\ufeff"
                        + (HEAD + row + "\n" + row).replace(",", separator).replace("\n", end);
                List<TraceEvent> events = read(table);
                assertThat(Events.flaws(events)).as(table).isEmpty();
                assertThat(Events.calls(events))
                        .as(table)
                        .extracting(call -> call.place().line())
                        .containsExactly(2L, 4L);
            }
        }
    }

    @Test
    void aRowWithOtherThanTheNamedColumnsIsToldWithItsLine() throws IOException {
        List<TraceEvent> events = read(HEAD
                + "17,\"two\r\nlines\",r,2026-01-01T00:00:00Z,1\n"
                + "17,a,r,2026-01-01T00:00:00Z\n"
                + "17,a,r,2026-01-01T00:00:00Z,1,2\n"
                + "17,a,r,2026-01-01T00:00:00Z,1\n");
        assertThat(Events.calls(events)).extracting(call -> call.place().line()).containsExactly(2L, 6L);
        assertThat(Events.flaws(events))
                .containsExactly(
                        "broken log:4: the row has 4 values, but the first line names 5 columns: put a value "
                                + "with a separator in quotes",
                        "broken log:5: the row has 6 values, but the first line names 5 columns: put a value "
                                + "with a separator in quotes");
    }

    @Test
    void aQuoteThatCannotBeReadEndsTheReading() throws IOException {
        for (String bad : List.of("17,a \"b\",r,x,1\n", "17,\"a\"b,r,x,1\n", "17,\"a,r,x,1\n")) {
            List<TraceEvent> events = read(HEAD + "17,a,r,2026-01-01T00:00:00Z,1\n" + bad);
            assertThat(Events.calls(events)).hasSize(1);
            assertThat(Events.flaws(events))
                    .singleElement()
                    .asString()
                    .startsWith("cut log:3: line 3, column ")
                    .contains("quote");
        }
        List<TraceEvent> events = read(
                HEAD + "17,a,r,2026-01-01T00:00:00Z,1\n17,Prüfung,r,2026-01-01T00:00:00Z,1\n",
                StandardCharsets.ISO_8859_1,
                COLUMNS);
        assertThat(Events.flaws(events)).singleElement().asString().contains("not UTF-8");
    }

    @Test
    void whatIsMissingInARowIsTold() throws IOException {
        List<TraceEvent> events = read(HEAD
                + ",a,r,2026-01-01T00:00:00Z,1\n"
                + "1,,r,2026-01-01T00:00:00Z,1\n"
                + "1,a,  ,2026-01-01T00:00:00Z,1\n"
                + "1,a,r,,1\n"
                + "1,a,r,03/02/2026 9:00,1\n"
                + "1,a,r,1900-01-01T00:00:00Z,1\n"
                + "1,a,r,2026-01-01 00:00:00,1\n");
        assertThat(Events.flaws(events))
                .containsExactly(
                        "no-case log:2: the row has no `Case ID`",
                        "broken log:3: the event has no `Activity`",
                        "no-agent log:4: the event `a` has no `Resource`",
                        "no-time log:5: the event `a` has no `Complete Timestamp`",
                        "bad-time log:6: `03/02/2026 9:00` is not an ISO 8601 time from 1970 or later",
                        "bad-time log:7: `1900-01-01T00:00:00Z` is not an ISO 8601 time from 1970 or later",
                        "no-offset log:8: `2026-01-01 00:00:00`");
        List<TraceEvent.Called> calls = Events.calls(events);
        assertThat(calls).hasSize(6);
        assertThat(calls.getFirst().caseNumber()).isEqualTo(TraceEvent.NO_CASE);
        assertThat(calls.getFirst().args()).doesNotContainKey("case");
        assertThat(calls.get(2).timeMillis()).isEqualTo(TraceEvent.NO_TIME);
        assertThat(calls.get(3).timeMillis()).isEqualTo(TraceEvent.NO_TIME);
    }

    @Test
    void rowsThatAreNotCompleteAreLeftOutWhereAColumnSaysSo() throws IOException {
        List<TraceEvent> events = read(
                "c,a,r,t,l\n1,x,r,2026-01-01T00:00:00Z,start\n1,x,r,2026-01-01T00:00:01Z,COMPLETE\n"
                        + "1,x,r,2026-01-01T00:00:02Z,\n",
                StandardCharsets.UTF_8,
                "case=c,activity=a,resource=r,time=t,lifecycle=l");
        assertThat(Events.calls(events)).extracting(call -> call.place().line()).containsExactly(3L, 4L);
    }

    @Test
    void columnsThatThereAreNotAreToldWithThoseThatThereAre() throws IOException {
        assertWrong(
                HEAD,
                Optional.of(
                        TableColumns.parse("case=Case ID,activity=Actvity,resource=Resource,time=Complete Timestamp")),
                "`log.csv` has no column `Actvity`: did you mean `Activity`? it has `Case ID`, `Activity`, `Resource`,"
                        + " `Complete Timestamp`, `Amount`");
        assertWrong(
                "a,b,a,d\n",
                Optional.of(TableColumns.parse("case=b,activity=a,resource=d,time=d")),
                "`log.csv` has two columns `a`: give one of them another name");
        assertWrong(
                HEAD,
                Optional.empty(),
                "`log.csv` is a table: say which of its columns describe an event, as in `--columns "
                        + "case=...,activity=...,resource=...,time=...`; it has `Case ID`, `Activity`,"
                        + " `Resource`, `Complete Timestamp`, `Amount`");
    }

    @Test
    void columnsAreNamedOnceEach() throws IOException {
        assertThat(TableColumns.parse("\"case=Case, old\",activity= a=b ,resource=r,time=t"))
                .isEqualTo(new TableColumns("Case, old", "a=b", "r", "t", Optional.empty()));
        for (String wrong : List.of(
                "",
                "case=c",
                "case=c,activity=a,resource=r",
                "case=c,case=d,activity=a,resource=r,time=t",
                "case=c,activity=,resource=r,time=t",
                "case=c,actvity=a,resource=r,time=t",
                "case=c,activity=a,resource=r,time=t,user",
                "case=\"c,activity=a,resource=r,time=t",
                "case=c,activity=a\nresource=r,time=t")) {
            assertThatThrownBy(() -> TableColumns.parse(wrong))
                    .as(wrong)
                    .isInstanceOf(TableColumns.Wrong.class)
                    .hasMessageContaining("`--columns`");
        }
    }

    @Test
    void aDamagedLineOfJsonIsNoTable() throws IOException {
        for (String text : List.of(
                "\"agent\":\"a\",\"tool\":\"t\"}\n{\"agent\":\"a\"}\n", "[1,2]\n", "{\"a\":1,\n", "one word\n", "")) {
            try (TraceFile file = TraceFile.of(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
                assertThat(file.form()).as(text).isEqualTo(TraceForm.JSON_LINES);
            }
        }
    }
}
