package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.server.readiness.Exceptions;
import dev.interlock.server.readiness.Finding;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option `--allow`: a server starts with what it names, although that can never work. */
public final class AllowOption {

    @Option(
            names = "--allow",
            paramLabel = "CODE[:NAME]",
            description = "Tolerate an error in how the bundle and the configuration fit together; give its code, or "
                    + "its code and the agent, rule or other part that it names; repeatable.")
    private List<String> allow = List.of();

    /** The findings with what is allowed taken out, which is printed. */
    public Exceptions.Made make(List<Finding> findings, PrintWriter err) throws WrongUsage {
        Exceptions.Made made = Exceptions.of(allow)
                .orElseThrow(() ->
                        new WrongUsage("--allow takes the code of an error, such as `IL-0322` or `IL-0322:payer`"))
                .make(findings);
        made.excepted()
                .forEach(finding -> err.println("interlock: allowed " + finding.exception() + ": "
                        + finding.diagnostic().message()));
        made.unused()
                .forEach(name -> err.println("interlock: --allow " + name + " has no effect: there is no such error"));
        err.flush();
        return made;
    }

    /** The end of a refusal: how to go on all the same. */
    public static String remedy(Exceptions.Made made) {
        return made.standing().stream()
                .filter(finding -> finding.diagnostic().isError())
                .map(finding -> "--allow " + finding.exception())
                .distinct()
                .collect(Collectors.joining(" "));
    }
}
