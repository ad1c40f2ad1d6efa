package dev.interlock.server.replay.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {

    @Test
    void theQuickWayAgreesWithTheCalendar() {
        var random = new Random(11);
        for (int i = 0; i < 20_000; i++) {
            long seconds = random.nextLong(0, 4_102_444_800L);
            long millis = seconds * 1000 + (i % 3 == 0 ? 0 : random.nextInt(1000));
            String text = Instant.ofEpochMilli(millis).toString();
            assertThat(Times.parse(text)).as(text).hasValue(millis);
        }
    }

    @Test
    void theQuickWayAgreesWithTheCalendarInEveryOffset() {
        var random = new Random(12);
        for (int i = 0; i < 20_000; i++) {
            long millis = random.nextLong(0, 4_102_444_800_000L);
            var offset = ZoneOffset.ofTotalSeconds(60 * random.nextInt(-18 * 60, 18 * 60 + 1));
            OffsetDateTime time = Instant.ofEpochMilli(millis).atOffset(offset);
            String text = DateTimeFormatter.ofPattern(
                            i % 3 == 0 ? "uuuu-MM-dd'T'HH:mm:ssxxx" : "uuuu-MM-dd'T'HH:mm:ss.SSSxxx")
                    .format(time);
            assertThat(Times.parse(text)).as(text).hasValue(i % 3 == 0 ? millis / 1000 * 1000 : millis);
        }
    }

    @Test
    void formsOfTheSameTime() {
        long time = Instant.parse("2026-03-02T09:00:00.250Z").toEpochMilli();
        for (String text : List.of(
                "2026-03-02T09:00:00.250Z",
                "2026-03-02T09:00:00.25Z",
                "2026-03-02T10:00:00.250+01:00",
                "2026-03-02T09:00:00.250000123Z",
                "2026-03-02T09:00:00.250")) {
            assertThat(Times.parse(text)).as(text).hasValue(time);
        }
    }

    @Test
    void whatIsNoTime() {
        for (String text : List.of(
                "",
                "now",
                "2026-13-02T09:00:00Z",
                "2026-02-30T09:00:00Z",
                "2026-03-02T25:00:00Z",
                "2026-03-02T09:00:00+19:00",
                "2026-03-02T09:00:00+01:60",
                "2026-03-02T09:00:00_01:00",
                "2026-03-02T09:00:00+01-00",
                "1970-01-01T00:30:00+01:00",
                "1969-12-31T23:59:59Z",
                "-2026-03-02T09:00:00Z",
                "2026-03-0xT09:00:00Z")) {
            assertThat(Times.parse(text)).as(text).isEmpty();
        }
        assertThat(Times.bounded(-1)).isEmpty();
        assertThat(Times.bounded(Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void reorderingKeepsWhatIsInOrderAndMendsWhatIsNot() {
        List<Long> out = new ArrayList<>();
        var reorder = new Reorder(3, event -> out.add(event.timeMillis()));
        for (long time : new long[] {5, 3, 4, 9, 8, 7, 6, 20, 1}) {
            reorder.accept(new TraceEvent.Closed(new Place("log", 1), time, "t", false));
        }
        reorder.flush();
        assertThat(out).containsExactly(3L, 4L, 5L, 6L, 7L, 1L, 8L, 9L, 20L);
    }
}
