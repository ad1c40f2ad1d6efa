package dev.interlock.cli.doctor;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.interlock.cli.hook.ClaudeCode;
import dev.interlock.cli.hook.ClientSettings;
import dev.interlock.cli.hook.ManagedHook;
import dev.interlock.cli.hook.Platform;
import dev.interlock.cli.hook.SettingsException;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds out whether the coding agents on this machine have their hook, and whether it is the one that this version installs. */
public final class HookCheck {

    private static final Map<String, String> PROGRAMS = Map.of("claude-code", "claude", "cursor", "cursor-agent");
    private static final Pattern SETTING = Pattern.compile("^(url|token_file)='(.*)'$", Pattern.MULTILINE);

    /** A setting of the plugin of opencode, which is written as JavaScript. */
    private static final Pattern CONSTANT = Pattern.compile("^const (url|tokenFile) = (\".*\");$", Pattern.MULTILINE);

    private HookCheck() {}

    /**
     * Looks at the clients of a person, of a project and of the machine.
     *
     * @param path the folders in which programs are looked for, as in `PATH`
     * @param machine the folder below which the settings of the machine are
     */
    public static List<Finding> findings(
            List<ClientSettings> clients, Path home, Path project, String path, Path machine) throws IOException {
        List<Finding> found = new ArrayList<>();
        for (ClientSettings client : clients) {
            int before = found.size();
            boolean managed = deployed(client, machine, found);
            boolean own = installed(client, client.ofUser(home), home, found);
            if (!home.equals(project)) {
                own |= installed(client, client.inProject(project), project, found);
            }
            // Claude Code does not run the others beside a managed hook.
            if (managed && own && !(client instanceof ClaudeCode)) {
                found.add(Finding.warning(
                        Area.HOOKS,
                        client.client(),
                        "it has a hook of its own beside the managed one, so each call is decided twice",
                        "interlock hook uninstall " + client.client() + ", with --user or --project"));
            }
            if (found.size() == before && isThere(PROGRAMS.getOrDefault(client.client(), client.client()), path)) {
                found.add(Finding.warning(
                        Area.HOOKS,
                        client.client(),
                        "it is installed, but nothing decides about its own tools: neither " + home + " nor " + project
                                + " has its hook",
                        "interlock hook install " + client.client() + " --user --token-file FILE"));
            }
        }
        if (found.isEmpty()) {
            found.add(Finding.ok(Area.HOOKS, home, "no known coding agent is installed"));
        }
        return found;
    }

    /** Looks at the hook that an administrator deployed. Returns whether there is one. */
    private static boolean deployed(ClientSettings client, Path machine, List<Finding> found) throws IOException {
        var hook = new ManagedHook(client, Platform.here(), machine);
        try {
            if (hook.isInstalled()) {
                found.add(script(client, hook.script(), " --managed"));
                return true;
            }
        } catch (SettingsException e) {
            found.add(unreadable(hook.settings(), e));
        }
        return false;
    }

    private static boolean installed(ClientSettings client, Path settings, Path folder, List<Finding> found)
            throws IOException {
        try {
            if (client.isInstalled(settings)) {
                found.add(script(client, client.script(settings, folder), ""));
                return true;
            }
        } catch (SettingsException e) {
            found.add(unreadable(settings, e));
        }
        return false;
    }

    private static Finding unreadable(Path settings, SettingsException why) {
        return Finding.warning(
                Area.HOOKS,
                settings,
                "it is not possible to tell whether it has the hook",
                String.valueOf(why.getMessage()));
    }

    private static Finding script(ClientSettings client, Path script, String managed) throws IOException {
        String again = "interlock hook install " + client.client() + managed + ", with the options that you used first";
        if (!Files.isReadable(script)) {
            return Finding.problem(
                    Area.HOOKS, script, "the hook of " + client.client() + " runs a script that does not exist", again);
        }
        String text = Files.readString(script);
        Optional<String> url = setting(text, "url").or(() -> constant(text, "url"));
        Optional<String> token = setting(text, "token_file").or(() -> constant(text, "tokenFile"));
        if (url.isEmpty()
                || token.isEmpty()
                || !client.text(url.get(), Path.of(token.get())).equals(text)) {
            return Finding.problem(
                    Area.HOOKS,
                    script,
                    "the hook of " + client.client() + " was changed, or was installed by another version",
                    again);
        }
        if (!Files.isReadable(Path.of(token.get()))) {
            return Finding.problem(
                    Area.HOOKS,
                    script,
                    "its token file `" + token.get() + "` cannot be read, so every tool is blocked",
                    again);
        }
        return Finding.ok(Area.HOOKS, script, "the hook of " + client.client() + " is installed and up to date");
    }

    private static Optional<String> setting(String text, String name) {
        return SETTING.matcher(text)
                .results()
                .filter(setting -> setting.group(1).equals(name))
                .map(setting -> setting.group(2).replace("'\\''", "'"))
                .findFirst();
    }

    private static Optional<String> constant(String text, String name) {
        return CONSTANT.matcher(text)
                .results()
                .filter(constant -> constant.group(1).equals(name))
                .flatMap(constant -> written(constant.group(2)).stream())
                .findFirst();
    }

    private static Optional<String> written(String literal) {
        return new JsonReader(JsonLimits.requests()).read(literal.getBytes(StandardCharsets.UTF_8))
                        instanceof JsonReader.Outcome.Value(TextNode text)
                ? Optional.of(text.textValue())
                : Optional.empty();
    }

    private static boolean isThere(String program, String path) {
        for (String folder : path.split(File.pathSeparator)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder).resolve(program))) {
                return true;
            }
        }
        return false;
    }
}
