package dev.interlock.cli.hook;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

/** The settings of one client in which a hook is written, and what is to be known of it. */
public interface ClientSettings {

    /** The name of the client, as users write it. */
    String client();

    /** The file below the folder of a project. */
    Path inProject(Path folder);

    /** The file of a person. */
    Path ofUser(Path home);

    /** The longest answers that are decisions: see {@link Shim}. */
    Shim shim(String url, Path tokenFile);

    /** The events that the client tells, and how its settings say so. */
    NestedHooks hooks();

    /** Adds the hook to settings, in the place of one that was there. */
    default void add(ObjectNode settings, String command) throws SettingsException {
        hooks().add(settings, command);
    }

    /** Removes the hook. Returns whether there was one. */
    default boolean remove(ObjectNode settings) throws SettingsException {
        return hooks().remove(settings);
    }

    /** What the hook cannot see to, each in a sentence. */
    List<String> gaps();
}
