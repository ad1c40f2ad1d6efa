package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.scenario.JUnitReport;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.DiagnosticJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock test}: plays the scenarios of a policy bundle. */
@Command(
        name = "test",
        description = "Play the scenario files of a policy bundle, and compare the verdicts with the expected ones.",
        footer = {"", "Scenarios are the files in `" + ScenarioSuite.FOLDER + "` of the bundle."})
public final class TestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "BUNDLE", description = "Folder of the bundle, with its interlock.yaml.")
    private Path folder;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report in JUnit's XML, for pipelines.")
    private @Nullable Path junit;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        return switch (PolicyBundle.load(CheckCommand.folder(folder, spec))) {
            case PolicyBundle.Rejected rejected -> {
                report(JUnitReport.rejected(folder.toString(), rejected.diagnostics()));
                if (json) {
                    out.println(Json.text(json(new ScenarioReport(List.of(), rejected.diagnostics()))));
                } else {
                    out.print(new TextRenderer(CheckCommand.colours(spec)).render(rejected.diagnostics()));
                    out.println("no scenario was played: the bundle has errors");
                }
                yield ExitCode.FOUND_SOMETHING;
            }
            case PolicyBundle.Compiled compiled -> {
                ScenarioReport report = ScenarioSuite.run(compiled, folder);
                report(JUnitReport.xml(compiled.engine().name(), report));
                if (json) {
                    out.println(Json.text(json(report)));
                } else {
                    out.print(report.text(CheckCommand.colours(spec)));
                    out.flush();
                }
                yield report.passed() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
            }
        };
    }

    private void report(String xml) throws IOException {
        if (junit != null) {
            Files.writeString(junit, xml);
        }
    }

    private static ObjectNode json(ScenarioReport report) {
        ObjectNode out = Json.object().put("passed", report.passed());
        var scenarios = out.putArray("scenarios");
        for (ScenarioReport.Outcome outcome : report.outcomes()) {
            scenarios
                    .addObject()
                    .put("file", outcome.file())
                    .put("name", outcome.name())
                    .put("passed", outcome.passed());
        }
        DiagnosticJson.put(out.putArray("diagnostics"), report.diagnostics());
        return out;
    }
}
