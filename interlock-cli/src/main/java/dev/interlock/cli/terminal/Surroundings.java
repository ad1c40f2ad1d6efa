package dev.interlock.cli.terminal;

import dev.interlock.cli.login.Logins;
import dev.interlock.server.http.fetch.Fetch;
import java.io.Console;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The surroundings that the command line finds; a parameter, so that tests choose them.
 *
 * @param environment variables of the process
 * @param terminal whether a person reads the output
 * @param clock when tokens of a person have to be replaced
 */
public record Surroundings(Map<String, String> environment, boolean terminal, InstantSource clock) {

    public Surroundings {
        environment = Map.copyOf(environment);
    }

    public Surroundings(Map<String, String> environment, boolean terminal) {
        this(environment, terminal, InstantSource.system());
    }

    public static Surroundings ofProcess() {
        Console console = System.console();
        return new Surroundings(System.getenv(), console != null && console.isTerminal());
    }

    /** A command line that was made with surroundings of its own. */
    public interface Holder {
        Surroundings surroundings();
    }

    /** The surroundings that the command line of this command was made with. */
    public static Surroundings of(CommandSpec command) {
        return command.root().userObject() instanceof Holder holder ? holder.surroundings() : ofProcess();
    }

    /** Colours for people, unless they said otherwise (no-color.org). */
    public boolean colours() {
        return terminal
                && environment.getOrDefault("NO_COLOR", "").isEmpty()
                && !environment.getOrDefault("TERM", "").equals("dumb");
    }

    /** The logins of this person, below the folder for settings (XDG Base Directory). */
    public Logins logins(Fetch fetch) {
        String xdg = environment.getOrDefault("XDG_CONFIG_HOME", "");
        Path settings = xdg.isEmpty() ? Path.of(System.getProperty("user.home", "."), ".config") : Path.of(xdg);
        return new Logins(settings.resolve("interlock").resolve("logins"), fetch, clock);
    }

    /** Leaves out the environment: its variables may hold tokens. */
    @Override
    public String toString() {
        return "Surroundings[terminal=" + terminal + "]";
    }
}
