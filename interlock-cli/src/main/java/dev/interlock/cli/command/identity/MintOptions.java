package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.demo.testdomain.TestTrustDomain;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The options of all commands that mint an identity. */
final class MintOptions {

    private static final int MOST_MINUTES = 24 * 60;

    @Parameters(index = "0", paramLabel = "FOLDER", description = "Folder of the trust domain.")
    private Path folder;

    @Parameters(
            index = "1",
            paramLabel = "PATH",
            description = "Path of the workload's SPIFFE ID, such as /agent/payer; or the whole ID.")
    private String path;

    @Option(
            names = "--minutes",
            paramLabel = "N",
            description = "How long it is valid (default: ${DEFAULT-VALUE}).",
            defaultValue = "60")
    private int minutes;

    TestTrustDomain domain() throws IOException {
        return TestTrustDomain.open(folder, InstantSource.system(), new SecureRandom());
    }

    /** The path in this domain. */
    String path(TestTrustDomain domain) throws WrongUsage {
        String prefix = "spiffe://" + domain.name();
        String within = path.startsWith(prefix) ? path.substring(prefix.length()) : path;
        if (!TestTrustDomain.isPath(within)) {
            throw new WrongUsage("`" + Screen.printable(path) + "` is not a workload of `" + domain.name()
                    + "`; write a path such as `/agent/payer`, or `" + prefix + "/agent/payer`");
        }
        return within;
    }

    Duration life() throws WrongUsage {
        if (minutes < 1 || minutes > MOST_MINUTES) {
            throw new WrongUsage("--minutes must be a number from 1 to " + MOST_MINUTES);
        }
        return Duration.ofMinutes(minutes);
    }
}
