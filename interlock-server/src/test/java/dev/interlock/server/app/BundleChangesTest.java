package dev.interlock.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.config.ServerConfig;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.identity.registry.Registry;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server starts with the bundle that is in force, not with what somebody put into the folder. */
class BundleChangesTest {

    @TempDir
    Path folder;

    @BeforeEach
    void copyBundle() throws IOException {
        Path source = Path.of(System.getProperty("interlock.root", ".."), "bundles", "accounts-payable");
        try (Stream<Path> files = Files.walk(source)) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve("bundle").resolve(source.relativize(file)));
            }
        }
    }

    private InterlockServer start(boolean alone) throws IOException {
        var config = ServerConfig.of(
                        "changes.example.com",
                        folder.resolve("data"),
                        folder.resolve("bundle"),
                        new Registry(List.of()))
                .withListen(new Listen("127.0.0.1", 0))
                .withSingleAdministrator(alone)
                .build();
        var bundle = (PolicyBundle.Compiled) PolicyBundle.load(config.bundle());
        return InterlockServer.start(config, bundle, InstantSource.system());
    }

    private String startAndStop(boolean alone) throws IOException {
        try (InterlockServer server = start(alone)) {
            return server.bundle().digest();
        }
    }

    private String changeFolder() throws IOException {
        Path rules = folder.resolve("bundle/rules/sod.yaml");
        Files.writeString(rules, Files.readString(rules) + "\n# changed\n");
        return ((PolicyBundle.Compiled) PolicyBundle.load(folder.resolve("bundle"))).digest();
    }

    private long activations() throws IOException {
        var all = new ArrayList<Recorded>();
        try (SqliteReader reader = SqliteReader.open(folder.resolve("data"))) {
            new LedgerReplayer(reader).scan(0, reader.size(), all::add);
        }
        return all.stream()
                .filter(recorded -> recorded.event() instanceof Event.BundleActivated)
                .count();
    }

    @Test
    void aChangedFolderIsNoActivation() throws IOException {
        String first = startAndStop(false);
        String changed = changeFolder();
        assertThat(startAndStop(false)).isEqualTo(first).isNotEqualTo(changed);
        assertThat(activations()).isEqualTo(1);
    }

    @Test
    void aSingleAdministratorActivatesItByAStart() throws IOException {
        startAndStop(false);
        String changed = changeFolder();
        assertThat(startAndStop(true)).isEqualTo(changed);
        assertThat(startAndStop(false)).isEqualTo(changed);
        assertThat(activations()).isEqualTo(2);
    }

    @Test
    void aBundleThatIsGoneIsAskedFor() throws IOException {
        startAndStop(false);
        changeFolder();
        try (Stream<Path> files = Files.walk(folder.resolve("data/policies"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, Files.readString(file) + "\n# tampered\n");
            }
        }
        assertThatThrownBy(() -> startAndStop(false))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is no longer in the data folder")
                .hasMessageContaining("single-administrator: true");
    }
}
