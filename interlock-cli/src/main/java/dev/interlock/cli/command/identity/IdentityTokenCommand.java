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
        footer = {"", "It is printed, so that it can be piped, or written to --file; it is not kept anywhere else."})
final class IdentityTokenCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private MintOptions options;

    @Option(
            names = "--audience",
            paramLabel = "NAME",
            required = true,
            description = "The audience of the token, as in the server's configuration.")
    private String audience;

    @Option(
            names = "--file",
            paramLabel = "FILE",
            description = "Write the token to this file, readable by its owner only, and print only whose it is.")
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
