package dev.interlock.e2e;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.stream.Stream;

/** Policy bundles: the one that is shipped, and variants of it. */
public final class TestBundles {

    private TestBundles() {}

    static Path accountsPayable() {
        return Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
    }

    /** A copy of the shipped bundle in which the files of a folder below the test resources replace those of their name. */
    static Path variant(String name, Path target) throws IOException {
        copy(accountsPayable(), target);
        overlay(name, target);
        return target;
    }

    /** Lays the files of the variant over a bundle. */
    static void overlay(String name, Path bundle) throws IOException {
        copy(
                Path.of(Objects.requireNonNull(TestBundles.class.getResource("/e2e/" + name))
                        .getPath()),
                bundle);
    }

    /** Changes a text in a file of a bundle. */
    public static void edit(Path bundle, String file, String from, String to) throws IOException {
        Path path = bundle.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(from)) {
            throw new AssertionError("`" + file + "` does not say `" + from + "`");
        }
        Files.writeString(path, text.replace(from, to));
    }

    /** A copy of the shipped bundle. */
    public static Path copyInto(Path target) throws IOException {
        copy(accountsPayable(), target);
        return target;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                Files.createDirectories(Objects.requireNonNull(copy.getParent()));
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
