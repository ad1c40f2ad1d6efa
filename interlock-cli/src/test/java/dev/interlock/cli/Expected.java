package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Expected outputs in files beside the tests. {@code -Dinterlock.expected=write} writes them anew. */
final class Expected {

    private static final Path FOLDER = Path.of(System.getProperty("interlock.root", ".."))
            .resolve("interlock-cli/src/test/resources/dev/interlock/cli");

    private Expected() {}

    static void check(String name, String output) throws IOException {
        // the bundle is an example that may change; what is tested here does not depend on its digest
        String stable = output.replaceAll("sha-256:[0-9a-f]{12}\\.\\.\\.", "sha-256:DIGEST...")
                .replaceAll("sha-256:[0-9a-f]{64}", "sha-256:DIGEST");
        Path file = FOLDER.resolve(name);
        if ("write".equals(System.getProperty("interlock.expected"))) {
            Files.createDirectories(FOLDER);
            Files.writeString(file, stable);
        }
        assertThat(stable).as(name).isEqualTo(Files.readString(file));
    }
}
