package dev.interlock.server.shell;

import java.util.List;

/** A command line as it was read. */
public sealed interface ShellReading {

    /**
     * All that the line runs.
     *
     * @param commands in their order, whether they are joined by pipes or in a list
     */
    record Read(List<SimpleCommand> commands) implements ShellReading {
        public Read {
            commands = List.copyOf(commands);
        }
    }

    /**
     * A line of which nobody can tell here what it runs.
     *
     * @param why as in "it has a substitution"
     */
    record Unread(String why) implements ShellReading {}
}
