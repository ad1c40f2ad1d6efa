package dev.interlock.server.readiness;

import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.diagnostic.Label;
import dev.interlock.policy.load.BundleLoader;
import dev.interlock.policy.load.FileTree;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.scenario.CastReader;
import dev.interlock.policy.scenario.Member;
import dev.interlock.policy.scenario.ScenarioSuite;
import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.NodeSearch;
import dev.interlock.policy.yaml.YamlReader;
import dev.interlock.server.config.ConfigOutcome;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Scenarios whose cast says of a registered party what the configuration does not say: what is played is then not what the server
 * decides. Parties are the same by their names; those of a scenario that nobody registered are made up.
 */
public final class CastChecks {

    private final ConfigOutcome.Loaded loaded;
    private final Report report = new Report();

    private CastChecks(ConfigOutcome.Loaded loaded) {
        this.loaded = loaded;
    }

    /** Returns the findings about the scenario files of a bundle, by position; what is wrong with a file itself is not among them. */
    public static List<Finding> check(FileTree bundle, ConfigOutcome.Loaded loaded) {
        var checks = new CastChecks(loaded);
        for (String path : bundle.list().files()) {
            if (path.startsWith(ScenarioSuite.FOLDER)
                    && bundle.read(path, BundleLoader.MAX_FILE_BYTES) instanceof FileTree.Bytes content) {
                String text = new String(content.bytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
                YamlReader.read(bundle.source(path, text)).root().ifPresent(checks::file);
            }
        }
        return checks.report.sorted();
    }

    private void file(Node root) {
        if (root instanceof Node.Mapping mapping) {
            new CastReader(new Diagnostics())
                    .read(new Fields(mapping, "a scenario", new Diagnostics()))
                    .values()
                    .forEach(member -> loaded.config()
                            .registry()
                            .named(member.name())
                            .filter(caller -> caller.agent()
                                    == member.at(Optional.empty()).agent())
                            .ifPresent(caller -> compare(mapping, member, caller)));
        }
    }

    private void compare(Node.Mapping file, Member member, Caller caller) {
        String section = caller.agent() ? "agents" : caller.person() ? "people" : "verifiers";
        String name = "`" + caller.name() + "`";
        member.attributes().forEach((attribute, value) -> {
            AttributeValue registered = caller.attribute(attribute);
            if (!registered.equals(value)) {
                differs(
                        file,
                        section,
                        caller,
                        "the `" + attribute + "` of " + name + " is `" + value + "`",
                        said(registered),
                        AttributeChecks.path(attribute));
            }
        });
        if (member.root() && !caller.root()) {
            differs(file, section, caller, name + " is a root", "does not state it", "root");
        }
        member.groups().stream()
                .filter(group -> !caller.groups().contains(group))
                .forEach(group -> differs(
                        file, section, caller, name + " is in the group `" + group + "`", "does not say so", "groups"));
        member.intents()
                .flatMap(intents -> intents.stream()
                        .filter(intent -> !caller.mayHave(intent))
                        .findFirst())
                .ifPresent(intent -> differs(
                        file, section, caller, name + " may have `" + intent + "`", "does not grant that", "intents"));
    }

    private static String said(AttributeValue registered) {
        return registered instanceof AttributeValue.Known known ? "says `" + known.value() + "`" : "does not state it";
    }

    private void differs(Node.Mapping file, String section, Caller caller, String here, String there, String... path) {
        String[] whole = new String[path.length + 2];
        whole[0] = section;
        whole[1] = caller.name();
        System.arraycopy(path, 0, whole, 2, path.length);
        report.warning(
                Check.CAST_DIFFERS,
                caller.name(),
                NodeSearch.at(file, file.place(), whole),
                "here " + here + ", but the configuration " + there + ": the server decides differently from "
                        + "this scenario",
                "make both agree, or give the scenario's party a name that is not registered",
                new Label(loaded.places().at(whole), "registered here"));
    }
}
