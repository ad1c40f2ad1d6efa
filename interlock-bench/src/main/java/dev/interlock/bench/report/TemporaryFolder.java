package dev.interlock.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A folder that a benchmark works in. Once it is closed it is gone, with all that is in it. */
public final class TemporaryFolder implements AutoCloseable {

    private final Path path;

    /** @param bench the name of the benchmark, by which somebody who finds the folder knows whose it is */
    public TemporaryFolder(String bench) throws IOException {
        this.path = Files.createTempDirectory("interlock-bench-" + bench);
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        try (Stream<Path> all = Files.walk(path)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
