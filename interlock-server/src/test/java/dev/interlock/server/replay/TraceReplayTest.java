package dev.interlock.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.fixture.Served;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.TraceFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReplayTest {

    private static final Path BUNDLES = Path.of(System.getProperty("interlock.root", ".."), "bundles");
    private static final PolicyBundle.Compiled PAYABLE = bundle(BUNDLES.resolve("accounts-payable"));

    @TempDir
    private Path folder;

    private static PolicyBundle.Compiled bundle(Path path) {
        return (PolicyBundle.Compiled) PolicyBundle.load(path);
    }

    private static final String WHO = """
        {"agent":"ada","owner":"procurement","origin":"alice","model":"m-1"}
        {"agent":"pia","owner":"treasury","origin":"paul","model":"m-1"}
        """;

    private static String call(String agent, String tool, String args, String rest) {
        return "{\"agent\":\"" + agent + "\",\"tool\":\"" + tool + "\",\"args\":{" + args + "}" + rest + "}\n";
    }

    /** A vendor is made and paid by one agent; the invoice nobody matched. */
    private static final String PAID = WHO
            + call("ada", "create_vendor", "\"name\":\"Acme\",\"iban\":\"DE89\"", ",\"result\":{\"vendor_id\":\"V-1\"}")
            + call(
                    "ada",
                    "erp/register_invoice",
                    "\"vendor_id\":\"V-1\",\"number\":\"7\",\"amount\":5,\"currency\":\"EUR\"",
                    ",\"result\":{\"invoice_id\":\"I-1\"}")
            + call(
                    "ada",
                    "prepare_payment",
                    "\"vendor_id\":\"V-1\",\"invoice_id\":\"I-1\",\"amount\":5,\"currency\":\"EUR\",\"iban\":\"DE89\"",
                    ",\"result\":{\"payment_id\":\"P-1\"}")
            + call(
                    "ada",
                    "release_payment",
                    "\"payment_id\":\"P-1\",\"amount\":5,\"currency\":\"EUR\",\"iban\":\"DE89\"",
                    "");

    private ReplayResult replay(String trace, ReplaySettings settings) throws IOException {
        return replay(trace, settings, null);
    }

    private ReplayResult replay(String trace, ReplaySettings settings, PolicyBundle.Compiled against)
            throws IOException {
        Path file = folder.resolve("trace.jsonl");
        Files.writeString(file, trace);
        return new TraceReplay(PAYABLE, against, settings).run(List.of(file), calls -> {});
    }

    @Test
    void aConflictIsToldWithItsWitness() throws IOException {
        ReplayResult result = replay(PAID, ReplaySettings.usual());
        assertThat(result.tally().calls()).isEqualTo(4);
        assertThat(result.tally().count(Verdict.DENY)).isEqualTo(1);
        assertThat(result.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.place()).endsWith("trace.jsonl:6");
            assertThat(conflict.reasons().getFirst().code()).isEqualTo("duty-conflict");
            assertThat(conflict.reasons().getFirst().witnesses())
                    .singleElement()
                    .asString()
                    .contains("erp/create_vendor by ada")
                    .endsWith("trace.jsonl:3)");
        });
        assertThat(result.flaws().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.flaw()).isEqualTo(Flaw.NO_TIME));
        assertThat(result.period()).isEmpty();
        assertThat(result.unknown()).isEmpty();
    }

    @Test
    void aTraceDoesNotSayWhatWasRead() throws IOException {
        var bundle = bundle(Served.bundle(folder.resolve("mail"), """
            interlock: v1
            name: mail
            owner: security@example.com
            independence: {line: [owner]}
            risk: {acting: {independence: line, on-conflict: hold, on-missing: hold}}
            server: mail
            tools: {send: {duty: mail.send, risk: acting, content: {asks: message, destination: [to]}}}
            intents: {assist: {goal: Do what the user asks, allow: [mail.send]}}
            rules: [{id: F-1, title: No mail chooses to whom the agent writes, flow: {to: mail.send}}]
            """));
        Path file = folder.resolve("trace.jsonl");
        Files.writeString(file, WHO + call("ada", "send", "\"to\":\"kim@else.example\"", ""));
        ReplayResult result = new TraceReplay(bundle, null, ReplaySettings.usual()).run(List.of(file), calls -> {});
        assertThat(result.tally().count(Verdict.HOLD)).isEqualTo(1);
        assertThat(result.conflicts().getFirst().reasons().getFirst().code()).isEqualTo("content-unknown");
    }

    @Test
    void whatHappenedCountsAndWhatIsStoppedDoesNot() throws IOException {
        // the release that is denied is one of two payments to a payee; the limit is looked at in the second
        String again = PAID
                + call(
                        "pia",
                        "edit_payment",
                        "\"payment_id\":\"P-1\",\"amount\":6,\"currency\":\"EUR\",\"iban\":\"DE89\"",
                        "")
                + call("ada", "get_payment", "\"payment_id\":\"P-1\"", "");
        ReplayDecider happened = court(again, Assume.HAPPENED);
        ReplayDecider stopped = court(again, Assume.STOPPED);
        assertThat(happened.result().tally().count(Verdict.DENY))
                .isEqualTo(stopped.result().tally().count(Verdict.DENY));
        assertThat(recordedCalls(happened)).isEqualTo(6);
        assertThat(recordedCalls(stopped)).isLessThan(6);
        assertThat(happened.result().flaws().count(Flaw.OUTSIDE)).isZero();
    }

    /** Calls that count in the budget of the agents' tasks: those in the history. */
    private static long recordedCalls(ReplayDecider court) {
        return court.own().state().tasks().active().stream()
                .mapToLong(task -> task.used())
                .sum();
    }

    private static ReplayDecider court(String trace, Assume assume) throws IOException {
        ReplaySettings settings = ReplaySettings.usual().with(assume);
        var mapper = new Mapper(PAYABLE, "");
        var court = new ReplayDecider(PAYABLE, mapper, null, null, settings);
        read(trace, settings, new Preparation(mapper, null, court::accept));
        return court;
    }

    private static void read(String trace, ReplaySettings settings, Preparation preparation) throws IOException {
        try (TraceFile file = TraceFile.of(new ByteArrayInputStream(trace.getBytes(StandardCharsets.UTF_8)))) {
            new TraceInput(settings, tool -> true).read("trace", file, preparation);
        }
    }

    @Test
    void nothingIsKeptOfTasksAndCallsThatEnded() throws IOException {
        var settings = ReplaySettings.usual();
        var mapper = new Mapper(PAYABLE, "");
        var court = new ReplayDecider(PAYABLE, mapper, null, null, settings);
        var preparation = new Preparation(mapper, null, court::accept);
        for (int i = 0; i < 3000; i++) {
            read(
                    "{\"open\":\"t-" + i + "\",\"agent\":\"ada\",\"by\":\"maria\",\"intent\":\"review\"}\n"
                            + "{\"task\":\"t-" + i + "\",\"id\":\"c-" + i
                            + "\",\"agent\":\"ada\",\"tool\":\"get_vendor\",\"args\":{\"vendor_id\":\"V-" + i % 7
                            + "\"}}\n"
                            + "{\"task\":\"u-" + i
                            + "\",\"agent\":\"pia\",\"tool\":\"get_vendor\",\"args\":{\"vendor_id\":\"V-" + i % 7
                            + "\"}}\n"
                            + "{\"settle\":\"c-" + i + "\",\"outcome\":\"succeeded\"}\n"
                            + "{\"close\":\"t-" + i + "\"}\n{\"close\":\"u-" + i + "\"}\n",
                    settings,
                    preparation);
        }
        assertThat(court.calls()).isEqualTo(6000);
        assertThat(court.result().tally().count(Verdict.PERMIT)).isEqualTo(6000);
        assertThat(preparation.size()).isZero();
        assertThat(court.own().names()).isZero();
        assertThat(court.own().state().tasks().active()).isEmpty();
        assertThat(court.own().state().calls().all()).isEmpty();
        assertThat(court.own().state().holds().all()).isEmpty();
        assertThat(court.own().state().keys().size()).isLessThan(20);
    }

    @Test
    void timeThatGoesBackIsCountedAndClamped() throws IOException {
        String read = call("ada", "get_vendor", "\"vendor_id\":\"V-1\"", ",\"time\":\"2026-03-02T09:00:0%dZ\"");
        ReplayResult result =
                replay(WHO + read.formatted(5) + read.formatted(1) + read.formatted(7), ReplaySettings.usual());
        assertThat(result.flaws().count(Flaw.TIME_BACK)).isEqualTo(1);
        assertThat(result.flaws().rows().getFirst().first().getFirst().place())
                .hasToString(folder.resolve("trace.jsonl") + ":4");
        assertThat(result.period())
                .map(period -> Conflict.time(period.first()) + " " + Conflict.time(period.last()))
                .contains("2026-03-02T09:00:01Z 2026-03-02T09:00:07Z");
        ReplaySettings usual = ReplaySettings.usual();
        var ahead = new ReplaySettings(
                usual.assume(), usual.intent(), usual.idleMillis(), "", usual.unknownTools(), 10, usual.limit());
        assertThat(replay(WHO + read.formatted(5) + read.formatted(1) + read.formatted(7), ahead)
                        .flaws()
                        .count(Flaw.TIME_BACK))
                .isZero();
    }

    @Test
    void unknownToolsAreDeniedOrLeftOut() throws IOException {
        String trace =
                WHO + call("ada", "paint_house", "", "") + call("ada", "get_vendor", "\"vendor_id\":\"V-1\"", "");
        ReplayResult decided = replay(trace, ReplaySettings.usual());
        assertThat(decided.tally().count(Verdict.DENY)).isEqualTo(1);
        assertThat(decided.flaws().count(Flaw.TOOL_UNKNOWN)).isEqualTo(1);
        ReplaySettings usual = ReplaySettings.usual();
        ReplayResult left = replay(
                trace,
                new ReplaySettings(
                        usual.assume(),
                        usual.intent(),
                        usual.idleMillis(),
                        "",
                        ReplaySettings.UnknownTools.SKIP,
                        -1,
                        10));
        assertThat(left.tally().calls()).isEqualTo(1);
        assertThat(left.flaws().count(Flaw.LEFT_OUT)).isEqualTo(1);
    }

    @Test
    void tasksAreOpenedByTheRulesOfTheBundle() throws IOException {
        String trace = WHO
                + "{\"open\":\"t\",\"agent\":\"ada\",\"by\":\"maria\",\"intent\":\"review\"}\n"
                + "{\"open\":\"t\",\"agent\":\"ada\",\"by\":\"maria\",\"intent\":\"review\"}\n"
                + "{\"open\":\"u\",\"agent\":\"ada\",\"intent\":\"take-over-the-world\"}\n"
                + call("ada", "edit_vendor", "\"vendor_id\":\"V-1\",\"iban\":\"X\"", ",\"task\":\"t\"")
                + call("pia", "get_vendor", "\"vendor_id\":\"V-1\"", ",\"task\":\"t\"")
                + "{\"close\":\"t\"}\n"
                + call("ada", "get_vendor", "\"vendor_id\":\"V-1\"", ",\"task\":\"t\"")
                + call("ada", "get_vendor", "\"vendor_id\":\"V-1\"", ",\"task\":\"u\"");
        ReplayResult result = replay(trace, ReplaySettings.usual());
        assertThat(result.tally().rows())
                .extracting(row -> row.code().text())
                .contains("outside-intent", "task-not-yours", "task-ended");
        assertThat(result.tally().count(Verdict.PERMIT)).isEqualTo(1); // in the task that was refused and opened freely
        assertThat(result.flaws().count(Flaw.REPEATED)).isEqualTo(1);
        assertThat(result.flaws().count(Flaw.TASK_REFUSED)).isEqualTo(1);
        assertThat(replay(trace, ReplaySettings.usual().with(Assume.STOPPED))
                        .tally()
                        .count(Verdict.PERMIT))
                .isZero();
    }

    @Test
    void twoBundlesSideBySide() throws IOException {
        Path lax = folder.resolve("lax");
        copy(BUNDLES.resolve("accounts-payable"), lax);
        Path rules = lax.resolve("rules");
        try (var files = Files.list(rules)) {
            for (Path file : files.toList()) {
                Files.writeString(
                        file, Files.readString(file).replaceAll("(?m)^(  - id: [A-Z0-9-]+)$", "$1\n    mode: observe"));
            }
        }
        ReplayResult result = replay(PAID, ReplaySettings.usual(), bundle(lax));
        Comparison comparison = result.comparison().orElseThrow();
        assertThat(comparison.changed()).isEqualTo(1);
        assertThat(comparison.count(Verdict.PERMIT, Verdict.DENY)).isEqualTo(1);
        assertThat(comparison.first()).singleElement().satisfies(difference -> {
            assertThat(difference.before()).isEqualTo(Verdict.PERMIT);
            assertThat(difference.after()).isEqualTo(Verdict.DENY);
            assertThat(difference.reasonsBefore())
                    .isNotEmpty()
                    .allSatisfy(reason -> assertThat(reason.outcome()).isEqualTo("record"));
        });
        assertThat(replay(PAID, ReplaySettings.usual(), PAYABLE)
                        .comparison()
                        .orElseThrow()
                        .changed())
                .isZero();
    }

    static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }
}
