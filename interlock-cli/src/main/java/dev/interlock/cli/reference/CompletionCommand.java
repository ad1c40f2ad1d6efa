package dev.interlock.cli.reference;

import dev.interlock.cli.terminal.ExitCode;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock completion}: the script by which a shell completes commands and options. */
@Command(
        name = "completion",
        description = "Print the completion script for a shell: bash, zsh or fish.",
        footer = {
            "",
            "  source <(interlock completion bash)        in ~/.bashrc",
            "  source <(interlock completion zsh)         in ~/.zshrc, after compinit",
            "  interlock completion fish | source         in ~/.config/fish/config.fish"
        })
public final class CompletionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish.")
    private Shell shell;

    /** The shells for which there is a script. */
    enum Shell {
        BASH,
        ZSH,
        FISH;

        /** Returns the name as people write it, which is completed and shown. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        spec.commandLine()
                .getOut()
                .print(
                        switch (shell) {
                            // The script of picocli loads bashcompinit where it is zsh that reads it.
                            case BASH, ZSH -> AutoComplete.bash(root.getCommandName(), root);
                            case FISH -> FishCompletion.of(root);
                        });
        return ExitCode.FINE;
    }
}
