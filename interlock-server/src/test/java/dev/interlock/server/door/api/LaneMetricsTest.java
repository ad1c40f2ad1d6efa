package dev.interlock.server.door.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.server.observe.metric.Metrics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass lanes as those who watch see them: open, then waiting for a review, then neither. */
class LaneMetricsTest {

    @Test
    void aLaneIsCountedWhereItStands(@TempDir Path folder) throws Exception {
        try (ApiServer server = new ApiServer(folder)) {
            var gateway = new Metrics.Gateway(folder, new TreeSet<>(), Set.of());
            var metrics = new Metrics(server.domain(), gateway, InstantSource.system());
            assertThat(text(metrics))
                    .contains(lanes(0, 0))
                    .contains("interlock_events_total{type=\"lane-opened\"} 0.0");

            String id = server.send("adam", "POST", "/v1/lanes", "{\"agent\":\"clerk\",\"reason\":\"it burns\"}")
                    .body()
                    .get("id")
                    .textValue();
            assertThat(text(metrics)).as("only proposed").contains(lanes(0, 0));
            server.send("ines", "POST", "/v1/lanes/" + id + "/confirm", "{}");
            assertThat(text(metrics))
                    .contains(lanes(1, 0))
                    .contains("interlock_events_total{type=\"lane-opened\"} 1.0");
            server.send("adam", "POST", "/v1/lanes/" + id + "/end", "{}");
            assertThat(text(metrics)).contains(lanes(0, 1)).contains("interlock_lanes_overdue 0.0");
            server.send("otto", "POST", "/v1/lanes/" + id + "/review", "{\"outcome\":\"accepted\"}");
            assertThat(text(metrics)).contains(lanes(0, 0));
        }
    }

    private static List<String> lanes(int open, int unreviewed) {
        return List.of("interlock_lanes_open " + open + ".0", "interlock_lanes_unreviewed " + unreviewed + ".0");
    }

    private static String text(Metrics metrics) throws IOException {
        var text = new ByteArrayOutputStream();
        metrics.write(text);
        return text.toString(StandardCharsets.UTF_8);
    }
}
