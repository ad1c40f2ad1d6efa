package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.cli.terminal.Surroundings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code interlock replay}, from files to what is printed. */
class ReplayTest {

    private static final Path BUNDLES =
            Path.of(System.getProperty("interlock.root", "..")).resolve("bundles");
    private static final Path PAYABLE = BUNDLES.resolve("accounts-payable");
    private static final Path FOUR_EYES = BUNDLES.resolve("four-eyes");

    @TempDir
    private Path folder;

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static JsonNode json(CommandRun run) throws IOException {
        return new ObjectMapper().readTree(run.out());
    }

    /** Cases that overlap in time; in every seventh one person does both. */
    private static String eventLog(int cases) {
        var random = new Random(5);
        var text = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n");
        for (int i = 0; i < cases; i++) {
            int enters = random.nextInt(10);
            int approves = i % 7 == 0 ? enters : (enters + 1 + random.nextInt(9)) % 10;
            text.append("<trace><string key=\"concept:name\" value=\"inv-")
                    .append(i)
                    .append("\"/>\n");
            event(text, "Scan paper", "clerk-" + random.nextInt(10), i);
            event(text, "Enter invoice", "clerk-" + enters, i + 1);
            event(text, "Check totals", "clerk-" + approves, i + 2);
            event(text, "Approve payment", "clerk-" + approves, i + 40);
            text.append("</trace>\n");
        }
        return text.append("</log>\n").toString();
    }

    private static void event(StringBuilder text, String activity, String who, int minutes) {
        text.append("<event><string key=\"concept:name\" value=\"")
                .append(activity)
                .append("\"/>");
        text.append("<string key=\"org:resource\" value=\"").append(who).append("\"/>");
        text.append(String.format(
                "<date key=\"time:timestamp\" value=\"2026-01-01T%02d:%02d:00.000+01:00\"/></event>%n",
                minutes / 60 % 24, minutes % 60));
    }

