package dev.interlock.cli.remote;

import dev.interlock.cli.terminal.Screen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that is a request to a server. */
public final class Connection extends Authenticated {

    @Option(names = "--url", paramLabel = "URL", description = DESCRIPTION)
    private @Nullable String url;

    @Option(names = "--json", description = "Print the server's answer as one JSON object.")
    private boolean json;

    @Override
    protected @Nullable String url() {
        return url;
    }

    public boolean json() {
        return json;
    }

    public Screen screen() {
        return new Screen(spec.commandLine().getOut(), surroundings().colours());
    }
}
