package dev.interlock.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.policy.diagnostic.TextRenderer;
import dev.interlock.policy.load.MemoryTree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Bundles in memory, for tests. */
public final class Bundles {

    private static final String HEAD = """
        interlock: v1
        name: test
        owner: controls@example.com
        independence: {line: [chain, owner]}
        risk:
          low: {independence: line, on-conflict: record, on-missing: record}
          mid: {independence: line, on-conflict: hold, on-missing: hold}
          top: {independence: line, on-conflict: deny, on-missing: hold}
        """;

    private Bundles() {}

    /** A root with levels and tiers, and the given sections. */
    public static MemoryTree with(String sections) {
        return new MemoryTree(Map.of("interlock.yaml", (HEAD + sections).getBytes(StandardCharsets.UTF_8)));
    }

    /** The bundle of {@link #with}, which has to be right. */
    public static PolicyBundle.Compiled compiled(String sections) {
        return compiled(with(sections));
    }

    /** The bundle of these files, which has to be right. */
    public static PolicyBundle.Compiled compiled(MemoryTree files) {
        PolicyBundle loaded = PolicyBundle.load(files);
        assertThat(loaded)
                .as(new TextRenderer(false).render(loaded.diagnostics()))
                .isInstanceOf(PolicyBundle.Compiled.class);
        return (PolicyBundle.Compiled) loaded;
    }

    /** The files of a folder. */
    public static SortedMap<String, byte[]> files(Path folder) {
        SortedMap<String, byte[]> out = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.put(folder.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out;
    }
}
