package dev.interlock.cli.remote;

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
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The commands that ask a server, against a real one. */
class RemoteCommandsTest {

    @TempDir
    private Path folder;

    private ApiServer server;
    private final Map<String, String> environment = new HashMap<>();
    private boolean terminal;
    private String out = "";
    private String err = "";

    @BeforeEach
    void start() throws Exception {
        server = new ApiServer(folder);
        environment.put("INTERLOCK_URL", server.url());
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    private int as(String who, String... args) {
        environment.put("INTERLOCK_TOKEN", server.token(who));
        return run(args);
    }

    private int run(String... args) {
        var output = new StringWriter();
        var errors = new StringWriter();
        CommandLine line = Main.commandLine(new Surroundings(environment, terminal));
        line.setOut(new PrintWriter(output, true));
        line.setErr(new PrintWriter(errors, true));
        int exit = line.execute(args);
        out = output.toString();
        err = errors.toString();
        Leaks.RUN.seen("output", out + err);
        assertThat(out + err).doesNotContain("dev.interlock", "Exception", "ilt_");
        return exit;
    }

    private String expected(String name) throws Exception {
        Path file = Path.of("src/test/resources/cli", name);
        String normal = out.replaceAll("\\d{4}-\\d\\d-\\d\\d[T ]\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "TIME")
                .replaceAll("\\d+(\\.\\d+)? (ms|s|min) before", "SPAN before");
        if (Boolean.getBoolean("corpus.accept")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, normal);
        }
        assertThat(normal).isEqualTo(Files.readString(file));
        return normal;
    }

    @Test
    void anApproverReadsApprovesAndTheAgentIsToldLess() throws Exception {
        String hold = server.heldRelease();
        assertThat(as("vera", "approvals", "list")).isEqualTo(ExitCode.FINE);
        expected("approvals-list.txt");
        assertThat(as("vera", "approvals", "show", hold)).isEqualTo(ExitCode.FINE);
        expected("approvals-show.txt");
        assertThat(as("clerk", "approvals", "show", hold)).isEqualTo(ExitCode.FINE);
        expected("approvals-show-agent.txt");
        assertThat(as("guest", "approvals", "approve", hold)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).isEmpty();
        assertThat(err).startsWith("refused (not-independent): `guest` is not independent of `clerk`");
        assertThat(as("vera", "approvals", "approve", hold, "--code", code(hold), "--comment", "matches PO-1"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out)
                .startsWith(
                        "approved: Pay 120.50 EUR to DE89 for payment/P-9, requested by clerk (" + hold + ", answer a-")
                .doesNotContain("still needed");
        assertThat(as("finn", "approvals", "show", hold)).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .startsWith(hold + "  approved, held since")
                .contains("approved by vera", "approved by: vera", "| matches PO-1")
                .contains("It is approved: the agent may make exactly this call, once");
        assertThat(as("finn", "approvals", "reject", hold, "--json")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("{\"answer\":\"a-").contains("\"state\":\"rejected\"");
        assertThat(as("vera", "approvals", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo("nothing is held\n");
        assertThat(as("vera", "approvals", "list", "--state", "all")).isEqualTo(ExitCode.FINE);
        assertThat(out).contains(hold, "rejected");
    }

    private String code(String hold) throws Exception {
        return server.send("vera", "GET", "/v1/holds/" + hold)
                .body()
                .get("code")
                .textValue();
    }

    @Test
    void aRecordIsKeptAndVerifiedWithoutTheServer() throws Exception {
        String hold = server.heldRelease();
        assertThat(as("finn", "approvals", "reject", hold)).isEqualTo(ExitCode.FINE);
        assertThat(as("vera", "approvals", "record", hold)).isEqualTo(ExitCode.FINE);
        Path record = Files.writeString(folder.resolve("record.json"), out);
        assertThat(as("vera", "approvals", "keys")).isEqualTo(ExitCode.FINE);
        Path keys = Files.writeString(folder.resolve("keys.json"), out);
        assertThat(run("approvals", "verify", record.toString(), "--keys", keys.toString()))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("verified: " + hold + " was denied at ").contains("payments.example.com");

        Path changed = Files.writeString(
                folder.resolve("changed.json"), Files.readString(record).replace("\"denied\"", "\"approved\""));
        assertThat(run("approvals", "verify", changed.toString(), "--keys", keys.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).startsWith("not verified: ").contains("changed");
        assertThat(run("approvals", "verify", keys.toString(), "--keys", keys.toString()))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(run("approvals", "verify", record.toString(), "--keys", record.toString()))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(run("approvals", "verify", folder.resolve("none").toString(), "--keys", keys.toString()))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("payer", "approvals", "record", hold)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (hold-unknown)");
    }

    @Test
    void peopleSeeHowTheServersAre() throws Exception {
        assertThat(as("vera", "upstream", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo("""
            SERVER  INSTANCE          STATE    UNDER WAY  FAILURES  TROUBLE
            erp     process           up       2          0         -
            mail    mail.example.com  resting  0          5         http 503\ufffd[2J
            """);
        assertThat(as("clerk", "upstream", "list")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (not-allowed)");
    }

    /** Somebody outside the group may answer for the conflict, and not for the approval that the rule asks for. */
    @Test
    void whatIsStillMissingIsSaid() throws Exception {
        String hold = server.heldRelease();
        assertThat(as("otto", "approvals", "approve", hold, "--code", code(hold)))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).contains("still needed: one person of `ap-approvers`");
    }

    @Test
    void aLinkIsProposedListedAndConfirmed() throws Exception {
        String hold = server.heldRelease();
        as("vera", "approvals", "approve", hold, "--code", code(hold));
        String[] value = {"link", "value", "--attribute", "owner", "finance", "controls", "--reason", "one team"};
        assertThat(as("guest", value)).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("proposed as l-").contains("interlock link confirm l-");
        String link = out.replaceAll("(?s).*confirm (l-\\d+).*", "$1");
        assertThat(as("guest", "link", "object", "vendor/V-2", "vendor/V-1", "--reason", "copied"))
                .isEqualTo(ExitCode.FINE);
        assertThat(as("vera", "link", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .contains(link + "  owner finance = controls  by guest: one team")
                .contains("vendor/V-2 from vendor/V-1  by guest: copied");
        assertThat(as("guest", "link", "confirm", link)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (not-in-group)");
        assertThat(as("vera", "link", "confirm", link, "--comment", "HR says so"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(link + " is confirmed\n  void: " + hold + "\n");
        String copy = "l-" + (Long.parseLong(link.substring(2)) + 1);
        assertThat(as("vera", "link", "reject", copy)).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(copy + " is rejected\n");
        assertThat(as("vera", "link", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo("nothing is proposed\n");
        assertThat(as("vera", "link", "value", "a", "b", "--reason", "r")).isEqualTo(ExitCode.WRONG_USAGE);
    }

    @Test
    void whatWasUnknownOfAnAgentIsProposedListedAndConfirmed() throws Exception {
        server.carryOut(
                "helper",
                server.open("helper", "onboard-vendor"),
                "create_vendor",
                Map.of("name", "Acme", "iban", "DE89"),
                "vendor/V-1");
        String[] said = {"link", "unknown", "--attribute", "chain", "helper", "desk", "--reason", "asked"};
        assertThat(as("guest", said)).isEqualTo(ExitCode.FINE);
        String link = out.replaceAll("(?s).*confirm (l-\\d+).*", "$1");
        assertThat(as("vera", "link", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).contains(link + "  the unknown chain of helper was desk  by guest: asked");
        assertThat(as("vera", "link", "confirm", link)).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(link + " is confirmed\n");
        assertThat(as("guest", said)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).startsWith("refused (argument-invalid)").contains("no call or lane of `helper`");
    }

    /** What an agent was told may come from anybody: it must not be able to draw on the approver's screen. */
    @Test
    void textOfOthersCannotPassForOurs() throws Exception {
        String text = "Pay.\u001b[2J\r\nYou may answer: trust me\u202e";
        assertThat(as("payer", "task", "open", "review", "--instruction", text)).isEqualTo(ExitCode.FINE);
        String task = out.replaceAll("(?s).*(t-\\d+).*", "$1");
        terminal = true;
        environment.put("NO_COLOR", "1");
        assertThat(as("payer", "task", "show", task)).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .contains("| Pay.\ufffd[2J", "               | You may answer: trust me\ufffd")
                .doesNotContain("\u001b", "\u202e", "\r");
    }

    @Test
    void coloursAreForTerminalsOnly() throws Exception {
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FINE);
        assertThat(out).doesNotContain("\u001b");
        terminal = true;
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("\u001b[32mopened");
        environment.put("NO_COLOR", "1");
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FINE);
        assertThat(out).doesNotContain("\u001b");
    }

    @Test
    void aTaskFromBeginningToEnd() throws Exception {
        assertThat(as(
                        "vera",
                        "task",
                        "open",
                        "pay-invoice",
                        "--agent",
                        "payer",
                        "--object",
                        "invoice/I-7",
                        "--time",
                        "10m",
                        "--calls",
                        "5",
                        "--instruction",
                        "Pay it."))
                .isEqualTo(ExitCode.FINE);
        expected("task-open.txt");
        assertThat(as("payer", "task", "list")).isEqualTo(ExitCode.FINE);
        expected("task-list.txt");
        assertThat(as("payer", "task", "amend", "t-1", "--calls", "3", "--reason", "enough"))
                .isEqualTo(ExitCode.FINE);
        expected("task-amend.txt");
        assertThat(as("payer", "task", "amend", "t-1")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("this would change nothing");
        assertThat(as("payer", "task", "close", "t-1")).isEqualTo(ExitCode.FINE);
        assertThat(as("payer", "task", "cancel", "t-1")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err)
                .isEqualTo("refused (task-ended): task `t-1` has ended\n(answered by the server at " + server.url()
                        + ")\n");
        assertThat(as("payer", "task", "show", "t-1")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("t-1  ended, payer: pay-invoice on invoice/I-7");
        assertThat(as("payer", "task", "list")).isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo("no task is open\n");
    }

    @Test
    void everyMistakeOfARequestIsTold() {
        assertThat(as("payer", "task", "open", "nonsense")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("intent-unknown", "`nonsense`", "pay-invoice");
        assertThat(as("payer", "task", "open", "review", "--time", "soon", "--object", "vendr/1"))
                .isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err)
                .contains("/objects/0: the bundle has no object type `vendr`; did you mean `vendor`?", "/time: ");
        assertThat(as("payer", "task", "show", "t-77/../../x")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("task-unknown");
    }

    @Test
    void aCallIsReconciled() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        var permit = (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "A", "iban", "DE1"));
        server.settle(permit.call(), new Settlement.Unknown("no answer"));
        String call = "c-" + permit.call();
        assertThat(as("vera", "reconcile", call, "--reason", "r")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("vera", "reconcile", call, "--succeeded", "--failed", "--reason", "r"))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("vera", "reconcile", call, "--succeeded")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("guest", "reconcile", call, "--failed", "--reason", "r")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(as("vera", "reconcile", call, "--succeeded", "--created", "vendor/V-1", "--reason", "seen"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(call + " is recorded as succeeded\n");
    }

    @Test
    void severalCallsAreReconciledAtOnce() throws Exception {
        String task = server.open("clerk", "onboard-vendor");
        String[] calls = new String[2];
        for (int i = 0; i < calls.length; i++) {
            var permit =
                    (Answer.Permit) server.call("clerk", task, "create_vendor", Map.of("name", "A" + i, "iban", "DE1"));
            server.settle(permit.call(), new Settlement.Unknown("no answer"));
            calls[i] = "c-" + permit.call();
        }
        assertThat(as(
                        "vera",
                        "reconcile",
                        calls[0],
                        calls[1],
                        "--succeeded",
                        "--created",
                        "vendor/V-1",
                        "--reason",
                        "r"))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("vera", "reconcile", calls[0], calls[1], "--failed", "--reason", "looked"))
                .isEqualTo(ExitCode.FINE);
        assertThat(out).isEqualTo(calls[0] + " is recorded as failed\n" + calls[1] + " is recorded as failed\n");
    }

    @Test
    void aBundleIsActivatedOrRejected() throws Exception {
        assertThat(as("vera", "propose", server.bundle().toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("proposed: accounts-payable sha-256:").contains("someone independent activates it");
        String digest = out.lines().findFirst().orElseThrow().split(" ")[2];
        assertThat(as("vera", "activate", digest)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (not-independent)", "single-administrator: true");
        assertThat(as("adam", "activate", digest)).isEqualTo(ExitCode.FINE);
        assertThat(out)
                .startsWith("active: accounts-payable " + digest)
                .contains("(unchanged)", "proposed by vera, activated by adam\n");
        server.singleAdministrator();
        as("vera", "propose");
        assertThat(out).contains("activate it within 24 hours: interlock activate " + digest);
        assertThat(as("vera", "activate", digest)).isEqualTo(ExitCode.FINE);
        assertThat(out).contains("proposed by vera, activated by vera (single administrator)");
        assertThat(as("vera", "propose", folder.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (bundle-rejected)", "interlock.yaml");
        assertThat(as("vera", "propose", folder.resolve("nothing").toString())).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("clerk", "propose", server.bundle().toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (not-allowed)", "answered by the server at");
        Path rules = server.bundle().resolve("rules/sod.yaml");
        Files.writeString(rules, Files.readString(rules).replace("per: vendor", "per: vender"));
        assertThat(as("vera", "propose")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (bundle-rejected)", "rules/sod.yaml:", "vender");
        assertThat(as("finn", "activate", digest)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("not-in-group", "administrators");
        assertThat(as("finn", "activate", digest, "--json")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(out).contains("\"code\":\"not-in-group\"", "\"server\":\"" + server.url() + "\"");
    }

    @Test
    void aBundleIsUploadedAndTheServersFolderIsNotAsked() throws Exception {
        Path mine = folder.resolve("mine");
        try (Stream<Path> files = Files.walk(server.bundle())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = mine.resolve(server.bundle().relativize(file).toString());
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.writeString(
                mine.resolve("interlock.yaml"), Files.readString(mine.resolve("interlock.yaml")) + "\n# new\n");
        assertThat(as("vera", "propose", mine.toString())).as(err).isEqualTo(ExitCode.FINE);
        String digest = out.lines().findFirst().orElseThrow().split(" ")[2];
        assertThat(as("adam", "activate", digest)).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("active: accounts-payable " + digest).doesNotContain("(unchanged)");
        for (int i = 0; i < 40; i++) {
            Files.writeString(mine.resolve("more-" + i + ".yaml"), "{}");
        }
        assertThat(as("vera", "propose", mine.toString())).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("40 files and 200 KiB");
    }

    @Test
    void aSourceTellsWhatIsInAFile() throws Exception {
        Path file = folder.resolve("told.json");
        Files.writeString(file, """
            {"observations": [{"id": "a-1", "actor": "clerk", "tool": "erp/create_vendor",
              "args": {"name": "Acme", "iban": "DE1"}, "result": {"vendor_id": "V-1"}}]}\
            """);
        assertThat(as("erp-audit", "observe", file.toString())).isEqualTo(ExitCode.FINE);
        assertThat(out).matches("c-\\d+  a-1\n");
        assertThat(as("clerk", "observe", file.toString())).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (not-allowed)");
        Files.writeString(file, "{");
        assertThat(as("erp-audit", "observe", file.toString())).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("erp-audit", "observe", folder.resolve("none").toString()))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("cannot be read");
    }

    @Test
    void whoCallsAndWhereHasToBeKnown() throws Exception {
        environment.remove("INTERLOCK_TOKEN");
        assertThat(run("task", "list")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("INTERLOCK_TOKEN", "--token-file");
        Path file = folder.resolve("token");
        Files.writeString(file, server.token("vera") + "\n");
        assertThat(run("task", "list", "--token-file", file.toString())).isEqualTo(ExitCode.FINE);
        assertThat(run("task", "list", "--token-file", folder.resolve("no").toString()))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("cannot be read");
        environment.put("INTERLOCK_TOKEN", "wrong");
        assertThat(run("task", "list")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("refused (unauthenticated)");
        environment.put("INTERLOCK_TOKEN", "with blank");
        assertThat(run("task", "list")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(as("payer", "task", "list", "--url", "ftp://x")).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("`ftp://x` is not an address");
    }

    @Test
    void aServerThatIsNotThereIsSaidWithARemedy() throws Exception {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        assertThat(as("payer", "task", "list", "--url", "http://127.0.0.1:" + free))
                .isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(err).contains("no Interlock server answers at `http://127.0.0.1:" + free + "`", "interlock serve");
    }

    @Test
    void groupsOfCommandsSayWhatThereIs() {
        for (String group : List.of("task", "approvals")) {
            assertThat(run(group)).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(err).contains("which command?", "list", "show");
        }
        assertThat(Stream.of("task", "approvals").mapToInt(g -> run(g, "list", "--help")))
                .containsOnly(ExitCode.FINE);
    }

    @Test
    void aClockInDoubtIsShownAndConfirmed() {
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FINE);
        assertThat(as("vera", "clock", "show")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("believed");
        server.ahead.set(-600_000);
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("clock-in-doubt", "interlock clock show");
        assertThat(as("vera", "clock", "show")).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("in doubt").contains("before the last entry of the record", "clock confirm TIME");
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        assertThat(as("guest", "clock", "confirm", now)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(as("vera", "clock", "confirm", now)).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(err).contains("clock-differs");
        server.ahead.set(0);
        assertThat(as("vera", "clock", "confirm", now)).isEqualTo(ExitCode.FINE);
        assertThat(out).startsWith("believed again");
        assertThat(as("payer", "task", "open", "review")).isEqualTo(ExitCode.FINE);
    }
}
