package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.cli.terminal.WholeFile;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.format.Formatter;
import dev.interlock.policy.yaml.SourceFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock fmt}: brings the files of bundles into their canonical layout. */
@Command(
        name = "fmt",
        description = "Format policy files without changing what they mean.",
        footer = {
            "",
            "Prints the files that it changed. Exits with 1 if a file cannot be parsed, which "
                    + "is then left unchanged, and with --check if a file is not formatted."
        })
public final class FormatCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "PATH",
            arity = "1..*",
            description = "Files, bundle folders, or folders that contain bundles.")
    private List<Path> paths;

    @Option(names = "--check", description = "Change nothing; print the files that are not formatted.")
    private boolean check;

    @Override
    public Integer call() throws IOException, WrongUsage {
        Formatter formatter = new Formatter();
        boolean found = false;
        for (Path file : BundleFileFinder.find(paths)) {
            found |= format(formatter, file);
        }
        return found ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
    }

    /** Formats a file. Returns whether there is something to report. */
    private boolean format(Formatter formatter, Path file) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        String before;
        try {
            before = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                    .toString();
        } catch (CharacterCodingException e) {
            out.println("`" + Screen.printable(file.toString()) + "` is not UTF-8; it was left unchanged");
            return true;
        }
        String clean = (before.startsWith("\ufeff") ? before.substring(1) : before).replace("\r\n", "\n");
        return switch (formatter.format(new SourceFile(file.toString(), clean))) {
            case Formatter.Refused refused -> {
                out.print(DiagnosticFormat.text(refused.diagnostics(), spec));
                out.flush();
                yield true;
            }
            case Formatter.Formatted done -> {
                if (done.text().equals(before)) {
                    yield false;
                }
                if (!check) {
                    WholeFile.replace(file, done.text());
                }
                out.println(Screen.printable(file.toString()));
                yield check;
            }
        };
    }
}
