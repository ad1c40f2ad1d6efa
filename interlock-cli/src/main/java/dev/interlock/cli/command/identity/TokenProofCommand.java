package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock token proof}: a proof of possession for one request. */
@Command(
        name = "proof",
        description = "Make a proof of possession for one request, to send in its DPoP header.",
        footer = {
            "",
            "It is valid for one request, and needs the nonce that the server last sent in its DPoP-Nonce header."
        })
final class TokenProofCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "METHOD", description = "The method of the request, such as POST.")
    private String method;

    @Parameters(
            index = "1",
            paramLabel = "ADDRESS",
            description = "The request's URL, which must be below the issuer's URL, without the query.")
    private String address;

    @Option(
            names = "--key",
            required = true,
            paramLabel = "FILE",
            description = "File of the key that the token is bound to.")
    private Path key;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "File that holds the token sent with the request.")
    private @Nullable Path token;

    @Option(names = "--nonce", paramLabel = "NONCE", description = "The nonce that the server last sent.")
    private @Nullable String nonce;

    @Override
    public Integer call() throws IOException, WrongUsage {
        Optional<String> held = token == null
                ? Optional.empty()
                : Optional.of(Files.readString(token).strip());
        String proof =
                TokenExchangeCommand.key(key).proof(method, address, held, Optional.ofNullable(nonce), Instant.now());
        spec.commandLine().getOut().println(proof);
        return ExitCode.FINE;
    }
}
