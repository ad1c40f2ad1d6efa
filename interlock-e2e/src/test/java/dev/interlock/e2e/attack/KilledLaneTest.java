package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gateway is killed while a lane is open. */
class KilledLaneTest {

    @Test
    void theLaneEndsInTimeAllTheSame(@TempDir Path folder) throws Exception {
        try (LaneTarget target = LaneTarget.inAProcess(folder)) {
            Open lane = target.open(",\"time\":\"12s\"");
            Held held = target.held(LaneTarget.join(lane.task()));
            assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");

            target.killAndStart();
            assertThat(target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"more\"}")
                            .text())
                    .contains("lane-unreviewed");
            assertThat(target.ask("ada", held.key(), LaneTarget.all()).text()).contains("runtime-in-lane");
            LaneTarget.await(
                    "the end of the lane",
                    () -> target.get("bert", "/lanes/" + lane.lane())
                            .path("state")
                            .asText()
                            .equals("ended"));

            long before = target.upstream.calls("meta");
            assertThat(target.modern(held, "meta").status()).isEqualTo(401);
            assertThat(target.ask("ada", DpopKey.generate(), LaneTarget.join(lane.task()))
                            .text())
                    .contains("task-ended");
            target.killAndStart();
            assertThat(target.modern(held, "meta").status()).isEqualTo(401);
            assertThat(target.upstream.calls("meta")).isEqualTo(before);
            assertThat(target.recorded(LaneEvent.Ended.class))
                    .extracting(LaneEvent.Ended::reason)
                    .containsExactly(EndReason.EXPIRED);
            assertThat(target.post("bert", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}")
                            .status())
                    .isEqualTo(200);
        }
    }
}
