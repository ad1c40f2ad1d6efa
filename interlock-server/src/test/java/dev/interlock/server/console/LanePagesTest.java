package dev.interlock.server.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.interlock.engine.event.LaneEvent;
import dev.interlock.engine.event.LeaseEvent;
import dev.interlock.server.fixture.Served;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Break-glass lanes in the console: proposed, confirmed, ended and reviewed by those who may. */
class LanePagesTest {

    private static final String BUNDLE = """
        interlock: v1
        name: shop
        owner: desk@example.com
        independence: {line: [chain, owner, origin]}
        risk: {high: {independence: line, on-conflict: deny, on-missing: hold}}
        break-glass: {by: on-call, allow: [payment.release], limit: 1h, reviewers: controllers, escalate: board}
        objects: {vendor: {id: {form: text}}, payment: {id: {form: text}, of: {vendor: one}}}
        server: erp
        tools:
          create_vendor: {duty: vendor.create, creates: {vendor: result.id}}
          release: {duty: payment.release, on: {payment: args.id}}
        intents: {pay: {goal: Pay vendors, allow: [vendor.create, payment.release]}}
        rules:
          - id: P-1
            title: Nobody pays a vendor that they created
            waivable: true
            separate: {duties: [vendor.create, payment.release], per: vendor, within: 90d}
          - id: P-2
            title: Three payments a day
            limit: {of: payment.release, max: 3, per: vendor, within: 24h}
        """;

    private static final String CONFIG = """
        domain: shop.example
        listen: 127.0.0.1:0
        upstreams: {erp: {url: "http://127.0.0.1:9/mcp"}}
        agents: {clerk: {token: "%s", owner: desk, root: true, origin: lead}}
        people:
          dana: {token: "%s", groups: [on-call]}
          carl: {token: "%s", groups: [on-call]}
          rita: {token: "%s", groups: [controllers]}
          vera: {token: "%s"}
        """;

    private static final Pattern LANE = Pattern.compile("/console/break-glass/lane-[0-9]+");
    private static final Pattern MORE = Pattern.compile("/console/break-glass\\?after=lane-[0-9]+");

    private static final Pattern CREDENTIAL = Pattern.compile("ilt_[A-Za-z0-9_-]{40,}");

    @TempDir
    private Path folder;

    private Served served;

