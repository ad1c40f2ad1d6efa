package dev.interlock.server.cli;

import dev.interlock.server.config.Token;
import dev.interlock.server.mcp.wire.Json;
import java.io.PrintWriter;
import java.security.SecureRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock token}: makes a token. Nothing keeps it; the configuration holds its hash. */
@Command(
        name = "token",
        description = "Make a token for an agent or a person.",
        footer = {"", "The token is shown once and kept nowhere. The configuration takes the line with its hash."})
final class TokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        Token token = Token.create(new SecureRandom());
        if (json) {
            out.println(Json.text(Json.object()
                    .put("token", token.reveal())
                    .put("hash", token.hash().toString())
                    .put("runtime", token.hash().runtime())));
        } else {
            out.println("# for its owner alone, shown only now:");
            out.println(token.reveal());
            out.println("# for the configuration; in the record it is called "
                    + token.hash().runtime() + ":");
            out.println("token: " + token.hash());
        }
        return ExitCode.FINE;
    }
}
