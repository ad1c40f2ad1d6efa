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
import java.nio.file.Path;
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
        String task = found("clerk acts in (t-\\d+) with");
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
                .containsPattern("(?m)^  review       by somebody independent of \\S+, until ")
                .contains("c-" + permit.call(), "erp/release_payment", "waived")
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
