package dev.interlock.cli.hook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

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
}
