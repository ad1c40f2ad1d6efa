package dev.interlock.e2e.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.interlock.e2e.Shop;
import dev.interlock.e2e.attack.LaneTarget.Extras;
import dev.interlock.e2e.attack.LaneTarget.Open;
import dev.interlock.e2e.attack.TokenTarget.Held;
import dev.interlock.engine.event.Event;
import dev.interlock.engine.event.LaneEvent;
import dev.interlock.ledger.verify.Report;
import dev.interlock.server.fixture.Hooks;
import dev.interlock.server.fixture.Hooks.Hook;
import dev.interlock.server.fixture.Postgres;
import dev.interlock.server.fixture.QueryApi;
import dev.interlock.server.fixture.RawHttp;
import dev.interlock.server.json.Json;
import dev.interlock.server.oauth.DpopKey;
import dev.interlock.server.render.Ids;
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

/** Break-glass with all that is around it: who is told, plain HTTP with a credential, an enforcement point, one history. */
class LaneShowsTest {

    private static final String SECRET = "a secret of both sides, for what is told";
    /** Is told everything. */
    private static final String PAGER = "pager";
    /** Wants to hear of holds alone. */
    private static final String DESK = "desk";

    private static final String BUNDLE = """
            interlock: v1
            name: lanes
            owner: tests
            include: [orders.yaml, credentials.yaml]
            independence: {another: [owner]}
            risk: {low: {independence: another, on-conflict: deny, on-missing: hold}}
            break-glass:
              by: on-call
              opening: %s
              allow: [meta.say, thing.say, orders.read, orders.fetch]
              reviewers: security
              review-within: 1h
              escalate: board
            server: fix
            objects: {thing: {}}
            tools:
              meta: {duty: meta.say, effect: read, risk: low, arguments: {text: any}}
              echo: {duty: thing.say, risk: low, show: [args.text]}
              other: {duty: thing.do, risk: low, arguments: {text: any}}
            intents:
              all: {goal: Everything, allow: [meta.say, thing.say, thing.do, orders.read, orders.fetch]}
            rules:
              - {id: W-1, title: Nothing is asked, waivable: true, forbid: {duty: meta.say}}
              - {id: W-2, title: Nobody looks at orders, waivable: true, forbid: {duty: orders.read}}
              - {id: N-1, title: Nothing is said, forbid: {duty: thing.say}}
              - {id: S-1, title: Who asks does not do, separate: {duties: [meta.say, thing.do], per: domain, within: 1d}}
            """;

