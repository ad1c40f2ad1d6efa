package dev.interlock.cli.doctor;

import dev.interlock.policy.yaml.Node;
import dev.interlock.policy.yaml.SourceFile;
import dev.interlock.policy.yaml.YamlReader;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Finds the files with secrets: those that a configuration names, those beside it, and the keys in the data folder. */
final class SecretFiles {

    /** The keys of a configuration that name a file with a secret. */
    private static final Set<String> KEYS = Set.of("from-file", "file", "key");

    /** The folders beside a configuration in which `interlock init` keeps secrets. */
    private static final Set<String> BESIDE = Set.of("secrets", "tokens");

    private static final int MOST = 1_000;
    private static final int DEPTH = 3;

    private SecretFiles() {}

    static SortedSet<Path> of(Path config, Path data) throws IOException {
        SortedSet<Path> found = new TreeSet<>();
        Path file = config.toAbsolutePath().normalize();
        Path folder = file.resolveSibling("");
        YamlReader.read(new SourceFile(file.toString(), Files.readString(file)))
                .root()
                .ifPresent(root -> named(root, folder, found));
        for (String beside : BESIDE) {
            below(folder.resolve(beside), found, path -> true);
        }
        below(data, found, path -> path.getFileName().toString().matches(".*\\.key|.*-keys\\.json"));
        return found;
    }

    private static void named(Node node, Path folder, Set<Path> found) {
        switch (node) {
            case Node.Scalar scalar -> {}
            case Node.Sequence list -> list.items().forEach(item -> named(item, folder, found));
            case Node.Mapping mapping -> {
                for (Node.Entry entry : mapping.entries()) {
                    if (entry.value() instanceof Node.Scalar value
                            && KEYS.contains(entry.key().value())) {
                        add(folder, value.value(), found);
                    } else {
                        named(entry.value(), folder, found);
                    }
                }
            }
        }
    }

    private static void add(Path folder, String name, Set<Path> found) {
        try {
            Path file = folder.resolve(name).normalize();
            if (Files.isRegularFile(file)) {
                found.add(file);
            }
        } catch (InvalidPathException e) {
            // The configuration's own reader tells that this names no file.
        }
    }

    private interface Wanted {
        boolean is(Path path);
    }

    private static void below(Path folder, Set<Path> found, Wanted wanted) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder, DEPTH, new FileVisitOption[0])) {
            all.filter(Files::isRegularFile).filter(wanted::is).limit(MOST).forEach(found::add);
        }
    }
}
