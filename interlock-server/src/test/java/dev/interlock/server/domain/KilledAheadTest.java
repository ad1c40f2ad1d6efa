package dev.interlock.server.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Recorded;
import dev.interlock.engine.event.Settlement;
import dev.interlock.server.fixture.Quiet;
import dev.interlock.server.store.SqliteStore;
import dev.interlock.server.upstream.stdio.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process is killed between the answer to an outcome and its append, whatever kind of outcome it is. */
class KilledAheadTest {

    @Test
    void aPlainOutcomeIsUnknownAfterwardsAndNoOtherWasAnswered(@TempDir Path folder) throws Exception {
        Quiet.on();
        List<String> said = untilKilled(folder);
        for (Ending ending : Ending.values()) {
            assertThat(said.contains("answered " + ending))
                    .as("answered: " + ending)
                    .isEqualTo(ending.plain);
            List<Event> events = afterRestart(AnsweredAheadMain.folder(folder, ending));
            long call = Long.parseLong(number(said, ending));
            assertThat(Ending.recorded(events, call))
                    .as(ending.name())
                    .isEqualTo(
                            ending == Ending.REPORTED
                                    ? Optional.empty() // its enforcement point may still tell
                                    : Optional.of(new Settlement.Unknown(
                                            "the gateway stopped before the outcome was known")));
        }
    }

    /** Waits until each domain has an append that does not come back, and each plain outcome its answer, and kills the process. */
    private static List<String> untilKilled(Path folder) throws IOException, InterruptedException {
        List<String> expected = new ArrayList<>();
        for (Ending ending : Ending.values()) {
            expected.add("appending " + ending);
            if (ending.plain) {
                expected.add("answered " + ending);
            }
        }
        Process process = new ProcessBuilder(JavaCommand.of(AnsweredAheadMain.class, folder.toString()))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<String> said = new ArrayList<>();
        try (BufferedReader lines = process.inputReader()) {
            String line = "";
            while (line != null && !said.containsAll(expected)) {
                line = lines.readLine();
                said.add(String.valueOf(line));
            }
            process.toHandle().destroyForcibly(); // kill -9; the process itself would close its output at once
            lines.lines().forEach(said::add);
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        assertThat(said).containsAll(expected);
        return said;
    }

    private static String number(List<String> said, Ending ending) {
        String prefix = "call " + ending + " ";
        return said.stream()
                .filter(line -> line.startsWith(prefix))
                .findFirst()
                .orElseThrow()
                .substring(prefix.length());
    }

    private static List<Event> afterRestart(Path data) throws IOException {
        SqliteStore disk = SqliteStore.open(data);
        try (Domain domain = AnsweredAheadMain.open(data, disk, disk.snapshots());
                Stream<Recorded> recorded = recorded(domain)) {
            return recorded.map(Recorded::event).toList();
        }
    }

    private static Stream<Recorded> recorded(Domain domain) throws IOException {
        var all = new ArrayList<Recorded>();
        domain.history().scan(0, domain.ledger().size(), all::add);
        return all.stream();
    }
}
