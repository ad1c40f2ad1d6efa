package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.HoldEvent;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.server.fixture.RawHttp;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever is gone decides nothing any more, by whichever door and under whichever name, though nobody took the token back. */
class LeaverAttackTest {

    private ApprovalTarget target;
    /** Of ben's, opened by somebody whom no approver depends on. */
    private String task;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
        task = done(201, target.post("sam", "/tasks", "{\"agent\":\"ben\",\"intent\":\"all\"}"), "id");
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
    }

    private static String done(int status, RawHttp.Answer answer, String member) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json().path(member).asText();
    }

    private RawHttp.Answer pay() {
        return target.call("ben", task, "echo", "{\"id\":\"a\",\"text\":\"pay\"}");
    }

    /** Who is shown as somebody to turn to. */
    private List<String> mayAnswer(String hold) {
        var names = new ArrayList<String>();
        for (JsonNode need : target.get("bob", "/holds/" + hold).path("needs")) {
            need.path("may").forEach(name -> names.add(name.asText()));
        }
        return names;
    }

    private void gone(String person) {
        assertThat(done(200, target.post("carl", "/owners/" + person + "/gone", "{\"reason\":\"left\"}"), "state"))
                .isEqualTo("gone");
    }

    private void assertRefused(RawHttp.Answer answer, String where, String who) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(403);
        assertThat(answer.json().path("code").asText()).isEqualTo("owner-gone");
        target.assertRecorded("owner-gone", "/v1" + where, who);
    }

    @Test
    void answersNoHold() {
        String hold = ApprovalTarget.hold(pay());
        assertThat(mayAnswer(hold)).contains("vera", "bob");
        gone("vera");
        assertThat(mayAnswer(hold)).doesNotContain("vera").contains("bob");
        assertRefused(target.approve("vera", hold, ""), "/holds/" + hold + "/approve", "vera");
        assertRefused(target.post("vera", "/holds/" + hold + "/reject", "{}"), "/holds/" + hold + "/reject", "vera");
        RawHttp.Answer passedOn = target.signed("ops", target.opsSecret, "m-1", target.message(hold, "vera"))
                .send();
        assertThat(passedOn.status()).as(passedOn.text()).isEqualTo(409);
        target.assertRecorded("channel-owner-gone", "/v1/channels/ops/answers", "vera");
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
        assertThat(ApprovalTarget.hold(pay())).as("it waits on").isEqualTo(hold);
        target.approved("bob", hold);
        assertThat(ApprovalTarget.verdict(pay())).isEqualTo("permitted");
    }

    /** Neither does the same person under another name, be it known before or only after. */
    @Test
    void isGoneUnderEveryName() {
        String hold = ApprovalTarget.hold(pay());
        gone("alice");
        target.linked("alia", "alice");
        assertRefused(target.approve("alia", hold, ""), "/holds/" + hold + "/approve", "alia");
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
    }

    @Test
    void handsNothingOn() {
        String hold = ApprovalTarget.hold(pay());
        done(201, target.post("alia", "/delegations", "{\"to\":\"dana\",\"group\":\"approvers\"}"), "id");
        target.linked("alia", "alice");
        gone("alice");
        RawHttp.Answer inHerPlace = target.approve("dana", hold, "");
        assertThat(inHerPlace.json().path("code").asText()).isEqualTo("not-in-group");
        gone("bob");
        assertRefused(
                target.post("bob", "/delegations", "{\"to\":\"dana\",\"group\":\"approvers\"}"), "/delegations", "bob");
        assertRefused(
                target.post("vera", "/delegations", "{\"to\":\"bob\",\"group\":\"approvers\"}"),
                "/delegations",
                "vera");
        assertThat(target.recorded(HoldEvent.Delegated.class)).hasSize(1);
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
    }

    /** Nor does anybody open one with it: what it proposed before is confirmed no more. */
    @Test
    void opensNoLane() {
        String body = "{\"agent\":\"ada\",\"reason\":\"it burns\"}";
        String lane = done(201, target.post("dana", "/lanes", body), "id");
        gone("dana");
        assertRefused(target.post("carl", "/lanes/" + lane + "/confirm", "{}"), "/lanes/" + lane + "/confirm", "carl");
        assertRefused(target.post("dana", "/lanes", body), "/lanes", "dana");
        String other = done(201, target.post("carl", "/lanes", body), "id");
        assertRefused(
                target.post("dana", "/lanes/" + other + "/confirm", "{}"), "/lanes/" + other + "/confirm", "dana");
        assertThat(target.recorded(LaneEvent.Opened.class)).isEmpty();
    }

    @Test
    void statesAndConfirmsNoLink() {
        String body = "{\"attribute\":\"agent\",\"first\":\"alia\",\"second\":\"alice\",\"reason\":\"one person\"}";
        String link = done(201, target.post("bob", "/links", body), "id");
        gone("vera");
        assertRefused(target.post("vera", "/links", body), "/links", "vera");
        gone("carl");
        assertRefused(target.post("carl", "/links/" + link + "/confirm", "{}"), "/links/" + link + "/confirm", "carl");
        assertThat(target.recorded(Event.LinkAnswered.class)).isEmpty();
    }
}