    @BeforeEach
    void start() throws IOException {
        Served.bundle(folder, BUNDLE);
        served = Served.of(folder, Served.withTokens(CONFIG), Map.of(), InstantSource.system())
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    private static final Map<String, String> PROPOSAL = Map.of(
            "agent",
            "clerk",
            "reason",
            "payments are stuck",
            "duties",
            "payment.release",
            "time",
            "20m",
            "objects",
            "payment/P-1, payment/P-2");

    @Test
    void fromTheProposalToTheReview() throws Exception {
        try (Visitor dana = Visitor.of(served, "dana");
                Visitor carl = Visitor.of(served, "carl");
                Visitor rita = Visitor.of(served, "rita")) {
            assertThat(dana.page("/console/break-glass")).contains("Propose a lane", "No lane is open");
            String proposed = dana.sent("/console/break-glass", PROPOSAL);
            assertThat(proposed)
                    .contains("payments are stuck", "waits for a second person", "proposed by dana", "payment/P-2")
                    .contains("disabled", "is not independent of");
            long number = served.recorded(LaneEvent.Proposed.class).getFirst().lane();
            String lane = "/console/break-glass/lane-" + number;

            String open = carl.sent(lane, Map.of("act", "confirm"));
            assertThat(open)
                    .contains("role=\"timer\"", "left of 20 minutes", "End it now", "Get a credential")
                    .contains("Why two people were enough", "independent of each other", "rita")
                    .contains("P-1", "P-2", "<b class=\"strong\">holds</b>");
            assertThat(rita.page(lane)).contains("only the people who opened the lane get a credential for it");
            assertThat(rita.page("/console")).contains("Break-glass is open", "for clerk");

            HttpResponse<String> given = carl.send(lane, Map.of("act", "credential"));
            assertThat(given.statusCode()).isEqualTo(303);
            String place = given.headers().firstValue("Location").orElseThrow();
            assertThat(Browser.location(dana.get(place))).isEqualTo(lane + "?credential=shown");
            HttpResponse<String> shown = carl.get(place);
            assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
            Matcher credential = CREDENTIAL.matcher(shown.body());
            assertThat(credential.find()).isTrue();
            String again = Browser.location(carl.get(place));
            assertThat(carl.page(again)).contains("A credential is shown once").doesNotContain(credential.group());
            assertThat(served.recorded(LeaseEvent.Issued.class)).hasSize(1);
            assertThat(carl.page(lane))
                    .contains("got a credential for a fresh process of")
                    .doesNotContain(credential.group());
            assertThat(rita.send(lane, Map.of("act", "credential")).statusCode())
                    .isEqualTo(403);

            assertThat(dana.sent(lane, Map.of("act", "end"))).contains("ended, not reviewed", "You cannot review it");
            HttpResponse<String> own = carl.send(lane, Map.of("act", "accept"));
            assertThat(own.statusCode()).isEqualTo(403);
            assertThat(own.body()).contains("This was not done", "controllers");
            assertThat(rita.sent(lane, Map.of("act", "accept", "comment", "looked at each call")))
                    .contains("reviewed and accepted", "looked at each call");
            assertThat(rita.page("/console/break-glass")).contains("Past", "reviewed and accepted");
            assertThat(rita.send(lane, Map.of("act", "dispute")).statusCode()).isEqualTo(409);
        }
    }

    @Test
    void whoMayNotOpenLanesIsToldAndRefused() throws Exception {
        try (Visitor vera = Visitor.of(served, "vera")) {
            assertThat(vera.page("/console/break-glass"))
                    .contains("you are not one of them", "on-call")
                    .doesNotContain("name=\"reason\"");
            HttpResponse<String> refused = vera.send("/console/break-glass", PROPOSAL);
            assertThat(refused.statusCode()).isEqualTo(403);
            assertThat(refused.body()).contains("This was not done");
            assertThat(vera.get("/console/break-glass/lane-99").statusCode()).isEqualTo(404);
            assertThat(vera.get("/console/break-glass/x/y").statusCode()).isEqualTo(404);
        }
        assertThat(served.recorded(LaneEvent.class)).isEmpty();
    }

    @Test
    void whatSomebodyTypedIsEscapedAndBounded() throws Exception {
        try (Visitor dana = Visitor.of(served, "dana")) {
            String hostile = "<script>alert(1)</script>\u202e\u200b<img src=x onerror=alert(1)>" + "x".repeat(1_500);
            String page = dana.sent(
                    "/console/break-glass",
                    Map.of("agent", "clerk", "reason", hostile, "ticket", "javascript:alert(1)\"><b>"));
            assertThat(page)
                    .contains("&lt;script&gt;alert(1)", "U+202E", "U+200B")
                    .doesNotContain("<img", "\"><b>");
            assertThat(dana.page("/console/break-glass"))
                    .contains("&lt;script&gt;")
                    .doesNotContain("<img");
            assertThat(dana.send("/console/break-glass", Map.of("agent", "clerk", "reason", "y".repeat(3_000)))
                            .statusCode())
                    .isEqualTo(400);
        }
    }

    @Test
    void theNewestLanesComeFirstAndOlderOnesOnPages() throws Exception {
        try (Visitor dana = Visitor.of(served, "dana")) {
            for (int i = 0; i < 52; i++) {
                String page = dana.sent("/console/break-glass", Map.of("agent", "clerk", "reason", "try " + i));
                Matcher lane = LANE.matcher(page);
                assertThat(lane.find()).isTrue();
                dana.sent(lane.group(), Map.of("act", "end"));
            }
            String first = dana.page("/console/break-glass");
            assertThat(first).contains("try 51", "try 2<", "No lane is open").doesNotContain("try 1<");
            Matcher more = MORE.matcher(first);
            assertThat(more.find()).isTrue();
            assertThat(dana.page(more.group()))
                    .contains("try 1<", "try 0<")
                    .doesNotContain("try 2<", "Older ones", "No lane is open");
        }
    }

    @Test
    void aFormThatThePageDoesNotHaveIsRefused() throws Exception {
        try (Visitor dana = Visitor.of(served, "dana")) {
            dana.sent("/console/break-glass", PROPOSAL);
            long number = served.recorded(LaneEvent.Proposed.class).getFirst().lane();
            HttpResponse<String> reply = dana.send("/console/break-glass/lane-" + number, Map.of("act", "burn"));
            assertThat(reply.statusCode()).isEqualTo(400);
        }
        assertThat(served.recorded(LaneEvent.class)).hasSize(1);
    }
}
