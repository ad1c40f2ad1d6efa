package dev.interlock.cli.command.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
                "accounts-payable | --agent | a | which intent? choose one with --intent: `book-invoice`",
                "local-files | --intent | nothing | the bundle has no intent `nothing`; it has `work-on-files`",
                "local-files | --server | erp | the bundle has no server `erp`; it has `files`",
                "local-files | --env | NO_SUCH | the environment variable `NO_SUCH` is not set"
            })
    void saysWhatIsMissing(String name, String option, String value, String message) {
        CommandRun run =
                CommandRun.in(new Surroundings(Map.of(), false), "mcp", bundle(name), option, value, "--", "true");
        assertThat(run.err()).contains(message);
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mcp | which policy? give the folder of a bundle",
                "mcp BUNDLE | which server? write its command after `--`",
                "mcp BUNDLE -- no-such-program | there is no program `no-such-program` on the PATH",
                "mcp BUNDLE -- / | `/` is not a program that can be started",
                "mcp shipped:nothing -- true | no bundle `nothing` is shipped; choose one of agent-baseline,"
                        + " chrome-devtools, everything, ",
                "mcp shipped:memory -- true | which intent? choose one with --intent: `remember`, `tidy-memory`",
                "mcp BUNDLE --listen -- true | --endpoint and --listen need --config",
                "mcp BUNDLE --approver omar -- /bin/sh | --approver",
                "mcp BUNDLE --approver omar=x -- /bin/sh | --approver takes a lower-case name and the hash of a"
                        + " token",
                "mcp BUNDLE --approver desktop=HASH -- /bin/sh | `desktop` is the name of the agent",
                "mcp BUNDLE --approver USER=HASH -- /bin/sh | `USER` starts the agent, so an approver must be another"
                        + " person",
                "mcp --config nowhere.yaml | there is no configuration file `nowhere.yaml`",
                "mcp --config CONFIG --data x | leave out BUNDLE, --server, --intent, --data, --env, --approver and",
                "mcp --config CONFIG -- true | leave out BUNDLE, --server, --intent, --data, --env, --approver and",
                "mcp --config CONFIG | which agent? choose one with --agent: `clerk`, `payer`",
                "mcp --config CONFIG --agent vera | the configuration has no agent `vera`; it has `clerk`, `payer`",
                "mcp --config CONFIG --agent payer | agent `payer` has no `intent` in the configuration",
                "mcp --config CONFIG --agent clerk --endpoint x | the configuration has no endpoint `x`; it has"
                        + " `all-of-it`, `erp`"
            })
    void saysWhatItNeeds(String line, String message, @TempDir Path folder) throws Exception {
        Path config = folder.resolve("c.yaml");
        Files.writeString(
                config, """
                    domain: desk.example.com
                    bundle: %s
                    upstreams: {erp: {command: [erp]}}
                    endpoints: {all-of-it: [erp]}
                    agents:
                      clerk: {token: %s, owner: a, model: m, root: true, intent: book-invoice}
                      payer: {token: %s, owner: b, model: m, root: true}
                    people: {vera: {token: %s}}
                    """.formatted(bundle("accounts-payable").toAbsolutePath(), hash(1), hash(2), hash(3)));
        Object[] arguments = Arrays.stream(line.split(" "))
                .map(word -> switch (word) {
                    case "BUNDLE" -> bundle("local-files");
                    case "CONFIG" -> config;
                    default -> word.replace("HASH", hash(4)).replace("USER", System.getProperty("user.name"));
                })
                .toArray();
        CommandRun run = CommandRun.in(new Surroundings(Map.of("PATH", "/nowhere"), false), arguments);
        assertThat(run.err()).contains(message.replace("USER", System.getProperty("user.name")));
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run.out()).isEmpty();
    }

    private static String hash(int digit) {
        return "sha256:" + Integer.toString(digit).repeat(64);
    }

    @Test
    void aMissingFolderIsWrongUsage() {
        CommandRun run = CommandRun.of("mcp", "/nowhere", "--", "true");
        assertThat(run.err()).contains("`/nowhere` is not a folder");
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void aFaultyBundleIsShown(@TempDir Path empty) {
        CommandRun run = CommandRun.of("mcp", empty, "--", "true");
        assertThat(run.err()).contains("error[IL-0010]");
        assertThat(run.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
    }
}
