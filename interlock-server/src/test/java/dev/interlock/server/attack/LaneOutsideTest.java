package dev.interlock.server.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.engine.event.AgentEvent;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.Settlement;
import dev.interlock.engine.model.AttributeValue;
import dev.interlock.engine.model.Attributes;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.attack.LaneTarget.Extras;
import dev.interlock.server.attack.LaneTarget.Open;
import dev.interlock.server.attack.TokenTarget.Held;
import dev.interlock.server.fixture.Hooks;
import dev.interlock.server.fixture.Hooks.Hook;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.mcp.wire.Json;
import dev.interlock.server.oauth.DpopKey;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tokens of tasks and lanes that an agent shows to an enforcement point outside, which passes them on with its questions. */
class LaneOutsideTest {

    private static final String SECRET = "a secret of both sides, for what is told";
    private static final String PAGER = "pager";
    private static final String EVALUATION = "/access/v1/evaluation";
    private static final String MESH = "/access/v1/callers/mesh";
    private static final String OTHER = "/access/v1/callers/other";

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
              meta: {duty: meta.say, effect: read, risk: low}
              echo: {duty: thing.say, risk: low, show: [args.text]}
              other: {duty: thing.do, risk: low}
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

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final Hooks hooks = new Hooks(SECRET);
    private LaneTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
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

    @AfterEach
    void stop() throws Exception {
        target.close();
        hooks.close();
        assertThat(hooks.forged()).isZero();
        assertThat(target.verify()).isInstanceOf(Report.Verified.class);
    }

    // --- what enforcement points ask

    private RawHttp as(String caller, String path) {
        return target.to(path)
                .add("Authorization", "Bearer " + target.svid(caller))
                .add("Content-Type", "application/json");
    }

    /** What is asked about a call of ada's. */
    private static ObjectNode question(String tool) {
        ObjectNode body = Json.object();
        body.putObject("subject").put("type", "agent").put("id", "ada");
        body.putObject("action").put("name", "tools/call");
        body.putObject("resource").put("type", "tool").put("id", "fix/" + tool);
        body.putObject("context");
        return body;
    }

    private static ObjectNode context(ObjectNode body) {
        return (ObjectNode) body.get("context");
    }

    private static ObjectNode with(ObjectNode body, Held held) {
        context(body).put("subject_token", held.token());
        return body;
    }

