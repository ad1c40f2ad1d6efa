package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExplainTest {
    @TempDir
    static Path folder;

    private static Path data;

    @BeforeAll
    static void make() throws IOException {
        data = folder.resolve("data");
        SampleLedger.make(data);
    }

    private static CommandRun explain(String id, Object... more) {
        var all = new java.util.ArrayList<Object>(java.util.List.of("explain", id, "--data", data));
        all.addAll(java.util.List.of(more));
        return CommandRun.of(all.toArray());
    }

    private static void shows(String id, String file) throws IOException {
        CommandRun run = explain(id);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.err()).isEmpty();
        assertThat(run.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        Expected.check(file, run.out());
    }

    @Test
    void aDenialNamesItsWitness() throws IOException {
        shows("c-13", "explain-denied.txt");
    }

    @Test
    void aHoldTellsWhoAnswered() throws IOException {
        shows("h-14", "explain-held.txt");
        assertThat(explain("c-14").out())
                .isEqualTo(explain("h-14").out())
                .isEqualTo(explain("a-15").out());
        assertThat(explain("14").out()).isEqualTo(explain("h-14").out());
    }

    @Test
    void aPermitTellsItsApprovalAndOutcome() throws IOException {
        shows("c-16", "explain-permitted.txt");
        assertThat(explain("18").out())
                .as("its reconciliation")
                .isEqualTo(explain("c-16").out());
    }

    @Test
    void aTaskTellsItsCalls() throws IOException {
        shows("t-9", "explain-task.txt");
        assertThat(explain("21").out()).as("its end").isEqualTo(explain("t-9").out());
    }

    @Test
    void jsonIsTheWholeStory() throws IOException {
        JsonNode call = new ObjectMapper().readTree(explain("c-13", "--json").out());
        assertThat(call.at("/verdict").asText()).isEqualTo("denied");
        assertThat(call.at("/witnesses/0/call").asLong()).isEqualTo(2);
        assertThat(call.at("/reasons/0/rule").asText()).isEqualTo("AP-01");
        assertThat(call.at("/reasons/0/title").asText())
                .isEqualTo("No party creates or edits a vendor and also pays it");
        assertThat(call.at("/task/task").asLong()).isEqualTo(12);
        JsonNode task = new ObjectMapper().readTree(explain("t-9", "--json").out());
        assertThat(task.at("/calls")).hasSize(4);
        assertThat(task.at("/calls/0/outcome/type").asText()).isEqualTo("call-settled");
        assertThat(task.at("/ended/type").asText()).isEqualTo("task-ended");
    }

    @Test
    void aConflictIsAPicture() throws IOException {
        Path file = folder.resolve("c-13.svg");
        CommandRun run = explain("c-13", "--svg", file);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).isEmpty();
        assertThat(file)
                .content()
                .startsWith("<svg ")
                .contains("Why c-13 was stopped", "e-clash", "vendor/V-1", "AP-01");
        assertThat(explain("c-13", "--svg", "-").out()).isEqualTo(Files.readString(file));
    }

    @Test
    void aTaskIsAPicture() {
        assertThat(explain("t-9", "--svg", "-").out())
                .contains("Task t-9", "payment/P-5")
                .doesNotContain("e-clash\"");
    }

    @Test
    void whatHasNoPictureSaysSo() {
        CommandRun run = explain("0", "--svg", folder.resolve("none.svg"));
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run.err()).contains("`0` has no picture");
        assertThat(folder.resolve("none.svg")).doesNotExist();
        CommandRun unwritable =
                explain("c-13", "--svg", folder.resolve("no-such-folder").resolve("x.svg"));
        assertThat(unwritable.exit()).isNotEqualTo(ExitCode.FINE);
        assertThat(unwritable.err()).contains("no-such-folder");
    }

    @Test
    void anIdThatIsNotThereSaysWhatIs() {
        CommandRun beyond = explain("c-99");
        assertThat(beyond.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(beyond.err()).contains("no `c-99`", "22 entries", "ledger show");
        CommandRun other = explain("c-9");
        assertThat(other.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(other.err()).contains("no `c-9`", "t-9", "otto");
        assertThat(explain("t-13").exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(explain("h-16").exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(explain("seventeen").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void anExportIsEnough() {
        Path export = folder.resolve("export");
        assertThat(CommandRun.of("ledger", "export", export, "--data", data).exit())
                .isEqualTo(ExitCode.FINE);
        CommandRun run = CommandRun.of("explain", "c-13", "--data", export);
        assertThat(run.exit()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains("AP-01", "vendor.create").doesNotContain("No party creates");
    }
}
