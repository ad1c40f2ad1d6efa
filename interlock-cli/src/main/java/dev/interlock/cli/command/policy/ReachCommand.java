package dev.interlock.cli.command.policy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Shown;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.JsonRenderer;
import dev.interlock.policy.diagnostic.Severity;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.reach.RegistryFile;
import dev.interlock.policy.reach.Toxic;
import dev.interlock.policy.reach.ToxicReach;
import dev.interlock.policy.story.Move;
import dev.interlock.policy.story.StoryText;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import dev.interlock.server.json.Json;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code interlock reach}: which parties have the authority to complete a conflict. */
@Command(
        name = "reach",
        description = {
            "Find agents with enough authority to complete a conflict.",
            "Each agent or chain is shown with its shortest story. Rules stop these conflicts "
                    + "when they happen, but it is better if no one has the authority at all."
        },
        footer = {
            "",
            "Without --registry and --config, the agents are those in `" + RegistryFile.DEFAULT
                    + "` in the bundle's folder.",
            "Exits with 1 if a conflict is within reach."
        })
public final class ReachCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "BUNDLE",
            converter = BundleFolder.class,
            description = "Folder of the bundle, with its interlock.yaml, or `shipped:NAME`.")
    private Path folder;

    @Option(
            names = "--registry",
            paramLabel = "FILE",
            description = "The agents and the intents that they may have, as `agents: {ada: {owner: team-a, intents:"
                    + " [...]}}`.")
    private @Nullable Path registry;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "The configuration of a server, for the agents that it registers.")
    private @Nullable Path config;

    @Option(names = "--scenarios", description = "Print the stories as scenario files that `interlock test` can run.")
    private boolean scenarios;

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        PolicyBundle bundle = BundleFolder.load(folder, spec);
        if (!(bundle instanceof PolicyBundle.Compiled compiled)) {
            show(bundle.diagnostics(), out);
            return ExitCode.FOUND_SOMETHING;
        }
        Optional<Collection<Caller>> agents = agents(compiled, out);
        if (agents.isEmpty()) {
            return ExitCode.FOUND_SOMETHING;
        }
        List<Toxic> found = new ToxicReach(compiled, agents.get()).find();
        if (json) {
            out.println(Json.text(json(found)));
        } else if (scenarios) {
            found.forEach(toxic -> out.print(scenario(toxic)));
        } else {
            var text = new ReachText(compiled.engine());
            found.forEach(toxic -> out.print(text.of(toxic)));
            out.println(Shown.plural(agents.get().size(), "agent") + ": "
                    + (found.isEmpty()
                            ? "no conflict in reach"
                            : Shown.plural(found.size(), "conflict") + " in reach"));
        }
        return found.isEmpty() ? ExitCode.FINE : ExitCode.FOUND_SOMETHING;
    }

    /** The agents of the file; empty when it has errors, which are shown. */
    private Optional<Collection<Caller>> agents(PolicyBundle.Compiled bundle, PrintWriter out) {
        if (registry != null && config != null) {
            throw new ParameterException(spec.commandLine(), "give `--registry` or `--config`, not both");
        }
        if (config != null) {
            ConfigOutcome outcome = ConfigReader.read(config, System.getenv());
            return switch (outcome) {
                case ConfigOutcome.Loaded loaded ->
                    Optional.of(loaded.config().registry().all());
                case ConfigOutcome.Rejected rejected -> {
                    show(rejected.diagnostics(), out);
                    yield Optional.empty();
                }
            };
        }
        Path file = registry != null ? registry : folder.resolve(RegistryFile.DEFAULT);
        if (!Files.isRegularFile(file)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no `" + file
                            + "`; give the agents with `--registry "
                            + "FILE`, or a server's configuration with `--config FILE`");
        }
        Path parent = file.toAbsolutePath().normalize().getParent();
        Path within = parent != null ? parent : folder;
        RegistryFile read = RegistryFile.read(
                bundle,
                new FolderTree(within),
                within.relativize(file.toAbsolutePath().normalize()).toString());
        show(read.diagnostics(), out);
        boolean wrong = read.diagnostics().stream().anyMatch(d -> d.severity() == Severity.ERROR);
        return wrong ? Optional.empty() : Optional.of(read.agents());
    }

    private void show(List<Diagnostic> diagnostics, PrintWriter out) {
        if (!json && !diagnostics.isEmpty()) {
            out.print(DiagnosticFormat.text(diagnostics, spec));
        } else if (json && diagnostics.stream().anyMatch(Diagnostic::isError)) {
            out.print(JsonRenderer.render(diagnostics));
        }
    }

    private static String scenario(Toxic toxic) {
        String name = toxic.rule() + ": the " + toxic.attribute() + " `" + toxic.value() + "` can do "
                + String.join(" and ", toxic.marks());
        return "# tests/" + toxic.rule().toLowerCase(Locale.ROOT) + "-" + toxic.attribute() + ".yaml\n"
                + StoryText.scenario(name, toxic.story(), toxic.played()) + "\n";
    }

    private static ObjectNode json(List<Toxic> found) {
        ObjectNode out = Json.object();
        var conflicts = out.putArray("conflicts");
        for (Toxic toxic : found) {
            ObjectNode one = conflicts
                    .addObject()
                    .put("rule", toxic.rule())
                    .put("attribute", toxic.attribute())
                    .put("party", toxic.value())
                    .put("stopped", !toxic.unstopped());
            toxic.marks().forEach(one.putArray("marks")::add);
            var steps = one.putArray("story");
            for (Move move : toxic.story().moves()) {
                switch (move) {
                    case Move.Open open ->
                        steps.addObject()
                                .put("open", open.intent())
                                .put("by", open.by())
                                .put("agent", open.agent());
                    case Move.Call call ->
                        steps.addObject().put("call", call.name()).put("by", call.by());
                    case Move.Wait wait -> steps.addObject().put("wait-ms", wait.millis());
                }
            }
        }
        return out;
    }
}
