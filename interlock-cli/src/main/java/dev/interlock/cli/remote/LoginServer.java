package dev.interlock.cli.remote;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which server is asked, by a command that brings no token. */
public final class LoginServer extends ServerAddress {

    @Option(names = "--url", paramLabel = "URL", description = DESCRIPTION)
    private @Nullable String url;

    @Override
    protected @Nullable String url() {
        return url;
    }
}
