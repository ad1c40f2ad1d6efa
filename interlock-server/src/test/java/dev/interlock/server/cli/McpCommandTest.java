package dev.interlock.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong before a client is talked to. That it talks is shown by `WrappedServerTest`. */
class McpCommandTest {

    private static Path bundle(String name) {
        return Path.of(System.getProperty("interlock.root", ".."), "bundles", name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "accounts-payable | --agent | a | which intent? name it with --intent: `book-invoice`",
                "local-files | --intent | nothing | the bundle has no intent `nothing`; it has `work-on-files`",
                "local-files | --server | erp | the bundle has no server `erp`; it has `files`",
                "local-files | --env | NO_SUCH | the environment has no variable `NO_SUCH`"
            })
    void saysWhatIsMissing(String name, String option, String value, String message) {
        CommandRun run = CommandRun.in(
                new Surroundings(Map.of(), false), "mcp", "--bundle", bundle(name), option, value, "--", "true");
        assertThat(run.err()).contains(message);
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void needsABundleAndACommand() {
        CommandRun run = CommandRun.of("mcp");
        assertThat(run.err()).contains("--bundle").contains("COMMAND");
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void aMissingFolderIsWrongUsage() {
        CommandRun run = CommandRun.of("mcp", "--bundle", "/nowhere", "--", "true");
        assertThat(run.err()).contains("`/nowhere` is no folder");
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void aFaultyBundleIsShown(@TempDir Path empty) {
        CommandRun run = CommandRun.of("mcp", "--bundle", empty, "--", "true");
        assertThat(run.err()).contains("error[IL-0010]");
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
    }
}
