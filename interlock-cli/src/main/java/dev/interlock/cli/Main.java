package dev.interlock.cli;

import dev.interlock.cli.command.gateway.VersionCommand;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.FoldingWriter;
import dev.interlock.cli.terminal.Logging;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.TerminalPaint;
import dev.interlock.cli.terminal.WrongUsage;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The {@code interlock} command. It only parses and dispatches: each subcommand is a class of its own, listed in
 * {@link Commands}, and returns one of {@link ExitCode}.
 */
@Command(
        name = "interlock",
        description = "Segregation of duties for autonomous AI agents, enforced at run time.",
        versionProvider = VersionCommand.Provider.class,
        footer = {
            "",
            "`interlock help COMMAND` shows the arguments and options of a command.",
            "Exit codes: 0 fine, 1 found something, 2 usage error or no server."
        })
public final class Main implements Runnable, Surroundings.Holder {
    @Spec
    private CommandSpec spec;

    private final Surroundings surroundings;

    private Main(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public Surroundings surroundings() {
        return surroundings;
    }

    /** Runs the command line of the process and ends it with the exit code. */
    public static void main(String[] args) {
        Logging.setUp(System.getenv().getOrDefault("INTERLOCK_LOG", ""));
        Surroundings surroundings = Surroundings.ofProcess();
        CommandLine line = commandLine(surroundings, args);
        // Checkpoints and evidence are UTF-8 by their formats, whatever the locale is; a changed character breaks a
        // signature.
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        // One for all commands: each would make its own, which nobody flushes.
        line.setErr(
                surroundings.terminal()
                        ? new FoldingWriter(System.err, () -> TerminalPaint.width(surroundings))
                        : new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        System.exit(run(line, args));
    }

    /** A class that is missing or no memory is no end by itself: threads that run already would keep the process alive. */
    private static int run(CommandLine line, String[] args) {
        try {
            return line.execute(args);
        } catch (Error e) {
            PrintWriter err = line.getErr();
            err.println("interlock: cannot continue: " + e);
            err.println("(this is not your mistake: reinstall Interlock, or give it more memory)");
            if (System.getenv("INTERLOCK_TRACE") != null) {
                e.printStackTrace(err);
            }
            err.flush();
            return ExitCode.FOUND_SOMETHING;
        }
    }

    /**
     * The complete command line with its error handling; {@code execute} on it never ends the process. Tests set its
     * writers with {@code setOut} and {@code setErr}.
     */
    public static CommandLine commandLine() {
        return commandLine(Surroundings.ofProcess());
    }

    /** The command line in surroundings of the caller's choice. */
    public static CommandLine commandLine(Surroundings surroundings) {
        return commandLine(surroundings, new String[0]);
    }

    /**
     * The command line as far as these arguments need it. They mean the same as on the complete one, which takes much longer to make: a
     * third of the time in which a server starts.
     */
    static CommandLine commandLine(Surroundings surroundings, String[] args) {
        CommandLine line = new CommandLine(new Main(surroundings));
        Commands.add(line, args);
        addHelp(line);
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Show the version.")
                        .build());
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, help -> "");
        line.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::render);
        line.setHelpFactory(HelpPage::new);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionStrategy(Main::execute);
        line.setParameterExceptionHandler((wrong, arguments) -> UsageMistake.told(wrong));
        line.setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command.getErr()));
        return line;
    }

    /** Executes a command; whatever way it ends, its output is flushed. */
    private static int execute(CommandLine.ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            CommandLine line = parsed.commandSpec().commandLine();
            line.getOut().flush();
            line.getErr().flush();
        }
    }

    /** Refuses {@code interlock} alone, which is wrong usage: says what commands there are. */
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? choose one of these");
    }

    /** Adds {@code --help} to every command and subcommand. */
    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help")
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        line.getSubcommands().values().forEach(Main::addHelp);
    }

    /** Says why a file is of no use. Java names the file and leaves the rest to the type of the exception. */
    private static String unusable(FileSystemException failure) {
        String why = switch (failure) {
            case NoSuchFileException missing -> "no such file or folder";
            case AccessDeniedException denied -> "permission denied";
            case FileAlreadyExistsException there -> "it exists but is not a folder";
            default -> Objects.requireNonNullElse(failure.getReason(), "it cannot be read or written");
        };
        return "`" + failure.getFile() + "`: " + why;
    }

    /** An unexpected failure: the message for people, the trace for whoever asks for it. */
    private static int failed(Exception failure, PrintWriter err) {
        if (failure instanceof WrongUsage) {
            err.println("interlock: " + failure.getMessage());
            return ExitCode.WRONG_USAGE;
        }
        Throwable cause = failure instanceof UncheckedIOException unchecked
                ? Objects.requireNonNull(unchecked.getCause())
                : failure;
        String message = cause instanceof FileSystemException file ? unusable(file) : cause.getMessage();
        err.println("interlock: " + (message == null ? cause.toString() : message));
        if (System.getenv("INTERLOCK_TRACE") != null) {
            failure.printStackTrace(err);
        } else {
            err.println("(set INTERLOCK_TRACE=1 to see where it came from)");
        }
        return ExitCode.FOUND_SOMETHING;
    }
}