    @Test
    void fourEyesOnAnEventLogPlainAndPacked() throws IOException {
        String log = eventLog(210);
        Path plain = file("log.xes", log);
        Path packed = folder.resolve("log.xes.gz");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(log.getBytes(StandardCharsets.UTF_8));
        }
        for (Path input : new Path[] {plain, packed}) {
            CommandRun run = CommandRun.of("replay", FOUR_EYES, "--json", "--limit", 1, input);
            assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FOUND_SOMETHING);
            JsonNode result = json(run);
            assertThat(result.at("/calls/all").intValue()).isEqualTo(420);
            assertThat(result.at("/calls/deny").intValue()).isEqualTo(30);
            assertThat(result.at("/calls/hold").intValue()).isZero();
            assertThat(result.at("/rules/0/rule").textValue()).isEqualTo("EYES-01");
            assertThat(result.at("/conflicts")).hasSize(1);
            assertThat(result.at("/conflicts/0/reasons/0/witnesses/0").textValue())
                    .contains("xes/Enter_invoice by clerk-")
                    .contains("at 2025-12-31T23:01:00Z")
                    .endsWith(input + ":5)");
            assertThat(result.at("/flaws/0/flaw").textValue()).isEqualTo("left-out");
            assertThat(result.at("/flaws/0/count").intValue()).isEqualTo(420);
        }
        CommandRun strict = CommandRun.of("replay", FOUR_EYES, "--strict", plain);
        assertThat(strict.out())
                .contains(
                        "denied    30",
                        "EYES-01",
                        "duty-conflict",
                        "420 named a tool that the catalogue does not have");
    }

    @Test
    void casesAreCountedAndReasonsNameTheirKey() throws IOException {
        Path log = file("log.xes", eventLog(210));
        JsonNode result = json(CommandRun.of("replay", FOUR_EYES, "--json", log));
        assertThat(result.at("/cases").toString()).isEqualTo("{\"all\":210,\"permit\":210,\"hold\":0,\"deny\":30}");
        assertThat(result.at("/rules/0/cases").intValue()).isEqualTo(30);
        assertThat(result.at("/conflicts/0/reasons/0/key").textValue()).isEqualTo("case/inv-0");
        assertThat(result.at("/collisions").toString()).isEqualTo("{\"count\":0,\"first\":[]}");
        assertThat(CommandRun.of("replay", FOUR_EYES, log).out())
                .contains("420 calls in 210 cases under", "denied    30 in 30 cases");
    }

    @Test
    void namesThatCollideAreAnErrorThatNamesBothAndTheirPlaces() throws IOException {
        String log = eventLog(2);
        for (String collides : new String[] {
            log.replaceFirst("(?s)(Enter invoice.*)Enter invoice", "$1Enter: invoice"), log.replace("inv-1", "inv-0 ")
        }) {
            Path file = file("log.xes", collides);
            CommandRun text = CommandRun.of("replay", FOUR_EYES, file);
            assertThat(text.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
            assertThat(text.out()).contains("error: two ", file + ":", "rename one of them");
            assertThat(text.err())
                    .isEqualTo("interlock: the event logs were not decided because names in them collide\n");
            JsonNode result = json(CommandRun.of("replay", FOUR_EYES, "--json", file));
            assertThat(result.at("/calls/all").intValue()).isZero();
            assertThat(result.at("/collisions/count").intValue()).isEqualTo(1);
            assertThat(result.at("/collisions/first/0/names")).hasSize(2);
        }
        CommandRun joined =
                CommandRun.of("replay", FOUR_EYES, "--join-cases", file("log.xes", log.replace("inv-1", "inv-0 ")));
        assertThat(joined.out()).contains("4 calls in 1 case under");
    }

    private static final String TABLE = """
        case,activity,who,when
        1,Enter invoice,ann,2026-01-01T09:00:00+05:45
        1,Approve payment,ann,2026-01-01 04:00:00Z
        2,Enter invoice,"bob",2026-01-01T04:00:00Z
        """;

    @Test
    void aTableNeedsItsColumnsNamed() throws IOException {
        String named = "case=case,activity=activity,resource=who,time=when";
        Path csv = file("log.csv", TABLE + "3,Enter invoice,bob,2026-01-01T04:00:00Z\n".repeat(3000));
        CommandRun unnamed = CommandRun.of("replay", FOUR_EYES, csv);
        assertThat(unnamed.exit()).isEqualTo(ExitCode.WRONG_USAGE);
        assertThat(unnamed.out()).isEmpty();
        assertThat(unnamed.err().lines())
                .first(org.assertj.core.api.InstanceOfAssertFactories.STRING)
                .isEqualTo("interlock: `" + csv
                        + "` is a table: say which of its columns describe an event, as in `--columns"
                        + " case=...,activity=...,resource=...,time=...`; it has `case`, `activity`, `who`, `when`");
        assertThat(unnamed.err().lines()).hasSizeLessThan(4);
        for (String separator : new String[] {",", "\t"}) {
            Path table = file("log", TABLE.replace(",", separator));
            CommandRun run = CommandRun.of("replay", FOUR_EYES, "--json", "--strict", "--columns", named, table);
            assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FOUND_SOMETHING);
            JsonNode result = json(run);
            assertThat(result.at("/calls/all").intValue()).isEqualTo(3);
            assertThat(result.at("/cases/all").intValue()).isEqualTo(2);
            assertThat(result.at("/calls/deny").intValue()).isEqualTo(1);
            assertThat(result.at("/from").textValue()).isEqualTo("2026-01-01T03:15:00Z");
            assertThat(result.at("/flaws")).isEmpty();
        }
        for (String wrong : new String[] {
            named.replace("who", "resource"), named.replace(",time=when", ""), named.replace("activity=", "actvity=")
        }) {
            CommandRun run = CommandRun.of("replay", FOUR_EYES, "--columns", wrong, csv);
            assertThat(run.exit()).as(wrong).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(run.err()).startsWith("interlock: `");
        }
        Path log = file("log.xes", eventLog(1));
        for (Object input : new Object[] {log, folder}) {
            assertThat(CommandRun.of("replay", FOUR_EYES, "--columns", named, input)
                            .err())
                    .contains("`--columns` is for tables");
        }
    }

    @Test
    void noTimeIsPrintedThatNoEventHas() throws IOException {
        Path log = file(
                "log.xes",
                eventLog(210).replaceFirst("<date[^>]*/>", "").replaceFirst("2026-01-01T00:02:00.000\\+01:00", "soon"));
        CommandRun run = CommandRun.of("replay", FOUR_EYES, log);
        assertThat(run.out())
                .contains("input: 1 had no time", "input: 1 had a time that cannot be read", log + ":6  `soon`")
                .contains("  from 2025-12-31T23:01:00Z to 2026-01-01T03:09:00Z")
                .doesNotContainPattern("1970-|20(2[7-9]|[3-9][0-9])-");
        Path trace = file("trace.jsonl", READS.replaceAll("\"time\":\"[^\"]*\",", ""));
        CommandRun lines = CommandRun.of("replay", PAYABLE, trace);
        assertThat(lines.out())
                .contains("at times that the input does not state", "input: 1 had no time")
                .doesNotContain("1970-");
        assertThat(json(CommandRun.of("replay", PAYABLE, "--json", trace))
                        .at("/flaws/0/flaw")
                        .textValue())
                .isEqualTo("no-time");
    }

    @Test
    void anEventWithoutResourceMayHaveBeenAnybodys() throws IOException {
        Path log = file("log.xes", eventLog(7).replace("<string key=\"org:resource\" value=\"clerk-3\"/>", ""));
        long without =
                eventLog(7).lines().filter(line -> line.contains("clerk-3")).count();
        CommandRun run = CommandRun.of("replay", FOUR_EYES, "--json", log);
        assertThat(json(run).at("/flaws").toString())
                .contains("\"flaw\":\"no-agent\",\"bad\":false,\"count\":" + without);
        assertThat(json(run).at("/calls/deny").intValue()).isGreaterThan(1);
    }

    private static final String READS = """
        {"agent":"ada","owner":"procurement","origin":"alice"}
        {"time":"2026-03-02T09:00:00Z","agent":"ada","tool":"get_vendor","args":{"vendor_id":"V-1"}}
        """;

    @Test
    void exitCodes() throws IOException {
        Path good = file("good.jsonl", READS);
        Path bad = file("bad.jsonl", READS + "{\"agent\":\n");
        Path empty = file("empty.jsonl", "\n");
        Path denied = file("denied.jsonl", READS + "{\"agent\":\"ada\",\"tool\":\"shred\",\"args\":{}}\n");
        assertThat(CommandRun.of("replay", PAYABLE, good).exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("replay", PAYABLE, "--strict", good).exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("replay", PAYABLE, bad).exit()).isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("replay", PAYABLE, "--strict", bad).exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(CommandRun.of("replay", PAYABLE, denied).exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        CommandRun nothing = CommandRun.of("replay", PAYABLE, empty);
        assertThat(nothing.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(nothing.err()).contains("no call was found");
        assertThat(CommandRun.of("replay", PAYABLE, "--against", PAYABLE, denied)
                        .exit())
                .isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("replay", PAYABLE, "--unknown-tools", "skip", denied)
                        .exit())
                .isEqualTo(ExitCode.FINE);
    }

    @Test
    void aBarOnATerminalAndNoneElsewhere() throws IOException {
        Path many = file(
                "many.jsonl",
                READS + READS.lines().toList().getLast().concat("\n").repeat(25_000));
        CommandRun watched = CommandRun.in(new Surroundings(Map.of("NO_COLOR", "1"), true), "replay", PAYABLE, many);
        assertThat(watched.err())
                .containsPattern("\\r\u001b\\[K\\[#*\\.*] +[0-9]+ %  [12][0-9]{4}")
                .endsWith("\r\u001b[K");
        assertThat(watched.out()).contains("25,001 calls");
        assertThat(CommandRun.of("replay", PAYABLE, many).err()).isEmpty();
    }

    @Test
    void wrongUsage() throws IOException {
        Path good = file("good.jsonl", READS);
        for (Object[] args : new Object[][] {
            {"replay", good},
            {"replay", PAYABLE},
            {"replay", PAYABLE, folder.resolve("absent.jsonl")},
            {"replay", folder.resolve("absent"), good},
            {"replay", PAYABLE, "--assume", "perhaps", good},
            {"replay", PAYABLE, "--limit", "-3", good},
            {"replay", PAYABLE, "--intent", "no-such", good},
            {"replay", PAYABLE, folder},
            {"replay", PAYABLE, folder, good},
        }) {
            CommandRun run = CommandRun.of(args);
            assertThat(run.exit()).as(String.join(" ", run.lines())).isEqualTo(ExitCode.WRONG_USAGE);
            assertThat(run.err()).startsWith("interlock: ");
        }
        Files.writeString(folder.resolve("interlock.yaml"), "interlock: v1\nnaem: x\n");
        CommandRun rejected = CommandRun.of("replay", folder, good);
        assertThat(rejected.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(rejected.err()).contains("interlock.yaml:2:1", "nothing was replayed");
    }

    @Test
    void aLedgerUnderTheBundleThatMadeItIsDecidedAsItWas() throws IOException {
        Path data = folder.resolve("data");
        SampleLedger.make(data);
        CommandRun run = CommandRun.of("replay", SampleLedger.BUNDLE, "--json", data);
        assertThat(run.exit()).as(run.err() + run.out()).isEqualTo(ExitCode.FINE);
        JsonNode result = json(run);
        assertThat(result.at("/calls/all").intValue()).isEqualTo(8);
        assertThat(result.at("/calls/deny").intValue()).isEqualTo(2);
        assertThat(result.at("/calls/hold").intValue()).isEqualTo(1);
        assertThat(result.at("/comparison/changed").intValue()).isZero();
        Path export = folder.resolve("export");
        assertThat(CommandRun.of("ledger", "export", "--data", data, export).exit())
                .isEqualTo(ExitCode.FINE);
        assertThat(CommandRun.of("replay", SampleLedger.BUNDLE, export).out())
                .contains("Compared with what was recorded: every decision is the same");
    }

    @Test
    void aLedgerUnderAnotherBundleShowsWhatChanges() throws IOException {
        Path data = folder.resolve("data");
        SampleLedger.make(data);
        Path other = folder.resolve("other");
        try (var files = Files.walk(SampleLedger.BUNDLE)) {
            for (Path from : files.filter(Files::isRegularFile).toList()) {
                Path to = other.resolve(SampleLedger.BUNDLE.relativize(from).toString());
                Files.createDirectories(to.getParent());
                Files.writeString(
                        to, Files.readString(from).replaceAll("(?m)^(  - id: [A-Z0-9-]+)$", "$1\n    mode: observe"));
            }
        }
        CommandRun run = CommandRun.of("replay", other, "--json", data);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.FOUND_SOMETHING);
        JsonNode result = json(run);
        assertThat(result.at("/comparison/with").textValue()).isEqualTo("what was recorded");
        assertThat(result.at("/comparison/changed").intValue()).isEqualTo(2);
        assertThat(result.at("/comparison/first/0/before").textValue()).isEqualTo("deny");
        assertThat(result.at("/comparison/first/0/after").textValue()).isEqualTo("permit");
        assertThat(result.at("/comparison/first/0/reasons_before/0/witnesses/0").textValue())
                .contains("erp/create_vendor by buyer");
        CommandRun both =
                CommandRun.of("replay", SampleLedger.BUNDLE, "--against", other, "--assume", "stopped", "--json", data);
        assertThat(both.exit()).isEqualTo(ExitCode.FOUND_SOMETHING);
        assertThat(json(both).at("/comparison/changes").toString())
                .contains("{\"before\":\"permit\",\"after\":\"deny\",\"calls\":1}");
    }

    @Test
    void whatTheDocumentShowsWorks() throws IOException {
        String page = Files.readString(BUNDLES.resolveSibling("docs").resolve("replay.md"));
        String lines = page.substring(page.indexOf("```json\n") + 8);
        Path trace = file("document.jsonl", lines.substring(0, lines.indexOf("```")));
        CommandRun run = CommandRun.of("replay", PAYABLE, "--strict", "--json", trace);
        assertThat(run.exit()).as(run.out()).isEqualTo(ExitCode.FINE);
        assertThat(json(run).at("/calls/permit").intValue()).isEqualTo(2);
        String catalogue = page.substring(page.indexOf("```yaml\n") + 8);
        assertThat(Files.readString(FOUR_EYES.resolve("log.yaml")).replaceAll("(?m)^#.*\\n|^\\n", ""))
                .isEqualTo(catalogue.substring(0, catalogue.indexOf("```")));
    }
}
