package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.demo.testdomain.TestTrustDomain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock identity certificate}: mints an X.509-SVID. */
@Command(
        name = "certificate",
        description = "Mint an X.509-SVID: its chain in NAME.pem, and its key in NAME.key, readable by the owner only.")
final class IdentityCertificateCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private MintOptions options;

    @Option(
            names = "--out",
            paramLabel = "FOLDER/NAME",
            required = true,
            description = "Path of both files, without their extensions.")
    private Path target;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "For a server: a name or address by which it is reached; may be repeated.")
    private List<String> hosts = new ArrayList<>();

    @Override
    public Integer call() throws IOException, WrongUsage {
        TestTrustDomain domain = options.domain();
        String path = options.path(domain);
        Path absolute = target.toAbsolutePath().normalize();
        Path folder = absolute.getParent();
        Path name = absolute.getFileName();
        if (folder == null || name == null) {
            throw new WrongUsage("--out must name a file in a folder, such as `certs/payer`");
        }
        TestTrustDomain.Svid svid = domain.certificate(folder, name.toString(), path, hosts, options.life());
        spec.commandLine()
                .getOut()
                .println(domain.id(path) + " until "
                        + Shown.time(svid.certificate().getNotAfter().toInstant()));
        return ExitCode.FINE;
    }
}
