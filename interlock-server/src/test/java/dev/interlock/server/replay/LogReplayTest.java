package dev.interlock.server.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.policy.compile.PolicyBundle;
import dev.interlock.server.replay.read.Collision;
import dev.interlock.server.replay.read.Flaw;
import dev.interlock.server.replay.read.TableColumns;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event logs under rules that hold within a case, and under rules that cases share. */
class LogReplayTest {

    private static final Instant START = Instant.parse("2026-01-05T08:00:00Z");
    private static final int TINY = 2_000;

    private static final String BUNDLE = """
        interlock: v1
        name: logs
        owner: audit@example.com
        independence: {another-person: []}
        risk:
          case-work: {independence: another-person, on-conflict: deny, on-missing: deny}
        objects:
          case: {id: {form: text}}
          vendor: {id: {form: text}}
        server: xes
        no-effect: []
        tools:
          Enter_invoice: {duty: invoice.enter, on: {case: args.case}, risk: case-work}
          Approve_payment: {duty: payment.approve, on: {case: args.case}, risk: case-work}
          Prüfung: {duty: invoice.check, on: {case: args.case}, risk: case-work}
          Create_vendor: {duty: vendor.create, on: {case: args.case, vendor: args.vendor}, risk: case-work}
          Pay_vendor: {duty: vendor.pay, on: {case: args.case, vendor: args.vendor}, risk: case-work}
        intents:
          work:
            goal: Work on cases
            allow: [invoice.enter, payment.approve, invoice.check, vendor.create, vendor.pay]
        rules:
          - id: EYES
            title: The party that enters an invoice does not approve its payment
            separate: {duties: [invoice.enter, payment.approve], per: case}
            accept: [{warning: IL-0064, because: a log that is replayed ends}]
          - id: RATE
            title: Nobody approves more than three payments an hour
            limit: {of: payment.approve, per: agent, max: 3, within: 1h}
          - id: VENDOR
            title: Whoever creates a vendor does not pay it within thirty days
            separate: {duties: [vendor.create, vendor.pay], per: vendor, within: 30d}
        """;

    @TempDir
    private Path folder;

    private PolicyBundle.Compiled bundle;

    @BeforeEach
    void bundle() throws IOException {
        bundle = bundle("bundle", BUNDLE);
    }

    private PolicyBundle.Compiled bundle(String name, String text) throws IOException {
        Path path = Files.createDirectories(folder.resolve(name));
        Files.writeString(path.resolve("interlock.yaml"), text);
        return (PolicyBundle.Compiled) PolicyBundle.load(path);
    }

    private static String event(String activity, String resource, String time, String... more) {
        var text = new StringBuilder("<event><string key=\"concept:name\" value=\"" + activity + "\"/>");
        if (!resource.isEmpty()) {
            text.append("<string key=\"org:resource\" value=\"")
                    .append(resource)
                    .append("\"/>");
        }
        if (!time.isEmpty()) {
            text.append("<date key=\"time:timestamp\" value=\"").append(time).append("\"/>");
        }
        for (int i = 0; i < more.length; i += 2) {
            text.append("<string key=\"" + more[i] + "\" value=\"" + more[i + 1] + "\"/>");
        }
        return text.append("</event>\n").toString();
    }

    private static String trace(String name, String... events) {
        return "<trace><string key=\"concept:name\" value=\"" + name + "\"/>\n" + String.join("", events)
                + "</trace>\n";
    }

    private static String after(Duration duration) {
        return START.plus(duration).toString();
    }

    private ReplayResult replay(String... traces) throws IOException {
        return replay(LogSettings.USUAL, bundle, traces);
    }

    private ReplayResult replay(LogSettings logs, PolicyBundle.Compiled policy, String... traces) throws IOException {
        Path file = folder.resolve("log.xes");
        Files.writeString(file, "<log>\n" + String.join("", traces) + "</log>\n");
        return new TraceReplay(policy, null, ReplaySettings.usual().with(logs)).run(List.of(file), progress -> {});
    }

    private static long denied(ReplayResult result, String rule) {
        return result.tally().rows().stream()
                .filter(row -> row.rule().equals(rule))
                .mapToLong(row -> row.calls(dev.interlock.engine.policy.Outcome.DENY))
                .sum();
    }

