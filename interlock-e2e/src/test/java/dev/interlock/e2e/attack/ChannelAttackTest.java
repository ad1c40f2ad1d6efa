package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.notify.signal.WebhookSignature;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers by channels that are forged, old, repeated or for somebody else, at the door where they come in. */
class ChannelAttackTest {

    private static final String CHAT = "/v1/channels/chat/answers";

    private ApprovalTarget target;
    private String task;
    private String hold;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        target = new ApprovalTarget(folder);
        task = target.task();
        hold = target.held(task, "a");
    }

    @AfterEach
    void stop() throws Exception {
        assertThat(target.paid()).isZero();
        target.close();
    }

    private void assertForged(RawHttp request, String why, String where) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        assertThat(answer.json().path("code").asText())
                .as("who has no key learns nothing")
                .isEqualTo("channel-unproven");
        target.assertRecorded("channel-" + why, where, "");
        assertNothing();
    }

    private void assertRefused(RawHttp request, int status, String code, String person) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        target.assertRecorded("channel-" + code, CHAT, person);
        assertNothing();
    }

    private void assertNothing() {
        assertThat(target.recorded(Event.HoldAnswered.class)).isEmpty();
        assertThat(target.held(task, "a")).isEqualTo(hold);
    }

    private Map<String, String> headers(byte[] body) {
        return new TreeMap<>(new WebhookSignature(target.chatSecret)
                .headers("m-1", target.now.get().getEpochSecond(), body));
    }

    @Test
    void withAnotherKey() {
        ObjectNode message = target.message(hold, "bob");
        assertForged(target.signed("chat", target.opsSecret, "m-1", message), "signature", CHAT);
        assertForged(target.signed("chat", "x", "m-1", message), "signature", CHAT);
        assertForged(
                target.signed("other", target.chatSecret, "m-1", message), "unknown", "/v1/channels/{channel}/answers");
        assertForged(
                target.signed("%0achat", target.chatSecret, "m-1", message),
                "unknown",
                "/v1/channels/{channel}/answers");
    }

    @Test
    void withoutASignatureOrOneOfAnotherKind() {
        byte[] body = Json.bytes(target.message(hold, "bob"));
        Map<String, String> right = headers(body);
        String digest = right.get("webhook-signature").substring(3);
        for (String signature : List.of(
                "",
                "v1,",
                "none",
                "v0," + digest,
                "v1a," + digest,
                digest,
                "V1," + digest,
                "v1," + digest.replace('=', ' ').strip(),
                "v1," + Base64.getEncoder().encodeToString(new byte[32]),
                // Of a token without a signature.
                "v1,eyJhbGciOiJub25lIn0.e30.",
                "v1,x ".repeat(8) + right.get("webhook-signature"))) {
            var headers = new TreeMap<>(right);
            headers.put("webhook-signature", signature);
            assertForged(target.channel("chat", headers, body), "signature", CHAT);
        }
        for (String name : List.of("webhook-id", "webhook-timestamp", "webhook-signature")) {
            var headers = new TreeMap<>(right);
            headers.remove(name);
            assertForged(target.channel("chat", headers, body), "signature", CHAT);
            RawHttp twice = target.channel("chat", right, body).add(name, right.get(name));
            assertForged(twice, "signature", CHAT);
        }
        // The token of the person itself is no proof here.
        RawHttp.Answer answer = target.to("bob", CHAT).body(body).send();
        assertThat(answer.status()).isEqualTo(401);
        assertNothing();
    }

    @Test
    void changedOnTheWay() {
        ObjectNode message = target.message(hold, "bob");
        byte[] body = Json.bytes(message);
        for (byte[] other : List.of(
                Json.bytes(message.deepCopy().put("answer", "reject")),
                Json.bytes(message.deepCopy().put("person", "alice")),
                (new String(body, StandardCharsets.UTF_8) + " ").getBytes(StandardCharsets.UTF_8),
                new byte[0])) {
            assertForged(target.channel("chat", headers(body), other), "signature", CHAT);
        }
        var id = headers(body);
        id.put("webhook-id", "m-2");
        assertForged(target.channel("chat", id, body), "signature", CHAT);
        var time = headers(body);
        time.put("webhook-timestamp", Long.toString(target.now.get().getEpochSecond() + 1));
        assertForged(target.channel("chat", time, body), "signature", CHAT);
    }

    @Test
    void oldAndEarly() {
        target.pass(Duration.ofSeconds(2)); // so that early is not so early that the clock is in doubt
        ObjectNode message = target.message(hold, "bob");
        RawHttp written = target.signed("chat", target.chatSecret, "m-1", message);
        Instant then = target.now.get();
        target.now.set(then.minusSeconds(301));
        assertForged(written, "expired", CHAT);
        target.now.set(then.plusSeconds(301));
        assertForged(written, "expired", CHAT);
        for (String time : List.of("-1", "99999999999999999999", "1e9", "soon", " ")) {
            byte[] body = Json.bytes(message);
            var headers = headers(body);
            headers.put("webhook-timestamp", time);
            assertForged(target.channel("chat", headers, body), "signature", CHAT);
        }
    }

    @Test
    void repeated() throws Exception {
        // A message that changed nothing is spent all the same.
        ObjectNode uncoded = target.message(hold, "bob");
        uncoded.remove("code");
        RawHttp once = target.signed("chat", target.chatSecret, "m-1", uncoded);
        assertRefused(once, 409, "confirmation-required", "bob");
        assertForged(once, "replayed", CHAT);

        ObjectNode good = target.message(hold, "bob");
        RawHttp sent = target.signed("chat", target.chatSecret, "m-2", good);
        assertThat(sent.send().status()).isEqualTo(200);
        assertThat(sent.send().status()).isEqualTo(401);
        target.restart();
        // Nobody remembers the message now; the record remembers the answer.
        RawHttp.Answer after =
                target.signed("chat", target.chatSecret, "m-2", good).send();
        assertThat(after.status()).isEqualTo(409);
        assertThat(after.json().path("code").asText()).isEqualTo("not-independent");
        target.assertRecorded("channel-not-independent", CHAT, "bob");
        assertThat(target.recorded(Event.HoldAnswered.class))
                .singleElement()
                .satisfies(answer -> assertThat(answer.how().channel()).contains("chat"));
    }

    private String filing(String agent) {
        return ApprovalTarget.hold(target.call(agent, target.task(agent), "file", "{\"id\":\"f\"}"));
    }

    private RawHttp scanner(String id, ObjectNode message) {
        return target.signed("scanner", target.scannerSecret, id, message);
    }

    private void assertMachineRefused(RawHttp request, int status, String code, String who) {
        RawHttp.Answer answer = request.send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.json().path("code").asText()).isEqualTo(code);
        target.assertRecorded("channel-" + code, "/v1/channels/scanner/answers", who);
        assertNothing();
    }

    /** A machine verifier answers by a channel of its own what it is declared for, and nobody else by that channel. */
    @Test
    void ofAMachineVerifier() throws Exception {
        String filing = filing("ada");
        assertMachineRefused(scanner("m-1", target.messageOf("scan", hold)), 409, "outside-scope", "scan");
        ObjectNode both = target.messageOf("scan", filing).put("person", "bob");
        assertMachineRefused(scanner("m-2", both), 400, "malformed", "");
        assertMachineRefused(scanner("m-3", target.message(filing, "bob")), 403, "not-allowed", "");
        assertMachineRefused(scanner("m-4", target.message(filing, "scan")), 403, "not-allowed", "");
        ObjectNode other = target.messageOf("scan", filing).put("digest", "sha-256:other");
        assertMachineRefused(scanner("m-5", other), 409, "hold-outdated", "scan");
        // By a channel of people, and with the secret of one.
        RawHttp.Answer people = target.signed("chat", target.chatSecret, "m-6", target.messageOf("scan", filing))
                .send();
        assertThat(people.status()).isEqualTo(403);
        assertForged(
                target.signed("scanner", target.chatSecret, "m-7", target.messageOf("scan", filing)),
                "signature",
                "/v1/channels/scanner/answers");

        RawHttp good = scanner("m-8", target.messageOf("scan", filing));
        assertThat(good.send().status()).isEqualTo(200);
        assertThat(good.send().status()).isEqualTo(401);
        target.restart();
        RawHttp.Answer after = scanner("m-8", target.messageOf("scan", filing)).send();
        assertThat(after.json().path("code").asText())
                .as("nobody remembers the message now; the record remembers the answer")
                .isEqualTo("not-independent");
        assertThat(target.recorded(Event.HoldAnswered.class)).singleElement().satisfies(answer -> {
            assertThat(answer.by().name()).isEqualTo("scan");
            assertThat(answer.how().verifier()).isTrue();
            assertThat(answer.how().channel()).contains("scanner");
        });
    }

    @Test
    void forAnotherHoldOrAnotherPerson() {
        String other = target.held(task, "b");
        ObjectNode crossed = target.message(hold, "bob").put("hold", other);
        assertRefused(target.signed("chat", target.chatSecret, "m-1", crossed), 409, "hold-outdated", "bob");
        ObjectNode code = target.message(other, "bob");
        ObjectNode mixed =
                target.message(hold, "bob").put("code", code.path("code").asText());
        assertRefused(target.signed("chat", target.chatSecret, "m-2", mixed), 409, "confirmation-wrong", "bob");
        assertRefused(
                target.signed(
                        "chat",
                        target.chatSecret,
                        "m-3",
                        target.message(hold, "bob").put("hold", "h-999")),
                409,
                "hold-unknown",
                "bob");
        // Of another channel, of nobody, and of an agent.
        for (String person : List.of("vera", "nobody", "ada", "scan", "")) {
            RawHttp.Answer answer = target.signed(
                            "chat", target.chatSecret, "m-of-" + person, target.message(hold, person))
                    .send();
            assertThat(answer.status()).isEqualTo(403);
        }
        target.assertRecorded("channel-not-allowed", CHAT, "");
        // Whoever instructed the agent is not independent by a channel either.
        assertRefused(
                target.signed("chat", target.chatSecret, "m-4", target.message(hold, "alice")),
                409,
                "not-independent",
                "alice");
        // Who says in which groups it is.
        assertRefused(
                target.signed(
                        "chat",
                        target.chatSecret,
                        "m-5",
                        target.message(hold, "bob").put("groups", "approvers")),
                400,
                "malformed",
                "");
    }

    /** A stranger who sends a lot is one line of the record, with a number. */
    @Test
    void aFloodIsOneLineAMinute() {
        ObjectNode message = target.message(hold, "bob");
        for (int i = 0; i < 50; i++) {
            target.signed("chat", "x", "m-" + i, message).send();
        }
        target.pass(Duration.ofMinutes(1));
        target.signed("chat", "x", "m", message).send();
        assertThat(target.recorded(AgentEvent.PresentationRefused.class))
                .extracting(AgentEvent.PresentationRefused::times)
                .containsExactly(1, 50);
        assertNothing();
    }
}
