package dev.interlock.cli.command.approval;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.door.api.ApiServer;
import dev.interlock.server.fixture.Leaks;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code interlock break-glass} against a real server. */
class BreakGlassCommandTest {

    private static final Map<String, String> RELEASE =
            Map.of("payment_id", "P-9", "amount", "120.50", "currency", "EUR", "iban", "DE89");

    private ApiServer server;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        server = new ApiServer(folder);
        server.heldRelease();
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private int as(String who, String... args) {
        var environment = new HashMap<>(Map.of("INTERLOCK_URL", server.url(), "INTERLOCK_TOKEN", server.token(who)));
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, false));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(args);
        out = output.toString();
        err = errors.toString();
        Leaks.RUN.seen("output", out + err);
        assertThat(out + err).doesNotContain("dev.interlock", "Exception", "ilt_");
        return exit;
    }

    /** Returns a lane that is open. */
    private String open() {
        assertThat(as("adam", "break-glass", "open", "--agent", "clerk", "--reason", "it burns"))
                .as(err)
                .isEqualTo(ExitCode.FINE);
        String lane = found("^proposed as (lane-\\d+);");
        assertThat(as("ines", "break-glass", "confirm", lane)).as(err).isEqualTo(ExitCode.FINE);
        return lane;
    }

    @Test
    void aCredentialGoesToANewFileForItsOwnerAlone(@TempDir Path folder) throws Exception {
        String lane = open();
        Path file = folder.resolve("clerk.lane");
        assertThat(as("ines", "break-glass", "credential", lane, "--file", file.toString()))
                .as(err)
                .isEqualTo(ExitCode.FINE);
        assertThat(out)
                .startsWith("the credential in " + file + " is for one process of clerk that has not acted before, in "
                        + lane + " until ")
                .contains("in the header `Interlock-Lane-Credential`, together with its own token");
        String credential = Files.readString(file).strip();
        Leaks.RUN.ofCaller(credential);
        assertThat(credential).startsWith("ilt_");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");

        assertThat(as("ines", "break-glass", "credential", lane, "--file", file.toString()))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("already exists; choose a new file");
        assertThat(as("ines", "break-glass", "credential", lane, "--file", folder + "/none/file"))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("does not exist; create it first");
        assertThat(Files.readString(file).strip()).isEqualTo(credential);

        Path second = folder.resolve("second");
        assertThat(as("adam", "break-glass", "credential", lane, "--json", "--file", second.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).contains("\"file\":\"" + second + "\"").doesNotContain("\"credential\":");
        assertThat(Files.readString(second).strip()).startsWith("ilt_").isNotEqualTo(credential);

        assertThat(as("otto", "break-glass", "credential", lane)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (not-allowed): only those who opened");
    }

    @Test
    void aCredentialIsPrintedOnceToWhoeverAsksForIt() {
        String lane = open();
        var output = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(
                Map.of("INTERLOCK_URL", server.url(), "INTERLOCK_TOKEN", server.token("ines")), false));
        line.setOut(new PrintWriter(output, true));
        assertThat(line.execute("break-glass", "credential", lane)).isEqualTo(ExitCode.FINE);
        List<String> lines = output.toString().lines().toList();
        Leaks.RUN.ofCaller(lines.getFirst());
        assertThat(lines.getFirst()).matches("ilt_[A-Za-z0-9_-]{43}");
        assertThat(lines.get(1)).startsWith("it is shown only once; it is for one process of clerk");
    }

    private String found(String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(out);
        assertThat(matcher.find()).as(out + err).isTrue();
        return matcher.group(1);
    }

    @Test
    void fromTheOpeningToTheReview() {
        assertThat(as("adam", "break-glass", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo("no lanes\n");
        assertThat(as(
                        "adam",
                        "break-glass",
                        "open",
                        "--agent",
                        "clerk",
                        "--reason",
                        "payments are stuck",
                        "--duty",
                        "payment.release",
                        "--time",
                        "10m",
                        "--ticket",
                        "INC-7"))
                .as(err)
                .isEqualTo(ExitCode.FINE);
        String lane = found("^proposed as (lane-\\d+);");
        assertThat(as("adam", "break-glass", "confirm", lane)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (not-independent): ");
        assertThat(as("ines", "break-glass", "confirm", lane)).isEqualTo(ExitCode.FINE);
        String task = found("^" + lane + " is open until \\S+ \\S+Z, as the task (t-\\d+)\n");
        assertThat(out)
                .contains(
                        "a new process of clerk acts in it with a credential as well as its own token",
                        "\n  interlock break-glass credential " + lane + " --file clerk.lane\n");
        assertThat(as("finn", "break-glass", "list", "--state", "open")).isEqualTo(ExitCode.FINE);
        assertThat(out).contains(lane, "clerk", "adam, ines", "open");

        Answer.Permit permit = (Answer.Permit) server.callAs("clerk", "fresh", task, "release_payment", RELEASE);
        server.settle(permit.call(), new Settlement.Succeeded(List.of()));
        assertThat(as("ines", "break-glass", "end", lane)).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith(lane + " is ended; it is to be reviewed by ");

        assertThat(as("otto", "break-glass", "review", lane)).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .startsWith(lane + "  ended  clerk\n")
                .contains(
                        "reason       | payments are stuck\n", "ticket       INC-7\n", "duties       payment.release\n")
                .containsPattern("(?m)^  opened       .* by adam, ines$")
                .containsPattern("(?m)^  review       by someone independent of \\S+, until ")
                .contains("c-" + permit.call(), "Pay 120.50 EUR to DE89 for payment/P-9", "waived")
                .containsPattern("(?m)^    waived .*AP-01.*");
        assertThat(as("otto", "break-glass", "review", lane, "--accept", "--dispute"))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("otto", "break-glass", "review", lane, "--accept", "--comment", "fine"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(lane + " is accepted\n");
        assertThat(as("otto", "break-glass", "show", lane)).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("  accepted  clerk\n", "| fine\n").containsPattern("(?m)^  reviewed     .* by otto$");
        assertThat(as("clerk", "break-glass", "review", lane)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (not-allowed): ");
    }
}
