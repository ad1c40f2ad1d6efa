package dev.interlock.policy.scenario;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Reads a scenario file: a cast, and the scenarios that it plays. */
final class ScenarioReader {

    private final PolicyBundle.Compiled bundle;
    private final Diagnostics diagnostics;
    private final Values values;

    ScenarioReader(PolicyBundle.Compiled bundle, Diagnostics diagnostics) {
        this.bundle = bundle;
        this.diagnostics = diagnostics;
        this.values = new Values(diagnostics);
    }

    ScenarioFile read(SourceFile file) {
        YamlTree tree = YamlReader.read(file);
        tree.problems().forEach(diagnostics::add);
        if (tree.root().isEmpty()) {
            return ScenarioFile.EMPTY;
        }
        Optional<Node.Mapping> root =
                values.mapping(tree.root().get(), "a scenario file", "write `agents`, `people` and `scenarios`");
        if (root.isEmpty()) {
            return ScenarioFile.EMPTY;
        }
        Fields fields = new Fields(root.get(), "a scenario file", diagnostics);
        SortedMap<String, Member> cast = new CastReader(diagnostics).read(fields);
        List<Scenario> out = new ArrayList<>();
        fields.require("scenarios", "write a list, each item with `name` and `steps`")
                .flatMap(n -> values.list(n, "`scenarios`", "write a list, each item with `name` and `steps`"))
                .ifPresent(list ->
                        list.items().forEach(item -> scenario(item, cast).ifPresent(out::add)));
        fields.finish();
        return new ScenarioFile(cast, out);
    }

    private Optional<Scenario> scenario(Node node, SortedMap<String, Member> cast) {
        Optional<Node.Mapping> body = values.mapping(node, "a scenario", "write `{name: ..., steps: [...]}`");
        if (body.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = new Fields(body.get(), "a scenario", diagnostics);
        String name = fields.require("name", "say in one sentence what it shows")
                .flatMap(n -> values.text(n, "`name`"))
                .map(Node.Scalar::value)
                .orElse("");
        StepReader reader = new StepReader(bundle, cast, diagnostics);
        List<Step> steps = new ArrayList<>();
        Optional<Node.Sequence> list = fields.require("steps", "write what happens, with one step per item")
                .flatMap(n -> values.list(n, "`steps`", "write what happens, with one step per item"));
        list.ifPresent(l -> l.items()
                .forEach(item -> values.mapping(item, "a step", "write `{call: ..., by: ...}`")
                        .flatMap(reader::read)
                        .ifPresent(steps::add)));
        fields.finish();
        if (list.isPresent() && list.get().items().isEmpty()) {
            diagnostics.error(Check.WRONG_SHAPE, list.get().place(), "a scenario must have steps", "add steps");
        }
        return Optional.of(new Scenario(name, steps, body.get().place()));
    }
}
