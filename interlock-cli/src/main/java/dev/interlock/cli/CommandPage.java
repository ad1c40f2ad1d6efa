package dev.interlock.cli;

import dev.interlock.cli.terminal.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Help;

/** The page {@code docs/command-line.md}: the help of all commands in the order of their groups. */
final class CommandPage {

    private static final String INTRODUCTION = """
        # Command line

        This page is made by `interlock help --all`; the same text is behind `interlock COMMAND --help`, and in the manual pages.

        ## What all commands have in common

        | exit code | |
        |---|---|
        | %d | the command is done, and has nothing to report |
        | %d | it found something: a mistake in a bundle, a conflict, damage; or it was refused, or failed |
        | %d | the command line is wrong, a file that it names is not there, or no server answers |

        - Results go to the standard output, everything else to the standard error. `--json` prints one JSON object, and one a line where there
          are many.
        - Times are UTC: `2026-11-24 15:43:32Z`, of entries of the record to the millisecond; in JSON they are as the API has them, in RFC 3339. Ids, digests and objects are printed as other commands
          take them: `t-12`, `c-17`, `h-17`, `sha-256:...`, `invoice/7`.
        - A command that asks a server takes its address from `--url` or `INTERLOCK_URL`, and your token from `--token-file`, `INTERLOCK_TOKEN`
          or `interlock login`. A refusal names the server that refused.
        - Colours are for terminals; `NO_COLOR` turns them off. `INTERLOCK_TRACE=1` shows where an unexpected failure came from.

        Completions of bash, zsh and fish come from `interlock completion`, manual pages from `interlock man --to DIR`.
        """;

    private CommandPage() {}

    /** Returns the page of a command line, in Markdown. */
    static String of(CommandLine root) {
        var page = new StringBuilder(
                INTRODUCTION.formatted(ExitCode.FINE, ExitCode.FOUND_SOMETHING, ExitCode.WRONG_USAGE));
        for (Map.Entry<String, List<String>> group : CommandGroups.all().entrySet()) {
            page.append("\n## ").append(group.getKey()).append('\n');
            for (String name : group.getValue()) {
                CommandLine line = root.getSubcommands().get(name);
                if (line != null) {
                    add(page, line, 3);
                }
            }
        }
        return page.toString();
    }

    private static void add(StringBuilder page, CommandLine line, int depth) {
        page.append('\n')
                .append("#".repeat(depth))
                .append(' ')
                .append(line.getCommandSpec().qualifiedName())
                .append("\n\n```text\n")
                .append(line.getUsageMessage(Help.Ansi.OFF)
                        .replace("\r\n", "\n")
                        .stripTrailing())
                .append("\n```\n");
        line.getSubcommands().values().forEach(below -> add(page, Objects.requireNonNull(below), depth + 1));
    }
}
