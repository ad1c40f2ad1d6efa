package dev.interlock.e2e.architecture;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Compares the sources of all modules, main and test, with what a reader can take in at once; each finding says what to do instead. */
final class SizeCheck {

    /** Most lines of a file. */
    static final int LINES = 500;
    /** Most files of a package, {@code package-info.java} among them. */
    static final int FILES = 45;

    private SizeCheck() {}

    /**
     * All findings, sorted by path; empty if no file and no package is too large.
     *
     * @param root the folder of the modules, each of which has its sources below {@code src}
     */
    static List<String> findings(Path root) throws IOException {
        List<String> findings = new ArrayList<>();
        Map<Path, Integer> packages = new TreeMap<>();
        for (Path file : sources(root)) {
            packages.merge(file.getParent(), 1, Integer::sum);
            long lines = lines(file);
            if (lines > LINES) {
                findings.add(
                        "`%s` has %d lines, and a file has at most %d; it is asking to be two ideas: find the concept in it,"
                                        .formatted(root.relativize(file), lines, LINES)
                                + " and give it a class of its own with the field's name for it");
            }
        }
        packages.forEach((folder, files) -> {
            if (files > FILES) {
                findings.add(
                        "package `%s` has %d files, and a package has at most %d; give a part of it that the others use"
                                        .formatted(root.relativize(folder), files, FILES)
                                + " a package of its own, and its line in ARCHITECTURE.md");
            }
        });
        return findings;
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(root)) {
            for (Path module : modules.sorted().toList()) {
                Path source = module.resolve("src");
                if (Files.isDirectory(source)) {
                    try (Stream<Path> files = Files.walk(source)) {
                        files.filter(file -> file.toString().endsWith(".java"))
                                .sorted()
                                .forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static long lines(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        }
    }
}
