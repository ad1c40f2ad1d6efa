package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEnd;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.server.fixture.Gateway;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass with agents and people at their doors: from the opening to the review, and what does not go. */
class LaneGatewayTest {

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-26T09:00:00Z"));
    private LaneTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new LaneTarget(folder, now::get);
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private static void assertRefused(RawHttp.Answer answer, String code) {
        assertThat(answer.text()).contains(code);
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    }

    private String state(Open lane) {
        return target.get("bert", "/lanes/" + lane.lane()).path("state").asText();
    }

    @Test
    void fromTheOpeningToTheReviewInBothEras() {
        Held normal = target.held(LaneTarget.all());
        assertThat(LaneTarget.verdict(target.modern(normal, "meta"))).isEqualTo("denied[forbidden]");

        Open lane = target.open("");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(held.task()).isEqualTo(lane.task());
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        assertThat(target.upstream.calls("meta")).isEqualTo(1);
        assertThat(LaneTarget.verdict(target.legacy(held, "meta"))).startsWith("permitted");
        assertThat(target.upstream.calls("meta")).isEqualTo(2);
        assertThat(LaneTarget.verdict(target.modern(held, "echo"))).isEqualTo("denied[forbidden]");
        assertThat(LaneTarget.verdict(target.legacy(held, "other"))).isEqualTo("denied[outside-lane]");

        assertThat(target.post("dana", "/lanes/" + lane.lane() + "/end", "{}").status())
                .isEqualTo(200);
        RawHttp.Answer after = target.modern(held, "meta");
        assertThat(after.status()).isEqualTo(401);
        assertThat(target.upstream.calls("meta")).isEqualTo(2);

        JsonNode told = target.get("bert", "/lanes/" + lane.lane() + "/timeline");
        assertThat(told.path("entries").findValuesAsText("what"))
                .containsSubsequence(
                        "proposed",
                        "opened",
                        "issued",
                        "permitted",
                        "succeeded",
                        "permitted",
                        "succeeded",
                        "denied",
                        "denied",
                        "revoked",
                        "closed");
        assertThat(told.path("entries").findValues("waived")).hasSize(2);
        assertRefused(
                target.post("carl", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}"),
                "not-independent");
        RawHttp.Answer reviewed =
                target.post("bert", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}");
        assertThat(reviewed.json().path("state").asText()).isEqualTo("accepted");
    }

    private List<String> listed(Open lane) {
        RawHttp list = target.to("/mcp/fix")
                .add("Content-Type", "application/json")
                .add("Accept", "application/json, text/event-stream")
                .add("MCP-Protocol-Version", "2026-07-28")
                .add("Mcp-Method", "tools/list")
                .body(Gateway.modernBody("tools/list", ""));
        return target.authorized(list, target.held(LaneTarget.join(lane.task())))
                .send()
                .json()
                .path("result")
                .path("tools")
                .findValuesAsText("name");
    }

    /** Of what the server lists. */
    @Test
    void whatALaneIsForIsListedInIt() {
        Open lane = target.open("");
        assertThat(listed(lane)).containsExactly("echo");
        target.post("dana", "/lanes/" + lane.lane() + "/end", "{}");
        target.post("bert", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}");
        assertThat(listed(target.open(",\"duties\":[\"meta.say\"]"))).isEmpty();
    }

    @Test
    void theLaneFromANormalTaskAndTheOtherWayRound() {
        Held normal = target.held(LaneTarget.all());
        Open lane = target.open("");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");

        // A token of one in the other.
        assertThat(LaneTarget.verdict(named(normal, lane.task()))).isEqualTo("denied[token-for-another-task]");
        assertThat(LaneTarget.verdict(named(held, normal.task()))).isEqualTo("denied[token-for-another-task]");
        // No token at all, but the workload's own.
        RawHttp.Answer bare = target.modern("meta")
                .add("Authorization", "Bearer " + target.svid("ada"))
                .add("Interlock-Task", lane.task())
                .send();
        assertThat(LaneTarget.verdict(bare)).isEqualTo("denied[lane-token-required]");
        // The instance of one asks for a token of the other.
        assertRefused(target.ask("ada", held.key(), LaneTarget.all()), "runtime-in-lane");
        assertRefused(target.ask("ada", normal.key(), LaneTarget.join(lane.task())), "runtime-not-fresh");
        // Another agent.
        assertRefused(target.ask("ben", DpopKey.generate(), LaneTarget.join(lane.task())), "task-not-yours");
        assertThat(target.upstream.calls("meta")).isEqualTo(1);
        // Not even when the lane is over.
        target.post("carl", "/lanes/" + lane.lane() + "/end", "{}");
        assertRefused(target.ask("ada", held.key(), LaneTarget.all()), "runtime-in-lane");
    }

