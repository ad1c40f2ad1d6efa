package dev.interlock.cli.command.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.server.fixture.Issuer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code login} and {@code logout}, and that other commands use what they find; the issuer stands for the server too. */
class LoginCommandTest {

    @TempDir
    private Path folder;

    private final Map<String, String> environment = new HashMap<>();
    private final List<String> shown = new ArrayList<>();
    private InstantSource clock = InstantSource.system();
    private Issuer issuer;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws Exception {
        issuer = new Issuer();
        environment.put("INTERLOCK_URL", issuer.name());
        environment.put("XDG_CONFIG_HOME", folder.toString());
        issuer.answer("/v1/holds", exchange -> {
            shown.add(exchange.getRequestHeaders().getFirst("Authorization"));
            Issuer.send(exchange, 200, "{\"holds\":[]}");
        });
        publish(entry(issuer.name(), issuer.name()));
    }

    @AfterEach
    void stop() {
        issuer.close();
    }

    private static String entry(String name, String resource) {
        return "{\"issuer\":\"" + name + "\",\"client_id\":\"cli\",\"resource\":\"" + resource + "\"}";
    }

    private void publish(String... entries) {
        issuer.answer("/v1/login", 200, "{\"issuers\":[" + String.join(",", entries) + "]}");
    }

