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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files of Copilot CLI, Cursor and opencode, as {@code interlock hook} writes them and takes them out again. */
class ClientFilesTest {

    @TempDir
    private Path folder;

    private Path token;

    @BeforeEach
    void prepare() throws IOException {
        token = Files.writeString(folder.resolve("dev.token"), "abc\n");
    }

    private CommandRun hook(String... words) {
        List<String> all = new ArrayList<>(List.of("hook"));
        all.addAll(List.of(words));
        return CommandRun.in(
                new Surroundings(Map.of("HOME", folder.resolve("home").toString()), false), all.toArray());
    }

    private String installed(String client, String... more) {
        List<String> all =
                new ArrayList<>(List.of("install", client, "--token-file", token.toString(), "--name", "shop"));
        all.addAll(List.of(more));
        CommandRun run = hook(all.toArray(String[]::new));
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        return run.out();
    }

    private JsonNode read(String file) throws IOException {
        return Trees.object(Files.readString(folder.resolve(file)));
    }

    @Test
    void copilotHasAFileOfOurOwnForAPerson() throws IOException {
        assertThat(installed("copilot", "--user")).contains("disableAllHooks", "policy.d", "--user");
        JsonNode hooks = read("home/.copilot/hooks/interlock.json").get("hooks");
        for (String event : List.of(
                "PreToolUse", "PostToolUse", "PostToolUseFailure", "UserPromptSubmit", "SubagentStop", "SessionEnd")) {
            JsonNode hook = hooks.at("/" + event + "/0");
            assertThat(hook.path("bash").textValue()).as(event).contains("/.interlock/hooks/copilot.sh");
            assertThat(hook.path("timeoutSec").intValue()).isEqualTo(30);
        }
        assertThat(Files.readString(InstalledScript.below(folder.resolve("home"), "copilot")))
                .contains("/v1/hooks/copilot?project=shop", "hookSpecificOutput");
    }

    @Test
    void copilotHasThePersonsOwnSettingsOfAProject() throws IOException {
        Path settings = folder.resolve(".github/copilot/settings.local.json");
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, "{\"model\": \"m\"}");
        installed("copilot", "--project", folder.toString());
        installed("copilot", "--project", folder.toString());
        assertThat(read(".github/copilot/settings.local.json").at("/hooks/PreToolUse"))
                .hasSize(1);
        assertThat(hook("uninstall", "copilot", "--project", folder.toString()).out())
                .contains("no longer");
        assertThat(read(".github/copilot/settings.local.json")).isEqualTo(Trees.object("{\"model\": \"m\"}"));
        assertThat(InstalledScript.below(folder, "copilot")).doesNotExist();
    }

    @Test
    void cursorBlocksWhereTheScriptFails() throws IOException {
        Path file = folder.resolve(".cursor/hooks.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, "{\"version\": 1, \"hooks\": {\"preToolUse\": [{\"command\": \"./own.sh\"}]}}");
        assertThat(installed("cursor", "--project", folder.toString())).contains("account", "/etc/cursor/hooks.json");
        JsonNode written = read(".cursor/hooks.json");
        assertThat(written.at("/hooks/preToolUse")).hasSize(2);
        for (String event : List.of("preToolUse", "beforeMCPExecution", "beforeSubmitPrompt")) {
            JsonNode hook = written.at("/hooks/" + event).path(event.equals("preToolUse") ? 1 : 0);
            assertThat(hook.path("failClosed").booleanValue()).as(event).isTrue();
            assertThat(hook.path("command").textValue()).contains("cursor.sh");
        }
        assertThat(Files.readString(InstalledScript.below(folder, "cursor"))).contains("\"permission\":\"deny\"");
        hook("uninstall", "cursor", "--project", folder.toString());
        assertThat(read(".cursor/hooks.json"))
                .isEqualTo(
                        Trees.object("{\"version\": 1, \"hooks\": {\"preToolUse\": [{\"command\": \"./own.sh\"}]}}"));
    }

    @Test
    void aNewFileOfCursorHasItsVersion() throws IOException {
        installed("cursor", "--user");
        assertThat(read("home/.cursor/hooks.json").path("version").intValue()).isEqualTo(1);
    }

    @Test
    void opencodeHasAPluginAndNoScript() throws IOException {
        token = Files.writeString(folder.resolve("a \"token\""), "abc\n");
        assertThat(installed("opencode", "--project", folder.toString(), "--intent", "author"))
                .contains("--pure")
                .doesNotContain("its script");
        Path plugin = folder.resolve(".opencode/plugins/interlock.js");
        assertThat(Files.readString(plugin))
                .contains("const url = \"http://127.0.0.1:7420/v1/hooks/opencode?project=shop&intent=author\";")
                .contains("a \\\"token\\\"\";")
                .doesNotContain("abc\n", "\"URL\"", "TOKEN FILE");
        assertThat(InstalledScript.below(folder, "opencode")).doesNotExist();
        assertThat(hook("uninstall", "opencode", "--project", folder.toString()).out())
                .contains("no longer");
        assertThat(plugin).doesNotExist();
        assertThat(hook("uninstall", "opencode", "--project", folder.toString()).out())
                .contains("There was no hook");
    }

    @Test
    void aPluginOfSomebodyElseIsLeftAlone() throws IOException {
        Path plugin = folder.resolve("home/.config/opencode/plugins/interlock.js");
        Files.createDirectories(plugin.getParent());
        Files.writeString(plugin, "export const Other = 1;\n");
        CommandRun run = hook("install", "opencode", "--user", "--token-file", token.toString(), "--name", "shop");
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run.err()).contains("another plugin");
        assertThat(hook("uninstall", "opencode", "--user").out()).contains("There was no hook");
        assertThat(plugin).hasContent("export const Other = 1;\n");
    }
}
