package dev.interlock.cli.hook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A hook that an administrator deploys for all users of a machine: the client's settings of the machine, and the script that they name.
 *
 * @param root the folder below which the files are written, which is {@code /} on the machine itself
 */
public record ManagedHook(ClientSettings client, Platform platform, Path root) {

    /** The limits that every deployed hook has. */
    private static final List<String> GAPS = List.of(
            "Users who can become root can change these files, and users can start a copy of the program that does not "
                    + "read them.",
            "Every user who can read the token file can act as its agent.",
            "If a user has installed the hook as well, each call is decided twice: `interlock hook uninstall` removes "
                    + "the user's hook.");

    /** Returns where the settings are written. */
    public Path settings() {
        return below(client.managed(platform));
    }

    /** Returns where the script is written. */
    public Path script() {
        return below(client.managedScript(platform));
    }

    private Path below(Path place) {
        return root.resolve(place.getRoot().relativize(place));
    }

    /** Returns the limits, each in a sentence. */
    public List<String> gaps() {
        var gaps = new ArrayList<>(client.managedGaps());
        gaps.addAll(GAPS);
        return gaps;
    }

    /** Returns the texts of the script and of the settings, by the places where they are written. The settings keep what they have. */
    public Map<Path, String> files(String url, Path tokenFile) throws IOException, SettingsException {
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(script(), client.text(url, tokenFile));
        files.put(settings(), client.deployed(settings(), client.managedScript(platform)));
        return files;
    }

    /** Writes files, which everyone may read and only their owner may write, whatever the umask is. */
    public static void write(Map<Path, String> files) throws IOException {
        for (Map.Entry<Path, String> file : files.entrySet()) {
            InstalledScript.write(file.getKey(), file.getValue(), "rw-r--r--");
        }
    }

    /** Returns whether the settings have the hook. */
    public boolean isInstalled() throws IOException, SettingsException {
        return Files.exists(settings()) && client.undeployed(settings()).isPresent();
    }

    /** Removes the hook and the script. Returns whether there was a hook. */
    public boolean remove() throws IOException, SettingsException {
        Optional<String> without = Files.exists(settings()) ? client.undeployed(settings()) : Optional.empty();
        if (without.isPresent() && without.get().isEmpty()) {
            Files.delete(settings());
        } else if (without.isPresent()) {
            write(Map.of(settings(), without.get()));
        }
        Files.deleteIfExists(script());
        return without.isPresent();
    }
}
