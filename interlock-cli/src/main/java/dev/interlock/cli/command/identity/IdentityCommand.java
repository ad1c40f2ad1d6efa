package dev.interlock.cli.command.identity;

import dev.interlock.cli.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** {@code interlock identity}: identities for development, where no SPIRE server issues them. */
@Command(
        name = "identity",
        description = "Show an identity's party, or create identities for development.",
        subcommands = {
            IdentityDomainCommand.class,
            IdentityTokenCommand.class,
            IdentityCertificateCommand.class,
            IdentityShowCommand.class
        },
        footer = {
            "",
            "Trust domains made by `domain` are not for production: anyone who has the folder can impersonate any"
                    + " identity in it."
        })
public final class IdentityCommand extends CommandGroup {}
