package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.store.FolderCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock restore}: a data folder from a backup. */
@Command(
        name = "restore",
        description = "Make a data folder from a backup, and verify it.",
        footer = {
            "",
            "A server that starts on the folder keeps its ledger closed: it shows everything but "
                    + "denies every call, until two administrators accept the ledger as it is with `interlock "
                    + "ledger accept`. What was recorded after the backup is lost.",
            "",
            "Exit codes: 0 restored and verified, 1 the backup is damaged, 2 usage error or no backup."
        })
public final class RestoreCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(index = "0", paramLabel = "BACKUP", description = "What `interlock backup` wrote.")
    private Path backup;

    @Parameters(index = "1", paramLabel = "DIR", description = "The data folder to make; it must be absent or empty.")
    private Path data;

    @Override
    public Integer call() throws WrongUsage, IOException {
        if (!Files.isRegularFile(backup.resolve("ledger.db"))) {
            throw new WrongUsage("there is no backup in `" + backup + "`: it has no file `ledger.db`");
        }
        if (Files.exists(data) && !isEmptyFolder(data)) {
            throw new WrongUsage(
                    "`" + data + "` is not an empty folder, and a restore overwrites nothing; choose another one");
        }
        CopyCheck.Checked before = CopyCheck.of(backup, spec);
        if (!before.sound()) {
            before.print(spec, json);
            return ExitCode.FOUND_SOMETHING;
        }
        FolderCopy.restore(backup, data);
        CopyCheck.Checked after = CopyCheck.of(data, spec);
        if (!after.sound()) {
            after.print(spec, json);
            return ExitCode.FOUND_SOMETHING;
        }
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? after.json("data", data)
                                : "restored " + after.size() + " entries of `" + after.ledger() + "` to `" + data
                                        + "`, and verified them; a server that starts on it denies every call until two"
                                        + " administrators accept it: `interlock ledger accept --reason ...`");
        return ExitCode.FINE;
    }

    private static boolean isEmptyFolder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> content = Files.list(folder)) {
            return content.findAny().isEmpty();
        }
    }
}
