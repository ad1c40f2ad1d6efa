package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A client whose settings name a script that it starts for each event. */
abstract sealed class HookedClient implements ClientSettings permits ClaudeCode, Codex, Copilot, Cursor, Gemini {

    /** Returns the script that asks the server, and reads its answers as this client expects them. */
    abstract Shim shim(String url, Path tokenFile);

    /** The events that the client tells, and how its settings say so. */
    abstract HookEntries hooks();

    /** Adds the hook to settings, in the place of one that was there. */
    void add(ObjectNode settings, String command) throws SettingsException {
        hooks().add(settings, command);
    }

    @Override
    public final Path script(Path file, Path folder) {
        return InstalledScript.below(folder, client());
    }

    @Override
    public final String text(String url, Path tokenFile) {
        return shim(url, tokenFile).text();
    }

    @Override
    public final boolean isInstalled(Path file) throws IOException, SettingsException {
        return Files.exists(file) && hooks().remove(SettingsFile.read(file).settings());
    }

    @Override
    public final void install(Path file, Path folder, String url, Path tokenFile)
            throws IOException, SettingsException {
        Path script = script(file, folder);
        SettingsFile settings = SettingsFile.read(file);
        add(settings.settings(), InstalledScript.command(script));
        InstalledScript.write(script, text(url, tokenFile));
        settings.write();
    }

    /** Adds to the deployed settings what keeps a user from turning the hook off. */
    void enforce(ObjectNode settings) throws SettingsException {}

    @Override
    public String deployed(Path file, Path script) throws IOException, SettingsException {
        SettingsFile settings = SettingsFile.read(file);
        add(settings.settings(), InstalledScript.command(script));
        enforce(settings.settings());
        return settings.text();
    }

    @Override
    public Optional<String> undeployed(Path file) throws IOException, SettingsException {
        SettingsFile settings = SettingsFile.read(file);
        return hooks().remove(settings.settings()) ? Optional.of(settings.text()) : Optional.empty();
    }

    @Override
    public final boolean uninstall(Path file, Path folder) throws IOException, SettingsException {
        SettingsFile settings = SettingsFile.read(file);
        boolean removed = hooks().remove(settings.settings());
        if (removed) {
            settings.write();
        }
        Files.deleteIfExists(script(file, folder));
        return removed;
    }
}
