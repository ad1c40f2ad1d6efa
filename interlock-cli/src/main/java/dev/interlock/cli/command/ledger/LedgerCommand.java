package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.CommandGroup;
import picocli.CommandLine.Command;

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
public final class LedgerCommand extends CommandGroup {}
