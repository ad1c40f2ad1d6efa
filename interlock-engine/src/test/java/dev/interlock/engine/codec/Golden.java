package dev.interlock.engine.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** The golden files of the encoding. {@code -Dgolden.accept=true} writes what the code makes of them; read the difference. */
final class Golden {

    private static final String FOLDER = "interlock-engine/src/test/resources/dev/interlock/engine/codec";

    private Golden() {}

    static List<String> lines(String name) throws IOException {
        try (InputStream in = Golden.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    /** @param why what a difference means */
    static void assertSame(Collection<String> lines, String name, String why) throws IOException {
        if (Boolean.getBoolean("golden.accept")) {
            Path root = Path.of(System.getProperty("interlock.root", ".."));
            Files.write(root.resolve(FOLDER).resolve(name), lines);
        } else {
            assertThat(lines).as(why).containsExactlyElementsOf(lines(name));
        }
    }
}
