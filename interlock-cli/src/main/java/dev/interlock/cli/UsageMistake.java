package dev.interlock.cli;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.policy.diagnostic.Suggestion;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** The answer to a command line that is wrong by its form. */
final class UsageMistake {

    private UsageMistake() {}

    /** Says what is wrong and what may have been meant; the usage only where a command was left out that is below this one. */
    static int told(ParameterException wrong) {
        CommandLine line = wrong.getCommandLine();
        PrintWriter err = line.getErr();
        String name = line.getCommandSpec().qualifiedName();
        if (wrong instanceof UnmatchedArgumentException unmatched) {
            String written = unmatched.getUnmatched().getFirst();
            err.println("interlock: `" + name + "` does not accept `" + Screen.printable(written) + "`");
            err.println(meant(written, line.getCommandSpec())
                    .map(meant -> "did you mean `" + meant + "`?")
                    .orElse("(`" + name + " --help` shows what it accepts)"));
            return ExitCode.WRONG_USAGE;
        }
        String message = OptionMistake.message(wrong)
                .orElseGet(() -> Objects.requireNonNullElse(wrong.getMessage(), "wrong usage"));
        if (message.startsWith("Missing required")) {
            message = message.replaceFirst("Missing required", "missing").replace('\'', '`');
        }
        err.println("interlock: " + message);
        if (line.getSubcommands().isEmpty()) {
            err.println("(`" + name + " --help` shows what it accepts)");
        } else {
            line.usage(err);
        }
        return ExitCode.WRONG_USAGE;
    }

    /** The option, or the command as it can be typed, that may have been meant. */
    private static Optional<String> meant(String written, CommandSpec command) {
        if (written.startsWith("-")) {
            return Suggestion.nearest(written, command.optionsMap().keySet());
        }
        return Suggestion.nearest(written, command.subcommands().keySet())
                .map(meant -> command.qualifiedName() + " " + meant);
    }
}
