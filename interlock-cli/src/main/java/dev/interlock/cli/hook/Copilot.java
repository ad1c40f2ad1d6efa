package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
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

    private static final String NAMES = "The names of an MCP server and its tool are joined by a dash. If they contain"
            + " more dashes, the server cannot be identified, so the tool is treated as one that does not go through the"
            + " gateway.";

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
    public Path managed(Platform platform) {
        return Path.of("/etc/github-copilot/policy.d/interlock.json");
    }

    /** Copilot CLI skips a file in this folder that has no version. */
    @Override
    void enforce(ObjectNode settings) {
        settings.put("version", 1);
    }

    @Override
    public List<String> managedGaps() {
        return List.of(
                "Copilot CLI reads the file only if it belongs to root and no one else can write it.",
                "If the script does not answer in time, Copilot CLI runs the tool; the script has a shorter deadline"
                        + " of its own.",
                NAMES,
                PROGRAMS);
    }

    @Override
    public List<String> gaps() {
        return List.of(
                "Copilot CLI loads the hooks of a project only in a folder that the person trusts: install with"
                        + " --user.",
                "Anyone who can write the settings can remove the hook; `disableAllHooks` and a different"
                        + " `COPILOT_HOME` turn it off, too. An administrator can prevent this with --managed, which"
                        + " writes into /etc/github-copilot/policy.d.",
                NAMES,
                "In a trusted folder Copilot CLI also runs Claude Code's hooks, which do not understand "
                        + "its calls and block them: install the hook for only one of the two.",
                PROGRAMS);
    }
}
