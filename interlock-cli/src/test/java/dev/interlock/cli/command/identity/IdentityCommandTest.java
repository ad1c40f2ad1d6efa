package dev.interlock.cli.command.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import dev.interlock.cli.CommandRun;
import dev.interlock.cli.terminal.ExitCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdentityCommandTest {

    @TempDir
    Path temporary;

    @Test
    void aTrustDomainAndItsIdentitiesAreMade() throws Exception {
        Path folder = temporary.resolve("dev");
        CommandRun made = CommandRun.of("identity", "domain", folder, "--name", "dev.example");
        assertThat(made.exit()).as(made.err()).isEqualTo(ExitCode.FINE);
        assertThat(made.out()).contains("trust:", "dev.example: {bundle: " + folder.resolve("bundle.json") + "}");

        CommandRun token = CommandRun.of(
                "identity", "token", folder, "/agent/payer", "--audience", "https://here", "--minutes", "5");
        assertThat(token.exit()).as(token.err()).isEqualTo(ExitCode.FINE);
        SignedJWT jwt = SignedJWT.parse(token.out().strip());
        assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("spiffe://dev.example/agent/payer");
        assertThat(jwt.getJWTClaimsSet().getExpirationTime())
                .isBefore(Date.from(Instant.now().plusSeconds(301)));

        Path file = temporary.resolve("payer.token");
        CommandRun kept = CommandRun.of(
                "identity", "token", folder, "spiffe://dev.example/agent/payer", "--audience", "x", "--file", file);
        assertThat(kept.out()).isEqualTo("spiffe://dev.example/agent/payer\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        CommandRun certificate = CommandRun.of(
                "identity", "certificate", folder, "/gateway", "--host", "localhost", "--out", temporary.resolve("gw"));
        assertThat(certificate.exit()).as(certificate.err()).isEqualTo(ExitCode.FINE);
        assertThat(certificate.out()).startsWith("spiffe://dev.example/gateway until ");
        assertThat(Files.readString(temporary.resolve("gw.pem"))).startsWith("-----BEGIN CERTIFICATE-----");
        assertThat(temporary.resolve("gw.key")).exists();
    }

    @Test
    void whomATokenProvesIsSaidAndTheTokenIsNot() throws Exception {
        Path folder = temporary.resolve("dev");
        CommandRun.of("identity", "domain", folder);
        Path config = Files.writeString(temporary.resolve("server.yaml"), """
            domain: payments.example.com
            trust:
              audience: https://gateway.example.com
              domains: {dev.example: {bundle: dev/bundle.json}}
            agents:
              payer: {identity: "spiffe://dev.example/agent/payer", owner: treasury, model: m, root: true}
            """);
        Path token = temporary.resolve("payer.token");
        CommandRun.of(
                "identity",
                "token",
                folder,
                "/agent/payer",
                "--audience",
                "https://gateway.example.com",
                "--file",
                token);
        CommandRun known = CommandRun.of("identity", "show", "--config", config, "--token-file", token);
        assertThat(known.exit()).as(known.err()).isEqualTo(ExitCode.FINE);
        assertThat(known.out())
                .startsWith("payer, an agent\n")
                .contains("subject  spiffe://dev.example/agent/payer", "issuer   dev.example", "runtime  svid-")
                .doesNotContain(Files.readString(token).strip());
        CommandRun object = CommandRun.of("identity", "show", "--config", config, "--token-file", token, "--json");
        assertThat(object.out()).startsWith("{\"name\":\"payer\",\"kind\":\"agent\"");

        CommandRun.of("identity", "token", folder, "/agent/payer", "--audience", "elsewhere", "--file", token);
        CommandRun unknown = CommandRun.of("identity", "show", "--config", config, "--token-file", token);
        assertThat(unknown.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(unknown.out())
                .startsWith("no one (audience): ")
                .doesNotContain(Files.readString(token).strip());
        assertThat(CommandRun.of("identity", "show", "--config", config).exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(CommandRun.of("identity", "show", "--config", folder, "--token-file", token)
                        .err())
                .contains("no configuration file");
    }

    @Test
    void whatCannotBeMadeSaysWhy() {
        Path folder = temporary.resolve("dev");
        assertThat(CommandRun.of("identity").exit()).isEqualTo(ExitCode.WRONG_USAGE);
        CommandRun named = CommandRun.of("identity", "domain", folder, "--name", "Dev Example");
        assertThat(named.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(named.err()).contains("`Dev Example` is not a valid name of a trust domain");
        CommandRun nowhere = CommandRun.of("identity", "token", folder, "/a", "--audience", "x");
        assertThat(nowhere.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(nowhere.err()).contains("does not contain a trust domain", "interlock identity domain");
        CommandRun.of("identity", "domain", folder);
        assertThat(CommandRun.of("identity", "domain", folder).err()).contains("already contains a trust domain");
        CommandRun other =
                CommandRun.of("identity", "token", folder, "spiffe://elsewhere.example/a", "--audience", "x");
        assertThat(other.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(other.err()).contains("is not a workload of `dev.example`");
        assertThat(CommandRun.of("identity", "token", folder, "/a", "--audience", "x", "--minutes", "0")
                        .err())
                .contains("--minutes");
    }
}
