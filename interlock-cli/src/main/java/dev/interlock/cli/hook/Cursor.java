package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** The hooks of Cursor, as its documentation has them: {@code failClosed} has a failure of the script block. */
public final class Cursor extends HookedClient {

    private static final int VERSION = 1;

    private static final FlatHooks HOOKS = new FlatHooks(
            List.of(
                    "preToolUse",
                    "postToolUse",
                    "postToolUseFailure",
                    "beforeMCPExecution",
                    "afterMCPExecution",
                    "beforeSubmitPrompt",
                    "sessionEnd"),
            "command",
            "timeout",
            /* failClosed= */ true);

    private static final String UNTESTED = "Cursor needs an account to run, so this hook was tested against its"
            + " documentation, not against the program.";
    private static final String VERSIONS =
            "Versions that do not support `failClosed` run the tool if the script itself cannot be started.";
    private static final String SUB_AGENTS =
            "A sub-agent does not report which agent started it, so it works in its own task.";
    private static final String ATTACHED =
            "Files that a person attaches to a prompt are read without the hook, and completions (Tab) are not"
                    + " checked.";

    @Override
    public String client() {
        return "cursor";
    }

    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".cursor").resolve("hooks.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".cursor").resolve("hooks.json");
    }

    @Override
    Shim shim(String url, Path tokenFile) {
        return Shim.of(url, tokenFile, "{\"permission\":\"deny\",\"decision\":\"deny\",\"user_message\":\"", "\"}");
    }

    @Override
    HookEntries hooks() {
        return HOOKS;
    }

    @Override
    void add(ObjectNode settings, String command) throws SettingsException {
        if (!settings.has("version")) {
            settings.put("version", VERSION);
        }
        HOOKS.add(settings, command);
    }

    @Override
    public Path managed(Platform platform) {
        return platform.settings("cursor", "Cursor").resolve("hooks.json");
    }

    @Override
    public List<String> managedGaps() {
        return List.of(UNTESTED, VERSIONS, SUB_AGENTS, ATTACHED, PROGRAMS);
    }

    @Override
    public List<String> gaps() {
        return List.of(
                UNTESTED,
                "Cursor runs a project's hooks only in a workspace that the user has trusted; install with --user"
                        + " instead.",
                "Anyone who can write hooks.json can remove the hook. To prevent this, an administrator "
                        + "can install it with --managed, in /etc/cursor/hooks.json.",
                VERSIONS,
                SUB_AGENTS,
                ATTACHED,
                PROGRAMS);
    }
}
