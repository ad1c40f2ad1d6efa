package dev.interlock.cli.command.task;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.Main;
import dev.interlock.cli.terminal.Surroundings;
import dev.interlock.engine.command.Answer;
import dev.interlock.engine.command.LeaseCommand;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Caller;
import dev.interlock.server.door.api.ApiServer;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code lease}, {@code agent} and {@code owner}, against a real server. */
class LeaseCommandsTest {

    private String out = "";
    private String err = "";

    @Test
    void fromALeaseToAnOwnerWhoIsBack(@TempDir Path folder) throws Exception {
        try (var server = new ApiServer(folder)) {
            String task = server.open("clerk", "onboard-vendor");
            assertThat(as(server, "otto", "lease", "list")).isZero();
            assertThat(out).isEqualToIgnoringNewLines("no leases");
            long lease = issue(server, task);

            assertThat(as(server, "otto", "lease", "list", "--agent", "clerk", "--task", task))
                    .isZero();
            assertThat(out)
                    .contains("LEASE", "lease-" + lease, "clerk", task, "postgres reports", "live, being issued");
            assertThat(as(server, "otto", "lease", "list", "--json")).isZero();
            assertThat(out).contains("\"id\":\"lease-" + lease + "\"");
            assertThat(as(server, "otto", "lease", "list", "--state", "dead")).isEqualTo(1);
            assertThat(err).contains("live");
            assertThat(as(server, "otto", "lease", "revoke", Long.toString(lease), "--comment", "seen elsewhere"))
                    .isZero();
            assertThat(out).contains("lease-" + lease + " is revoked");
            assertThat(as(server, "otto", "lease", "list")).isZero();
            assertThat(out).contains("ending (by-hand)");

            assertThat(as(server, "guest", "agent", "suspend", "clerk")).isEqualTo(2);
            assertThat(err).contains("--reason");
            assertThat(as(server, "guest", "agent", "suspend", "clerk", "--reason", "acts strangely"))
                    .isZero();
            assertThat(as(server, "guest", "agent", "resume", "clerk", "--reason", "looked at"))
                    .isZero();
            String resume = out.replaceAll("(?s).*proposed as (r-[0-9]+).*", "$1");
            assertThat(as(server, "otto", "agent", "list")).isZero();
            assertThat(out).contains("clerk", "suspended", resume, "looked at");
            assertThat(as(server, "adam", "agent", "confirm", resume)).isZero();
            assertThat(out).contains(resume + " is confirmed");

            assertThat(as(server, "vera", "owner", "gone", "treasury", "--reason", "dissolved"))
                    .isZero();
            assertThat(out).contains("treasury is gone; suspended with it: helper, payer");
            assertThat(as(server, "vera", "owner", "resume", "treasury", "--reason", "a mistake"))
                    .isZero();
            resume = out.replaceAll("(?s).*proposed as (r-[0-9]+).*", "$1");
            assertThat(as(server, "vera", "agent", "reject", resume, "--comment", "not yet"))
                    .isZero();
            assertThat(as(server, "otto", "agent", "list")).isZero();
            assertThat(out).contains("gone: treasury");
        }
    }

    private static long issue(ApiServer server, String task) {
        var clerk = new Caller(
                "clerk",
                "instance-1",
                false,
                true,
                new TreeMap<>(Map.of("owner", AttributeValue.known("finance"))),
                new TreeSet<>(),
                Optional.empty());
        var command = new LeaseCommand.Issue(
                clerk,
                Long.parseLong(task.substring(2)),
                OptionalLong.empty(),
                "reports",
                "postgres",
                new TreeMap<>(),
                true,
                OptionalLong.empty());
        return ((Answer.Done) server.domain().ask(command).answer()).number();
    }

    private int as(ApiServer server, String who, String... args) {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(
                new Surroundings(Map.of("INTERLOCK_URL", server.url(), "INTERLOCK_TOKEN", server.token(who)), false));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(args);
        out = output.toString();
        err = errors.toString();
        return exit;
    }
}