    private RawHttp.Answer named(Held held, String task) {
        return target.modernIn(held, "meta", task);
    }

    @Test
    void whoOpenedALaneDoesNotReviewItUnderAnyName() {
        Open lane = target.open("");
        assertRefused(target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"more\"}"), "lane-unreviewed");
        target.post("dana", "/lanes/" + lane.lane() + "/end", "{}");
        String review = "/lanes/" + lane.lane() + "/review";
        assertRefused(target.post("dana", review, "{\"outcome\":\"accepted\"}"), "not-in-group");
        assertRefused(target.post("carl", review, "{\"outcome\":\"accepted\"}"), "not-independent");
        assertRefused(target.post("dana-admin", review, "{\"outcome\":\"accepted\"}"), "not-independent");
        assertRefused(
                target.post("dana-admin", "/lanes", "{\"agent\":\"ada\",\"reason\":\"more\"}"), "lane-unreviewed");
        assertThat(target.recorded(LaneEvent.Reviewed.class)).isEmpty();
        assertThat(target.post("bert", review, "{\"outcome\":\"disputed\"}").status())
                .isEqualTo(200);
        target.open("");
    }

    @Test
    void itEndsByItselfAndTheClockDoesNotTurnItBack() {
        Open lane = target.open(",\"time\":\"10m\"");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        assertRefused(
                target.post("carl", "/lanes", "{\"agent\":\"ada\",\"reason\":\"x\",\"time\":\"5h\"}"),
                "lane-unreviewed");

        Instant opened = now.get();
        now.set(opened.plus(Duration.ofMinutes(11)));
        LaneTarget.await(
                "the end of the lane",
                () -> !target.recorded(LaneEvent.Ended.class).isEmpty());
        assertThat(target.recorded(LaneEvent.Ended.class).getFirst().reason()).isEqualTo(EndReason.EXPIRED);
        assertThat(target.recorded(LeaseEvent.Revoked.class))
                .extracting(LeaseEvent.Revoked::reason)
                .containsOnly(LeaseEnd.TASK_ENDED);
        now.set(opened.plus(Duration.ofMinutes(7)));
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
        assertThat(state(lane)).isEqualTo("ended");
        assertRefused(target.ask("ada", DpopKey.generate(), LaneTarget.join(lane.task())), "task-ended");
        assertThat(target.upstream.calls("meta")).isEqualTo(1);

        now.set(opened.plus(Duration.ofMinutes(90)));
        LaneTarget.await(
                "that the review is overdue",
                () -> !target.recorded(LaneEvent.ReviewOverdue.class).isEmpty());
        assertThat(target.get("bert", "/lanes/" + lane.lane()).path("overdue").asBoolean())
                .isTrue();
    }

    @Test
    void aLaneOutlivesNoRestart() throws Exception {
        Open lane = target.open(",\"time\":\"10m\"");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        target.restart();
        assertThat(state(lane)).isEqualTo("open");
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        assertRefused(target.ask("ada", held.key(), LaneTarget.all()), "runtime-in-lane");

        now.set(now.get().plus(Duration.ofMinutes(11)));
        target.restart();
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
        LaneTarget.await("the end of the lane", () -> state(lane).equals("ended"));
        assertThat(target.upstream.calls("meta")).isEqualTo(2);
        assertThat(target.recorded(Event.CallReserved.class))
                .hasSize(2)
                .allMatch(call -> call.waived().getFirst().rule().equals("W-1"));
    }
}
