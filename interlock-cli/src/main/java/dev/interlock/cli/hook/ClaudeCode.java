package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** The settings of Claude Code. */
public final class ClaudeCode extends HookedClient {

    private static final NestedHooks HOOKS = new NestedHooks(
            List.of("PreToolUse", "PostToolUse", "PostToolUseFailure"),
            List.of("UserPromptSubmit", "SubagentStart", "SubagentStop", "SessionEnd"),
            /* onFailure= */ true,
            /* timeout= */ 30);

    private static final String VERSIONS = "Versions before 2.1.295 do not support `onFailure`, and run the tool if the"
            + " script itself cannot be started.";

    @Override
    public String client() {
        return "claude-code";
    }

    /** The settings that are not shared with others: the script is on this machine alone. */
    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".claude").resolve("settings.local.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".claude").resolve("settings.json");
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
        return platform.settings("claude-code", "ClaudeCode").resolve("managed-settings.json");
    }

    /** With this member, neither {@code disableAllHooks} of a user nor {@code --bare} turns the hook off. */
    @Override
    void enforce(ObjectNode settings) {
        settings.put("allowManagedHooksOnly", true);
    }

    @Override
    public List<String> managedGaps() {
        return List.of(
                "`allowManagedHooksOnly` turns off the hooks that users, projects and plugins define themselves.",
                "Settings that your organization deploys in another way (the console of Claude, MDM) can take the"
                        + " place of this file; then add its content to them.",
                PROMPT_FILES,
                VERSIONS,
                PROGRAMS);
    }

    @Override
    public List<String> gaps() {
        return List.of(
                PROMPT_FILES,
                "Anyone who can write the settings can remove the hook; `disableAllHooks`, `--bare` "
                        + "and `--setting-sources` turn it off, too. `--managed` prevents this, with "
                        + "`allowManagedHooksOnly`.",
                VERSIONS,
                PROGRAMS);
    }
}
