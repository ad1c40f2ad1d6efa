package dev.interlock.cli.hook;

import java.nio.file.Path;
import java.util.List;

/** The settings of Gemini CLI. */
public final class Gemini extends HookedClient {

    private static final NestedHooks HOOKS = new NestedHooks(
            List.of("BeforeTool", "AfterTool"),
            List.of("BeforeAgent", "SessionEnd"),
            /* onFailure= */ false,
            /* timeout= */ 30_000);

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
    public List<String> gaps() {
        return List.of(
                "Gemini CLI does not load the hooks of a project that it was started in with `--skip-trust`: install"
                        + " with --user.",
                "`hooksConfig.enabled: false` in the settings turns hooks off.",
                "A sub-agent cannot be told apart from the agent that started it, nor a failed call "
                        + "from one that was carried out.",
                "If the script is killed, Gemini CLI runs the tool.",
                PROMPT_FILES,
                PROGRAMS);
    }
}
