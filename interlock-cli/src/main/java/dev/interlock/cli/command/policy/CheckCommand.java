package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.Version;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.SarifRenderer;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock check}: everything that is wrong with a policy bundle, at once. */
@Command(
        name = "check",
        description = "Check a policy bundle: every mistake at once, with its place and a remedy.",
        footer = {"", "Exits with 1 when there are errors; warnings alone are fine, unless --strict."})
public final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "Folder of the bundle, with its interlock.yaml.")
    private Path folder;

    /** The form in which the diagnostics are written. */
    enum Format {
        text,
        json,
        sarif
    }

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "`text` (default), `json` (an array of diagnostics) or `sarif` (SARIF 2.1.0).")
    private Format format;

    @Option(names = "--json", description = "The same as --format json.")
    private boolean json;

    @Option(names = "--strict", description = "Exit with 1 for warnings, too.")
    private boolean strict;

    @Option(names = "--accepted", description = "Print also the warnings that the bundle accepts, with the reason.")
    private boolean accepted;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a server: warn also of approvals that its people cannot give.")
    private @Nullable Path config;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        FileTree tree = new FolderTree(folder(folder, spec));
        PolicyBundle bundle;
        if (config == null) {
            bundle = PolicyBundle.load(tree);
        } else {
            switch (ConfigReader.read(config, System.getenv())) {
                case ConfigOutcome.Loaded loaded ->
                    bundle = PolicyBundle.load(tree, loaded.config().registry().all());
                case ConfigOutcome.Rejected rejected -> {
                    out.print(new TextRenderer(colours(spec)).render(rejected.diagnostics()));
                    return ExitCode.FOUND_SOMETHING;
                }
            }
        }
        Format chosen = json ? Format.json : format;
        out.print(
                switch (chosen) {
                    case text -> new TextRenderer(colours(spec)).render(bundle.diagnostics());
                    case json -> JsonRenderer.render(bundle.diagnostics());
                    case sarif ->
                        new SarifRenderer(Version.current().interlock(), fromHere(folder)).render(bundle.diagnostics());
                });
        out.flush();
        return switch (bundle) {
            case PolicyBundle.Rejected rejected -> ExitCode.FOUND_SOMETHING;
            case PolicyBundle.Compiled compiled -> {
                if (chosen == Format.text) {
                    if (accepted) {
                        compiled.accepted().forEach(a -> out.println(accepted(a)));
                    }
                    out.println(summary(compiled.engine()));
                }
                yield strict && !compiled.diagnostics().isEmpty() ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
            }
        };
    }

    private static String accepted(PolicyBundle.Accepted accepted) {
        Diagnostic warning = accepted.warning();
        return "accepted[" + warning.check().code() + "]: " + warning.message() + "\n  --> " + warning.place()
                + "\n  because " + accepted.because();
    }

    private static String summary(Bundle bundle) {
        return bundle.name() + ": " + Shown.plural(bundle.tools().size(), "tool") + ", "
                + Shown.plural(bundle.intents().size(), "intent") + ", "
                + Shown.plural(bundle.rules().size(), "rule") + "; " + bundle.digest();
    }

    /** Returns the path of the folder, seen from the working folder: code hosts read the paths so. */
    private static String fromHere(Path folder) {
        Path here = Path.of("").toAbsolutePath().normalize();
        Path there = folder.toAbsolutePath().normalize();
        return (there.startsWith(here) ? here.relativize(there) : folder.normalize())
                .toString()
                .replace('\\', '/');
    }

    public static Path folder(Path folder, CommandSpec spec) {
        if (!Files.isDirectory(folder)) {
            throw new ParameterException(
                    spec.commandLine(), "`" + folder + "` is no folder; a bundle is a folder with an `interlock.yaml`");
        }
        return folder;
    }

    public static boolean colours(CommandSpec spec) {
        return Surroundings.of(spec).colours();
    }
}
