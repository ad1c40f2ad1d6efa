package dev.interlock.server.console;

import dev.interlock.policy.diagnostic.Check;
import dev.interlock.policy.diagnostic.Diagnostics;
import dev.interlock.policy.read.Fields;
import dev.interlock.policy.read.Values;
import dev.interlock.policy.yaml.Node;
import dev.interlock.server.http.fetch.Fetch;
import dev.interlock.server.setting.Addresses;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads the key {@code console} of a configuration. */
public final class ConsoleReader {

    private final Diagnostics diagnostics;
    private final Values values;
    private final Addresses addresses;
    private final Path folder;

    /** @param folder to which the paths of files are relative */
    public ConsoleReader(Diagnostics diagnostics, Values values, Path folder) {
        this.diagnostics = diagnostics;
        this.values = values;
        this.addresses = new Addresses(diagnostics, values);
        this.folder = folder;
    }

    /** Cookies go there, so it is an address of TLS, but on this machine. */
    private Optional<URI> url(Node node) {
        Optional<URI> url = addresses.base(node, "`url`");
        boolean bare = url.filter(uri -> uri.getRawPath().isEmpty()).isPresent();
        Optional<String> objection = url.flatMap(Fetch::objection);
        if (url.isPresent() && (!bare || objection.isPresent())) {
            diagnostics.error(
                    Check.ADDRESS,
                    node.place(),
                    "`url` is not an address at which browsers can reach the console: "
                            + objection.orElse("it has a path, and pages are at `/console`"),
                    "write only scheme and host, such as `https://console.example.com`");
            return Optional.empty();
        }
        return url;
    }

    public ConsoleConfig read(Node.Mapping mapping) {
        var fields = new Fields(mapping, "`console`", diagnostics);
        var config = new ConsoleConfig(
                fields.take("enabled")
                        .flatMap(node -> values.choice(node, "`enabled`", Map.of("true", true, "false", false))),
                fields.take("listen").flatMap(node -> addresses.listen(node, folder)),
                fields.take("url").flatMap(this::url));
        fields.finish();
        return config;
    }
}
