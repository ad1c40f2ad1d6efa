package dev.interlock.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.fixture.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code interlock hook install --managed}: what an administrator deploys, below a folder instead of the root of the machine. */
class ManagedHookTest {

    private static final String TOKEN = "/etc/interlock-hooks/agent.token";

    @TempDir
    private Path root;

    private CommandRun hook(String... words) {
        return CommandRun.in(
                new Surroundings(Map.of("HOME", root.resolve("home").toString()), false), (Object[]) words);
    }

    private CommandRun install(String client, String... more) {
        List<String> all = new ArrayList<>(List.of("hook", "install", client, "--managed", "--name", "work"));
        all.addAll(List.of("--token-file", TOKEN, "--root", root.toString()));
        all.addAll(List.of(more));
        if (!all.contains("--platform")) {
            all.addAll(List.of("--platform", "linux"));
        }
        return hook(all.toArray(String[]::new));
    }

    private CommandRun uninstall(String client) {
        return hook("hook", "uninstall", client, "--managed", "--root", root.toString(), "--platform", "linux");
    }

    private JsonNode read(String file) throws IOException {
        return Trees.object(Files.readString(root.resolve(file)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "claude-code | etc/claude-code/managed-settings.json | /hooks/PreToolUse/0/hooks/0/command",
                "gemini | etc/gemini-cli/settings.json | /hooks/BeforeTool/0/hooks/0/command",
                "copilot | etc/github-copilot/policy.d/interlock.json | /hooks/PreToolUse/0/bash",
                "cursor | etc/cursor/hooks.json | /hooks/preToolUse/0/command"
            })
    void theSettingsNameTheScriptAsTheMachineDoes(String client, String file, String command) throws IOException {
        CommandRun run = install(client, "--intent", "author");

        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains(root.resolve(file).toString(), "cannot guarantee", "become root", "token file");
        assertThat(read(file).at(command).textValue()).isEqualTo("sh '/etc/interlock-hooks/" + client + ".sh'");
        Path script = root.resolve("etc/interlock-hooks/" + client + ".sh");
        assertThat(Files.readString(script))
                .contains("/v1/hooks/" + client + "?project=work&intent=author", "token_file='" + TOKEN + "'");
        for (Path written : List.of(script, root.resolve(file))) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written)))
                    .isEqualTo("rw-r--r--");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(written.getParent())))
                    .isEqualTo("rwxr-xr-x");
        }
        assertThat(uninstall(client).out()).contains("no longer");
        assertThat(script).doesNotExist();
        assertThat(uninstall(client).out()).contains("There was no hook");
    }

    @Test
    void whatAnAdministratorHasSetIsKept() throws IOException {
        Path file = root.resolve("etc/claude-code/managed-settings.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"permissions\": {\"deny\": [\"WebFetch\"]}}");

        assertThat(install("claude-code").exit()).isEqualTo(ExitCode.FINE);
        assertThat(install("claude-code").exit()).isEqualTo(ExitCode.FINE);

        JsonNode settings = read("etc/claude-code/managed-settings.json");
        assertThat(settings.path("allowManagedHooksOnly").booleanValue()).isTrue();
        assertThat(settings.at("/permissions/deny/0").textValue()).isEqualTo("WebFetch");
        assertThat(settings.at("/hooks/PreToolUse")).hasSize(1);
    }

    @Test
    void aUserCannotTurnTheHooksOfGeminiOffWithTheirOwnSwitch() throws IOException {
        assertThat(install("gemini").out()).contains("hooksConfig.disabled", "GEMINI_CLI_SYSTEM_SETTINGS_PATH");
        assertThat(read("etc/gemini-cli/settings.json")
                        .at("/hooksConfig/enabled")
                        .booleanValue())
                .isTrue();
    }

    /** Copilot CLI 1.0.102 reads no policy without it, and runs the tool. */
    @Test
    void thePolicyOfCopilotHasItsVersion() throws IOException {
        install("copilot");
        assertThat(read("etc/github-copilot/policy.d/interlock.json")
                        .path("version")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void codexHasRequirementsThatItTrusts() throws IOException {
        assertThat(install("codex").exit()).isEqualTo(ExitCode.FINE);
        Path file = root.resolve("etc/codex/requirements.toml");
        assertThat(Files.readString(file))
                .contains("[features]\n", "\nhooks = true\n", "\nunified_exec_tty = false\n")
                .contains("[hooks]\nmanaged_dir = \"/etc/interlock-hooks\"\n")
                .contains("""
                    [[hooks.PreToolUse]]
                    matcher = "*"
                    [[hooks.PreToolUse.hooks]]
                    type = "command"
                    command = "sh '/etc/interlock-hooks/codex.sh'"
                    timeout = 30
                    """);
        assertThat(install("codex").exit()).as("again").isEqualTo(ExitCode.FINE);
        assertThat(uninstall("codex").out()).contains("no longer");
        assertThat(file).doesNotExist();

        Files.writeString(file, "allowed_sandbox_modes = [\"read-only\"]\n");
        CommandRun refused = install("codex");
        assertThat(refused.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(refused.err()).contains("requirements that Interlock did not write", "move it away");
        assertThat(Files.readString(file)).doesNotContain("hooks");
        assertThat(root.resolve("etc/interlock-hooks/codex.sh")).doesNotExist();
    }

    @Test
    void opencodeLoadsThePluginByItsAddress() throws IOException {
        Path file = root.resolve("etc/opencode/opencode.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"plugin\": [\"other\"]}");

        assertThat(install("opencode").out()).contains("--pure");
        install("opencode");

        assertThat(read("etc/opencode/opencode.json").path("plugin"))
                .extracting(JsonNode::textValue)
                .containsExactly("other", "file:///etc/opencode/interlock.js");
        assertThat(root.resolve("etc/opencode/interlock.js")).content().contains("?project=work");
        uninstall("opencode");
        assertThat(read("etc/opencode/opencode.json")).isEqualTo(Trees.object("{\"plugin\": [\"other\"]}"));
    }

    @Test
    void printedFilesAreNotWritten() {
        CommandRun run = install("claude-code", "--print", "--platform", "macos");

        assertThat(run.out())
                .contains(
                        "# " + root.resolve("Library/Application Support/ClaudeCode/managed-settings.json"),
                        "\"allowManagedHooksOnly\": true",
                        "#!/bin/sh");
        assertThat(root).isEmptyDirectory();
    }

    @Test
    void mistakesAreToldAndNothingIsWritten() {
        assertThat(install("claude-code", "--user").err()).contains("leave out --user and --project");
        assertThat(hook("hook", "install", "claude-code", "--managed", "--token-file", TOKEN, "--root", root.toString())
                        .err())
                .contains("for them with --name");
        assertThat(hook("hook", "install", "codex", "--root", root.toString(), "--token-file", TOKEN)
                        .err())
                .contains("need --managed");
        assertThat(hook("hook", "install", "codex", "--print", "--token-file", TOKEN)
                        .err())
                .contains("--print needs --managed");
        assertThat(hook("hook", "install", "codex", "--managed", "--name", "work", "--token-file", "/nowhere")
                        .err())
                .contains("cannot be read");
        assertThat(root).isEmptyDirectory();
    }
}
