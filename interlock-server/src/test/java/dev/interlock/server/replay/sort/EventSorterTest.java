package dev.interlock.server.replay.sort;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.interlock.server.replay.read.Outcome;
import dev.interlock.server.replay.read.Party;
import dev.interlock.server.replay.read.Place;
import dev.interlock.server.replay.read.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventSorterTest {

    private static final int IN_MEMORY = 1 << 20;

    @TempDir
    private Path folder;

    /** An event of any shape that a log can have. */
    private static TraceEvent.Called event(Random random, long line) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("text", "Prüfung \ud83d\ude00".repeat(random.nextInt(3)));
        args.put("number", random.nextLong());
        args.put("truth", random.nextBoolean());
        args.put("nothing", null);
        args.put("key " + random.nextInt(5), "x");
        args.put("k".repeat(1000), "longer than any name that is remembered");
        boolean ofCase = random.nextInt(4) > 0;
        int number = random.nextInt(1000);
        return new TraceEvent.Called(
                new Place("log " + random.nextInt(2), line),
                random.nextInt(5) == 0 ? TraceEvent.NO_TIME : random.nextLong(4_000_000_000_000L),
                null,
                ofCase ? "case " + number : null,
                null,
                Party.named(random.nextInt(4) == 0 ? null : "r" + random.nextInt(10)),
                "xes/a" + random.nextInt(10),
                args,
                false,
                Outcome.SUCCEEDED,
                ofCase ? number : TraceEvent.NO_CASE);
    }

    private record Timed(long time, TraceEvent event) {}

    private List<TraceEvent> sorted(List<Timed> events, int memory, boolean spills) throws IOException {
        List<TraceEvent> out = new ArrayList<>();
        try (var sorter = new EventSorter(memory, folder)) {
            for (Timed timed : events) {
                sorter.add(timed.time(), timed.event());
            }
            assertThat(sorter.size()).isEqualTo(events.size());
            assertThat(sorter.spilled()).isEqualTo(spills);
            sorter.drain(out::add);
        }
        return out;
    }

    @Test
    void eventsComeBackAsTheyWereInTheOrderOfTheirTimes() throws IOException {
        var random = new Random(7);
        List<Timed> events = IntStream.range(0, 3000)
                // few different times, so that many are equal; and ends of cases among the events
                .mapToObj(i -> new Timed(
                        random.nextInt(10) == 0 ? Long.MIN_VALUE : random.nextInt(50),
                        random.nextInt(10) == 0
                                ? new TraceEvent.Closed(new Place("", i), TraceEvent.NO_TIME, "case " + i, i % 2 == 0)
                                : event(random, i)))
                .toList();
        List<TraceEvent> expected = events.stream()
                .sorted(Comparator.comparingLong(Timed::time))
                .map(Timed::event)
                .toList();
        assertThat(sorted(events, IN_MEMORY * 100, false)).isEqualTo(expected);
        for (int memory : new int[] {IN_MEMORY, 40_000, 1}) { // some runs, many, and more than are merged at once
            assertThat(sorted(events, memory, true)).as("%s bytes", memory).isEqualTo(expected);
        }
    }

    @Test
    void nothingIsLeftInTheFolder() throws IOException {
        var random = new Random(7);
        try (var sorter = new EventSorter(1, folder)) {
            for (int i = 0; i < 10; i++) {
                sorter.add(i, event(random, i));
            }
            assertThat(sorter.spilled()).isTrue();
            if (System.getProperty("os.name").startsWith("Linux")) { // else the name stays until the end
                assertThat(folder).isEmptyDirectory();
            }
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void aFolderThatCannotBeWrittenIsToldWithAWayOut() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        try (var sorter = new EventSorter(1, file)) {
            assertThatThrownBy(() -> sorter.add(1, event(new Random(1), 1)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("temporary file in `" + file + "`")
                    .hasMessageContaining("-Djava.io.tmpdir=FOLDER");
        }
    }

    @Test
    void whatNoLogHasIsRefused() throws IOException {
        try (var sorter = new EventSorter(IN_MEMORY, folder)) {
            assertThatThrownBy(
                            () -> sorter.add(1, new TraceEvent.Settled(new Place("log", 1), 1, "c", Outcome.SUCCEEDED)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
