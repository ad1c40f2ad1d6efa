package dev.interlock.cli.hook;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code interlock hook}: what is in the settings before is there afterwards. */
class HookCommandTest {

    private static final String OWN = """
        {
          "model": "m",
          "number": 1.50,
          "permissions": {"allow": ["Bash(ls:*)"], "deny": []},
          "hooks": {
            "PreToolUse": [{"matcher": "Bash", "hooks": [{"type": "command", "command": "./own.sh"}]}],
            "Stop": [{"hooks": [{"type": "command", "command": "say done"}]}]
          }
        }
        """;

    @TempDir
    private Path folder;

    private Path token;
    private Path settings;

    @BeforeEach
    void prepare() throws IOException {
        token = Files.writeString(folder.resolve("dev.token"), "abc\n");
        settings = folder.resolve(".claude/settings.local.json");
    }

    private CommandRun hook(String... more) {
        List<String> all = new ArrayList<>(List.of("hook"));
        all.addAll(List.of(more));
        return CommandRun.in(
                new Surroundings(Map.of("HOME", folder.resolve("home").toString()), false), all.toArray());
    }

    private CommandRun install(String... more) {
        List<String> all = new ArrayList<>(
                List.of("install", "claude-code", "--project", folder.toString(), "--token-file", token.toString()));
        all.addAll(List.of(more));
        if (!all.contains("--name")) {
            all.addAll(List.of("--name", "shop"));
        }
        return hook(all.toArray(String[]::new));
    }

    private ObjectNode written() throws IOException {
        return Trees.object(Files.readString(settings));
    }

    private void own() throws IOException {
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, OWN);
    }

    @Test
    void eachEventIsToldAndAFailureBlocks() throws IOException {
        CommandRun run = install("--intent", "author", "--through", "erp,mail");
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FINE);
        assertThat(run.out()).contains("cannot guarantee", "allowManagedHooksOnly", "@");
        JsonNode hooks = written().get("hooks");
        for (String event : List.of(
                "PreToolUse",
                "PostToolUse",
                "PostToolUseFailure",
                "UserPromptSubmit",
                "SubagentStart",
                "SubagentStop",
                "SessionEnd")) {
            JsonNode hook = hooks.at("/" + event + "/0/hooks/0");
            assertThat(hook.path("onFailure").textValue()).as(event).isEqualTo("block");
            assertThat(hook.path("command").textValue()).contains("/.interlock/hooks/claude-code.sh");
        }
        assertThat(hooks.at("/PreToolUse/0/matcher").textValue()).isEqualTo("*");
        Path script = InstalledScript.below(folder, "claude-code");
        assertThat(Files.readString(script))
                .contains("http://127.0.0.1:7420/v1/hooks/claude-code?project=shop&intent=author&through=erp,mail")
                .doesNotContain("abc\n");
        assertThat(Files.isExecutable(script)).isTrue();
    }

    @Test
    void whatWasThereIsKept() throws IOException {
        own();
        assertThat(install().exit()).isEqualTo(ExitCode.FINE);
        assertThat(written().at("/hooks/PreToolUse").size()).isEqualTo(2);
        assertThat(written().at("/hooks/PreToolUse/0"))
                .isEqualTo(Trees.object(OWN).at("/hooks/PreToolUse/0"));
        assertThat(install("--intent", "merger").exit()).isEqualTo(ExitCode.FINE);
        assertThat(written().at("/hooks/PreToolUse").size()).isEqualTo(2);
        CommandRun away = hook("uninstall", "claude-code", "--project", folder.toString());
        assertThat(away.exit()).isEqualTo(ExitCode.FINE);
        assertThat(written()).isEqualTo(Trees.object(OWN));
        assertThat(InstalledScript.below(folder, "claude-code")).doesNotExist();
        assertThat(hook("uninstall", "claude-code", "--project", folder.toString())
                        .out())
                .contains("There was no hook");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\": 1, // why\n \"b\": 2}",
                "{\"a\": 1,}",
                "{\"a\": 1, \"a\": 2}",
                "[]",
                "{",
                "{\"hooks\": []}",
                "{\"hooks\": {\"PreToolUse\": {}}}",
                "{\"hooks\": {\"PreToolUse\": null}}"
            })
    void whatIsNotReadIsNotWritten(String text) throws IOException {
        Files.createDirectories(settings.getParent());
        Files.writeString(settings, text);
        CommandRun run = install();
        assertThat(run.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(Files.readString(settings)).isEqualTo(text);
        assertThat(InstalledScript.below(folder, "claude-code")).doesNotExist();
        assertThat(hook("uninstall", "claude-code", "--project", folder.toString())
                        .exit())
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(Files.readString(settings)).isEqualTo(text);
    }

    @Test
    void forAPersonItIsInTheHome() {
        assertThat(hook("install", "claude-code", "--user", "--token-file", token.toString(), "--name", "shop")
                        .exit())
                .isEqualTo(ExitCode.FINE);
        assertThat(folder.resolve("home/.claude/settings.json")).exists();
        assertThat(folder.resolve("home/.interlock/hooks/claude-code.sh")).exists();
    }

    @Test
    void mistakesAreToldAndNothingIsWritten() {
        assertThat(hook("install", "emacs", "--token-file", token.toString()).err())
                .contains("claude-code");
        assertThat(install("--name", "a b").err()).contains("not a valid name for --name");
        assertThat(install("--url", "here").err()).contains("not the address of a server");
        assertThat(hook("install", "claude-code", "--project", folder.toString(), "--token-file", "none")
                        .err())
                .contains("cannot be read");
        assertThat(install("--user").err()).contains("--project or --user");
        assertThat(settings).doesNotExist();
    }

    @Test
    void codexHasAFileOfItsOwn() throws IOException {
        assertThat(hook(
                                "install",
                                "codex",
                                "--project",
                                folder.toString(),
                                "--token-file",
                                token.toString(),
                                "--name",
                                "shop")
                        .out())
                .contains("trusted", "write_stdin");
        JsonNode hooks = Trees.object(Files.readString(folder.resolve(".codex/hooks.json")))
                .get("hooks");
        assertThat(hooks.at("/PreToolUse/0/hooks/0").properties())
                .extracting(field -> field.getKey())
                .containsExactly("type", "command", "timeout");
        assertThat(Files.readString(InstalledScript.below(folder, "codex"))).contains("/v1/hooks/codex?project=shop");
        assertThat(settings).doesNotExist();
    }

    @Test
    void geminiCountsInMilliseconds() throws IOException {
        assertThat(hook("install", "gemini", "--user", "--token-file", token.toString(), "--name", "shop")
                        .exit())
                .isEqualTo(ExitCode.FINE);
        JsonNode hooks = Trees.object(Files.readString(folder.resolve("home/.gemini/settings.json")))
                .get("hooks");
        assertThat(hooks.at("/BeforeTool/0/hooks/0/timeout").longValue()).isEqualTo(30_000);
    }
}
