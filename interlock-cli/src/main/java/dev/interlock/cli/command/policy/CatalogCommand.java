package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.CommandGroup;
import picocli.CommandLine.Command;

/** {@code interlock catalog}: from the tools of an upstream to a reviewed catalogue, and what changed since. */
@Command(
        name = "catalog",
        description = "Draft a catalogue from a server's tools, and find changes.",
        subcommands = {CatalogDraftCommand.class, CatalogDriftCommand.class})
public final class CatalogCommand extends CommandGroup {}
