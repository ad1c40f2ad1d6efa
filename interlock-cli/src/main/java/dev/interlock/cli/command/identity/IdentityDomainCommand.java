package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.demo.testdomain.TestTrustDomain;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock identity domain}: makes a trust domain in a folder. */
@Command(
        name = "domain",
        description = "Create a trust domain in a folder: its authorities, and the bundle that verifiers read.")
final class IdentityDomainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FOLDER", description = "Folder for the trust domain; created if it does not exist.")
    private Path folder;

    @Option(
            names = "--name",
            paramLabel = "NAME",
            description = "Name of the trust domain (default: ${DEFAULT-VALUE}).",
            defaultValue = "dev.example")
    private String name;

    @Override
    public Integer call() throws IOException, WrongUsage {
        if (!TestTrustDomain.isName(name)) {
            throw new WrongUsage("`" + Screen.printable(name)
                    + "` is not a valid name of a trust domain; use lower-case letters, digits, `.`, `-` and `_`");
        }
        TestTrustDomain domain = TestTrustDomain.create(folder, name, InstantSource.system(), new SecureRandom());
        PrintWriter out = spec.commandLine().getOut();
        out.println("# for the configuration, with the audience that tokens must name:");
        out.println("trust:");
        out.println("  audience: https://gateway.example.com");
        out.println("  domains:");
        out.println(
                "    " + name + ": {bundle: " + Screen.printable(domain.bundle().toString()) + "}");
        return ExitCode.FINE;
    }
}
