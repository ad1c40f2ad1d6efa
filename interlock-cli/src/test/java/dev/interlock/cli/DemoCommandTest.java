package dev.interlock.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.cli.terminal.ExitCode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.server.domain.LedgerReplayer;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.store.SqliteReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a whole: its story ends well, and no token of a configuration is anywhere in it. */
class DemoCommandTest {

    private static final Pattern TOKEN = Pattern.compile("ilt_[A-Za-z0-9_-]{43}|token-[0-9a-f]{12}");

    @TempDir
    Path temporary;

    /** The record of the night shows a lane, from its opening to its review, in which one rule gave way and another did not. */
    private static void assertLane(Path night) throws IOException {
        var events = new ArrayList<Event>();
        try (SqliteReader reader = SqliteReader.open(night)) {
            new LedgerReplayer(reader).scan(0, reader.size(), entry -> events.add(entry.event()));
        }
        assertThat(events)
                .filteredOn(LaneEvent.class::isInstance)
                .extracting(Event::getClass)
                .containsExactly(
                        LaneEvent.Proposed.class,
                        LaneEvent.Opened.class,
                        LaneEvent.Ended.class,
                        LaneEvent.Reviewed.class);
        assertThat(events)
                .filteredOn(Event.CallReserved.class::isInstance)
                .map(Event.CallReserved.class::cast)
                .singleElement()
                .satisfies(call -> assertThat(call.waived())
                        .extracting(finding -> finding.rule())
                        .containsExactly("IR-01"));
        assertThat(events)
                .filteredOn(Event.CallDenied.class::isInstance)
                .map(Event.CallDenied.class::cast)
                .singleElement()
                .satisfies(call -> assertThat(call.findings())
                        .extracting(finding -> finding.code().text())
                        .contains("not-waivable"));
    }

    @Test
    void nobodyHasAConfiguredToken() throws Exception {
        Quiet.on();
        Path bundle = Path.of(System.getProperty("interlock.root"), "bundles", "accounts-payable");
        Path data = temporary.resolve("demo");
        CommandRun demo = CommandRun.of("demo", bundle, "--data", data);
        assertThat(demo.exit()).as(demo.out() + demo.err()).isEqualTo(ExitCode.FINE);
        assertThat(demo.lines().getLast())
                .matches("demo: [1-9][0-9]* permitted, [1-9][0-9]* held, [1-9][0-9]* denied; ledger verified");
        assertThat(demo.out()).contains("no one has a configured token", "JWT-SVIDs", "X.509-SVID");
        assertThat(demo.out())
                .as("the same calls without Interlock, and a ledger that was changed")
                .containsSubsequence(
                        "-> done", "so the money is gone", "-> DENIED", "as before", "damaged", "range-changed");

        var runtimes = new TreeSet<String>();
        try (SqliteReader reader = SqliteReader.open(data)) {
            new LedgerReplayer(reader).scan(0, reader.size(), entry -> runtimes.add(entry.toString()));
        }
        assertThat(runtimes)
                .hasSizeGreaterThan(20)
                .noneMatch(text -> TOKEN.matcher(text).find());
        assertThat(demo.out() + demo.err()).doesNotContainPattern(TOKEN);
        assertLane(data.resolve("incident"));
        assertThat(data.resolve("ops.lane")).as("the credential of the lane").doesNotExist();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString().toLowerCase(Locale.ROOT))
                        .doesNotContainPattern(TOKEN);
            }
        }
    }
}
