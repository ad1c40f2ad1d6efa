package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Drift;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.Plain;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock catalog drift}: where an upstream is no longer what the catalogue says. */
@Command(
        name = "drift",
        description = "Compare the catalogue of a bundle with the tools that an upstream offers now, and "
                + "report new and missing tools, those that changed since they were reviewed, and arguments under "
                + "`content` that a tool does not have.",
        footer = {
            "",
            "Calls of a tool that changed since its review are held. Review the tool, then put "
                    + "the printed line `reviewed` into its entry. Exits with 1 if something differs."
        })
final class CatalogDriftCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private OfferedTools offered;

    @Parameters(
            index = "0",
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Folder of the bundle, or `shipped:NAME`.")
    private Path bundle;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "COMMAND", description = OfferedTools.COMMAND)
    private List<String> command = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        PolicyBundle loaded = BundleFolder.load(bundle, spec);
        if (!(loaded instanceof PolicyBundle.Compiled compiled)) {
            err.print(DiagnosticFormat.text(loaded.diagnostics(), spec));
            return ExitCode.FOUND_SOMETHING;
        }
        Optional<List<ObjectNode>> tools = offered.ask(command, err).map(OfferedTools.Offered::tools);
        if (tools.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        List<Drift> drifts = Drift.between(compiled.catalog(), offered.name(), tools.get());
        if (json) {
            ObjectNode object = Json.object();
            var list = object.putArray("tools");
            drifts.forEach(drift -> {
                ObjectNode each = list.addObject()
                        .put("tool", drift.tool())
                        .put("what", drift.what().text())
                        .put("reviewed", drift.digest());
                if (!drift.unknown().isEmpty()) {
                    drift.unknown().forEach(each.putArray("unknown")::add);
                }
            });
            out.println(Json.text(object));
        } else {
            drifts.forEach(drift -> out.println(Plain.of(drift.text())));
            long serious = drifts.stream().filter(Drift::differs).count();
            out.println(
                    serious == 0
                            ? "`" + offered.name() + "` matches the catalogue"
                            : Shown.plural(serious, "tool") + " of `" + offered.name() + "` to review");
        }
        return drifts.stream().anyMatch(Drift::differs) ? ExitCode.FOUND_SOMETHING : ExitCode.FINE;
    }
}
