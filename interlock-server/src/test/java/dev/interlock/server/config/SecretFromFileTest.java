package dev.interlock.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.diagnostic.Diagnostic;
import dev.interlock.server.upstream.UpstreamConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A secret that stands in a file: what of it is taken, and which files are refused. */
class SecretFromFileTest {

    private static final String SECRET = "ghp-not-for-the-log";

    @TempDir
    Path folder;

    private Path key;

    @BeforeEach
    void write() throws IOException {
        key = folder.resolve("erp.key");
        Files.writeString(key, SECRET + "\n");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private ConfigOutcome read(String name) throws IOException {
        Path file = folder.resolve("interlock-server.yaml");
        Files.writeString(file, """
            domain: payments.example.com
            data: data
            bundle: bundle
            upstreams:
              erp: {command: [erp], env: {KEY: {from-file: %s}}}
            """.formatted(name));
        return ConfigReader.read(file, Map.of());
    }

    private void assertRefused(String name, String why) throws IOException {
        ConfigOutcome outcome = read(name);
        assertThat(outcome.diagnostics())
                .filteredOn(diagnostic -> diagnostic.check().code().equals("IL-0015"))
                .extracting(Diagnostic::message)
                .singleElement()
                .asString()
                .contains(why);
        assertThat(outcome.toString()).doesNotContain(SECRET);
    }

    @Test
    void aFileIsReadWithoutTheEndOfItsLine() throws IOException {
        assertThat(read("erp.key")).isInstanceOfSatisfying(ConfigOutcome.Loaded.class, loaded -> {
            assertThat(loaded.config().upstreams().get("erp"))
                    .isInstanceOfSatisfying(
                            UpstreamConfig.Stdio.class,
                            stdio -> assertThat(stdio.environment()).isEqualTo(Map.of("KEY", SECRET)));
            assertThat(loaded.toString()).doesNotContain(SECRET);
        });
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));

        assertRefused("erp.key", "can be read by other users; run `chmod 600");
    }

    @Test
    void aFileThatIsNotThereIsRefused() throws IOException {
        assertRefused("crm.key", "there is no file `crm.key`");
        assertRefused("'\\0'".replace("'", "\""), "this is not a file name");
    }

    @Test
    void aFolderIsRefused() throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));

        assertRefused(".", "the secret `.` cannot be read");
    }

    @Test
    void severalLinesAreNoSecret() throws IOException {
        Files.writeString(key, SECRET + "\n" + SECRET + "\n");

        assertThat(read("erp.key").diagnostics())
                .extracting(Diagnostic::message)
                .contains("the value has control characters");
    }
}
