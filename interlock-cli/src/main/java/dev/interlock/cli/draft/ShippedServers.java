package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.enforce.Reviewed;
import dev.interlock.server.json.JsonLimits;
import dev.interlock.server.json.JsonReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The bundles of real MCP servers that come with Interlock, each in a folder of its name. Immutable; what is in the folders is read anew
 * each time.
 */
public final class ShippedServers {

    private static final String PIN = "reviewed: ";

    /** The file that says of each server which version was reviewed when, and what it calls itself. */
    static final String INDEX = "servers.json";

    private final Path folder;

    /** @param folder where the bundles are */
    ShippedServers(Path folder) {
        this.folder = folder;
    }

    /** Returns the bundles of this installation. */
    public static ShippedServers here() {
        return new ShippedServers(Path.of(System.getProperty("interlock.root", ""), "bundles", "servers"));
    }

    /** Returns the folder of a bundle; empty when none has this name. */
    public Optional<Path> bundle(String name) {
        return names().contains(name) ? Optional.of(folder.resolve(name)) : Optional.empty();
    }

    /** Returns the names of the bundles, sorted; none where the installation has none. */
    public List<String> names() {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.filter(Files::isDirectory)
                    .map(bundle -> bundle.getFileName().toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Returns the reviewed policy for a server, which is recognised by what it says now, not by the package that it came in. It is known when it
     * lists all tools that were reviewed, or when it has the name that the reviewed server calls itself and at least half of what it lists
     * was reviewed.
     *
     * @param ownName the name that the server calls itself
     * @param tools as it lists them
     */
    public Optional<ShippedServer> recognised(Optional<String> ownName, List<ObjectNode> tools) {
        Optional<ObjectNode> known = index();
        Set<String> listed =
                tools.stream().flatMap(tool -> Reviewed.digests(tool).stream()).collect(Collectors.toSet());
        for (String name : known.isEmpty() ? List.<String>of() : names()) {
            JsonNode server = known.get().path(name);
            Set<String> pinned = pins(folder.resolve(name));
            boolean named = ownName.isPresent()
                    && ownName.get().equals(server.path("calls-itself").asText());
            long reviewed = pinned.stream().filter(listed::contains).count();
            if (!pinned.isEmpty() && (reviewed == pinned.size() || named && 2 * reviewed >= tools.size())) {
                return compiled(name, server);
            }
        }
        return Optional.empty();
    }

    private Optional<ShippedServer> compiled(String name, JsonNode server) {
        Path bundle = folder.resolve(name);
        return PolicyBundle.load(bundle) instanceof PolicyBundle.Compiled policy
                ? Optional.of(new ShippedServer(
                        name,
                        server.path("package").asText(),
                        server.path("version").asText(),
                        server.path("listed").asText(),
                        bundle,
                        policy))
                : Optional.empty();
    }

    /** Reads what is known of the servers, by the names of their bundles; empty where nothing is shipped. */
    private Optional<ObjectNode> index() {
        Path file = folder.resolve(INDEX);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return new JsonReader(JsonLimits.requests()).read(Files.readAllBytes(file))
                            instanceof JsonReader.Outcome.Value(ObjectNode servers)
                    ? Optional.of(servers)
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> pins(Path bundle) {
        try (Stream<String> lines = Files.lines(bundle.resolve("catalog.yaml"))) {
            return lines.map(String::strip)
                    .filter(line -> line.startsWith(PIN))
                    .map(line -> line.substring(PIN.length()))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