    private JsonNode asked(String caller, ObjectNode body) {
        RawHttp.Answer answer = as(caller, EVALUATION).body(Json.bytes(body)).send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private JsonNode asked(Held held, String tool) {
        return asked("mesh", with(question(tool), held));
    }

    /** The id of a permitted call. */
    private static String permitted(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isTrue();
        return answer.at("/context/evaluation_id").asText();
    }

    private static String denied(JsonNode answer) {
        assertThat(answer.path("decision").asBoolean()).as(answer.toString()).isFalse();
        return answer.at("/context/reason").asText();
    }

    private RawHttp.Answer report(String id, String outcome) {
        return as("mesh", "/access/v1/evaluations/" + id + "/outcome")
                .body("{\"outcome\":\"" + outcome + "\"}")
                .send();
    }

    /** It is denied before there is a call, and the refusal is recorded. */
    private void assertRefused(String caller, ObjectNode body, String reason) {
        int calls = target.recorded(Event.CallDecided.class).size();
        JsonNode answer = asked(caller, body);
        assertThat(denied(answer)).isEqualTo(reason);
        assertThat(answer.at("/context").has("evaluation_id")).isFalse();
        assertThat(target.recorded(Event.CallDecided.class)).hasSize(calls);
        assertRecorded(reason, EVALUATION, caller);
    }

    private void assertRecorded(String reason, String where, String who) {
        assertThat(target.recorded(AgentEvent.PresentationRefused.class))
                .as("%s at %s by %s", reason, where, who)
                .anyMatch(refused -> refused.reason().equals(reason)
                        && refused.where().equals(where)
                        && refused.agent().equals(who));
    }

    /** A token of ada's for the mesh. */
    private Held held(String details) {
        return target.held(details, MESH, DpopKey.generate());
    }

    private Hook toldOfCall(String tool, String verdict) throws InterruptedException {
        return hooks.await(
                PAGER,
                "lane.called",
                hook -> hook.at("/tool").equals(tool) && hook.at("/verdict").equals(verdict));
    }

    @Test
    void fromTheOpeningToTheReviewThroughAnEnforcementPoint() throws Exception {
        Held normal = held(LaneTarget.all());
        assertThat(denied(asked(normal, "meta"))).isEqualTo("forbidden");
        Open lane = target.open("");
        ObjectNode named = question("meta");
        context(named).put("task", lane.task());
        assertThat(denied(asked("mesh", named))).as("without a token").isEqualTo("lane-token-required");

        DpopKey instance = DpopKey.generate();
        Held held = target.held(LaneTarget.join(lane.task()), MESH, instance);
        String first = permitted(asked("mesh", with(named, held)));
        Hook told = toldOfCall("fix/meta", "permitted");
        assertThat(told.at("/call")).isEqualTo(first);
        assertThat(told.body().at("/data/waived").toString()).isEqualTo("[\"W-1\"]");
        String second = permitted(asked(held, "meta")); // the token says which task
        assertThat(denied(asked(held, "echo"))).as("not waivable").isEqualTo("forbidden");
        toldOfCall("fix/echo", "denied");
        assertThat(denied(asked(held, "other"))).isEqualTo("outside-lane");
        assertThat(report(first, "succeeded").status()).isEqualTo(200);

        assertThat(target.post("dana", "/lanes/" + lane.lane() + "/end", "{}").status())
                .isEqualTo(200);
        assertRefused("mesh", with(question("meta"), held), "token-ended");
        assertThat(target.recorded(AgentEvent.PresentationRefused.class)
                        .getLast()
                        .lease())
                .as("the lease of the token")
                .isPresent();
        // What was permitted before is told after the end all the same.
        assertThat(report(second, "failed").status()).isEqualTo(200);
        assertThat(target.recorded(Event.CallSettled.class))
                .extracting(Event.CallSettled::settlement)
                .satisfiesExactly(
                        came -> assertThat(came).isInstanceOf(Settlement.Succeeded.class),
                        came -> assertThat(came).isInstanceOf(Settlement.Failed.class));

        JsonNode timeline = target.get("bert", "/lanes/" + lane.lane() + "/timeline");
        assertThat(timeline.path("entries").findValuesAsText("id")).contains(first, second);
        assertThat(timeline.path("entries").findValuesAsText("what"))
                .containsSubsequence(
                        "opened", "denied", "issued", "permitted", "permitted", "denied", "denied", "succeeded");
        String review = "/lanes/" + lane.lane() + "/review";
        assertThat(target.post("carl", review, "{\"outcome\":\"accepted\"}").text())
                .contains("not-independent");
        assertThat(target.post("bert", review, "{\"outcome\":\"accepted\"}").status())
                .isEqualTo(200);
        assertThat(target.get("bert", "/lanes/" + lane.lane()).path("state").asText())
                .isEqualTo("accepted");
    }

    @Test
    void whoActsIsTheSameAtBothDoors() {
        Open lane = target.open("");
        DpopKey instance = DpopKey.generate();
        permitted(asked(target.held(LaneTarget.join(lane.task()), MESH, instance), "meta"));
        Held own = target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance);
        assertThat(LaneTarget.verdict(target.modern(own, "meta"))).startsWith("permitted");
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(2).allSatisfy(call -> {
            assertThat(call.actor().get(Attributes.RUNTIME))
                    .isEqualTo(new AttributeValue.Known("key-" + instance.thumbprint()));
            assertThat(call.waived()).hasSize(1);
        });
        // It acted in a lane, whichever door it used: it does nothing elsewhere.
        assertThat(target.ask("ada", MESH, instance, LaneTarget.all()).text()).contains("runtime-in-lane");
    }

