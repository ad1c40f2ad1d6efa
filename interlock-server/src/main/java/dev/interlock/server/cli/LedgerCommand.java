package dev.interlock.server.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code interlock ledger}: reading, checking and handing out the record. None of it needs a server. */
@Command(
        name = "ledger",
        description = "Read and verify the record of all decisions, offline.",
        subcommands = {
            LedgerShowCommand.class,
            LedgerVerifyCommand.class,
            LedgerProofCommand.class,
            LedgerCheckpointCommand.class,
            LedgerExportCommand.class
        })
final class LedgerCommand implements Runnable {
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? one of those below");
    }
}
