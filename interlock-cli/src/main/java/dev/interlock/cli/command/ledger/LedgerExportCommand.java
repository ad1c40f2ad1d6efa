package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.ledger.verify.LedgerExport;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock ledger export}: the record as plain files, for auditors and for any client of C2SP tlog-tiles. */
@Command(
        name = "export",
        description = "Write the record as plain files (C2SP tlog-tiles) that can be verified without a server.")
final class LedgerExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Option(
            names = "--without-names",
            description =
                    "Leave out the names of people and the texts. The entries hold only commitments to them, so they"
                            + " can still be verified.")
    private boolean withoutNames;

    @Parameters(paramLabel = "DIR", description = "The folder to write; it must be absent or empty.")
    private Path target;

    @Override
    public Integer call() throws WrongUsage, IOException {
        if (Files.exists(target) && !isEmptyFolder(target)) {
            throw new WrongUsage("`" + target + "` is not an empty folder; choose a new one");
        }
        try (DataFolder.Opened ledger = data.open(spec)) {
            LedgerExport.Exported exported = LedgerExport.write(ledger.reader(), target, !withoutNames);
            Path key = ledger.folder().resolve(LedgerKey.FILE);
            if (Files.isRegularFile(key)) { // for convenience; an auditor compares it with the key from elsewhere
                Files.copy(key, target.resolve(LedgerKey.FILE));
            }
            PrintWriter out = spec.commandLine().getOut();
            out.println("exported " + exported.size() + " entries to `" + target + "`"
                    + (exported.leftOut() == 0
                            ? ""
                            : "; " + exported.leftOut() + " newer ones are not signed for yet and were left out"));
            out.println("verify them anywhere with: interlock ledger verify " + target);
            return ExitCode.FINE;
        }
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (var content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }
}