    @Test
    void aTokenIsForItsTaskAlone() {
        Held normal = held(LaneTarget.all());
        permitted(asked(normal, "other"));
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        for (String method : List.of("tools/call", "tools/list", "server/discover")) {
            for (boolean ofLane : List.of(true, false)) {
                ObjectNode body = with(question("meta"), ofLane ? held : normal);
                ((ObjectNode) body.get("action")).put("name", method);
                if (!method.equals("tools/call")) {
                    body.putObject("resource").put("type", "mcp_server").put("id", "fix");
                }
                context(body).put("task", ofLane ? normal.task() : lane.task());
                assertThat(denied(asked("mesh", body))).as(method).isEqualTo("token-for-another-task");
                context(body).put("task", ofLane ? lane.task() : normal.task());
                if (!method.equals("tools/call")) {
                    assertThat(asked("mesh", body).path("decision").asBoolean())
                            .as(method)
                            .isTrue();
                }
            }
        }
        // What is named at random is no task of the token either.
        ObjectNode nonsense = with(question("meta"), held);
        context(nonsense).put("task", 7);
        assertThat(denied(asked("mesh", nonsense))).isEqualTo("token-for-another-task");
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(1);
        // The key of one is of no use in the other.
        assertThat(target.ask("ada", MESH, normal.key(), LaneTarget.join(lane.task()))
                        .text())
                .contains("runtime-not-fresh");
        // A runtime that is only named has no token, whatever it is called.
        ObjectNode claimed = question("meta");
        ((ObjectNode) claimed.get("subject"))
                .putObject("properties")
                .put("runtime", "key-" + held.key().thumbprint());
        context(claimed).put("task", lane.task());
        assertThat(denied(asked("mesh", claimed))).isEqualTo("lane-token-required");
    }

    @Test
    void whatDoesNotCountIsRefusedAndRecorded() {
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        String token = held.token();
        ObjectNode body = question("meta");
        context(body).put("subject_token", token.substring(0, token.lastIndexOf('.') + 1) + "A".repeat(86));
        assertRefused("mesh", body, "token-signature");
        context(body).put("subject_token", 7);
        assertRefused("mesh", body, "token-malformed");
        context(body).put("subject_token", "x".repeat(20_000));
        assertRefused("mesh", body, "token-too-large");
        context(body).put("subject_token", target.svid("ada"));
        assertThat(denied(asked("mesh", body))).as("what a workload has").startsWith("token-");

        // For somebody else, or passed on by somebody else.
        DpopKey instance = held.key();
        assertRefused(
                "mesh",
                with(question("meta"), target.held(LaneTarget.join(lane.task()), OTHER, instance)),
                "token-audience");
        assertRefused(
                "mesh",
                with(question("meta"), target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance)),
                "token-audience");
        assertRefused("other", with(question("meta"), held), "token-audience");
        assertRefused("plain", with(question("meta"), held), "token-not-taken");
        JsonNode advised = asked("adviser", with(question("meta"), held));
        assertThat(denied(advised)).isEqualTo("token-not-taken");

        // Of somebody else.
        ObjectNode ben = with(question("meta"), held);
        ((ObjectNode) ben.get("subject")).put("id", "ben");
        assertRefused("mesh", ben, "token-subject");
        ObjectNode person = with(question("meta"), held);
        ((ObjectNode) person.get("subject")).put("type", "user").put("id", "bert");
        assertRefused("mesh", person, "token-subject");

        Held closed = held(LaneTarget.all());
        permitted(asked(closed, "other"));
        RawHttp.Answer cancelled = target.to("/v1/tasks/" + closed.task() + "/cancel")
                .add("Authorization", "Bearer " + target.svid("ada"))
                .add("Content-Type", "application/json")
                .body("{}")
                .send();
        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
        assertRefused("mesh", with(question("other"), closed), "token-ended");

