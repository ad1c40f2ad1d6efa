package dev.interlock.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.doctor.Finding.State;
import dev.interlock.engine.model.ClockReading;
import dev.interlock.server.domain.Clocks;
import dev.interlock.server.setting.Listen;
import dev.interlock.server.tls.ListenTls;
import dev.interlock.server.tls.TlsFixture;
import dev.interlock.server.upstream.UpstreamConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Single checks of the doctor, on what a real machine seldom shows. */
class ChecksTest {

    @TempDir
    Path folder;

    @Test
    void aCheckThatDoesNotEndIsTold() throws Exception {
        var examination = new Examination();
        examination.add(Area.UPSTREAMS, "slow", () -> {
            new CountDownLatch(1).await();
            return List.of();
        });
        examination.add(Area.DISK, "fine", () -> List.of(Finding.ok(Area.DISK, "fine", "it is there")));

        List<Finding> found = examination.run(Duration.ofMillis(200));

        assertThat(found).extracting(Finding::state).containsExactly(State.PROBLEM, State.OK);
        assertThat(found.getFirst().text()).contains("there was no answer");
    }

    @Test
    void theDiskIsLookedAtAndStaysAsItIs() throws Exception {
        List<Finding> found = DiskCheck.findings(folder.resolve("not/there"));

        assertThat(found).anySatisfy(finding -> assertThat(finding.text()).contains("became durable in"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aMachineWithoutBootTimeIsTold() throws Exception {
        Clocks wall = () -> ClockReading.ofWall(0);

        assertThat(ClockCheck.findings(folder, wall))
                .extracting(Finding::state)
                .containsExactly(State.WARNING, State.OK);
    }

    @Test
    void agentsThatRunWithTheCredentialOfAServerAreFound() throws Exception {
        Path agent = Files.createDirectories(folder.resolve("4711"));
        Files.writeString(agent.resolve("cmdline"), "node\0/usr/lib/node_modules/.bin/codex\0exec\0");
        Files.writeString(agent.resolve("environ"), "HOME=/h\0ERP_KEY=secret-of-erp\0");
        Path other = Files.createDirectories(folder.resolve("4712"));
        Files.writeString(other.resolve("cmdline"), "vi\0");
        Files.writeString(other.resolve("environ"), "ERP_KEY=secret-of-erp\0");
        Files.createDirectories(folder.resolve("4713"));
        var erp = new UpstreamConfig.Http(
                "erp",
                URI.create("https://erp.example.com/mcp"),
                Map.of("Authorization", "Bearer secret-of-erp"),
                UpstreamConfig.Era.AUTO,
                Duration.ofSeconds(1));

        List<Finding> found = new ClientCheck(List.of(erp), List.of(), List.of(), Map.of()).environments(folder);

        assertThat(found).singleElement().satisfies(finding -> {
            assertThat(finding.place()).isEqualTo("codex (pid 4711)");
            assertThat(finding.text())
                    .contains("its variable `ERP_KEY` has the credential of `erp`")
                    .doesNotContain("secret-of-erp");
        });
    }

    @Test
    void whoListensInClearForOthersIsTold() {
        InstantSource now = InstantSource.fixed(Instant.EPOCH);

        assertThat(TlsCheck.findings(new Listen("0.0.0.0", 7420), List.of(), now))
                .extracting(Finding::state)
                .containsExactly(State.WARNING);
        assertThat(TlsCheck.findings(new Listen("127.0.0.1", 7420), List.of(), now))
                .extracting(Finding::state)
                .containsExactly(State.OK);
    }

    @Test
    void theCertificateIsLookedAtForItsKeyItsEndAndItsNames() throws Exception {
        var fixture = new TlsFixture(folder.resolve("tls"), "own.example.com");
        TlsFixture.Svid server = fixture.svid("server", "/server");
        TlsFixture.Svid other = fixture.svid("other", "/other");

        assertThat(tls(server.certificates(), server.key(), InstantSource.system()))
                .anySatisfy(finding -> {
                    assertThat(finding.state()).isEqualTo(State.WARNING);
                    assertThat(finding.text()).contains("is not for `gateway.example.com`");
                })
                .noneSatisfy(finding -> assertThat(finding.state()).isEqualTo(State.PROBLEM));
        assertThat(tls(server.certificates(), other.key(), InstantSource.system()))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.state()).isEqualTo(State.PROBLEM);
                    assertThat(finding.text()).contains("is not the key of");
                });
        Instant later = server.certificate().getNotAfter().toInstant().plusSeconds(1);
        assertThat(tls(server.certificates(), server.key(), InstantSource.fixed(later)))
                .singleElement()
                .satisfies(finding -> assertThat(finding.state()).isEqualTo(State.PROBLEM));
    }

    private static List<Finding> tls(Path certificates, Path key, InstantSource clock) {
        var files = new ListenTls(certificates, key, ListenTls.Clients.NONE, Optional.empty());
        return TlsCheck.findings(
                new Listen("127.0.0.1", 7420, Optional.of(files)), List.of("gateway.example.com"), clock);
    }
}
