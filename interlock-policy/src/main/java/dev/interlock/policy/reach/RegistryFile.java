package dev.interlock.policy.reach;

import dev.interlock.engine.model.Caller;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.scenario.CastReader;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.policy.yaml.YamlTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A file of the registered agents and the intents that they may have: {@code agents}, written as the cast of a scenario.
 *
 * @param agents the agents that were read
 * @param diagnostics the errors in the file
 */
public record RegistryFile(List<Caller> agents, List<Diagnostic> diagnostics) {

    /** The file in which a bundle keeps the registry it was written for. It has no part in decisions. */
    public static final String DEFAULT = "registry.yaml";

    public RegistryFile {
        agents = List.copyOf(agents);
        diagnostics = List.copyOf(diagnostics);
    }

    public static RegistryFile read(PolicyBundle.Compiled bundle, FileTree tree, String path) {
        var diagnostics = new Diagnostics();
        if (!(tree.read(path, BundleLoader.MAX_FILE_BYTES) instanceof FileTree.Bytes content)) {
            diagnostics.error(
                    Check.UNREADABLE,
                    new SourceFile(path, "").start(),
                    "`" + path + "` cannot be read",
                    "write a file with `agents: {ada: {owner: team-a, root: true, intents: [...]}}`, or name another"
                            + " file");
            return new RegistryFile(List.of(), diagnostics.sorted());
        }
        String text = new String(content.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        YamlTree yaml = YamlReader.read(new SourceFile(path, text));
        yaml.problems().forEach(diagnostics::add);
        List<Caller> agents = yaml.root()
                .flatMap(node -> new Values(diagnostics).mapping(node, "a registry", "write `agents: {...}`"))
                .map(root -> {
                    Fields fields = new Fields(root, "a registry", diagnostics);
                    List<Caller> read = new CastReader(diagnostics)
                            .intents(bundle.engine().intents().keySet()).read(fields).values().stream()
                                    .map(member -> member.at(Optional.empty()))
                                    .toList();
                    fields.finish();
                    return read;
                })
                .orElse(List.of());
        return new RegistryFile(agents, diagnostics.sorted());
    }
}
