package dev.interlock.cli.hook;

import java.nio.file.Path;
import java.util.List;

/**
 * The settings of Copilot CLI. Under names of events like {@code PreToolUse} it speaks the wire of Claude Code; every end of the script but
 * a timeout and an unreadable answer blocks.
 */
public final class Copilot extends HookedClient {

    private static final FlatHooks HOOKS = new FlatHooks(
            List.of(
                    "PreToolUse",
                    "PostToolUse",
                    "PostToolUseFailure",
                    "UserPromptSubmit",
                    "SubagentStop",
                    "SessionEnd"),
            "bash",
            "timeoutSec",
            /* failClosed= */ false);

    @Override
    public String client() {
        return "copilot";
    }

    /** The settings that are not shared with others: the script is on this machine alone. */
    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".github").resolve("copilot").resolve("settings.local.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".copilot").resolve("hooks").resolve("interlock.json");
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
                "Copilot CLI loads the hooks of a project only in a folder that the person trusts: install with"
                        + " --user.",
                "Anyone who can write the settings can remove the hook; `disableAllHooks` and a different"
                        + " `COPILOT_HOME` turn it off, too. Hooks that an administrator puts into"
                        + " /etc/github-copilot/policy.d prevent this.",
                "The names of an MCP server and its tool are joined by a dash. If they contain more "
                        + "dashes, the server cannot be identified, so the tool is treated as one that does "
                        + "not go through the gateway.",
                "In a trusted folder Copilot CLI also runs Claude Code's hooks, which do not understand "
                        + "its calls and block them: install the hook for only one of the two.",
                PROGRAMS);
    }
}