    /** Six approvals of one person within an hour, each in a case of its own that began long before. */
    private static List<String> burst() {
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            traces.add(trace(
                    "burst-" + i,
                    event("Enter invoice", "clerk-" + i, after(Duration.ofDays(i))),
                    event("Approve payment", "boss", after(Duration.ofDays(40).plusMinutes(9L * i)))));
        }
        return traces;
    }

    @Test
    void aWindowThatCasesShareSeesTheirEventsInTheOrderOfTime() throws IOException {
        List<String> traces = new ArrayList<>(burst());
        Collections.shuffle(traces, new Random(3));
        ReplayResult result = replay(traces.toArray(String[]::new));
        assertThat(result.tally().calls()).isEqualTo(12);
        assertThat(denied(result, "RATE")).isEqualTo(3);
        assertThat(result.cases()).isEqualTo(6);
        assertThat(result.tally().cases(Verdict.DENY)).isEqualTo(3);
        assertThat(result.period())
                .contains(new ReplayResult.Period(
                        START.toEpochMilli(),
                        START.plus(Duration.ofDays(40).plusMinutes(45)).toEpochMilli()));
        assertThat(result.flaws().rows()).isEmpty();
        assertThat(result.conflicts())
                .allSatisfy(
                        conflict -> assertThat(conflict.time().orElseThrow()).startsWith("2026-02-14T08:"));
    }

    @Test
    void aKeyThatCasesShareIsJudgedInTheOrderOfTime() throws IOException {
        String pays = event("Pay vendor", "ann", after(Duration.ofDays(20)), "vendor", "V-1");
        String creates = event("Create vendor", "ann", after(Duration.ZERO), "vendor", "V-1");
        String paysLate = event("Pay vendor", "ann", after(Duration.ofDays(30)), "vendor", "V-1");
        // the payment stands first in the log, and is the one that completes the conflict
        ReplayResult result = replay(trace("pay", pays), trace("late", paysLate), trace("create", creates));
        assertThat(denied(result, "VENDOR")).isEqualTo(1);
        assertThat(result.conflicts()).singleElement().satisfies(conflict -> {
            assertThat(conflict.tool()).isEqualTo("xes/Pay_vendor");
            assertThat(conflict.place()).endsWith("log.xes:3");
            assertThat(conflict.reasons()).singleElement().satisfies(reason -> {
                assertThat(reason.key()).contains("vendor/V-1");
                assertThat(reason.witnesses())
                        .singleElement()
                        .asString()
                        .contains("xes/Create_vendor by ann at 2026-01-05T08:00:00Z")
                        .endsWith("log.xes:9)");
            });
        });
    }

    @Test
    void eventsOutOfOrderAndInSeveralTimeZonesAreDecidedAlikeHoweverLittleMemoryThereIs() throws IOException {
        var random = new Random(5);
        List<String> sorted = new ArrayList<>();
        List<String> shuffled = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Instant entered = START.plusSeconds(random.nextInt(500_000));
            Instant approved = entered.plusSeconds(random.nextInt(50_000));
            String enters = "p" + random.nextInt(6);
            String approves = "p" + random.nextInt(6);
            sorted.add(trace(
                    "c" + i,
                    event("Enter invoice", enters, entered.toString()),
                    event("Approve payment", approves, approved.toString())));
            shuffled.add(trace(
                    "c" + i,
                    event("Approve payment", approves, zoned(approved, random)),
                    event("Enter invoice", enters, zoned(entered, random))));
        }
        Collections.shuffle(shuffled, random);
        ReplayResult expected = replay(sorted.toArray(String[]::new));
        assertThat(denied(expected, "RATE")).isPositive();
        assertThat(denied(expected, "EYES")).isPositive();
        for (int memory : new int[] {LogSettings.USUAL.sortMemory(), TINY}) {
            ReplayResult result =
                    replay(new LogSettings(Optional.empty(), false, memory), bundle, shuffled.toArray(String[]::new));
            assertThat(denied(result, "RATE")).isEqualTo(denied(expected, "RATE"));
            assertThat(denied(result, "EYES")).isEqualTo(denied(expected, "EYES"));
            assertThat(result.tally().cases(Verdict.DENY))
                    .isEqualTo(expected.tally().cases(Verdict.DENY));
            assertThat(result.period()).isEqualTo(expected.period());
        }
    }

    private static String zoned(Instant time, Random random) {
        ZoneOffset offset = List.of(
                        ZoneOffset.UTC, ZoneOffset.ofHoursMinutes(5, 45), ZoneOffset.ofHoursMinutes(-3, -30))
                .get(random.nextInt(3));
        return time.atOffset(offset).toString();
    }

    @Test
    void logsInSeveralFilesAreOneHistory() throws IOException {
        List<Path> files = new ArrayList<>();
        for (String trace : burst().reversed()) {
            Path file = folder.resolve("part-" + files.size() + ".xes");
            files.add(Files.writeString(file, "<log>\n" + trace + "</log>\n"));
        }
        var replay = new TraceReplay(bundle, null, ReplaySettings.usual());
        ReplayResult result = replay.run(files, progress -> {});
        assertThat(denied(result, "RATE")).isEqualTo(3);
        assertThat(result.cases()).isEqualTo(6);
    }

    @Test
    void anEventWithoutATimeKeepsItsPlaceInItsCaseAndHasNoTime() throws IOException {
        ReplayResult result = replay(
                trace(
                        "1",
                        event("Enter invoice", "ann", after(Duration.ofHours(1))),
                        event("Approve payment", "ann", "")),
                trace(
                        "2",
                        event("Approve payment", "bob", "soon"),
                        event("Enter invoice", "bob", after(Duration.ZERO))),
                trace("3", event("Enter invoice", "cid", ""), event("Approve payment", "dan", "")));
        assertThat(denied(result, "EYES")).isEqualTo(2);
        assertThat(result.flaws().count(Flaw.NO_TIME)).isEqualTo(3);
        assertThat(result.flaws().count(Flaw.BAD_TIME)).isEqualTo(1);
        assertThat(result.flaws().count(Flaw.TIME_BACK)).isZero();
        assertThat(result.flaws().bad()).isTrue();
        assertThat(result.period())
                .contains(new ReplayResult.Period(
                        START.toEpochMilli(), START.plus(Duration.ofHours(1)).toEpochMilli()));
        assertThat(result.conflicts())
                .extracting(Conflict::time)
                .containsExactly(Optional.of("2026-01-05T08:00:00Z"), Optional.empty());
        assertThat(String.join(
                        "\n", new ReplayText(dev.interlock.server.render.Paint.NONE).lines(result, Assume.HAPPENED)))
                .contains("by ann, without a time", "xes/Approve_payment by bob (")
                .doesNotContain("1970-");
    }

    @Test
    void aLogWithoutAnyTimeIsDecidedInItsOrder() throws IOException {
        ReplayResult result =
                replay(trace("1", event("Enter invoice", "ann", ""), event("Approve payment", "ann", "")));
        assertThat(denied(result, "EYES")).isEqualTo(1);
        assertThat(result.period()).isEmpty();
        assertThat(ReplayJson.of(result, Assume.HAPPENED).toString())
                .contains("\"from\":null,\"to\":null", "\"time\":null")
                .doesNotContain("1970-");
    }

    @Test
    void spaceAroundANameMakesNoSecondPerson() throws IOException {
        ReplayResult result = replay(trace(
                "1",
                event("Enter invoice", "r1 ", after(Duration.ZERO)),
                event("Approve payment", "r1", after(Duration.ofHours(1)))));
        assertThat(denied(result, "EYES")).isEqualTo(1);
    }

    @Test
    void aLetterOutsideOfAsciiStaysInTheNameOfATool() throws IOException {
        ReplayResult result = replay(trace(
                "1",
                event("Pr\u00fcfung", "ann", after(Duration.ZERO)),
                event("Pru\u0308fung", "ann", after(Duration.ofHours(1))),
                event("Pr_fung", "ann", after(Duration.ofHours(2)))));
        assertThat(result.tally().calls()).isEqualTo(2);
        assertThat(result.flaws().count(Flaw.LEFT_OUT)).isEqualTo(1);
    }

    @Test
    void twoActivitiesThatBecomeOneToolAreAnErrorAndNothingIsDecided() throws IOException {
        ReplayResult result = replay(
                trace("1", event("Enter invoice", "ann", after(Duration.ZERO))),
                trace("2", event("Enter-invoice", "ann", after(Duration.ZERO))),
                trace("3", event("Enter/invoice", "ann", after(Duration.ZERO))),
                trace("4", event("Enter/invoice", "ann", after(Duration.ZERO))),
                trace("5", event("Scan paper", "ann", after(Duration.ZERO))),
                trace("6", event("Scan/paper", "ann", after(Duration.ZERO))));
        assertThat(result.tally().calls()).isZero();
        assertThat(result.collisions().first()).singleElement().satisfies(collision -> {
            assertThat(collision.kind()).isEqualTo(Collision.Kind.ACTIVITY);
            assertThat(collision.name()).isEqualTo("xes/Enter_invoice");
            assertThat(collision.first().name()).isEqualTo("Enter invoice");
            assertThat(collision.first().place().line()).isEqualTo(3);
            assertThat(collision.second().name()).isEqualTo("Enter/invoice");
            assertThat(collision.second().place().line()).isEqualTo(9);
        });
    }

    @Test
    void twoTracesOfOneNameAreAnErrorUnlessTheyAreJoined() throws IOException {
        String[] traces = {
            trace("17", event("Enter invoice", "ann", after(Duration.ZERO))),
            trace("17", event("Approve payment", "ann", after(Duration.ofHours(1))))
        };
        ReplayResult result = replay(traces);
        assertThat(result.tally().calls()).isZero();
        assertThat(result.collisions().count()).isEqualTo(1);
        ReplayResult joined =
                replay(new LogSettings(Optional.empty(), true, LogSettings.USUAL.sortMemory()), bundle, traces);
        assertThat(joined.collisions().count()).isZero();
        assertThat(joined.cases()).isEqualTo(1);
        assertThat(denied(joined, "EYES")).isEqualTo(1);
    }

    @Test
    void casesAreCountedOnceHoweverManyOfTheirEventsAreDenied() throws IOException {
        ReplayResult result = replay(
                trace(
                        "1",
                        event("Enter invoice", "ann", after(Duration.ZERO)),
                        event("Approve payment", "ann", after(Duration.ofHours(1))),
                        event("Approve payment", "ann", after(Duration.ofHours(3)))),
                trace("2", event("Enter invoice", "bob", after(Duration.ZERO))),
                trace("3"));
        assertThat(result.cases()).isEqualTo(3);
        assertThat(result.tally().count(Verdict.DENY)).isEqualTo(2);
        assertThat(result.tally().cases(Verdict.DENY)).isEqualTo(1);
        assertThat(result.tally().cases(Verdict.PERMIT)).isEqualTo(2);
        assertThat(result.tally().rows())
                .singleElement()
                .satisfies(row -> assertThat(row.cases()).isEqualTo(1));
        assertThat(ReplayJson.of(result, Assume.HAPPENED).at("/cases").toString())
                .isEqualTo("{\"all\":3,\"permit\":2,\"hold\":0,\"deny\":1}");
    }

    @Test
    void aRuleThatBindsPartiesByTheirNameNeedsNothingThatTheLogDoesNotSay() throws IOException {
        PolicyBundle.Compiled binding = bundle("binding", BUNDLE.substring(0, BUNDLE.indexOf("rules:")) + """
            rules:
              - id: BIND
                title: Whoever enters an invoice approves it
                bind: {duties: [invoice.enter, payment.approve], per: case, within: 90d}
            """);
        ReplayResult result = replay(
                LogSettings.USUAL,
                binding,
                trace(
                        "1",
                        event("Enter invoice", "ann", after(Duration.ZERO)),
                        event("Approve payment", "ann", after(Duration.ofHours(1)))),
                trace(
                        "2",
                        event("Enter invoice", "ann", after(Duration.ZERO)),
                        event("Approve payment", "bob", after(Duration.ofHours(1)))));
        assertThat(denied(result, "BIND")).isEqualTo(1);
        assertThat(result.unknown()).isEmpty();
        ReplayResult nobody =
                replay(LogSettings.USUAL, binding, trace("1", event("Enter invoice", "", after(Duration.ZERO))));
        assertThat(nobody.unknown()).containsExactly(java.util.Map.entry("agent", 1L));
    }

    @Test
    void itIsToldHowFarTheReadingIsAndThenHowFarTheDeciding() throws IOException {
        List<String> traces = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) { // more flaws than are handed over before the first is taken
            traces.add(trace("c" + i, event("Scan paper", "ann", ""), event("Enter invoice", "ann", "")));
        }
        Path file = folder.resolve("log.xes");
        Files.writeString(file, "<log>\n" + String.join("", traces) + "</log>\n");
        List<TraceReplay.Progress> told = new ArrayList<>();
        new TraceReplay(bundle, null, ReplaySettings.usual()).run(List.of(file), told::add);
        assertThat(told.getFirst().reading()).isTrue();
        assertThat(told.getFirst().bytesRead()).isPositive().isLessThan(Files.size(file));
        assertThat(told.getFirst().merged()).isEmpty();
        assertThat(told.getLast())
                .isEqualTo(new TraceReplay.Progress(false, Files.size(file), OptionalDouble.of(1), 5_000));
    }

    @Test
    void onePersonMayHaveAnyNumberOfCasesThatGoOn() throws IOException {
        String[] traces = new String[10_050];
        for (int i = 0; i < traces.length; i++) {
            traces[i] = trace(
                    "c" + i,
                    event("Enter invoice", "ann", after(Duration.ofSeconds(i))),
                    event("Approve payment", "bob", after(Duration.ofDays(2).plusHours(i))));
        }
        ReplayResult result = replay(traces);
        assertThat(result.flaws().rows()).isEmpty();
        assertThat(result.tally().count(Verdict.PERMIT)).isEqualTo(2L * traces.length);
    }

    @Test
    void nothingIsKeptOfCasesThatEnded() throws IOException {
        Path file = folder.resolve("log.xes");
        Files.writeString(file, cases(500));
        ReplayDecider court = decided(file);
        assertThat(court.calls()).isEqualTo(1_000);
        assertThat(court.own().names()).isZero();
        assertThat(court.own().state().tasks().active()).isEmpty();
    }

    @Test
    void whatRulesKnowOfACaseIsForgottenWithIt() throws IOException {
        Path few = folder.resolve("few.xes");
        Files.writeString(few, cases(100));
        Path many = folder.resolve("many.xes");
        Files.writeString(many, cases(2_000));
        assertThat(rules(decided(many))).isLessThan(rules(decided(few)) + 1_000).isPositive();
    }

    @Test
    void aTraceBehindALogMayBeAboutItsCases() throws IOException {
        Path log = folder.resolve("log.xes");
        Files.writeString(log, "<log>" + trace("c1", event("Enter invoice", "ann", after(Duration.ZERO))) + "</log>");
        Path trace = folder.resolve("trace.jsonl");
        Files.writeString(trace, """
            {"time": "%s", "agent": "ann", "tool": "xes/Approve_payment", "args": {"case": "c1"}}
            """.formatted(after(Duration.ofHours(1))));
        ReplayResult result =
                new TraceReplay(bundle, null, ReplaySettings.usual()).run(List.of(log, trace), progress -> {});
        assertThat(result.tally().count(Verdict.DENY)).isEqualTo(1);
    }

    /** A log of so many cases one after another, each of two people. */
    private static String cases(int count) {
        var text = new StringBuilder("<log>\n");
        for (int i = 0; i < count; i++) {
            text.append(trace(
                    "c" + i,
                    event("Enter invoice", "ann", after(Duration.ofHours(i))),
                    event("Approve payment", "bob", after(Duration.ofHours(i).plusMinutes(1)))));
        }
        return text.append("</log>\n").toString();
    }

    private ReplayDecider decided(Path file) throws IOException {
        var settings = ReplaySettings.usual();
        var mapper = new Mapper(bundle, "");
        var court = new ReplayDecider(bundle, mapper, null, null, settings);
        new TraceInput(settings, tool -> true).read(List.of(file), new Preparation(mapper, null, court::accept));
        return court;
    }

    /** The bytes that the state of all rules takes in a snapshot. */
    private static int rules(ReplayDecider court) throws IOException {
        var bytes = new ByteArrayOutputStream();
        court.own().state().monitors().write(new DataOutputStream(bytes));
        return bytes.size();
    }

    @Test
    void aTableIsDecidedAsTheSameLogInXesIs() throws IOException {
        Path table = folder.resolve("log.csv");
        Files.writeString(table, """
            Case,Activity,who,when,vendor
            pay,Pay vendor,ann,2026-01-25 08:00:00Z,V-1
            create,Create vendor,ann,2026-01-05 13:45:00+05:45,V-1
            late,Pay vendor,ann,2026-02-04T08:00:00Z,V-1
            """);
        var columns = Optional.of(TableColumns.parse("case=Case,activity=Activity,resource=who,time=when"));
        ReplaySettings settings =
                ReplaySettings.usual().with(new LogSettings(columns, false, LogSettings.USUAL.sortMemory()));
        ReplayResult result = new TraceReplay(bundle, null, settings).run(List.of(table), progress -> {});
        assertThat(result.flaws().rows()).isEmpty();
        assertThat(result.cases()).isEqualTo(3);
        assertThat(denied(result, "VENDOR")).isEqualTo(1);
        assertThat(result.conflicts().getFirst().place()).endsWith("log.csv:2");
        Path log = Files.writeString(folder.resolve("log.xes"), "<log></log>");
        assertThatThrownBy(() -> new TraceReplay(bundle, null, settings).run(List.of(log), progress -> {}))
                .isInstanceOf(TableColumns.Wrong.class)
                .hasMessageContaining("none of the files is a table");
    }
}
