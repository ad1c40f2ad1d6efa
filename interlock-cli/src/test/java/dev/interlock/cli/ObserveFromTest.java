package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.door.api.ApiServer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code interlock observe --from}, against a real server. */
class ObserveFromTest {

    @TempDir
    private Path folder;

    private ApiServer server;
    private Path file;

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
        file = folder.resolve("ids.csv");
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private CommandRun observe(String text, Object... more) throws Exception {
        return observe(text.getBytes(StandardCharsets.UTF_8), more);
    }

    private CommandRun observe(byte[] text, Object... more) throws Exception {
        Files.write(file, text);
        return as("erp-audit", more);
    }

    private CommandRun as(String who, Object... more) {
        Map<String, String> environment =
                new HashMap<>(Map.of("INTERLOCK_URL", server.url(), "INTERLOCK_TOKEN", server.token(who)));
        Object[] args = new Object[3 + more.length];
        args[0] = "observe";
        args[1] = "--from";
        args[2] = file;
        System.arraycopy(more, 0, args, 3, more.length);
        CommandRun run = CommandRun.in(new Surroundings(environment, false), args);
        assertThat(run.out() + run.err()).doesNotContain("dev.interlock", "Exception", "ilt_");
        return run;
    }

    @Test
    void allOfAFileIsToldAndToldAgainRecordsNothing() throws Exception {
        var text = new StringBuilder("\ufefftype,id,of\r\n");
        for (int i = 1; i <= 250; i++) {
            text.append("vendor,V-").append(i).append(",\r\n\r\n");
        }
        text.append("invoice,\"I-1\",vendor/V-250");
        CommandRun tried = observe(text.toString(), "--dry-run");
        assertThat(tried.exit()).as(tried.out()).isEqualTo(ExitCode.FINE);
        assertThat(tried.out()).isEqualTo("251 would be recorded, 0 known already, 0 wrong\n");
        CommandRun told = observe(text.toString());
        assertThat(told.exit()).as(told.out() + told.err()).isEqualTo(ExitCode.FINE);
        assertThat(told.out()).isEqualTo("251 recorded, 0 known already, 0 wrong\n");
        assertThat(observe(text.toString(), "--json").out())
                .isEqualTo("{\"dry_run\":false,\"recorded\":0,\"known\":251,\"new\":0,\"refused\":0,\"wrong\":0,"
                        + "\"line\":502,\"errors\":[]}\n");
    }

    @Test
    void whatIsWrongIsNamedByItsPlaceAndTheRestIsTold() throws Exception {
        CommandRun told = observe("""
            Type,of,ID
            vendor,,V-1
            vendor,,
            vendor,V-1
            invoice,V-1,I-1
            invoice,vendor/V-1,"I-2
            """.stripTrailing() + "\"\nvender,,V-2\ninvoice,vendor/V-1,\"I-3\"\n");
        assertThat(told.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(told.out().lines())
                .contains(
                        "line 3, column 9: `id` is empty",
                        "line 4: has 2 values, but the first line names 3 columns; put a value that contains a comma"
                                + " in quotes",
                        "line 5, column 9: `of` must name an object with its type, as in `vendor/7`, not `V-1`",
                        "3 recorded, 0 known already, 4 wrong");
        assertThat(told.out()).contains("line 7: vender/V-2: the bundle has no object type `vender`");
    }

    @Test
    void aFileThatIsNoneIsRefused() throws Exception {
        assertThat(observe("").err()).contains("line 1", "write `type,id`");
        assertThat(observe("vendor,V-1\n").err()).contains("line 1, column 1: `vendor` is not a column name");
        assertThat(observe("type,id,type\n").err()).contains("column 9", "twice");
        CommandRun open = observe("type,id\nvendor,V-1\nvendor,\"V-2\nvendor,V-3\n");
        assertThat(open.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(open.out()).contains("line 3, column 8: this quote is never closed");
        assertThat(observe("type,id\nvendor,V\"1\n").out()).contains("line 2, column 9: a quote inside a value");
        assertThat(observe("type,id\nvendor,\"V\"1\n").out()).contains("line 2, column 11", "double the quotes");
        assertThat(observe("type,id\nvendor,\"" + "x".repeat(3_000) + "\"\n").out())
                .contains("is a quote missing?");
        assertThat(observe("type,id\n" + ",".repeat(100) + "\n").out()).contains("more than 32 columns");
        assertThat(observe("type,id\nvendor,V-\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                                .err()
                        + observe("type,id\nvendor,V-\u00e9\n".getBytes(StandardCharsets.ISO_8859_1))
                                .out())
                .contains("save the file as UTF-8");
    }

    @Test
    void whoeverMayNotTellIsToldSo() throws Exception {
        observe("type,id\nvendor,V-1\n", "--dry-run");
        CommandRun refused = as("clerk");
        assertThat(refused.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(refused.out()).contains("stopped after line 0", "not-allowed", "only a source may report");
        file = folder.resolve("none.csv");
        assertThat(as("erp-audit").err()).contains("cannot be read");
        file = folder;
        assertThat(as("erp-audit").exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }
}
