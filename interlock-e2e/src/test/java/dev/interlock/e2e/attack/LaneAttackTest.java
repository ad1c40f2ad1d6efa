package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.EndReason;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass against the grain: what does not go is refused, recorded with who tried, and reaches no upstream. */
class LaneAttackTest {

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

    private String proposed(String more) {
        RawHttp.Answer proposed =
                target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"it burns\"" + more + "}");
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        return proposed.json().path("id").asText();
    }

    private String confirmed(String who, String lane) {
        RawHttp.Answer opened = target.post(who, "/lanes/" + lane + "/confirm", "{}");
        assertThat(opened.status()).as(opened.text()).isEqualTo(200);
        return opened.json().path("task").asText();
    }

    /** Before its time nobody of the further group, and after it nobody of it who is not independent; clock and restart change nothing. */
    @Test
    void reviewedByThoseItEscalatesToTooEarlyOrByWhoeverMayNot() throws Exception {
        String lane = proposed("");
        confirmed("carl", lane);
        Instant opened = now.get();
        now.set(opened.plus(Duration.ofMinutes(31)));
        LaneTarget.await(
                "its end", () -> !target.recorded(LaneEvent.Ended.class).isEmpty());
        String where = "/lanes/" + lane + "/review";
        String accept = "{\"outcome\":\"accepted\"}";
        assertRefused(target.post("bea", where, accept), "not-in-group", "/v1" + where, "bea");
        assertThat(target.get("bert", "/lanes/" + lane).path("escalates_to").asText())
                .isEqualTo("board");

        now.set(opened.plus(Duration.ofMinutes(92)));
        LaneTarget.await(
                "that its review is overdue",
                () -> !target.recorded(LaneEvent.ReviewOverdue.class).isEmpty());
        now.set(opened.plus(Duration.ofMinutes(88)));
        target.restart();
        assertRefused(target.post("eva", where, accept), "not-in-group", "/v1" + where, "eva");
        assertRefused(target.post("ada-board", where, accept), "not-independent", "/v1" + where, "ada-board");
        linked("dana", "bea");
        assertRefused(target.post("bea", where, accept), "not-independent", "/v1" + where, "bea");
        assertThat(target.recorded(LaneEvent.Reviewed.class)).isEmpty();
        assertThat(target.post("bert", where, accept).status())
                .as("those whose turn it was may still")
                .isEqualTo(200);
    }

    @Test
    void whatNobodyReviewedIsReviewedByThoseItEscalatesTo() throws Exception {
        String lane = proposed("");
        confirmed("carl", lane);
        now.set(now.get().plus(Duration.ofMinutes(31)));
        LaneTarget.await(
                "its end", () -> !target.recorded(LaneEvent.Ended.class).isEmpty());
        now.set(now.get().plus(Duration.ofMinutes(61)));
        LaneTarget.await(
                "that its review is overdue",
                () -> !target.recorded(LaneEvent.ReviewOverdue.class).isEmpty());
        String where = "/lanes/" + lane + "/review";
        assertThat(target.post("bea", where, "{\"outcome\":\"disputed\",\"comment\":\"nobody looked\"}")
                        .status())
                .isEqualTo(200);
        assertThat(target.recorded(LaneEvent.Reviewed.class).getFirst().by().name())
                .isEqualTo("bea");
    }

    /** Its token is bound to a key; the credential would not be. */
    @Test
    void anAgentThatGetsATokenIsAdmittedByNoCredential() {
        String lane = proposed("");
        confirmed("carl", lane);
        assertThat(target.get("carl", "/lanes/" + lane).path("acts_with").asText())
                .isEqualTo("token");
        String where = "/lanes/" + lane + "/credential";
        assertRefused(target.post("carl", where, "{}"), "not-allowed", "/v1" + where, "carl");
    }

    private void linked(String first, String second) {
        RawHttp.Answer proposed = target.post(
                "eva",
                "/links",
                "{\"attribute\":\"agent\",\"first\":\"" + first + "\",\"second\":\"" + second
                        + "\",\"reason\":\"one person\"}");
        assertThat(proposed.status()).as(proposed.text()).isEqualTo(201);
        RawHttp.Answer answered =
                target.post("adam", "/links/" + proposed.json().path("id").asText() + "/confirm", "{}");
        assertThat(answered.status()).as(answered.text()).isEqualTo(200);
    }

    private void assertRefused(RawHttp.Answer answer, String code, String where, String who) {
        assertThat(answer.status()).as(answer.text()).isBetween(400, 499);
        assertThat(answer.text()).contains(code);
        assertThat(target.recorded(AgentEvent.PresentationRefused.class))
                .as("%s at %s by %s", code, where, who)
                .anyMatch(refused -> refused.reason().equals(code)
                        && refused.where().equals(where)
                        && refused.agent().equals(who));
    }

    @Test
    void twoOpenersWhoAreOneAfterAll() throws Exception {
        String lane = proposed("");
        String task = confirmed("dana-annex", lane);
        Held held = target.held(LaneTarget.join(task));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");

        linked("dana", "dana-annex");
        assertThat(target.recorded(LaneEvent.Ended.class)).singleElement().satisfies(ended -> {
            assertThat(ended.reason()).isEqualTo(EndReason.CANCELLED);
            assertThat(ended.by()).isEqualTo("interlock");
        });
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
        assertThat(target.ask("ada", DpopKey.generate(), LaneTarget.join(task)).text())
                .contains("task-ended");
        assertThat(target.upstream.calls("meta")).isEqualTo(1);
        String review = "/lanes/" + lane + "/review";
        for (String who : new String[] {"dana-annex", "dana-admin", "pam"}) {
            assertRefused(
                    target.post(who, review, "{\"outcome\":\"accepted\"}"), "not-independent", "/v1" + review, who);
        }
        assertThat(target.post("bert", review, "{\"outcome\":\"disputed\"}").status())
                .isEqualTo(200);
        target.restart();
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
    }

    /** A link that is about others ends nothing. */
    @Test
    void aLinkOfOthersEndsNoLane() {
        String task = confirmed("carl", proposed(""));
        Held held = target.held(LaneTarget.join(task));
        linked("dana", "dana-annex");
        linked("eva", "pam");
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        assertThat(target.recorded(LaneEvent.Ended.class)).isEmpty();
    }

    @Test
    void whoMayNotConfirmOrReviewIsWrittenDown() {
        String lane = proposed("");
        String confirm = "/lanes/" + lane + "/confirm";
        assertRefused(target.post("dana", confirm, "{}"), "not-independent", "/v1" + confirm, "dana");
        assertRefused(target.post("dana-admin", confirm, "{}"), "not-independent", "/v1" + confirm, "dana-admin");
        assertRefused(target.post("bert", confirm, "{}"), "not-in-group", "/v1" + confirm, "bert");
        assertRefused(
                target.post("bert", "/lanes/" + lane + "/review", "{\"outcome\":\"accepted\"}"),
                "lane-open",
                "/v1/lanes/" + lane + "/review",
                "bert");
        assertRefused(
                target.post("bert", "/lanes", "{\"agent\":\"ada\",\"reason\":\"x\"}"),
                "not-in-group",
                "/v1/lanes",
                "bert");
        assertRefused(
                target.post("carl", "/lanes", "{\"agent\":\"ada\",\"reason\":\"x\",\"time\":\"5h\"}"),
                "lane-limit-exceeded",
                "/v1/lanes",
                "carl");
        assertRefused(
                target.post("carl", "/lanes", "{\"agent\":\"ada\",\"reason\":\"x\",\"duties\":[\"thing.do\"]}"),
                "outside-lane",
                "/v1/lanes",
                "carl");
        assertThat(target.recorded(LaneEvent.Opened.class)).isEmpty();
    }

    @Test
    void aProposalThatIsTooOldAlsoWithTheClockMovedBack() {
        String lane = proposed("");
        Instant then = now.get();
        String confirm = "/lanes/" + lane + "/confirm";
        now.set(then.plus(Duration.ofMinutes(16)));
        assertRefused(target.post("carl", confirm, "{}"), "proposal-expired", "/v1" + confirm, "carl");
        now.set(then.plus(Duration.ofMinutes(12)));
        assertRefused(target.post("carl", confirm, "{}"), "proposal-expired", "/v1" + confirm, "carl");
        assertThat(target.recorded(LaneEvent.Opened.class)).isEmpty();
    }

    @Test
    void aProofIsGoodOnceAndForTheLanesOwnScope() {
        String lane = proposed(",\"duties\":[\"meta.say\"]");
        Held held = target.held(LaneTarget.join(confirmed("carl", lane)));
        RawHttp call = target.authorized(target.modern("meta"), held);
        assertThat(LaneTarget.verdict(call.send())).startsWith("permitted");
        assertThat(call.send().status()).isEqualTo(401);
        assertThat(target.recorded(AgentEvent.PresentationRefused.class))
                .anyMatch(refused -> refused.reason().equals("dpop-replayed"));
        // The key of the lane, with the token of nobody.
        DpopKey other = DpopKey.generate();
        RawHttp stolen = target.authorized(target.modern("meta"), new Held(held.token(), held.task(), other));
        assertThat(stolen.send().status()).isEqualTo(401);
        assertThat(LaneTarget.verdict(target.modern(held, "echo"))).startsWith("denied[outside-lane");
        assertThat(target.upstream.calls("meta")).isEqualTo(1);
        assertThat(target.upstream.calls("echo")).isZero();
        assertThat(target.recorded(Event.CallDenied.class)).hasSize(1);
    }
}
