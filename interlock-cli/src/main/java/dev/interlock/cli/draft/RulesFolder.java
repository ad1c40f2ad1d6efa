package dev.interlock.cli.draft;

import dev.interlock.engine.policy.Tier;
import dev.interlock.policy.compile.PolicyBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A bundle whose rules are meant for any server, because they look at sinks and labels alone: {@code agent-baseline}, or a copy of it. Its own
 * catalogues, intents and scenarios are examples, and drafts take their place. Immutable; the texts are read from the folder.
 *
 * @param tiers the names of its risk tiers, from the lowest to the strictest
 */
public record RulesFolder(Path folder, List<String> tiers) {

    /** The name of the bundle of this kind that comes with Interlock. */
    public static final String BASELINE = "agent-baseline";

    /** The file of intents, which a draft writes anew. */
    static final String INTENTS = "intents.yaml";

    private static final Set<String> EXAMPLES = Set.of("catalog", "tests", INTENTS, "registry.yaml");

    /** Returns the bundle as it was compiled from the folder. */
    public static RulesFolder of(Path folder, PolicyBundle.Compiled policy) {
        return new RulesFolder(
                folder,
                policy.engine().tiers().values().stream()
                        .sorted(Comparator.comparingInt(Tier::rank))
                        .map(Tier::name)
                        .toList());
    }

    /** Returns the folder of the bundle that comes with this installation. */
    public static Path baseline() {
        return Path.of(System.getProperty("interlock.root", ""), "bundles", BASELINE);
    }

    /** Returns the texts of its files without the examples, by their paths in the bundle, with another name of the bundle. */
    Map<String, String> files(String name) {
        SortedMap<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                Path below = folder.relativize(file);
                if (!EXAMPLES.contains(below.getName(0).toString())
                        && below.toString().endsWith(".yaml")) {
                    files.put(below.toString().replace('\\', '/'), Files.readString(file));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        files.computeIfPresent("interlock.yaml", (file, text) -> text.replaceFirst("(?m)^name: .*$", "name: " + name));
        return files;
    }
}
