package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.DataFolder;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.store.FolderCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock backup}: a consistent copy of a data folder, also while a server works on it. */
@Command(
        name = "backup",
        description = {"Copy the data folder of a server, and verify the copy.", "The server may be running."},
        footer = {
            "",
            "The copy holds everything recorded when it began, including the keys: keep it as "
                    + "secret as the data folder. Existing files are not overwritten.",
            "",
            "Exit codes: 0 copied and verified, 1 the copy is damaged, 2 usage error or no data folder."
        })
public final class BackupCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private DataFolder data;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Parameters(paramLabel = "DIR", description = "The folder to write; it must not exist yet.")
    private Path target;

    @Override
    public Integer call() throws WrongUsage, IOException {
        if (Files.exists(target)) {
            throw new WrongUsage("`" + target + "` already exists; choose a folder that does not exist yet");
        }
        Path folder = data.folder(spec);
        FolderCopy.backUp(folder, target);
        CopyCheck.Checked checked = CopyCheck.of(target, spec);
        if (!checked.sound()) {
            checked.print(spec, json);
            return ExitCode.FOUND_SOMETHING;
        }
        spec.commandLine()
                .getOut()
                .println(
                        json
                                ? checked.json("backup", target)
                                : "copied " + checked.size() + " entries of `" + checked.ledger() + "` to `" + target
                                        + "`, and verified them; restore them to a data folder with `interlock restore "
                                        + target + " DIR`");
        return ExitCode.FINE;
    }
}
