package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Version;
import dev.interlock.server.lsp.LanguageServerRun;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code interlock lsp}: the language server. */
@Command(
        name = "lsp",
        description = "Serve an editor over the Language Server Protocol.",
        footer = {"", "It reports mistakes while you type, explains keys, and completes them."})
public final class LspCommand implements Callable<Integer> {

    @Override
    public Integer call() throws InterruptedException {
        PrintStream protocol = System.out;
        // Output of anything else would be read by the editor as a message.
        System.setOut(System.err);
        boolean orderly =
                LanguageServerRun.serve(System.in, protocol, Version.current().interlock());
        return orderly ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }
}
