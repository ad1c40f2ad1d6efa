package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Screen;
import dev.interlock.engine.plan.PlanAnswer;
import dev.interlock.engine.plan.PlanLimits;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.scenario.PlanFile;
import dev.interlock.server.json.Json;
import dev.interlock.server.render.PlanText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock plan}: whether a plan can be carried out under a bundle, before anything is done. */
@Command(
        name = "plan",
        description = {
            "Check whether a plan can be carried out under a policy bundle.",
            "The plan lists its agents and people. If it cannot be carried out, the answer states why."
        },
        footer = {
            "",
            "Exits with 0 if it can be carried out, and with 1 if it cannot, if that is unknown, or if there are"
                    + " errors."
        })
public final class PlanCommand implements Callable<Integer> {

    private static final long MOST_BYTES = 1 << 20;

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "BUNDLE", description = "Folder of the bundle.")
    private Path folder;

    @Parameters(index = "1", paramLabel = "PLAN", description = "File with `agents`, `people` and `plan`.")
    private Path file;

    @Option(names = "--json", description = "Print one JSON object; an array of diagnostics when there are errors.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(spec.commandLine(), "`" + file + "` is not a file; a plan is a YAML file");
        }
        if (Files.size(file) > MOST_BYTES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "`" + file + "` is longer than " + MOST_BYTES + " bytes; make the plan shorter");
        }
        return switch (BundleFolder.load(folder, spec)) {
            case PolicyBundle.Rejected rejected -> wrong(rejected.diagnostics());
            case PolicyBundle.Compiled compiled -> {
                String text = Files.readString(file).replace("\r\n", "\n");
                PlanFile plan = PlanFile.read(compiled, String.valueOf(file.getFileName()), text);
                yield plan.sound() ? answer(compiled, plan) : wrong(plan.diagnostics());
            }
        };
    }

    private int wrong(List<Diagnostic> diagnostics) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(json ? JsonRenderer.render(diagnostics) : DiagnosticFormat.text(diagnostics, spec));
        out.flush();
        return ExitCode.FOUND_SOMETHING;
    }

    private int answer(PolicyBundle.Compiled bundle, PlanFile plan) {
        PrintWriter out = spec.commandLine().getOut();
        PlanAnswer answer = plan.plan(bundle).answer(PlanLimits.DEFAULT);
        if (json) {
            ObjectNode view = PlanText.json(answer, bundle.engine(), true);
            out.println(Json.text(view));
        } else {
            PlanText.lines(answer, bundle.engine(), true).forEach(line -> out.println(Screen.printable(line)));
        }
        return answer instanceof PlanAnswer.Satisfiable ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }
}