    private static final String ORDERS = "/rest/orders/orders";

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    private final Postgres postgres = Postgres.shared();
    private final Hooks hooks = new Hooks(SECRET);
    private QueryApi api;
    private Path folder;
    private LaneTarget target;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        Shop.create(postgres);
        api = new QueryApi(postgres);
    }

    private void open(String opening) throws Exception {
        QueryApi.description(folder);
        var files = Map.of(
                "interlock.yaml",
                BUNDLE.formatted(opening),
                "orders.yaml",
                "server: orders\ntools: {countOrders: {duty: orders.read, effect: read}}\n",
                "credentials.yaml",
                "server: interlock\ntools: {credential/orders-db: {duty: orders.fetch}}\n");
        String channel = "{webhook: \"%s\", private: true, secret: {from-env: HOOK}%s}";
        target = new LaneTarget(
                folder,
                now::get,
                new Extras(
                        files,
                        "  orders: {openapi: orders.openapi.yaml, url: \"" + api.base()
                                + "\", credential: orders-db}\n",
                        """
                        credentials:
                          orders-db: %s
                        channels:
                          pager: %s
                          desk: %s
                        authzen:
                          callers:
                            mesh: {identity: spiffe://example.org/mesh, mode: enforcing, properties: trusted}
                        """.formatted(
                                        Shop.database(postgres),
                                        channel.formatted(hooks.at(PAGER), ""),
                                        channel.formatted(hooks.at(DESK), ", events: [hold.held]")),
                        Map.of("HOOK", SECRET, Shop.VARIABLE, Shop.MAKER_PASSWORD)));
    }

    @AfterEach
    void stop() throws Exception {
        target.close();
        api.close();
        hooks.close();
        Shop.awaitNothingLeft(postgres);
        Shop.drop(postgres);
        assertThat(hooks.forged()).isZero();
        assertThat(target.verify()).isInstanceOf(Report.Verified.class);
    }

    private static void assertRefused(RawHttp.Answer answer, String code) {
        assertThat(answer.text()).contains(code);
        assertThat(answer.status()).isGreaterThanOrEqualTo(400);
    }

    /** Both channels are told. */
    private Hook told(String type, Open lane) throws InterruptedException {
        Hook desk = hooks.await(DESK, type, hook -> hook.at("/lane").equals(lane.lane()));
        Hook pager = hooks.await(PAGER, type, hook -> hook.at("/lane").equals(lane.lane()));
        assertThat(desk.body()).isEqualTo(pager.body());
        return pager;
    }

    private void toldOfEachCall(Open lane) throws InterruptedException {
        List<String> calls = target.recorded(Event.CallDecided.class).stream()
                .filter(call -> Ids.task(call.task()).equals(lane.task()))
                .map(call -> Ids.call(call.call()))
                .toList();
        for (String channel : List.of(PAGER, DESK)) {
            hooks.await(channel, "lane.called", hook -> hook.at("/call").equals(calls.getLast()));
            assertThat(hooks.heard(channel))
                    .filteredOn(hook -> hook.type().equals("lane.called"))
                    .extracting(hook -> hook.at("/call"))
                    .isEqualTo(calls);
        }
    }

    private Hook toldOfCall(String tool, String verdict) throws InterruptedException {
        return hooks.await(
                PAGER,
                "lane.called",
                hook -> hook.at("/tool").equals(tool) && hook.at("/verdict").equals(verdict));
    }

    /** What the mesh is answered about a call of ada's. */
    private JsonNode mesh(String task, String tool, String runtime) {
        ObjectNode body = Json.object();
        body.putObject("subject")
                .put("type", "agent")
                .put("id", "ada")
                .putObject("properties")
                .put("runtime", runtime);
        body.putObject("action").put("name", "tools/call");
        body.putObject("resource").put("type", "tool").put("id", "fix/" + tool);
        body.putObject("context").put("task", task);
        RawHttp.Answer answer = target.to("/access/v1/evaluation")
                .add("Authorization", "Bearer " + target.svid("mesh"))
                .add("Content-Type", "application/json")
                .body(Json.bytes(body))
                .send();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    @Test
    void everybodyIsToldFromTheOpeningToTheReview() throws Exception {
        open("two-people");
        Open lane = target.open("");
        Hook opened = told("lane.opened", lane);
        assertThat(opened.body().at("/data/openers").toString()).isEqualTo("[\"dana\",\"carl\"]");
        assertThat(opened.at("/agent") + " " + opened.at("/reason")).isEqualTo("ada it burns");

        DpopKey instance = DpopKey.generate();
        Held held = target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance);
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        Hook called = toldOfCall("fix/meta", "permitted");
        assertThat(called.body().at("/data/waived").toString()).isEqualTo("[\"W-1\"]");
        assertThat(LaneTarget.verdict(target.legacy(held, "meta"))).startsWith("permitted");
        assertThat(LaneTarget.verdict(target.modern(held, "echo"))).isEqualTo("denied[forbidden]");
        toldOfCall("fix/echo", "denied");
        toldOfEachCall(lane);

        now.set(now.get().plus(Duration.ofMinutes(31)));
        assertThat(told("lane.ended", lane).at("/by")).isEqualTo("interlock");
        assertThat(target.modern(held, "meta").status()).isEqualTo(401);
        now.set(now.get().plus(Duration.ofMinutes(61)));
        Hook overdue = told("lane.overdue", lane);
        assertThat(overdue.at("/reviewers") + " " + overdue.at("/escalatesTo")).isEqualTo("security board");
        assertRefused(target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"again\"}"), "lane-unreviewed");

        JsonNode timeline = target.get("bert", "/lanes/" + lane.lane() + "/timeline");
        assertThat(timeline.path("overdue").asBoolean()).isTrue();
        assertThat(timeline.path("entries").findValuesAsText("id"))
                .containsSubsequence(hooks.heard(PAGER).stream()
                        .filter(hook -> hook.type().equals("lane.called"))
                        .map(hook -> hook.at("/call"))
                        .toList());
        String review = "/lanes/" + lane.lane() + "/review";
        assertRefused(target.post("carl", review, "{\"outcome\":\"accepted\"}"), "not-independent");
        assertThat(target.post("bert", review, "{\"outcome\":\"accepted\",\"comment\":\"each call looked at\"}")
                        .status())
                .isEqualTo(200);
        Hook reviewed = told("lane.reviewed", lane);
        assertThat(reviewed.at("/by") + ": " + reviewed.at("/comment")).isEqualTo("bert: each call looked at");
        target.open("");
    }

    @Test
    void plainHttpInALaneHasACredentialThatEndsWithIt() throws Exception {
        open("two-people");
        Held normal = target.held(LaneTarget.all(), "/rest/orders", DpopKey.generate());
        assertRefused(target.rest(normal, ORDERS), "forbidden");
        assertThat(Shop.roles(postgres)).isEmpty();

        Open lane = target.open("");
        assertRefused(target.restIn(normal, ORDERS, lane.task()), "token-for-another-task");
        Held held = target.held(LaneTarget.join(lane.task()), "/rest/orders", DpopKey.generate());
        RawHttp.Answer done = target.rest(held, ORDERS);
        assertThat(done.status()).as(done.text()).isEqualTo(200);
        assertThat(done.json().path("orders").asInt()).isEqualTo(3);
        assertThat(toldOfCall("orders/countOrders", "permitted")
                        .body()
                        .at("/data/waived")
                        .toString())
                .isEqualTo("[\"W-2\"]");
        toldOfCall("interlock/credential/orders-db", "permitted");
        toldOfEachCall(lane);
        QueryApi.Login login = api.logins.getLast();
        assertThat(Shop.canLogIn(postgres, login)).isTrue();
        assertRefused(target.restIn(held, ORDERS, normal.task()), "token-for-another-task");

        assertThat(target.post("dana", "/lanes/" + lane.lane() + "/end", "{}").status())
                .isEqualTo(200);
        Shop.awaitNothingLeft(postgres);
        assertThat(Shop.canLogIn(postgres, login)).isFalse();
        assertThat(target.rest(held, ORDERS).status()).isEqualTo(401);
        assertThat(api.logins).hasSize(1);
        assertThat(target.get("bert", "/lanes/" + lane.lane() + "/timeline")
                        .path("entries")
                        .findValuesAsText("what"))
                .contains("issued", "revoked");
    }

    @Test
    void whatWasDoneInALaneCountsWhereverSomebodyAsks() throws Exception {
        open("two-people");
        Held normal = target.held(LaneTarget.all());
        assertThat(mesh(normal.task(), "other", "mesh-1").path("decision").asBoolean())
                .isTrue();
        Open lane = target.open("");
        DpopKey instance = DpopKey.generate();
        Held held = target.held(LaneTarget.join(lane.task()), "/mcp/fix", instance);
        // Who did does not ask, in a lane neither: this rule waives nobody.
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).isEqualTo("denied[forbidden, duty-conflict]");
        assertThat(target.upstream.calls("meta")).isZero();
        toldOfCall("fix/meta", "denied");
    }

    @Test
    void withoutATokenAnEnforcementPointIsDeniedInALane() throws Exception {
        open("two-people");
        Held normal = target.held(LaneTarget.all());
        Open lane = target.open("");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");

        // Whatever it says of the instance.
        JsonNode denied = mesh(lane.task(), "meta", "mesh-1");
        assertThat(denied.path("decision").asBoolean()).isFalse();
        assertThat(denied.at("/context/reason").asText()).isEqualTo("lane-token-required");
        toldOfEachCall(lane);
        // What was done there counts for what it asks elsewhere, and at the other door.
        JsonNode conflict = mesh(normal.task(), "other", "mesh-1");
        assertThat(conflict.at("/context/reason").asText()).isEqualTo("duty-conflict");
        assertThat(LaneTarget.verdict(target.modern(normal, "other"))).isEqualTo("denied[duty-conflict]");
        assertThat(target.upstream.calls("other")).isZero();
    }

    @Test
    void onePersonOpensItWithATicket() throws Exception {
        open("ticket");
        assertRefused(target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"it burns\"}"), "ticket-required");
        RawHttp.Answer opened =
                target.post("dana", "/lanes", "{\"agent\":\"ada\",\"reason\":\"it burns\",\"ticket\":\"INC-7\"}");
        assertThat(opened.json().path("state").asText()).isEqualTo("open");
        var lane = new Open(
                opened.json().path("id").asText(), opened.json().path("task").asText());
        Hook told = told("lane.opened", lane);
        assertThat(told.body().at("/data/openers").toString()).isEqualTo("[\"dana\"]");
        assertThat(told.at("/ticket")).isEqualTo("INC-7");
        Held held = target.held(LaneTarget.join(lane.task()));
        assertThat(LaneTarget.verdict(target.modern(held, "meta"))).startsWith("permitted");
        target.post("dana", "/lanes/" + lane.lane() + "/end", "{}");
        assertRefused(
                target.post("dana-admin", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"accepted\"}"),
                "not-independent");
        assertThat(target.post("bert", "/lanes/" + lane.lane() + "/review", "{\"outcome\":\"disputed\"}")
                        .status())
                .isEqualTo(200);
        assertThat(target.recorded(LaneEvent.Reviewed.class))
                .singleElement()
                .satisfies(review -> assertThat(review.accepted()).isFalse());
    }
}
