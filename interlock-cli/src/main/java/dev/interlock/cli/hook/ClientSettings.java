package dev.interlock.cli.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A coding agent's program in which a hook is installed, and what is to be known of it. */
public sealed interface ClientSettings permits HookedClient, OpenCode {

    /** The limit that every hook has. */
    String PROGRAMS = "Programs that the shell starts are not monitored: the hook sees only the command line.";

    /** The limit of clients that put files into a prompt by themselves. */
    String PROMPT_FILES = "Files that a person mentions with `@` in a prompt are read without the hook.";

    /** The name of the client, as users write it. */
    String client();

    /** The file below the folder of a project that has the hook. */
    Path inProject(Path folder);

    /** The file of a person that has the hook. */
    Path ofUser(Path home);

    /**
     * Returns where the script is that asks the server.
     *
     * @param file that has the hook
     * @param folder of the project, or the home of the person
     */
    Path script(Path file, Path folder);

    /**
     * Returns the text of that script.
     *
     * @param url with the client's path and the query
     */
    String text(String url, Path tokenFile);

    /** Returns whether the file has the hook. */
    boolean isInstalled(Path file) throws IOException, SettingsException;

    /** Writes the hook and the script, in the place of those that were there. */
    void install(Path file, Path folder, String url, Path tokenFile) throws IOException, SettingsException;

    /** Removes both. Returns whether there was a hook. */
    boolean uninstall(Path file, Path folder) throws IOException, SettingsException;

    /** The limits of the hook, each in a sentence: what passes it by, and how it can be removed. */
    List<String> gaps();

    /** The file of settings that an administrator deploys to a machine. */
    Path managed(Platform platform);

    /** The script of the deployed hook. The package of the server closes {@code /etc/interlock} to users, so it is not there. */
    default Path managedScript(Platform platform) {
        return Path.of(InstalledScript.MANAGED_FOLDER, client() + ".sh");
    }

    /**
     * Returns the text of the deployed file with the hook.
     *
     * @param file as it is now, which may be missing
     * @param script as the machine names it
     */
    String deployed(Path file, Path script) throws IOException, SettingsException;

    /** Returns the text of the deployed file without the hook, which is empty if nothing is left; empty if it has none. */
    Optional<String> undeployed(Path file) throws IOException, SettingsException;

    /** The limits of the deployed hook, each in a sentence. */
    List<String> managedGaps();
}
