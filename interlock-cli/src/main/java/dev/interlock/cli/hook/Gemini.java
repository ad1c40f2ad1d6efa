package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** The settings of Gemini CLI. */
public final class Gemini extends HookedClient {

    private static final NestedHooks HOOKS = new NestedHooks(
            List.of("BeforeTool", "AfterTool"),
            List.of("BeforeAgent", "SessionEnd"),
            /* onFailure= */ false,
            /* timeout= */ 30_000);

    private static final String SUB_AGENTS = "A sub-agent cannot be told apart from the agent that started it, nor a"
            + " failed call from one that was carried out.";
    private static final String KILLED = "If the script is killed, Gemini CLI runs the tool.";

    @Override
    public String client() {
        return "gemini";
    }

    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".gemini").resolve("settings.json");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".gemini").resolve("settings.json");
    }

    @Override
    Shim shim(String url, Path tokenFile) {
        return Shim.plain(url, tokenFile);
    }

    @Override
    HookEntries hooks() {
        return HOOKS;
    }

    @Override
    public Path managed(Platform platform) {
        return platform.settings("gemini-cli", "GeminiCli").resolve("settings.json");
    }

    /** The settings of the machine override this member of a user's. */
    @Override
    void enforce(ObjectNode settings) throws SettingsException {
        JsonNode config = settings.get("hooksConfig");
        if (config != null && !config.isObject()) {
            throw new SettingsException("`hooksConfig` is not an object; correct it");
        }
        settings.withObject("/hooksConfig").put("enabled", true);
    }

    @Override
    public List<String> managedGaps() {
        return List.of(
                "A user can still turn the hook off, by naming it in `hooksConfig.disabled` or by setting"
                        + " `GEMINI_CLI_SYSTEM_SETTINGS_PATH`, and Gemini CLI has no setting that prevents this. Start it"
                        + " from a script that clears the variable.",
                SUB_AGENTS,
                KILLED,
                PROMPT_FILES,
                PROGRAMS);
    }

    @Override
    public List<String> gaps() {
        return List.of(
                "Gemini CLI does not load the hooks of a project that it was started in with `--skip-trust`: install"
                        + " with --user.",
                "`hooksConfig.enabled: false` in the settings turns hooks off.",
                SUB_AGENTS,
                KILLED,
                PROMPT_FILES,
                PROGRAMS);
    }
}
