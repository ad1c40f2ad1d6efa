package dev.interlock.cli.command.ledger;

import dev.interlock.cli.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** {@code interlock ledger}: reading, checking and handing out the record, for which no server is needed; and accepting one that is closed. */
@Command(
        name = "ledger",
        description = {
            "Show, verify and export the record of all decisions.",
            "Also accepts a ledger that a server has closed."
        },
        subcommands = {
            LedgerShowCommand.class,
            LedgerVerifyCommand.class,
            LedgerProofCommand.class,
            LedgerCheckpointCommand.class,
            LedgerExportCommand.class,
            LedgerTrustCommands.Status.class,
            LedgerTrustCommands.Accept.class,
            LedgerTrustCommands.Confirm.class,
            LedgerTrustCommands.Reject.class
        })
public final class LedgerCommand extends CommandGroup {}
