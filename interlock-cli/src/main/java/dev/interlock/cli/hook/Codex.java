package dev.interlock.cli.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The settings of Codex. */
public final class Codex extends HookedClient {

    private static final NestedHooks HOOKS = new NestedHooks(
            List.of("PreToolUse", "PostToolUse"),
            List.of("UserPromptSubmit", "SubagentStart", "SubagentStop", "SessionEnd"),
            /* onFailure= */ false,
            /* timeout= */ 30);

    private static final String KILLED = "If the script itself cannot be started, or is killed, Codex runs the tool.";

    @Override
    public String client() {
        return "codex";
    }

    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".codex").resolve("hooks.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".codex").resolve("hooks.json");
    }

    @Override
    Shim shim(String url, Path tokenFile) {
        return Shim.nested(url, tokenFile);
    }

    @Override
    HookEntries hooks() {
        return HOOKS;
    }

    @Override
    public Path managed(Platform platform) {
        return Path.of("/etc/codex/requirements.toml");
    }

    /** The requirements, in which Codex takes hooks without asking the user to trust them. */
    @Override
    public String deployed(Path file, Path script) throws IOException, SettingsException {
        if (Files.exists(file) && undeployed(file).isEmpty()) {
            throw new SettingsException("`" + file
                    + "` contains requirements that Interlock did not write, so nothing was changed; move it away, "
                    + "install the hook, and add them to the new file");
        }
        return new CodexRequirements(HOOKS, InstalledScript.command(script)).text();
    }

    @Override
    public Optional<String> undeployed(Path file) throws IOException {
        return Files.readString(file).startsWith(CodexRequirements.MARK) ? Optional.of("") : Optional.empty();
    }

    @Override
    public List<String> managedGaps() {
        return List.of(
                "Requirements that your organization deploys in another way (the console of ChatGPT, MDM) come first; "
                        + "then add the same hooks to them.",
                KILLED,
                PROGRAMS);
    }

    @Override
    public List<String> gaps() {
        return List.of(
                "Codex silently skips a hook that no one has trusted. Start `codex` and trust this "
                        + "one after each installation, or have an administrator install it with --managed.",
                "A user can turn hooks off with `--disable hooks`, unless requirements.toml has `[features] "
                        + "hooks = true`.",
                "Input to a running shell (`write_stdin`) is not reported to any hook, unless requirements.toml "
                        + "has `[features] unified_exec_tty = false`.",
                KILLED,
                PROGRAMS);
    }
}
