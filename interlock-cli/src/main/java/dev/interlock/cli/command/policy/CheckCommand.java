package dev.interlock.cli.command.policy;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.engine.policy.Bundle;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.readiness.Readiness;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock check}: everything that is wrong with a policy bundle, at once. */
@Command(
        name = "check",
        description = {
            "Check a policy bundle and report every mistake at once.",
            "Each mistake is shown with its place and a way to fix it."
        },
        footer = {"", "Exits with 1 when there are errors; warnings alone are fine, unless --strict."})
public final class CheckCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Folder of the bundle, with its interlock.yaml, or `shipped:NAME`.")
    private Path folder;

    @Mixin
    private DiagnosticFormat format;

    @Option(names = "--strict", description = "Also exit with 1 if there are warnings.")
    private boolean strict;

    @Option(names = "--accepted", description = "Also print the warnings that the bundle accepts, with the reasons.")
    private boolean accepted;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a server, to check the bundle together with it.")
    private @Nullable Path config;

    @Mixin
    private AllowOption allow;

    @Override
    public Integer call() throws WrongUsage {
        PrintWriter out = spec.commandLine().getOut();
        FolderTree files = BundleFolder.files(folder, config, spec);
        PolicyBundle bundle = PolicyBundle.load(files);
        List<Diagnostic> diagnostics = new ArrayList<>(bundle.diagnostics());
        if (config != null) {
            ConfigOutcome outcome =
                    ConfigReader.read(config, Surroundings.of(spec).environment());
            diagnostics.addAll(outcome.diagnostics());
            if (outcome instanceof ConfigOutcome.Loaded loaded && bundle instanceof PolicyBundle.Compiled compiled) {
                allow.make(Readiness.check(compiled, loaded), spec.commandLine().getErr())
                        .standing()
                        .forEach(finding -> diagnostics.add(finding.diagnostic()));
            }
        }
        out.print(format.render(
                diagnostics,
                config == null ? folder : Path.of(""),
                Surroundings.of(spec).colours()));
        out.flush();
        boolean errors = diagnostics.stream().anyMatch(Diagnostic::isError);
        if (!errors && format.isText() && bundle instanceof PolicyBundle.Compiled compiled) {
            if (accepted) {
                compiled.accepted().forEach(a -> out.println(accepted(a)));
            }
            out.println(summary(compiled.engine()));
        }
        return errors || strict && !diagnostics.isEmpty() ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
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
}
