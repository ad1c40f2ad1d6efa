package dev.interlock.policy.scenario;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.yaml.SourceFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

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

    private static void file(
            PolicyBundle.Compiled bundle,
            FileTree tree,
            String path,
            Diagnostics diagnostics,
            List<ScenarioReport.Outcome> outcomes) {
        SourceFile empty = tree.source(path, "");
        if (!(tree.read(path, BundleLoader.MAX_FILE_BYTES) instanceof FileTree.Bytes content)) {
            diagnostics.error(Check.UNREADABLE, empty.start(), "`" + path + "` cannot be read", "check the file");
            return;
        }
        long before = diagnostics.errors();
        String text = new String(content.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        List<Scenario> scenarios = new ScenarioReader(bundle, diagnostics).read(tree.source(path, text));
        // A file with mistakes is not run: half a story shows nothing.
        boolean sound = diagnostics.errors() == before;
        for (Scenario scenario : scenarios) {
            Diagnostics differences = new Diagnostics();
            boolean passed = sound && new ScenarioRunner(bundle, differences).run(scenario);
            differences.sorted().forEach(diagnostics::add);
            outcomes.add(new ScenarioReport.Outcome(
                    path, scenario.name(), passed, scenario.place().line(), differences.sorted()));
        }
    }
}
