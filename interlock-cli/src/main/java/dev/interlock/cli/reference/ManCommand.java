package dev.interlock.cli.reference;

import dev.interlock.cli.terminal.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code interlock man}: writes the manual pages. */
@Command(
        name = "man",
        description = "Write the manual pages, one for each command.",
        footer = {"", "  interlock man --to ~/.local/share/man/man1", "  man interlock-ledger-verify"})
public final class ManCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "The folder; created if it does not exist.")
    private Path folder;

    @Override
    public Integer call() throws IOException {
        Files.createDirectories(folder);
        CommandLine root = spec.root().commandLine();
        int pages = write(root);
        spec.commandLine().getOut().println(pages + " pages in `" + folder + "`");
        return ExitCode.FINE;
    }

    private int write(CommandLine line) throws IOException {
        var page = new ManPage(line);
        Files.writeString(folder.resolve(page.name() + ".1"), page.text());
        int pages = 1;
        for (CommandLine below : line.getSubcommands().values()) {
            pages += write(below);
        }
        return pages;
    }
}
