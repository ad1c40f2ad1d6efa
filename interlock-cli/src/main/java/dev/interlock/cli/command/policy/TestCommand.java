package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.cli.terminal.WrongUsage;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.scenario.JUnitReport;
import dev.interlock.policy.scenario.ScenarioReport;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.json.Json;
import dev.interlock.server.readiness.CastChecks;
import dev.interlock.server.readiness.Finding;
import dev.interlock.server.readiness.Readiness;
import dev.interlock.server.render.DiagnosticJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock test}: plays the scenarios of a policy bundle. */
@Command(
        name = "test",
        description = "Run the scenarios of a policy bundle and compare the verdicts.",
        footer = {"", "Scenarios are the files in `" + ScenarioSuite.FOLDER + "` of the bundle."})
public final class TestCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Folder of the bundle, with its interlock.yaml, or `shipped:NAME`.")
    private Path folder;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Option(names = "--junit", paramLabel = "FILE", description = "Write a report in JUnit XML, for CI pipelines.")
    private @Nullable Path junit;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a server, to check the bundle together with it and to compare "
                    + "the parties in the scenarios with those registered.")
    private @Nullable Path config;

    @Mixin
    private AllowOption allow;

    @Override
    public Integer call() throws IOException, WrongUsage {
        PrintWriter out = spec.commandLine().getOut();
        FolderTree files = BundleFolder.files(folder, config, spec);
        return switch (PolicyBundle.load(files)) {
            case PolicyBundle.Rejected rejected -> {
                report(JUnitReport.rejected(folder.toString(), rejected.diagnostics()));
                if (json) {
                    out.println(Json.text(json(new ScenarioReport(List.of(), rejected.diagnostics()))));
                } else {
                    out.print(DiagnosticFormat.text(rejected.diagnostics(), spec));
                    out.println("no scenario was run: the bundle has errors");
                }
                yield ExitCode.FOUND_SOMETHING;
            }
            case PolicyBundle.Compiled compiled -> {
                ScenarioReport played = ScenarioSuite.run(compiled, files);
                var report = new ScenarioReport(
                        played.outcomes(),
                        Stream.concat(together(compiled, files).stream(), played.diagnostics().stream())
                                .toList());
                report(JUnitReport.xml(compiled.engine().name(), report));
                if (json) {
                    out.println(Json.text(json(report)));
                } else {
                    out.print(report.text(Surroundings.of(spec).colours()));
                    out.flush();
                }
                yield report.passed() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
            }
        };
    }

    /** The findings about the configuration: what the bundle cannot do with it, and where scenarios contradict it. */
    private List<Diagnostic> together(PolicyBundle.Compiled compiled, FolderTree files) throws WrongUsage {
        if (config == null) {
            return List.of();
        }
        ConfigOutcome outcome = ConfigReader.read(config, Surroundings.of(spec).environment());
        List<Diagnostic> found = new ArrayList<>(outcome.diagnostics());
        if (outcome instanceof ConfigOutcome.Loaded loaded) {
            List<Finding> findings = new ArrayList<>(Readiness.check(compiled, loaded));
            findings.addAll(CastChecks.check(files, loaded));
            allow.make(findings, spec.commandLine().getErr())
                    .standing()
                    .forEach(finding -> found.add(finding.diagnostic()));
        }
        return found;
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
