package dev.interlock.policy.scenario;

import dev.interlock.engine.model.CallerKind;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The scenarios of a bundle: the YAML files in its folder {@code tests}. The digest of the bundle does not cover them, since they
 * decide nothing.
 */
public final class ScenarioSuite {

    public static final String FOLDER = "tests/";

    private ScenarioSuite() {}

    /** Runs the scenarios in the folder of a bundle against the engine. */
    public static ScenarioReport run(PolicyBundle.Compiled bundle, Path folder) {
        return run(bundle, new FolderTree(folder));
    }

    /** Runs the scenarios of a bundle against the engine. */
    public static ScenarioReport run(PolicyBundle.Compiled bundle, FileTree tree) {
        Diagnostics diagnostics = new Diagnostics();
        List<ScenarioReport.Outcome> outcomes = new ArrayList<>();
        for (String path : tree.list().files()) {
            if (path.startsWith(FOLDER)) {
                file(bundle, tree, path, diagnostics, outcomes);
            }
        }
        return new ScenarioReport(outcomes, diagnostics.sorted());
    }

    /**
     * The scenarios of a file, for people who choose from them.
     *
     * @param agents the names of its agents
     * @param people the names of its people, and of machine verifiers
     * @param scenarios the names of its scenarios, in their order
     */
    public record Contents(String file, List<String> agents, List<String> people, List<String> scenarios) {
        public Contents {
            agents = List.copyOf(agents);
            people = List.copyOf(people);
            scenarios = List.copyOf(scenarios);
        }
    }

    /** Returns what each scenario file has, whatever is wrong with it. */
    public static List<Contents> contents(PolicyBundle.Compiled bundle, FileTree tree) {
        return tree.list().files().stream()
                .filter(path -> path.startsWith(FOLDER))
                .map(path -> contents(path, read(bundle, tree, path, new Diagnostics())))
                .toList();
    }

    private static Contents contents(String path, ScenarioFile file) {
        Map<Boolean, List<String>> names = file.cast().values().stream()
                .collect(Collectors.partitioningBy(
                        member -> member.kind() instanceof CallerKind.Agent,
                        Collectors.mapping(Member::name, Collectors.toList())));
        return new Contents(
                path,
                names.getOrDefault(true, List.of()),
                names.getOrDefault(false, List.of()),
                file.scenarios().stream().map(Scenario::name).toList());
    }

    /** Reads a file; empty where it cannot be read, which is reported. */
    static ScenarioFile read(PolicyBundle.Compiled bundle, FileTree tree, String path, Diagnostics diagnostics) {
        if (!(tree.read(path, BundleLoader.MAX_FILE_BYTES) instanceof FileTree.Bytes content)) {
            diagnostics.error(
                    Check.UNREADABLE, tree.source(path, "").start(), "`" + path + "` cannot be read", "check the file");
            return ScenarioFile.EMPTY;
        }
        String text = new String(content.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        return new ScenarioReader(bundle, diagnostics).read(tree.source(path, text));
    }

    private static void file(
            PolicyBundle.Compiled bundle,
            FileTree tree,
            String path,
            Diagnostics diagnostics,
            List<ScenarioReport.Outcome> outcomes) {
        long before = diagnostics.errors();
        List<Scenario> scenarios = read(bundle, tree, path, diagnostics).scenarios();
        // A file with mistakes is not run: half a story shows nothing.
        boolean sound = diagnostics.errors() == before;
        for (Scenario scenario : scenarios) {
            Diagnostics differences = new Diagnostics();
            var runner = new ScenarioRunner(bundle, differences);
            boolean passed = sound && runner.run(scenario);
            differences.sorted().forEach(diagnostics::add);
            outcomes.add(new ScenarioReport.Outcome(
                    path, scenario.name(), passed, scenario.place().line(), differences.sorted(), runner.steps()));
        }
    }
}
