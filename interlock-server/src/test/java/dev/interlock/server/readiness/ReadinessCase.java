package dev.interlock.server.readiness;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.load.FolderTree;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.server.config.ConfigOutcome;
import dev.interlock.server.config.ConfigReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A folder of the corpus: a configuration {@code broken.yaml} of which {@code expected.txt} is told, and one that is nearly the same,
 * {@code near-miss.yaml}, of which nothing is. Both name one of the bundles beside the cases.
 */
record ReadinessCase(Path folder) {

    static final Path CORPUS = Path.of("src/test/resources/readiness").toAbsolutePath();

    static List<ReadinessCase> all() throws IOException {
        try (Stream<Path> folders = Files.list(CORPUS.resolve("cases"))) {
            return folders.sorted().map(ReadinessCase::new).toList();
        }
    }

    String name() {
        return folder.getFileName().toString();
    }

    ConfigOutcome.Loaded config(String file) throws IOException {
        var source = new SourceFile(file, Files.readString(folder.resolve(file)));
        if (ConfigReader.read(source, folder, Map.of()) instanceof ConfigOutcome.Loaded loaded) {
            return loaded;
        }
        throw new AssertionError(name() + "/" + file + " has mistakes: "
                + ConfigReader.read(source, folder, Map.of()).diagnostics());
    }

    static PolicyBundle.Compiled bundle(ConfigOutcome.Loaded config) {
        PolicyBundle bundle = PolicyBundle.load(config.config().bundle());
        if (bundle instanceof PolicyBundle.Compiled compiled) {
            return compiled;
        }
        throw new AssertionError(config.config().bundle() + " has mistakes: " + bundle.diagnostics());
    }

    /** The findings of one of the two configurations, those about the scenarios of its bundle at the end. */
    List<Finding> findings(String file) throws IOException {
        ConfigOutcome.Loaded config = config(file);
        List<Finding> found = new ArrayList<>(Readiness.check(bundle(config), config));
        found.addAll(CastChecks.check(new FolderTree(config.config().bundle()), config));
        return found;
    }

    /** All that is told of the configuration that is nearly the broken one, of each file by itself as well. */
    List<Diagnostic> nearMiss() throws IOException {
        ConfigOutcome.Loaded config = config("near-miss.yaml");
        List<Diagnostic> all = new ArrayList<>(config.diagnostics());
        all.addAll(bundle(config).diagnostics());
        findings("near-miss.yaml").forEach(finding -> all.add(finding.diagnostic()));
        return all;
    }
}
