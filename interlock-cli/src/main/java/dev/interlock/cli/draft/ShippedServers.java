package dev.interlock.cli.draft;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.server.enforce.Reviewed;
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

    /** Returns the name of the bundle that was reviewed for a server that lists these tools: all that it pins are as they were. */
    public Optional<String> reviewedFor(List<ObjectNode> tools) {
        Set<String> listed = tools.stream().map(Reviewed::digest).collect(Collectors.toSet());
        return names().stream()
                .filter(name -> {
                    Set<String> pinned = pins(folder.resolve(name));
                    return !pinned.isEmpty() && listed.containsAll(pinned);
                })
                .findFirst();
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
