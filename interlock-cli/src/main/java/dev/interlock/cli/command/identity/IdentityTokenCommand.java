package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.demo.testdomain.TestTrustDomain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock identity token}: mints a JWT-SVID. */
@Command(
        name = "token",
        description = "Mint a JWT-SVID.",
        footer = {"", "It is printed, so that it can be piped on, or written to --file; nothing else keeps it."})
final class IdentityTokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private MintOptions options;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            required = true,
            description = "Whom the token is for, as the server's configuration names it.")
    private String audience;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description =
                    "Write the token to this file, for its owner's eyes only, and print no more than whose it is.")
    private @Nullable Path file;

    @Override
    public Integer call() throws IOException, WrongUsage {
        TestTrustDomain domain = options.domain();
        String path = options.path(domain);
        String token = domain.token(path, audience, options.life());
        PrintWriter out = spec.commandLine().getOut();
        if (file == null) {
            out.println(token);
        } else {
            TestTrustDomain.writeSecret(file, token + "\n");
            out.println(domain.id(path));
        }
        return ExitCode.FINE;
    }
}
