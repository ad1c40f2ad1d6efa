package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.policy.schema.LanguageSchema;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock schema}: the language as JSON Schema. */
@Command(
        name = "schema",
        description = "Print the JSON Schema of policy files, for editors.",
        footer = {
            "",
            "An editor with yaml-language-server completes and checks a file that begins with",
            "# yaml-language-server: $schema=PATH_OF_THE_SCHEMA"
        })
public final class SchemaCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "WHICH",
            arity = "0..1",
            defaultValue = "bundle",
            description = "`bundle` (header, catalogue, intents, rules; default), `scenarios` or `plan`.")
    private String which;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        for (LanguageSchema schema : LanguageSchema.values()) {
            if (schema.name().toLowerCase(Locale.ROOT).equals(which)) {
                out.print(schema.text());
                out.flush();
                return ExitCode.FINE;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "there is no schema `" + Screen.printable(which) + "`; choose `bundle`, `scenarios` or `plan`");
    }
}