    private int run(String... args) throws IOException {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, false, clock));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(args);
        out = output.toString();
        err = errors.toString();
        assertThat(out + err).doesNotContain("eyJ", "-secret", "Exception");
        return exit;
    }

    private List<Path> files() throws IOException {
        Path logins = folder.resolve("interlock/logins");
        if (!Files.exists(logins)) {
            return List.of();
        }
        try (Stream<Path> all = Files.list(logins)) {
            return all.filter(file -> file.toString().endsWith(".json")).toList();
        }
    }

    @Test
    void whoLogsInIsKnownToTheOtherCommands() throws Exception {
        assertThat(run("login")).isEqualTo(ExitCode.FINE);
        assertThat(err)
                .contains("to log in at " + issuer.name() + ", open\n  " + issuer.name() + "/enter\n")
                .contains("\n  WDJB-MJHT\n")
                .contains("waiting for you; the code is valid until 20");
        assertThat(out)
                .matches("(?s)logged in for http://127.*:\\d+ until 20.*Z, renewed automatically\n"
                        + "  the issuer http://127.* identifies you as 248289761001\n");
        assertThat(files()).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(files().getFirst().getParent())))
                .isEqualTo("rwx------");
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.FINE);
        assertThat(shown).hasSize(1).allMatch(header -> header.startsWith("Bearer eyJ"));
        // what is said by hand comes first
        environment.put("INTERLOCK_TOKEN", "by-hand");
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.FINE);
        assertThat(shown.getLast()).isEqualTo("Bearer by-hand");
    }

    @Test
    void aScriptReadsWhatToOpenAndWhatCameOfIt() throws Exception {
        assertThat(run("login", "--json", "--id-token")).isEqualTo(ExitCode.FINE);
        assertThat(out.lines().toList()).hasSize(2);
        assertThat(out.lines().findFirst().orElseThrow())
                .contains("\"user_code\":\"WDJB-MJHT\"", "\"verification_uri\":\"" + issuer.name() + "/enter\"");
        assertThat(out).contains("\"subject\":\"248289761001\"", "\"renewable\":true");
        assertThat(err).isEmpty();
    }

    @Test
    void aTokenThatExpiresIsReplacedAndARefreshTokenUsedOnce() throws Exception {
        Instant now = Instant.now();
        clock = () -> now; // however long this takes, no token expires meanwhile
        issuer.clock(clock);
        issuer.life(1); // less than the margin: each command needs another one
        run("login");
        for (int i = 1; i <= 3; i++) {
            assertThat(run("approvals", "list")).isEqualTo(ExitCode.FINE);
        }
        assertThat(shown.stream().distinct()).hasSize(3);
        issuer.life(300);
        run("approvals", "list");
        run("approvals", "list");
        assertThat(shown.stream().distinct()).hasSize(4);
        assertThat(issuer.forms().stream().filter(form -> "refresh_token".equals(form.get("grant_type"))))
                .hasSize(4);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files().getFirst())))
                .isEqualTo("rw-------");
    }

    @Test
    void aLoginThatEndedAtTheIssuerSaysWhatToDo() throws Exception {
        issuer.life(1);
        run("login");
        issuer.answer("/token", 503, "");
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("cannot be renewed: the issuer's token endpoint answers with status 503");
        issuer.answer("/token", 400, "{\"error\":\"invalid_grant\"}");
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err)
                .isEqualTo("interlock: your login at `" + issuer.name()
                        + "` has ended: log in again with `interlock login`\n");
        assertThat(shown).isEmpty();
    }

    @Test
    void aLoginIsShownToItsServerAlone() throws Exception {
        run("login");
        try (Issuer other = new Issuer()) {
            assertThat(run("approvals", "list", "--url", other.name())).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(err).startsWith("interlock: who are you? log in with `interlock login`");
            assertThat(other.asked("/v1/holds")).isZero();
        }
    }

    @Test
    void whatOthersMayReadIsNotUsed() throws Exception {
        run("login");
        Files.setPosixFilePermissions(files().getFirst(), PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("chmod 600");
        assertThat(shown).isEmpty();
    }

    @Test
    void loggingOutForgetsAndTellsTheIssuer() throws Exception {
        run("login");
        assertThat(run("logout")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("logged out for http://127");
        assertThat(issuer.forms().getLast()).containsEntry("token_type_hint", "refresh_token");
        assertThat(files()).isEmpty();
        assertThat(run("approvals", "list")).isEqualTo(ExitCode.WRONG_USAGE);
        run("login");
        issuer.answer("/revoke", 503, "");
        assertThat(run("logout", "--json")).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("\"ended\":\"here\"");
        assertThat(files()).isEmpty();
        assertThat(run("logout")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("there was no login");
    }

    @Test
    void aServerThatWantsATokenForAnotherGetsNone() throws Exception {
        publish(entry(issuer.name(), "https://interlock.example.com"));
        assertThat(run("login")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("wants a token for another server, `https://interlock.example.com`");
        assertThat(issuer.asked("/device")).isZero();
        assertThat(run("login", "--resource", "https://interlock.example.com")).isEqualTo(ExitCode.FINE);
    }

    @Test
    void whereToLogInIsSaidOrAskedFor() throws Exception {
        publish(entry(issuer.name(), issuer.name()), entry("https://other.example.com", issuer.name()));
        assertThat(run("login")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("choose one with --issuer", "`https://other.example.com`");
        assertThat(run("login", "--issuer", issuer.name())).isEqualTo(ExitCode.FINE);
        assertThat(run("login", "--issuer", "https://third.example.com")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("does not accept logins from `https://third.example.com`");
        issuer.answer("/v1/login", 404, "{}");
        assertThat(run("login")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("names no issuer to log in to");
        assertThat(run("login", "--issuer", issuer.name(), "--client-id", "mine"))
                .isEqualTo(ExitCode.FINE);
        assertThat(issuer.forms().getFirst()).doesNotContainKey("client_secret");
        assertThat(issuer.forms().getLast()).containsEntry("client_id", "mine");
    }

    @Test
    void nothingIsKeptOfALoginThatFails() throws Exception {
        issuer.refuseTokens("access_denied");
        assertThat(run("login")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).endsWith("not logged in: the login was refused in the browser\n");
        issuer.refuseTokens("access_denied");
        assertThat(run("login", "--json")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"code\":\"access_denied\"");
        issuer.metadata().put("issuer", issuer.name() + "/");
        assertThat(run("login")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("names itself differently");
        assertThat(run("login", "--url", "http://interlock.example.com")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("it is not `https`");
        assertThat(files()).isEmpty();
    }
}
