package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.e2e.attack.LaneTarget.Extras;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Hooks;
import dev.interlock.server.fixture.Hooks.Hook;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A gateway with lanes whose agents act through enforcement points outside, which pass the agents' tokens on with their questions. Everything
 * that it recorded verifies when it is closed.
 */
final class LaneMesh implements AutoCloseable {

    private static final String SECRET = "a secret of both sides, for what is told";
    private static final String PAGER = "pager";
    static final String EVALUATION = "/access/v1/evaluation";
    static final String MESH = "/access/v1/callers/mesh";
    static final String OTHER = "/access/v1/callers/other";

    private static final Map<String, String> BUNDLE = Map.of(
            "interlock.yaml",
            """
            interlock: v1
            name: lanes
            owner: tests
            include: [thing.yaml]
            independence: {another: [owner]}
            risk: {low: {independence: another, on-conflict: deny, on-missing: hold}}
            break-glass:
              by: on-call
              allow: [meta.say, thing.say, thing.look]
              reviewers: security
              review-within: 1h
            server: fix
            objects: {thing: {}}
            tools:
              meta: {duty: meta.say, effect: read, risk: low, arguments: {text: any}}
              echo: {duty: thing.say, risk: low, show: [args.text]}
              other: {duty: thing.do, risk: low, arguments: {text: any}}
              pay: {duty: thing.pay, risk: low}
              mcp:resources/read: {duty: thing.look, effect: read, risk: low}
            intents:
              all: {goal: Everything, allow: [meta.say, thing.say, thing.do, thing.look, thing.pay]}
            rules:
              - {id: W-1, title: Nothing is asked, waivable: true, forbid: {duty: meta.say}}
              - {id: N-1, title: Nothing is said, forbid: {duty: thing.say}}
              - {id: R-1, title: Approved, require: {for: thing.pay, approval: {by: security, independence: another}}}
            """,
            "thing.yaml",
            "server: thing\ntools: {look: {duty: thing.look, effect: read, risk: low, show: [args.context.subject_token]}}\n");

    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));

    final Hooks hooks = new Hooks(SECRET);
    final LaneTarget target;

    LaneMesh(Path folder) throws IOException {
        target = new LaneTarget(
                folder, now::get, new Extras(BUNDLE, "", """
                authzen:
                  callers:
                    mesh: {identity: spiffe://example.org/mesh, mode: enforcing, properties: trusted}
                    other: {identity: spiffe://example.org/other, mode: enforcing, properties: trusted}
                    plain: {identity: spiffe://example.org/plain, mode: enforcing}
                    adviser: {identity: spiffe://example.org/adviser, mode: advisory, properties: trusted}
                channels:
                  pager: {webhook: "%s", private: true, secret: {from-env: HOOK}}
                """.formatted(hooks.at(PAGER)), Map.of("HOOK", SECRET)));
    }

    RawHttp as(String caller, String path) {
        return target.to(path)
                .add("Authorization", "Bearer " + target.svid(caller))
                .add("Content-Type", "application/json");
    }

    /** What is asked about a call of ada's. */
    static ObjectNode question(String tool) {
        ObjectNode body = Json.object();
        body.putObject("subject").put("type", "agent").put("id", "ada");
        body.putObject("action").put("name", "tools/call");
        body.putObject("resource").put("type", "tool").put("id", "fix/" + tool);
        body.putObject("context");
        return body;
    }

    static ObjectNode context(ObjectNode body) {
        return (ObjectNode) body.get("context");
    }

    static ObjectNode with(ObjectNode body, Held held) {
        context(body).put("subject_token", held.token());
        return body;
    }

    JsonNode asked(String caller, ObjectNode body) {
        RawHttp.Answer answer = as(caller, EVALUATION).body(Json.bytes(body)).send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    JsonNode asked(Held held, String tool) {
        return asked("mesh", with(question(tool), held));
    }

    /** The id of a permitted call. */
    static String permitted(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isTrue();
        return answer.at("/context/evaluation_id").asText();
    }

    static String denied(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isFalse();
        return answer.at("/context/reason").asText();
    }

    RawHttp.Answer report(String id, String outcome) {
        return as("mesh", "/access/v1/evaluations/" + id + "/outcome")
                .body("{\"outcome\":\"" + outcome + "\"}")
                .send();
    }

    /** It is denied before there is a call, and the refusal is recorded. */
    void assertRefused(String caller, ObjectNode body, String reason) {
        int calls = target.recorded(Event.CallDecided.class).size();
        JsonNode answer = asked(caller, body);
        assertThat(denied(answer)).isEqualTo(reason);
        assertThat(answer.at("/context").has("evaluation_id")).isFalse();
        assertThat(target.recorded(Event.CallDecided.class)).hasSize(calls);
        assertRecorded(reason, EVALUATION, caller);
    }

    void assertRecorded(String reason, String where, String who) {
        assertThat(target.recorded(AgentEvent.PresentationRefused.class))
                .as("%s at %s by %s", reason, where, who)
                .anyMatch(refused -> refused.reason().equals(reason)
                        && refused.where().equals(where)
                        && refused.agent().equals(who));
    }

    /** A token of ada's for the mesh. */
    Held held(String details) {
        return target.held(details, MESH, DpopKey.generate());
    }

    Hook toldOfCall(String tool, String verdict) throws InterruptedException {
        return hooks.await(
                PAGER,
                "lane.called",
                hook -> hook.at("/tool").equals(tool) && hook.at("/verdict").equals(verdict));
    }

    @Override
    public void close() throws IOException {
        target.close();
        hooks.close();
        assertThat(hooks.forged()).isZero();
        assertThat(target.verify()).isInstanceOf(Report.Verified.class);
    }
}
