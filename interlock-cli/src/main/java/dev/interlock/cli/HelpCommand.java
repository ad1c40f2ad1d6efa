package dev.interlock.cli;

import dev.interlock.cli.terminal.ExitCode;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code interlock help}: the same as {@code --help} behind a command, of any depth. */
@Command(name = "help", description = "Show the help of a command: `interlock help ledger show`.")
final class HelpCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "The command (default: list all commands).")
    private List<String> names = List.of();

    @Option(names = "--all", description = "Print the help of all commands as one page in Markdown.")
    private boolean all;

    @Override
    public Integer call() {
        if (all) {
            spec.commandLine().getOut().print(CommandPage.of(spec.root().commandLine()));
            return ExitCode.FINE;
        }
        CommandLine line = spec.root().commandLine();
        for (String name : names) {
            CommandLine next = line.getSubcommands().get(name);
            if (next == null) {
                throw new UnmatchedArgumentException(line, List.of(name));
            }
            line = next;
        }
        line.usage(spec.commandLine().getOut());
        return ExitCode.FINE;
    }
}
