package dev.interlock.server.console;

import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.setting.Addresses;
import java.nio.file.Path;
import java.util.Map;

/** Reads the key {@code console} of a configuration. */
public final class ConsoleReader {

    private final Diagnostics diagnostics;
    private final Values values;
    private final Path folder;

    /** @param folder to which the paths of files are relative */
    public ConsoleReader(Diagnostics diagnostics, Values values, Path folder) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.folder = folder;
    }

    public ConsoleConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`console`", diagnostics);
        var config = new ConsoleConfig(
                fields.take("enabled")
                        .flatMap(node -> values.choice(node, "`enabled`", Map.of("true", true, "false", false))),
                fields.take("listen").flatMap(node -> new Addresses(diagnostics, values).listen(node, folder)));
        fields.finish();
        return config;
    }
}
