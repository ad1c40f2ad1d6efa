package dev.interlock.cli.command.identity;

import dev.interlock.cli.login.Logins;
import dev.interlock.cli.remote.ServerAddress;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.json.Json;
import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock logout}: ends a login here, and at its issuer if that can be told. */
@Command(name = "logout", description = "End your login, here and at the identity provider.")
public final class LogoutCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", description = ServerAddress.DESCRIPTION)
    private @Nullable String url;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        URI server = ServerAddress.address(spec, url);
        try (var fetch = new Fetch()) {
            Logins.Ended ended = Surroundings.of(spec).logins(fetch).end(server);
            String name = Logins.server(server);
            spec.commandLine()
                    .getOut()
                    .println(
                            json
                                    ? Json.text(Json.object()
                                            .put("server", name)
                                            .put("ended", ended.name().toLowerCase(Locale.ROOT)))
                                    : switch (ended) {
                                        case NOBODY -> "there was no login for " + name;
                                        case EVERYWHERE -> "logged out for " + name;
                                        case HERE ->
                                            "logged out for " + name
                                                    + " on this machine; the issuer was not informed, so the last"
                                                    + " token remains valid until it expires";
                                    });
        }
        return ExitCode.FINE;
    }
}
