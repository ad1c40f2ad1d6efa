package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The plugin of opencode, which has no other hooks: a script in the program itself, which asks the server without a shell. */
public final class OpenCode implements ClientSettings {

    private static final String PLUGINS = "plugin";
    private static final String SESSIONS = "opencode does not report when a session is over: its task ends when the"
            + " session is deleted or has been idle for too long.";
    private static final String MARK = "Written by `interlock hook install`";

    @Override
    public String client() {
        return "opencode";
    }

    @Override
    public Path inProject(Path folder) {
        return folder.resolve(".opencode").resolve("plugins").resolve("interlock.js");
    }

    @Override
    public Path ofUser(Path home) {
        return home.resolve(".config").resolve("opencode").resolve("plugins").resolve("interlock.js");
    }

    @Override
    public Path script(Path file, Path folder) {
        return file;
    }

    @Override
    public String text(String url, Path tokenFile) {
        return template().replace("\"URL\"", literal(url)).replace("\"TOKEN FILE\"", literal(tokenFile.toString()));
    }

    @Override
    public boolean isInstalled(Path file) throws IOException {
        return Files.exists(file) && Files.readString(file).contains(MARK);
    }

    @Override
    public void install(Path file, Path folder, String url, Path tokenFile) throws IOException, SettingsException {
        if (Files.exists(file) && !isInstalled(file)) {
            throw new SettingsException("`" + file + "` is another plugin; move it away first");
        }
        InstalledScript.write(file, text(url, tokenFile));
    }

    @Override
    public boolean uninstall(Path file, Path folder) throws IOException {
        return isInstalled(file) && Files.deleteIfExists(file);
    }

    @Override
    public Path managed(Platform platform) {
        return platform.settings("opencode", "opencode").resolve("opencode.json");
    }

    @Override
    public Path managedScript(Platform platform) {
        return managed(platform).resolveSibling("interlock.js");
    }

    @Override
    public String deployed(Path file, Path script) throws IOException, SettingsException {
        SettingsFile settings = SettingsFile.read(file);
        remove(settings.settings());
        settings.settings().withArray("/" + PLUGINS).add(script.toUri().toString());
        return settings.text();
    }

    @Override
    public Optional<String> undeployed(Path file) throws IOException, SettingsException {
        SettingsFile settings = SettingsFile.read(file);
        return remove(settings.settings()) ? Optional.of(settings.text()) : Optional.empty();
    }

    /** Removes our plugin from the list. Returns whether it was there. */
    private static boolean remove(ObjectNode settings) throws SettingsException {
        JsonNode listed = settings.path(PLUGINS);
        if (listed.isMissingNode()) {
            return false;
        }
        if (!(listed instanceof ArrayNode plugins)) {
            throw new SettingsException("`" + PLUGINS + "` is not a list; correct it");
        }
        ArrayNode others = Json.array();
        plugins.forEach(plugin -> {
            if (!plugin.asText().endsWith("/opencode/interlock.js")) {
                others.add(plugin);
            }
        });
        if (others.isEmpty()) {
            settings.remove(PLUGINS);
        } else {
            settings.set(PLUGINS, others);
        }
        return others.size() < plugins.size();
    }

    @Override
    public List<String> managedGaps() {
        return List.of(
                "`opencode --pure` starts without plugins and therefore without the hook, and opencode skips a plugin "
                        + "that it cannot load; no setting prevents this.",
                SESSIONS,
                PROGRAMS);
    }

    /** Writes a text as JavaScript does, of which JSON is a part. */
    private static String literal(String text) {
        return Json.text(Json.nodes().textNode(text));
    }

    private static String template() {
        try (InputStream in = OpenCode.class.getResourceAsStream("opencode.js")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public List<String> gaps() {
        return List.of(
                "`opencode --pure` starts without plugins and therefore without the hook, and opencode "
                        + "skips a plugin that it cannot load. Anyone who can write to the plugin folder can "
                        + "remove it.",
                SESSIONS,
                PROGRAMS);
    }
}
