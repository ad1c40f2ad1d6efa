package dev.interlock.cli.command.policy;

import dev.interlock.cli.draft.CatalogDraft;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.openapi.Operation;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock catalog draft}: a catalogue for the tools that an upstream offers. */
@Command(
        name = "draft",
        description = "List the tools of an upstream, or the operations in an API's description, and print "
                + "a catalogue for them, with proposed duties, objects and risks, each marked for review.",
        footer = {"", "What an upstream says about its tools proves nothing: review every entry before you use it."})
final class CatalogDraftCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private OfferedTools offered;

    @Option(
            names = "--tiers-of",
            paramLabel = "BUNDLE",
            description = "Use the risk tiers of this bundle (default: low, medium, high, critical).")
    private @Nullable Path bundle;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = OfferedTools.COMMAND)
    private List<String> command = List.of();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Optional<List<String>> tiers = tiers(err);
        Optional<OfferedTools.Offered> found = tiers.isEmpty() ? Optional.empty() : offered.ask(command, err);
        if (found.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        var draft = new CatalogDraft(offered.name(), tiers.get());
        List<Operation> operations = found.get().operations();
        out.print(operations.isEmpty() ? draft.of(found.get().tools()) : draft.ofOperations(operations));
        return ExitCode.FINE;
    }

    private Optional<List<String>> tiers(PrintWriter err) {
        if (bundle == null) {
            return Optional.of(List.of("low", "medium", "high", "critical"));
        }
        return switch (BundleFolder.load(bundle, spec)) {
            case PolicyBundle.Compiled compiled ->
                Optional.of(compiled.engine().tiers().values().stream()
                        .sorted(Comparator.comparingInt(Tier::rank))
                        .map(Tier::name)
                        .toList());
            case PolicyBundle.Rejected rejected -> {
                err.print(DiagnosticFormat.text(rejected.diagnostics(), spec));
                yield Optional.empty();
            }
        };
    }
}
