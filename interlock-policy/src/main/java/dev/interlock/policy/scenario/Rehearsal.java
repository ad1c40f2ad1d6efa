package dev.interlock.policy.scenario;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Suggestion;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Steps that somebody tries after a scenario of a bundle, by members of its cast. */
public final class Rehearsal {

    /** The name that what is tried has in messages. */
    private static final String TRIED = "the call";

    private Rehearsal() {}

    /** The outcome of a rehearsal. */
    public sealed interface Result {}

    /**
     * The steps were played.
     *
     * @param history those of the scenario, whatever it expects of them
     * @param tried those that were tried
     */
    public record Played(List<PlayedStep> history, List<PlayedStep> tried) implements Result {
        public Played {
            history = List.copyOf(history);
            tried = List.copyOf(tried);
        }
    }

    /** Nothing was played: the file has mistakes, or the steps do. */
    public record Wrong(List<Diagnostic> diagnostics) implements Result {
        public Wrong {
            diagnostics = List.copyOf(diagnostics);
        }
    }

    /**
     * Plays steps after a scenario.
     *
     * @param file the scenario file that has the cast
     * @param scenario the name of the scenario that happened before; empty for none
     * @param steps a list of steps, as scenarios write them
     */
    public static Result play(
            PolicyBundle.Compiled bundle, FileTree tree, String file, Optional<String> scenario, String steps) {
        var diagnostics = new Diagnostics();
        ScenarioFile read = ScenarioSuite.read(bundle, tree, file, diagnostics);
        Optional<Scenario> before = scenario.flatMap(name -> named(read, tree, file, name, diagnostics));
        List<Step> tried = diagnostics.errors() > 0 ? List.of() : steps(bundle, read, steps, diagnostics);
        if (diagnostics.errors() > 0) {
            return new Wrong(diagnostics.sorted());
        }
        var runner = new ScenarioRunner(bundle, diagnostics);
        before.ifPresent(happened -> runner.rehearse(happened.steps()));
        List<PlayedStep> history = runner.steps();
        runner.rehearse(tried);
        List<PlayedStep> all = runner.steps();
        return new Played(history, all.subList(history.size(), all.size()));
    }

    private static Optional<Scenario> named(
            ScenarioFile read, FileTree tree, String file, String name, Diagnostics diagnostics) {
        Optional<Scenario> found = read.scenarios().stream()
                .filter(scenario -> scenario.name().equals(name))
                .findFirst();
        if (found.isEmpty()) {
            diagnostics.error(
                    Check.SCENARIO_NAME,
                    tree.source(file, "").start(),
                    Diagnostics.quote(name) + " is not a scenario of `" + file + "`",
                    Suggestion.remedy(
                            name,
                            read.scenarios().stream().map(Scenario::name).toList(),
                            "name one that the file contains"));
        }
        return found;
    }

    private static List<Step> steps(
            PolicyBundle.Compiled bundle, ScenarioFile read, String text, Diagnostics diagnostics) {
        YamlTree tree = YamlReader.read(new SourceFile(TRIED, text));
        tree.problems().forEach(diagnostics::add);
        var values = new Values(diagnostics);
        var reader = new StepReader(bundle, read.cast(), diagnostics);
        List<Step> steps = new ArrayList<>();
        tree.root()
                .flatMap(root -> values.list(root, "what is tried", "write a list of steps"))
                .map(Node.Sequence::items)
                .orElse(List.of())
                .forEach(item -> values.mapping(item, "a step", "write `{call: ..., by: ...}`")
                        .flatMap(reader::read)
                        .ifPresent(steps::add));
        return steps;
    }
}
