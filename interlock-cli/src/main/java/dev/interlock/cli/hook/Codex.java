package dev.interlock.cli.hook;

import java.nio.file.Path;
import java.util.List;

/** The settings of Codex. */
public final class Codex extends HookedClient {

    private static final NestedHooks HOOKS = new NestedHooks(
            List.of("PreToolUse", "PostToolUse"),
            List.of("UserPromptSubmit", "SubagentStart", "SubagentStop", "SessionEnd"),
            /* onFailure= */ false,
            /* timeout= */ 30);

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
    public List<String> gaps() {
        return List.of(
                "Codex silently skips a hook that no one has trusted. Start `codex` and trust this "
                        + "one after each installation, or have an administrator put it into requirements.toml.",
                "A user can turn hooks off with `--disable hooks`, unless requirements.toml has `[features] "
                        + "hooks = true`.",
                "Input to a running shell (`write_stdin`) is not reported to any hook, unless requirements.toml "
                        + "has `[features] unified_exec_tty = false`.",
                "If the script itself cannot be started, or is killed, Codex runs the tool.",
                PROGRAMS);
    }
}