        permitted(asked(held, "meta"));
        now.set(now.get().plus(Duration.ofMinutes(6)));
        assertRefused("mesh", with(question("meta"), held), "token-expired");
    }

    @Test
    void aTokenForAnEnforcementPointOpensNoDoor() {
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
        assertRecorded("token-audience", "/mcp/fix", "ada");
        for (String scheme : List.of("DPoP ", "Bearer ")) {
            RawHttp.Answer answer = target.to(EVALUATION)
                    .add("Authorization", scheme + held.token())
                    .add("Content-Type", "application/json")
                    .body(Json.bytes(question("meta")))
                    .send();
            assertThat(answer.status()).as(answer.text()).isEqualTo(401);
        }
        assertThat(target.upstream.calls("meta")).isZero();
        assertThat(as("mesh", MESH).body("{}").send().status()).isEqualTo(404);
        // Whoever is not trusted, or asks for advice, is no resource.
        for (String caller : List.of("plain", "adviser", "nobody")) {
            String resource = "/access/v1/callers/" + caller;
            assertThat(target.ask("ada", resource, DpopKey.generate(), LaneTarget.all())
                            .json()
                            .path("error")
                            .asText())
                    .isEqualTo("invalid_target");
            assertThat(published(resource).status()).isEqualTo(404);
        }
        assertThat(published(MESH).json().path("resource").asText()).isEqualTo(LaneTarget.ISSUER + MESH);
    }

    private RawHttp.Answer published(String resource) {
        return target.to("/.well-known/oauth-protected-resource" + resource)
                .method("GET")
                .send();
    }

    @Test
    void anotherTokenUnderAKeyIsTheSameQuestionIfItProvesTheSame() {
        Open lane = target.open("");
        DpopKey instance = DpopKey.generate();
        String first = permitted(keyed(target.held(LaneTarget.join(lane.task()), MESH, instance), 200));
        assertThat(permitted(keyed(target.held(LaneTarget.join(lane.task()), MESH, instance), 200)))
                .isEqualTo(first);
        keyed(held(LaneTarget.join(lane.task())), 409);
        keyed(held(LaneTarget.all()), 409);
        assertThat(as("mesh", EVALUATION)
                        .add("Idempotency-Key", "k-1")
                        .body(Json.bytes(question("meta")))
                        .send()
                        .status())
                .isEqualTo(409);
        assertRecorded("idempotency-conflict", EVALUATION, "mesh");
        assertThat(target.recorded(Event.CallReserved.class)).hasSize(1);
    }

    private JsonNode keyed(Held held, int status) {
        RawHttp.Answer answer = as("mesh", EVALUATION)
                .add("Idempotency-Key", "k-1")
                .body(Json.bytes(with(question("meta"), held)))
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return status == 200 ? answer.json() : Json.object();
    }

    /** What the catalogue has shown of arguments is in the record and at the channel: the token is none. */
    @Test
    void itIsNoArgument() throws Exception {
        Held normal = held(LaneTarget.all());
        ObjectNode look = question("meta");
        look.putObject("action").put("name", "look");
        look.putObject("resource").put("type", "thing").put("id", "1");
        context(look).put("task", normal.task()).put("ip", "1");
        permitted(asked("mesh", look));
        permitted(asked("mesh", with(look, normal)));
        permitted(asked("mesh", with(look, target.held(LaneTarget.join(normal.task()), MESH, normal.key()))));
        assertThat(target.recorded(Event.CallReserved.class))
                .hasSize(3)
                .extracting(call -> call.facts().argumentsDigest())
                .containsOnly(target.recorded(Event.CallReserved.class)
                        .getFirst()
                        .facts()
                        .argumentsDigest());
        assertThat(target.record().toString()).doesNotContain(normal.token());
    }

    @Test
    void whatTheLaneHasIsFoundAndListed() {
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        ObjectNode search = with(question("meta"), held);
        search.putObject("resource").put("type", "tool");
        RawHttp.Answer found = as("mesh", "/access/v1/search/resource")
                .body(Json.bytes(search))
                .send();
        assertThat(found.json().path("results").findValuesAsText("id")).containsExactly("fix/meta", "thing/look");
        context(search).remove("subject_token");
        context(search).put("task", lane.task());
        assertThat(as("mesh", "/access/v1/search/resource")
                        .body(Json.bytes(search))
                        .send()
                        .json()
                        .path("results"))
                .isEmpty();
        ObjectNode list = with(question("meta"), held);
        list.putObject("action").put("name", "tools/list");
        list.putObject("resource").put("type", "mcp_server").put("id", "fix");
        assertThat(asked("mesh", list).path("decision").asBoolean()).isTrue();
        list.putObject("resource").put("type", "mcp_server").put("id", "fix");
        ((ObjectNode) list.get("action")).put("name", "prompts/list");
        assertThat(denied(asked("mesh", list))).isEqualTo("nothing-listed");
    }

    @Test
    void severalHaveOneTokenAndEachIsDecidedInTheLane() {
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        ObjectNode body = with(question("meta"), held);
        ArrayNode items = body.putArray("evaluations");
        items.addObject();
        items.addObject().putObject("resource").put("type", "tool").put("id", "fix/echo");
        items.addObject().putObject("context").put("task", lane.task());
        RawHttp.Answer answer =
                as("mesh", "/access/v1/evaluations").body(Json.bytes(body)).send();
        JsonNode each = answer.json().path("evaluations");
        permitted(each.path(0));
        assertThat(denied(each.path(1))).isEqualTo("forbidden");
        assertThat(denied(each.path(2)))
                .as("a context of its own, without a token")
                .isEqualTo("lane-token-required");
    }

    @Test
    void aSubscriptionIsAReadInTheLane() throws Exception {
        Open lane = target.open("");
        Held held = held(LaneTarget.join(lane.task()));
        ObjectNode body = question("meta");
        body.putObject("action").put("name", "resources/subscribe");
        body.putObject("resource")
                .put("type", "resource")
                .put("id", "file:///a")
                .putObject("properties")
                .put("server", "fix");
        context(body).put("task", lane.task());
        assertThat(denied(asked("mesh", body))).isEqualTo("lane-token-required");
        assertThat(asked("mesh", with(body, held)).path("decision").asBoolean()).isTrue();
        assertThat(toldOfCall("fix/mcp:resources/read", "permitted").at("/lane"))
                .isEqualTo(lane.lane());
        assertThat(target.recorded(Event.CallSettled.class)).hasSize(1);
    }

    @Test
    void anAccessRequestShowsTheTokenToo() {
        Held normal = held(LaneTarget.all());
        JsonNode first = asked(normal, "pay");
        assertThat(first.at("/context/held").asBoolean()).isTrue();
        String path = "/access/v1/access-requests";
        ObjectNode request = question("pay");
        ObjectNode denial = request.putObject("denial")
                .put("evaluation_id", first.at("/context/evaluation_id").asText());
        for (String member : List.of("expires_at", "binding_token")) {
            denial.put(member, first.at("/context/access_request/" + member).asText());
        }
        RawHttp.Answer without = as("mesh", path).body(Json.bytes(request)).send();
        assertThat(without.status()).as(without.text()).isEqualTo(400);
        assertThat(as("other", path)
                        .body(Json.bytes(with(request, normal)))
                        .send()
                        .status())
                .isEqualTo(400);
        RawHttp.Answer forged = as("mesh", path)
                .body(Json.bytes(with(request, held(LaneTarget.all()))))
                .send();
        assertThat(forged.status()).as("another instance").isEqualTo(400);
        context(request).put("subject_token", "x");
        assertThat(as("mesh", path).body(Json.bytes(request)).send().status()).isEqualTo(400);
        assertRecorded("token-malformed", path, "mesh");

        // Under a key a new token of the same instance is the same request.
        JsonNode task = Json.object();
        for (int i = 0; i < 2; i++) {
            Held renewed = target.held(LaneTarget.join(normal.task()), MESH, normal.key());
            RawHttp.Answer submitted = as("mesh", path)
                    .add("Idempotency-Key", "r-1")
                    .body(Json.bytes(with(request, renewed)))
                    .send();
            assertThat(submitted.status()).as(submitted.text()).isEqualTo(202);
            task = submitted.json();
        }
        JsonNode hold = target.get("bert", "/holds").path("holds").path(0);
        RawHttp.Answer approved = target.post(
                "bert",
                "/holds/" + hold.path("id").asText() + "/approve",
                "{\"comment\":\"seen\",\"code\":\"" + hold.path("code").asText() + "\"}");
        assertThat(approved.status()).as(approved.text()).isEqualTo(200);
        String endpoint = task.at("/task/status_endpoint").asText();
        JsonNode status = as("mesh", endpoint.substring(LaneTarget.ISSUER.length()))
                .method("GET")
                .send()
                .json();
        ObjectNode again = with(question("pay"), normal);
        context(again).set("approval", status.at("/result/approval"));
        permitted(asked("mesh", again));
    }
}
